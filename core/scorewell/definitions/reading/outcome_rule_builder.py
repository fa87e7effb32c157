"""From a YAML file to an outcome rule, with every finding in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scorewell.definitions.model import (
    Amount,
    Choice,
    Condition,
    Edge,
    MeasureThresholds,
    Origin,
    OutcomeRule,
    Role,
    RuleOption,
    RuleOutcome,
)
from scorewell.definitions.reading.document import (
    Document,
    Path_,
    in_order,
    quoted,
)
from scorewell.definitions.reading.entry_builder import Entry, EntryBuilder
from scorewell.definitions.reading.outcome_rule_checks import rule_problems
from scorewell.definitions.reading.schema_check import check_schema
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import DefinitionError

_INCLUSIVE = {
    "at_least": True,
    "at_most": True,
    "above": False,
    "below": False,
    "more_than": False,
}
_SIDE = {"lower": ("at_least", "above"), "higher": ("at_most", "below")}


def load_rule(path: Path, *, name: str = "") -> OutcomeRule:
    """Read an outcome rule from a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str, optional
        How messages call it; the path itself if not given.

    Raises
    ------
    DefinitionError
        With every finding of the file.
    """
    document = read_document(path, name=name)
    findings = [*document.findings, *check_schema(document, "outcome-rule")]
    rule: OutcomeRule | None = None
    if not findings:
        builder = RuleBuilder(document)
        rule = builder.rule()
        findings = [
            *builder.findings,
            *(
                document.finding(each.code, each.path, each.message, hint=each.hint)
                for each in rule_problems(rule)
            ),
        ]
    if rule is None or findings:
        raise DefinitionError(
            f"{document.file} is not a valid outcome rule", findings=in_order(findings)
        )
    return rule


class RuleBuilder(EntryBuilder):
    """Turns the data of a file into an outcome rule."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, origin=Origin())

    def rule(self) -> OutcomeRule:
        """The whole rule."""
        data = self.document.data
        measures = data.get("measures", ())
        return OutcomeRule(
            name=data["rule"],
            version=data["version"],
            title=data["title"],
            summary=data["summary"],
            roles=tuple(
                self._role(each, ("measures", index)) for index, each in enumerate(measures)
            ),
            fewest=data.get("any_measures", len(measures)),
            outcomes=tuple(
                self._outcome(each, ("outcomes", index))
                for index, each in enumerate(data["outcomes"])
            ),
            options=tuple(_option(each) for each in data.get("options", ())),
            sources=self.sources,
            notes=tuple(data.get("notes", ())),
            file=self.document.file,
            digest=self.document.digest,
        )

    def _role(self, entry: Entry, place: Path_) -> Role:
        scales = entry.get("scales", ())
        return Role(
            name=entry["role"],
            title=entry.get("title", ""),
            scales=tuple(
                self._thresholds(each, (*place, "scales", index))
                for index, each in enumerate(scales)
            ),
        )

    def _thresholds(self, entry: Entry, place: Path_) -> MeasureThresholds:
        better, case = entry["better"], entry.get("case", {})
        wrong = [key for key in case if key in _INCLUSIVE and key not in _SIDE[better]]
        if wrong:
            self._find(
                "case-side",
                (*place, "case", wrong[0]),
                f"{better} is better on {entry['scale']}, so cases do not lie "
                f"`{wrong[0]}` a score",
                hint=f"write {' or '.join(_SIDE[better])}",
            )
        return MeasureThresholds(
            scale=entry["scale"],
            better=better,
            case=self._edge(case, (*place, "case")) if case else None,
            reliable=self._edge(entry["reliable"], (*place, "reliable"))
            if "reliable" in entry
            else None,
            amounts=tuple(
                Amount(
                    name=name,
                    edge=self._edge(each, (*place, "amounts", name)),
                    percent=each.get("unit") == "percent",
                )
                for name, each in entry.get("amounts", {}).items()
            ),
            bands=entry.get("bands", ""),
        )

    def _edge(self, entry: Entry, place: Path_) -> Edge:
        self._check_sources(entry, place)
        ((key, value),) = [(key, entry[key]) for key in _INCLUSIVE if key in entry]
        return Edge(
            value=value, inclusive=_INCLUSIVE[key], provenance=self.provenance(entry, place)
        )

    def _outcome(self, entry: Entry, place: Path_) -> RuleOutcome:
        self._check_sources(entry, place)
        return RuleOutcome(
            id=entry["id"],
            title=entry["title"],
            definition=entry["definition"],
            when=_conditions(entry["when"]),
            among=entry.get("among", ""),
            provenance=self.provenance(entry, place),
        )

    def _check_sources(self, entry: Entry, place: Path_) -> None:
        """Whatever is not a choice of the author has its source, and two where it says so."""
        checked, read = entry["checked"], entry.get("read", ())
        if checked != "ours" and "source" not in entry:
            self._find(
                "fact-has-source",
                place,
                f"this is said to be checked ({checked}) and names no source",
                hint="add source, or write checked: ours if it is your own choice",
            )
        elif entry.get("source") in read:
            self._find(
                "read-elsewhere",
                (*place, "read", read.index(entry["source"])),
                f"{quoted(entry['source'])} is the source itself",
                hint="remove it: read is for other texts in which the fact was seen",
            )
        elif checked == "two-sources" and not read:
            self._find(
                "two-sources-are-two",
                (*place, "checked"),
                f"`two-sources`, but {quoted(entry['source'])} is the only text named",
                hint="add the other text under read, or write one-source",
            )


_BESIDE = {"than", "by", "bands"}
"""What a condition says beside its kind."""


def _conditions(entries: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    found = []
    for entry in entries:
        ((kind, word),) = [(key, value) for key, value in entry.items() if key not in _BESIDE]
        found.append(
            Condition(
                kind=kind,
                word=word,
                than=entry.get("than", ""),
                by=entry.get("by", ""),
                bands=tuple(entry.get("bands", ())),
            )
        )
    return tuple(found)


def _option(entry: Mapping[str, Any]) -> RuleOption:
    return RuleOption(
        id=entry["id"],
        title=entry["title"],
        applies=_conditions(entry["applies"]),
        choices=tuple(
            Choice(id=each["id"], text=each["text"], outcomes=each["outcomes"])
            for each in entry["choices"]
        ),
        default=entry.get("default", ""),
        note=entry.get("note", ""),
    )

"""From a YAML file to an outcome rule, with every finding in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scorewell.definitions.model import Origin, OutcomeRule
from scorewell.definitions.reading.builder import Builder
from scorewell.definitions.reading.document import Path_, in_order, quoted
from scorewell.definitions.reading.outcome_rule_checks import rule_problems
from scorewell.definitions.reading.schema_check import check_schema
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import DefinitionError

_SIDE = {"lower": ("at_least", "above"), "higher": ("at_most", "below")}
_OTHER_SIDE = {"lower": _SIDE["higher"], "higher": _SIDE["lower"]}


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
        builder = Builder(document, origin=Origin())
        measures = document.data.get("measures", ())
        fewest = {"fewest": len(measures)} if measures else {}
        rule = builder.document_value(
            OutcomeRule, file=document.file, digest=document.digest, **fewest
        )
        _check_sources(builder)
        _check_sides(builder)
        findings = [
            *builder.findings,
            *(
                document.finding(problem.code, problem.path, problem.message, hint=problem.hint)
                for problem in rule_problems(rule)
            ),
        ]
    if rule is None or findings:
        raise DefinitionError(
            f"{document.file} is not a valid outcome rule", findings=in_order(findings)
        )
    return rule


def _facts(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Path_]]:
    """The thresholds and outcomes of a rule, each of which says where it comes from."""
    for index, measure in enumerate(data.get("measures", ())):
        for at, scale in enumerate(measure.get("scales", ())):
            place: Path_ = ("measures", index, "scales", at)
            yield from (
                (scale[name], (*place, name)) for name in ("case", "reliable") if name in scale
            )
            amounts = scale.get("amounts", {})
            yield from ((amounts[name], (*place, "amounts", name)) for name in amounts)
    for index, outcome in enumerate(data["outcomes"]):
        yield outcome, ("outcomes", index)


def _check_sides(builder: Builder) -> None:
    """Report a clinical range that lies towards the better end."""
    for index, measure in enumerate(builder.document.data.get("measures", ())):
        for at, scale in enumerate(measure.get("scales", ())):
            better, case = scale["better"], scale.get("case", {})
            for name in case:
                if name in _OTHER_SIDE[better]:
                    builder.find(
                        "case-side",
                        ("measures", index, "scales", at, "case", name),
                        f"{better} is better on {scale['scale']}, so cases do not lie "
                        f"`{name}` a score",
                        hint=f"write {' or '.join(_SIDE[better])}",
                    )


def _check_sources(builder: Builder) -> None:
    """Report facts that are not a choice of the author and lack their source, or a second."""
    for entry, place in _facts(builder.document.data):
        status, read = entry["checked"], entry.get("read", ())
        if status != "ours" and "source" not in entry:
            builder.find(
                "fact-has-source",
                place,
                f"this is said to be checked ({status}) and names no source",
                hint="add source, or write checked: ours if it is your own choice",
            )
        elif entry.get("source") in read:
            builder.find(
                "read-elsewhere",
                (*place, "read", read.index(entry["source"])),
                f"{quoted(entry['source'])} is the source itself",
                hint="remove it: read is for other texts in which the fact was seen",
            )
        elif status == "two-sources" and not read:
            builder.find(
                "two-sources-are-two",
                (*place, "checked"),
                f"`two-sources`, but {quoted(entry['source'])} is the only text named",
                hint="add the other text under read, or write one-source",
            )

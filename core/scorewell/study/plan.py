"""A study file as a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.change.options.options import ChangeOptions
from scorewell.change.trajectory.occasions import Occasions, occasion_text
from scorewell.change.trajectory.sudden_gains import SuddenGains
from scorewell.definitions.reading.document import Document
from scorewell.definitions.reading.load import check_document
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import ChangeError, DefinitionError, Finding, ScorewellError
from scorewell.study.approaches import ApproachUse, read_approaches

SMALL_COUNTS = 5
"""Counts from 1 to below this are hidden in the page for a board, unless a study says else."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One instrument of a study.

    Attributes
    ----------
    instrument : str
        Id, acronym or alias.
    columns : str or mapping or None
        Pattern or map from item to column.
    totals : mapping of str to str
        For data with scores and no items: scale to column.
    coding : str
        Name of the alternative encoding; empty for the declared one.
    covariates : mapping
        Column by covariate, or a map of column and codes.
    codes : mapping
        What is written to the value that is scored, or such a map by coding.
    missing_codes : tuple of float or str, or None
        Codes that stand for a missing answer, instead of those of the study; None takes
        those.
    missing_codes_over_answers : bool
        Whether such a code may be an answer of the coding.
    reversed_already : tuple of str
        Items whose numbers were reversed before; ``all`` stands for all that
        are reversed.
    scales : tuple of str
        The scales to compare; all with a direction if empty.
    change : ChangeOptions
        For every scale of this measure.
    by_scale : mapping of str to ChangeOptions
        For single scales; stronger than ``change``.
    approaches : tuple of ApproachUse
        Further ways to judge its pairs; each replaces the study's entry of
        the same approach.
    """

    instrument: str
    columns: str | Mapping[str, str] | None = None
    totals: Mapping[str, str] = field(default_factory=dict)
    coding: str = ""
    covariates: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, Any] = field(default_factory=dict)
    missing_codes: tuple[float | str, ...] | None = None
    missing_codes_over_answers: bool = False
    reversed_already: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    change: ChangeOptions = field(default_factory=ChangeOptions)
    by_scale: Mapping[str, ChangeOptions] = field(default_factory=dict)
    approaches: tuple[ApproachUse, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleUse:
    """One outcome rule as a study asks for it.

    Attributes
    ----------
    rule : str
        Name of a registered rule, or path of a rule file.
    measures : mapping of str to str
        Role to ``instrument.scale``.
    options : mapping of str to str
        Option of the rule to choice.
    """

    rule: str
    measures: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StudyPlan:
    """One evaluation as it was asked for.

    Attributes
    ----------
    layout : DataLayout
        How the answers lie in their files.
    course : Occasions or None
        All occasions that respondents are followed over; None where there
        are only two.
    rules : tuple of RuleUse
        Rules over several of the measures at once.
    outcome_rules : tuple of pathlib.Path
        Files with further rules.
    sudden_gains : SuddenGains or None
        The criteria of sudden gains, where these are looked for.
    sensitivity : bool
        Whether every scale is also judged in every other defensible way.
    approaches : tuple of ApproachUse
        Further ways to judge the pairs of every scale.
    combined : bool
        Whether the pairs are judged by reliable change and cut-off together,
        as usual, besides those approaches.
    growth : str
        Name of the growth method that judges slopes over all occasions; empty
        if none.
    slope_reliability : float or None
        The least reliability of slopes that are judged; None for the default.
    language : str
        Language of what people read, or the path of a file of texts; empty where
        the study names none.
    small_counts : int or None
        Counts from 1 to below this are hidden in the page for a board; 0 hides none. None:
        none for synthetic data, and else the default.
    synthetic : bool
        Whether the data are made up, so that no count needs to be hidden.
    call : ChangeOptions
        What the call asks for; stronger than everything in the study file.
    file, digest : str
        The study file and its SHA-256; empty for a plan made by a command.
    """

    title: str
    layout: DataLayout
    measures: tuple[Measure, ...]
    course: Occasions | None = None
    sudden_gains: SuddenGains | None = None
    authors: tuple[str, ...] = ()
    note: str = ""
    language: str = ""
    missing_codes: tuple[float | str, ...] = ()
    missing_codes_over_answers: bool = False
    instruments: tuple[Path, ...] = ()
    overlays: tuple[Path, ...] = ()
    rules: tuple[RuleUse, ...] = ()
    outcome_rules: tuple[Path, ...] = ()
    sensitivity: bool = False
    approaches: tuple[ApproachUse, ...] = ()
    combined: bool = True
    growth: str = ""
    small_counts: int | None = None
    synthetic: bool = False
    slope_reliability: float | None = None
    change: ChangeOptions = field(default_factory=ChangeOptions)
    call: ChangeOptions = field(default_factory=ChangeOptions)
    file: str = ""
    digest: str = ""

    @property
    def count_limit(self) -> int:
        """Counts from 1 to below this are hidden in the page for a board; 0 hides none."""
        if self.small_counts is not None:
            return self.small_counts
        return 0 if self.synthetic else SMALL_COUNTS


def check_small_counts(limit: int) -> int:
    """The limit of small counts if it is one.

    Raises
    ------
    ScorewellError
        If a mark for it would itself say what the count is.
    """
    if limit and not 3 <= limit <= 100:
        raise ScorewellError(
            f"small counts cannot be hidden below {limit}",
            hint="name a number from 3 to 100, or 0 to hide none: `<2` would say 1",
        )
    return limit


def read_plan(path: Path) -> StudyPlan:
    """Read a study file; paths in it are relative to it.

    Raises
    ------
    DefinitionError
        With every finding of the file.
    """
    document = read_document(path)
    findings = check_document(document, "study")
    if findings:
        raise DefinitionError(f"{path} is not a valid study", findings=findings)
    data = document.data
    base = path.parent
    course, sudden_gains = _course(data, document.file)
    return StudyPlan(
        title=data["title"],
        authors=tuple(data.get("authors", ())),
        note=data.get("note", ""),
        language=_language(data.get("language", ""), base),
        layout=_layout(data, base, course),
        course=course,
        sudden_gains=sudden_gains,
        missing_codes=tuple(data.get("missing_codes", ())),
        missing_codes_over_answers=data.get("missing_codes_over_answers", False),
        instruments=tuple(base / folder for folder in data.get("instruments", ())),
        overlays=tuple(base / file for file in data.get("overlays", ())),
        rules=read_uses(data.get("rules", ()), base),
        outcome_rules=tuple(base / file for file in data.get("outcome_rules", ())),
        sensitivity=data.get("sensitivity", False),
        approaches=read_approaches(data.get("approaches", ()), document, ("approaches",)),
        growth=_growth(data, document.file),
        small_counts=data.get("small_counts"),
        synthetic=data.get("synthetic", False),
        slope_reliability=data.get("slope_reliability"),
        change=_options(data),
        measures=tuple(
            _measure(entry, document, place) for place, entry in enumerate(data["measures"])
        ),
        file=document.file,
        digest=document.digest,
    )


def _layout(data: Mapping[str, Any], base: Path, course: Occasions | None) -> DataLayout:
    columns, occasions = data["columns"], data["occasions"]
    return DataLayout(
        files=tuple(DataFile.from_mapping(entry, base) for entry in data["data"]),
        id_column=columns["id"] if isinstance(columns["id"], str) else tuple(columns["id"]),
        occasion_column=columns.get("occasion", ""),
        group_column=columns.get("group", ""),
        time_column=columns.get("time", ""),
        pre=occasion_text(occasions["pre"]),
        post=occasion_text(occasions["post"]),
        order=course.order if course is not None else (),
        course=course is not None,
        policies=data.get("findings", {}),
        exclude_test_entries=data.get("exclude_test_entries", False),
    )


def _language(name: str, base: Path) -> str:
    """A language, or the path of its file."""
    return str(base / name) if name.endswith(".po") else name


def _measure(entry: Mapping[str, Any], document: Document, place: int) -> Measure:
    by_scale = entry.get("by_scale", {})
    _refuse_item_options(entry, document, place)
    path = ("measures", place, "approaches")
    return Measure(
        instrument=entry["instrument"],
        columns=entry.get("columns"),
        totals=entry.get("totals", {}),
        coding=entry.get("coding", ""),
        covariates=entry.get("covariates", {}),
        codes=entry.get("codes", {}),
        missing_codes=tuple(entry["missing_codes"]) if "missing_codes" in entry else None,
        missing_codes_over_answers=entry.get("missing_codes_over_answers", False),
        reversed_already=tuple(entry.get("reversed_already", ())),
        scales=tuple(entry.get("scales", ())),
        change=_options(entry),
        by_scale={
            scale: ChangeOptions.from_mapping(options) for scale, options in by_scale.items()
        },
        approaches=read_approaches(entry.get("approaches", ()), document, path),
    )


def _refuse_item_options(entry: Mapping[str, Any], document: Document, place: int) -> None:
    """Refuse what says how items are written beside totals, which have no items."""
    if not entry.get("totals"):
        return
    findings = [
        document.finding(
            "study-totals",
            ("measures", place, name),
            f"`{name}` says how the answers to items are written, and the measure is "
            "read from totals, which are taken as they are",
            hint=f"leave out `{name}`, or leave out `totals` and score the items",
        )
        for name in ("coding", "codes", "reversed_already")
        if entry.get(name)
    ]
    if findings:
        raise DefinitionError(f"{document.file} is not a valid study", findings=findings)


def _options(entry: Mapping[str, Any]) -> ChangeOptions:
    return ChangeOptions.from_mapping(entry.get("change", {}))


def _growth(data: Mapping[str, Any], file: str) -> str:
    name = str(data.get("growth", ""))
    if "slope_reliability" in data and not name:
        message = "the least reliability of slopes is named, and no growth method is"
        raise _invalid(file, "slope_reliability", message, "name the method, as growth")
    if name and "order" not in data["occasions"] and "time" not in data["columns"]:
        message = "a growth method is named, and only two occasions are"
        hint = "name all occasions in order, as occasions.order, or a column time"
        raise _invalid(file, "growth", message, hint)
    return name


def _course(data: Mapping[str, Any], file: str) -> tuple[Occasions | None, SuddenGains | None]:
    """The occasions that respondents are followed over, and the criteria of sudden gains."""
    occasions = data["occasions"]
    if "order" not in occasions and "time" not in data["columns"]:
        if "sudden_gains" in data:
            message = "sudden gains are looked for, and only two occasions are named"
            hint = "name all sessions in order, as occasions.order, or a column time"
            raise _invalid(file, "sudden_gains", message, hint)
        return None, None
    try:
        course = Occasions.of(
            occasions.get("order", ()), baseline=occasions["pre"], post=occasions["post"]
        )
    except ChangeError as error:
        raise _invalid(file, "occasions", error.message, error.hint) from None
    try:
        criteria = data.get("sudden_gains")
        return course, None if criteria is None else SuddenGains.from_mapping(criteria)
    except ChangeError as error:
        raise _invalid(file, "sudden_gains", error.message, error.hint) from None


def _invalid(file: str, path: str, message: str, hint: str) -> DefinitionError:
    finding = Finding(code="study-course", message=message, file=file, path=path, hint=hint)
    return DefinitionError(f"{file} is not a valid study", findings=[finding])


def read_uses(entries: Iterable[Mapping[str, Any]], base: Path) -> tuple[RuleUse, ...]:
    """The ``rules`` of a study file; paths are relative to ``base``."""
    return tuple(
        RuleUse(
            rule=str(base / entry["rule"]) if is_rule_file(entry["rule"]) else entry["rule"],
            measures=entry["measures"],
            options=entry.get("options", {}),
        )
        for entry in entries
    )


def is_rule_file(name: str) -> bool:
    """Whether a rule is named by its file."""
    return name.lower().endswith((".yaml", ".yml"))

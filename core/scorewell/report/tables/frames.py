"""Results as data frames: the published layout, and one row per value for further work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scorewell.i18n.messages import Message, term, translate
from scorewell.io.formula_injection import escape_formula
from scorewell.report.formatting import scale_title

if TYPE_CHECKING:
    from scorewell.change.outcome_rules.result import OutcomeResult
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.sensitivity.multiverse_result import Multiverse
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.errors import Finding
    from scorewell.study.result import StudyResult


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8, safe to open in a spreadsheet program."""
    safe = frame.rename(columns=escape_formula)
    for position, dtype in enumerate(safe.dtypes):
        if dtype.kind not in "biufc":
            texts = (
                safe.iloc[:, position].astype(object).map(escape_formula, na_action="ignore")
            )
            safe.isetitem(position, texts.to_numpy(dtype=object))
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def gather_frames(
    results: Sequence[Any],
    make: Callable[[Any], pd.DataFrame],
    columns: Sequence[str] = (),
    *,
    worded: Sequence[str] = (),
) -> pd.DataFrame:
    """One table of all results, each row with its ``instrument`` and ``scale``.

    Parameters
    ----------
    results : sequence
        Results of one scale each.
    make : callable
        Makes the table of one result.
    columns : sequence of str
        The columns of the table when there are no results.
    worded : sequence of str
        Columns of translatable text; they stay objects, which know their translation.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, then every column that one of the tables
        has; NaN where a table lacks it.
    """
    if not results:
        return pd.DataFrame(columns=pd.Index(["instrument", "scale", *columns]))
    cells: dict[str, list[Any]] = {"instrument": [], "scale": []}
    n = 0
    for result in results:
        part = make(result)
        values = {str(name): part[name].tolist() for name in part.columns}
        values["instrument"] = [str(result.instrument.id)] * len(part)
        values["scale"] = [str(result.scale.id)] * len(part)
        for name in values:
            cells.setdefault(name, [np.nan] * n)
        for name, column in cells.items():
            column.extend(values.get(name, [np.nan] * len(part)))
        n += len(part)
    frame = pd.DataFrame({name: pd.Series(x, dtype=object) for name, x in cells.items()})
    inferred = frame.infer_objects()
    for name in worded:
        if name in cells:
            inferred[name] = frame[name]
    return inferred


def published_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """All measures in the layout of published evaluations.

    Parameters
    ----------
    results : sequence of ChangeResult
        One per measure and scale.

    Returns
    -------
    pandas.DataFrame
        Counts of respondents. Rows: measure (with its n) x significance (not
        significant, okay at baseline, significant change). Columns:
        deterioration, improvement, no change. A measure whose cut-off
        can judge nobody has one row, ``not judged``, instead of three.
    """
    blocks = {
        f"{scale_title(result)} (n = {result.n_assessable})": _block(result)
        for result in results
    }
    if len(blocks) < len(results):  # one scale twice, with different settings
        blocks = {
            f"{place}. {scale_title(result)} (n = {result.n_assessable})": _block(result)
            for place, result in enumerate(results, start=1)
        }
    names = ["measure", "significance"]
    if not blocks:
        index = pd.MultiIndex.from_arrays([[], []], names=names)
        columns = ["deterioration", "improvement", "no change"]
        return pd.DataFrame(index=index, columns=columns, dtype="int64")
    return pd.concat(blocks, names=names)


def _block(result: ChangeResult) -> pd.DataFrame:
    table = result.table()
    return table if result.cutoffs.value is not None else table.loc[["not judged"]]


def count_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """The 3 x 3 tables with one count per row.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``significance``, ``reliable_change``,
        ``n``, and ``of``, the assessable respondents.
    """

    def frame_of(result: ChangeResult) -> pd.DataFrame:
        tidy = result.table().stack().reset_index()
        tidy.columns = pd.Index(["significance", "reliable_change", "n"])
        return tidy.assign(of=result.n_assessable)

    return gather_frames(results, frame_of, ["significance", "reliable_change", "n", "of"])


def case_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """Every respondent on every scale: ``instrument``, ``scale``, ``ChangeResult.cases``."""
    return gather_frames(results, lambda result: result.cases, ["id"])


def outcome_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """Outcomes with their shares and Wilson's 95 % intervals.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``part`` (``all``, or ``group`` for a row
        about the group named in ``group``), ``group``, ``outcome``, ``n``,
        ``of``, ``share``, ``low``, ``high``.
    """
    columns = ["part", "group", "outcome", "n", "of", "share", "low", "high"]

    def frame_of(result: ChangeResult) -> pd.DataFrame:
        parts = [result.summary().assign(part="all", group="")]
        groups = result.by_group()
        if len(groups):
            parts.append(groups.assign(part="group"))
        rows = [row for part in parts for row in part[columns].to_dict("records")]
        return pd.DataFrame(rows, columns=columns)

    return gather_frames(results, frame_of, columns)


def input_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """Every number and choice that an analysis used, with its origin.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``name``, ``value``, ``origin``,
        ``illustrative``, ``detail``, ``entry`` (of the definition, or what of
        the sample), ``n``, ``citation``.
    """
    columns = ["name", "value", "origin", "illustrative", "detail", "entry", "n", "citation"]

    def frame_of(result: ChangeResult) -> pd.DataFrame:
        rows = [
            [
                translate(value)
                if isinstance(value := getattr(entry, name), Message)
                else value
                for name in columns
            ]
            for entry in result.inputs
        ]
        return pd.DataFrame(rows, columns=columns).astype({"value": object, "n": object})

    return gather_frames(results, frame_of, columns)


def finding_frame(study: StudyResult) -> pd.DataFrame:
    """All findings: first about the data, then about inputs and cut-offs.

    Returns
    -------
    pandas.DataFrame
        The columns of ``StudyResult.findings``, then ``code``, which
        findings in the data do not have. Findings about
        inputs name their scale under ``item`` and what to do under ``action``;
        those about a rule over several measures name the rule under ``item``. What
        they say is in the language in force.
    """
    of_scales: tuple[Any, ...] = (
        *(*study.changes, *study.precision, *study.missing, *study.denominators),
        *(*study.judgements, *study.growths, *study.courses),
    )
    subjects: list[tuple[dict[str, str], Sequence[Finding]]] = [
        ({"instrument": result.instrument.id, "item": result.scale.id}, result.findings)
        for result in of_scales
    ]
    subjects += [({"item": result.rule.name}, result.findings) for result in study.outcomes]
    rows = [
        subject
        | {
            "problem": translate(finding.message),
            "action": translate(finding.hint),
            "severity": finding.severity,
            "code": finding.code,
        }
        for subject, findings in subjects
        for finding in findings
    ]
    columns = [*study.findings.columns, "code"]
    about = pd.DataFrame(rows, columns=pd.Index(columns), dtype=object)
    data = study.findings.astype(object).reindex(columns=columns)
    for name in ("problem", "action"):
        data[name] = data[name].map(term, na_action="ignore")
    return pd.concat([data, about], ignore_index=True) if len(data) else about


def limit_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """The limit of reliable change and the cut-offs of every scale, in points.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``lowest``, ``highest``, ``better``,
        ``standard_error``, ``critical_value``, ``limit``, ``criterion``,
        ``cut_off``, ``cut_off_a``, ``cut_off_b``, ``cut_off_c``,
        ``respondents``, ``assessable``, ``published_cut_off`` (the id of the
        one that decides), ``not_judged`` (why recovery cannot be judged).
    """

    def frame_of(result: ChangeResult) -> pd.DataFrame:
        scale, cutoffs = result.scale, result.cutoffs
        row: dict[str, object] = {
            "lowest": scale.low,
            "highest": scale.high,
            "better": scale.better,
            "standard_error": result.standard_error,
            "critical_value": result.critical_value,
            "limit": result.limit,
            "criterion": cutoffs.criterion,
            "cut_off": cutoffs.value,
            "cut_off_a": cutoffs.a,
            "cut_off_b": cutoffs.b,
            "cut_off_c": cutoffs.c,
            "respondents": result.n,
            "assessable": result.n_assessable,
            "published_cut_off": "" if cutoffs.entry is None else cutoffs.entry.id,
            "not_judged": cutoffs.barrier,
        }
        return pd.DataFrame([row])

    return gather_frames(results, frame_of, [])


def course_frame(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Every respondent on every occasion: ``instrument``, ``scale``, ``CourseResult.cells``."""
    return gather_frames(courses, lambda course: course.cells)


def respondent_frame(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Every respondent: ``instrument``, ``scale``, ``CourseResult.respondents``."""
    return gather_frames(courses, lambda course: course.respondents)


def occasion_frame(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Shares on every occasion: ``instrument``, ``scale``, ``CourseResult.summary``."""
    return gather_frames(courses, lambda course: course.summary())


def combination_frame(multiverses: Sequence[Multiverse]) -> pd.DataFrame:
    """Every combination: ``instrument``, ``scale``, ``Multiverse.combinations``."""
    return gather_frames(multiverses, lambda multiverse: multiverse.combinations)


def fragility_frame(multiverses: Sequence[Multiverse]) -> pd.DataFrame:
    """Every respondent on every scale: ``instrument``, ``scale``, ``Multiverse.cases``."""
    return gather_frames(multiverses, lambda multiverse: multiverse.cases)


def not_run_frame(multiverses: Sequence[Multiverse]) -> pd.DataFrame:
    """What could not be run: ``instrument``, ``scale``, ``Multiverse.not_run``."""
    return gather_frames(multiverses, lambda multiverse: multiverse.not_run)


UNCERTAINTY_FILES = ("precision.csv", "robustness.csv", "missing.csv", "denominators.csv")
"""The files of a report on the uncertainty of its numbers."""


def uncertainty_frames(study: StudyResult) -> dict[str, pd.DataFrame]:
    """Precision, missing scores and denominators by file; empty where nothing was computed.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``instrument`` and ``scale``, then ``PrecisionResult.to_frame`` and
        ``PrecisionResult.cases``, ``MissingResult.to_frame``, and
        ``DenominatorsResult.to_frame``.
    """
    frames: dict[str, tuple[Sequence[Any], Callable[[Any], pd.DataFrame]]] = {
        "precision.csv": (study.precision, lambda result: result.to_frame()),
        "robustness.csv": (study.precision, lambda result: result.cases),
        "missing.csv": (study.missing, lambda result: result.to_frame()),
        "denominators.csv": (study.denominators, lambda result: result.to_frame()),
    }
    return {
        name: gather_frames(results, make, worded=("name", "method", "rests_on"))
        for name, (results, make) in frames.items()
        if results
    }


_COUNTS = ("outcome", "title", "n", "not_determined", "of", "among", "share", "low", "high")


def rule_count_frame(results: Sequence[OutcomeResult]) -> pd.DataFrame:
    """Outcomes of every rule with their denominators and Wilson's 95 % intervals.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``part`` (``all``, or ``group`` for a row about the group
        named in ``group``), ``group``, then the columns of
        ``OutcomeResult.summary``.
    """
    columns = ["rule", "part", "group", *_COUNTS]
    rows = [
        {"rule": result.rule.name, "part": part, "group": "", **row}
        for result in results
        for part, table in (("all", result.summary()), ("group", result.by_group()))
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def rule_case_frame(results: Sequence[OutcomeResult]) -> pd.DataFrame:
    """Every respondent under every rule, one outcome per row.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``id``, ``group`` where there is one, ``assessable``,
        ``reason``, ``outcome``, ``answer`` (yes, no, not determined, or
        missing).
    """
    parts = []
    for result in results:
        head = [name for name in ("id", "group") if name in result.cases.columns]
        table = result.cases.melt(
            id_vars=[*head, "assessable", "reason"],
            value_vars=[outcome.id for outcome in result.rule.outcomes],
            var_name="outcome",
            value_name="answer",
        ).astype(object)
        table.insert(0, "rule", result.rule.name)
        parts.append(table)
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()

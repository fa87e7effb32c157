"""Results as tables: the published layout, and tidy ones for further work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from scorewell.i18n.messages import Words, said, spoken
from scorewell.io.formula_injection import neutral
from scorewell.report.formatting import scale_title

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8, safe to open in a spreadsheet program."""
    safe = frame.rename(columns=neutral)
    for position, dtype in enumerate(safe.dtypes):
        if dtype.kind not in "biufc":
            texts = safe.iloc[:, position].astype(object).map(neutral, na_action="ignore")
            safe.isetitem(position, texts.to_numpy(dtype=object))
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


_Result = TypeVar("_Result")


def gather_frames(
    results: Sequence[_Result],
    make: Callable[[_Result], pd.DataFrame],
    columns: Sequence[str] = (),
    *,
    worded: Sequence[str] = (),
) -> pd.DataFrame:
    """One table of all results, each row with its ``instrument`` and ``scale``.

    Parameters
    ----------
    results : sequence
        Each of one scale: with ``instrument`` and ``scale``.
    make : callable
        The table of one result.
    columns : sequence of str
        The columns of the table when there are no results.
    worded : sequence of str
        Columns whose text the engine worded; they stay objects, which know how.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, then every column that one of the tables
        has; NaN where a table lacks it.
    """
    cells: dict[str, list[Any]] = {"instrument": [], "scale": []}
    rows = 0
    for result in results:
        part = make(result)
        columns_of = {str(name): part[name].tolist() for name in part.columns}
        columns_of["instrument"] = [_id(result, "instrument")] * len(part)
        columns_of["scale"] = [_id(result, "scale")] * len(part)
        for name in columns_of:
            cells.setdefault(name, [np.nan] * rows)
        rows += len(part)
        for name, values in cells.items():
            values.extend(columns_of.get(name, [np.nan] * len(part)))
    if not results:
        return pd.DataFrame(columns=pd.Index(["instrument", "scale", *columns]))
    data = {name: pd.Series(values, dtype=object) for name, values in cells.items()}
    frame = pd.DataFrame(data)
    inferred = frame.infer_objects()
    for name in worded:
        if name in data:
            inferred[name] = frame[name]
    return inferred


def _id(result: object, part: str) -> str:
    return str(getattr(result, part).id)


_NO_CUTOFF = "no cut-off"


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
        deterioration, improvement, no change. A measure without a cut-off has
        one row, ``no cut-off``, instead of three.
    """
    blocks = {
        f"{scale_title(result)} (n = {result.n_assessable})": _block(result)
        for result in results
    }
    if len(blocks) < len(results):  # one scale twice, on different terms
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
    return table if result.cutoffs.value is not None else table.loc[[_NO_CUTOFF]]


def count_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """The 3 x 3 tables with one count per row.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``significance``, ``reliable_change``,
        ``n``, and ``of``, the assessable respondents.
    """

    def frame_of(result: ChangeResult) -> pd.DataFrame:
        table = result.table()
        tidy = table.stack().reset_index()
        tidy.columns = pd.Index(["significance", "reliable_change", "n"])
        return tidy.assign(of=result.n_assessable)

    return gather_frames(results, frame_of, ["significance", "reliable_change", "n", "of"])


def case_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """Every respondent on every scale.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, then the columns of ``ChangeResult.cases``.
    """
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
    """Every number and choice that entered, with its trail.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``name``, ``value``, ``origin``,
        ``illustrative``, ``detail``, ``entry`` (of the definition, or what of
        the sample), ``n``, ``citation``.
    """
    columns = [
        *("name", "value", "origin", "illustrative", "detail", "entry", "n", "citation"),
    ]

    def frame_of(result: ChangeResult) -> pd.DataFrame:
        rows = [
            [
                spoken(value) if isinstance(value := getattr(entry, name), Words) else value
                for name in columns
            ]
            for entry in result.inputs
        ]
        return pd.DataFrame(rows, columns=columns).astype({"value": object, "n": object})

    return gather_frames(results, frame_of, columns)


def finding_frame(study: StudyResult) -> pd.DataFrame:
    """All findings: first those in the data, then those about inputs and cut-offs.

    Returns
    -------
    pandas.DataFrame
        The columns of ``StudyResult.findings``, then ``severity`` and
        ``code``, which findings in the data do not have. Findings about
        inputs name their scale under ``item`` and what to do under ``action``;
        those about a rule over several measures name the rule under ``item``. What
        they say is in the language in force.
    """
    scales: tuple[Any, ...] = (
        *study.changes,
        *study.precision,
        *study.missing,
        *study.denominators,
        *study.judgements,
        *study.growths,
    )
    rows = [
        {
            "instrument": result.instrument.id,
            "item": result.scale.id,
            "problem": spoken(finding.message),
            "action": spoken(finding.hint),
            "severity": finding.severity,
            "code": finding.code,
        }
        for result in scales
        for finding in result.findings
    ]
    rows += [
        {
            "item": result.rule.name,
            "problem": spoken(finding.message),
            "action": spoken(finding.hint),
            "severity": finding.severity,
            "code": finding.code,
        }
        for result in study.outcomes
        for finding in result.findings
    ]
    columns = [*study.findings.columns, "severity", "code"]
    about = pd.DataFrame(rows, columns=pd.Index(columns), dtype=object)
    data = study.findings.astype(object).reindex(columns=columns)
    for name in ("problem", "action"):
        data[name] = data[name].map(said, na_action="ignore")
    return pd.concat([data, about], ignore_index=True) if len(data) else about


def limit_frame(results: Sequence[ChangeResult]) -> pd.DataFrame:
    """The limit of reliable change and the cut-offs of every scale, in points.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``lowest``, ``highest``, ``better``,
        ``standard_error``, ``critical_value``, ``limit``, ``criterion``,
        ``cut_off``, ``cut_off_a``, ``cut_off_b``, ``cut_off_c``,
        ``respondents``, ``assessable``.
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
        }
        return pd.DataFrame([row])

    return gather_frames(results, frame_of, [])

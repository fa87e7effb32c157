"""What other approaches say, as tables beside the main judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.i18n.messages import list_messages, term, translate
from scorewell.io.json_values import plain
from scorewell.report.formatting import number, one_line

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult
    from scorewell.study.result import StudyResult


_FILE = re.compile(r"(approach-[a-z0-9-]+|approaches|growth)\.csv")
_COLUMNS = (
    "instrument", "scale", "approach", "told", "part", "group", "outcome", "n", "of", "share",
    "low", "high", "verdict",
)  # fmt: skip

ApproachResult = Judgement | GroupJudgement


def is_approach_file(name: str) -> bool:
    """Whether a report file of this name holds what an approach found."""
    return _FILE.fullmatch(name) is not None


def parameter_words(parameters: Mapping[str, Any]) -> str:
    """What an approach was told, for example ``improvement 30, cutoff yes``."""
    return ", ".join(
        f"{term(name.replace('_', ' '))} {_parameter_words(value)}"
        for name, value in parameters.items()
    )


def _parameter_words(value: object) -> str:
    if isinstance(value, bool):
        return term("yes" if value else "no")
    if isinstance(value, Mapping):
        return f"({parameter_words(value)})"
    if isinstance(value, list):
        return translate(list_messages([_parameter_words(entry) for entry in value]))
    return number(value) if isinstance(value, int | float) else one_line(value)


def approach_title(judgement: ApproachResult) -> str:
    """The approach with what it was told, for example ``percentage (improvement 30)``."""
    _, options = approach_key(judgement)
    name = term(judgement.approach)
    return one_line(f"{name} ({options})" if options else name)


def approach_key(judgement: ApproachResult) -> tuple[str, str]:
    """The approach and what it was told: one file, and one paragraph of methods, each."""
    return judgement.approach, parameter_words(_all_told(judgement))


def _all_told(judgement: ApproachResult) -> dict[str, Any]:
    """What its entry tells an approach, and the choices that it makes otherwise."""
    choices = ((name, plain(value)) for name, value in judgement.otherwise.items())
    options = {
        name: {key: entry for key, entry in value.items() if entry}
        if isinstance(value, dict)
        else value
        for name, value in choices
    }
    return {**judgement.parameters, **options}


def _file_names(result: StudyResult) -> dict[tuple[str, str], str]:
    """A file for every approach, and for every way to tell it something else."""
    names: dict[tuple[str, str], str] = {}
    for judgement in result.judgements:
        if approach_key(judgement) not in names:
            again = sum(approach == judgement.approach for approach, _ in names)
            names[approach_key(judgement)] = (
                f"approach-{judgement.approach}{f'-{again + 1}' * bool(again)}.csv"
            )
    return names


def approach_frames(result: StudyResult) -> dict[str, pd.DataFrame]:
    """One table per approach by file name, and one of slopes.

    An approach that judges respondents has a row for each of them, one that
    judges the group a row for each figure; in front stand ``instrument``,
    ``scale`` and what it was told.
    """
    parts: dict[str, list[pd.DataFrame]] = {}
    names = _file_names(result)
    for judgement in result.judgements:
        parts.setdefault(names[approach_key(judgement)], []).append(_headed(judgement))
    files = {
        name: pd.concat(frames, ignore_index=True).infer_objects()
        for name, frames in parts.items()
    }
    return files | ({"growth.csv": growth_frame(result.growths)} if result.growths else {})


def growth_frame(growths: Sequence[GrowthResult]) -> pd.DataFrame:
    """Every respondent's slope: instrument, scale, method, then ``GrowthResult.cases``."""
    parts = []
    for growth in growths:
        frame = growth.cases.astype(object)
        frame.insert(0, "method", growth.method.name)
        parts.append(_insert_scale(frame, growth))
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()


def judgement_frame(judgements: Sequence[ApproachResult]) -> pd.DataFrame:
    """What approaches found, under one another."""
    parts = [_headed(judgement) for judgement in judgements]
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()


def _headed(judgement: ApproachResult) -> pd.DataFrame:
    frame = judgement.to_frame().astype(object)
    for name, value in reversed(list(_all_told(judgement).items())):
        if name not in frame.columns:
            frame.insert(
                0, name, _parameter_words(value) if isinstance(value, dict | list) else value
            )
    frame.insert(0, "approach", judgement.approach)
    return _insert_scale(frame, judgement)


def _insert_scale(frame: pd.DataFrame, result: ApproachResult | GrowthResult) -> pd.DataFrame:
    frame.insert(0, "scale", result.scale.id)
    frame.insert(0, "instrument", result.instrument.id)
    return frame


def approach_frame(result: StudyResult) -> pd.DataFrame:
    """Outcomes by approach and figures of groups, with intervals; the main judgement first.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``approach``, ``told``, ``part`` (``all`` or
        ``group``), ``group``, ``outcome`` (or the figure), ``n``, ``of``,
        ``share`` (or the value), ``low``, ``high``, ``verdict``. Empty without
        further approaches.
    """
    rows: list[dict[str, Any]] = []
    if result.judgements or result.growths:
        for change in result.changes:
            rows += _count_rows(change, "combined", "")
    for judgement in result.judgements:
        approach, options = approach_key(judgement)
        if isinstance(judgement, Judgement):
            rows += _count_rows(judgement, approach, options)
        else:
            rows += _figure_rows(judgement, options)
    for growth in result.growths:
        head = _head(growth) | {"approach": growth.method.name, "part": "all"}
        for row in growth.summary().to_dict("records"):
            rows.append(head | {str(name): value for name, value in row.items()})
    return pd.DataFrame(rows, columns=pd.Index(_COLUMNS), dtype=object)


def _head(result: Any) -> dict[str, Any]:
    return {"instrument": result.instrument.id, "scale": result.scale.id}


def _count_rows(
    result: ChangeResult | Judgement, approach: str, options: str
) -> Iterator[dict[str, Any]]:
    for part, table in (("all", result.summary()), ("group", result.by_group())):
        for row in table.to_dict("records"):
            cells = {str(name): value for name, value in row.items()}
            yield _head(result) | {"approach": approach, "told": options, "part": part} | cells


def _figure_rows(judgement: GroupJudgement, options: str) -> Iterator[dict[str, Any]]:
    n = list_messages(map(str, judgement.n))
    for entry in judgement.figures:
        cells = {
            "outcome": entry.name,
            "share": entry.value,
            "low": entry.low,
            "high": entry.high,
        }
        head = _head(judgement) | {
            "approach": judgement.approach,
            "told": options,
            "part": "all",
        }
        yield head | cells | {"n": n, "verdict": judgement.verdict}

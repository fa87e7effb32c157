"""Results of further approaches as data frames, beside the main classification."""

from __future__ import annotations

import re
from collections import Counter
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
    """Whether a report file of this name holds results of an approach."""
    return _FILE.fullmatch(name) is not None


def parameter_words(parameters: Mapping[str, Any]) -> str:
    """Parameters with their values, for example ``improvement 30, cutoff yes``."""
    return ", ".join(
        f"{term(name.replace('_', ' '))} {_parameter_value(value)}"
        for name, value in parameters.items()
    )


def _parameter_value(value: object) -> str:
    if isinstance(value, bool):
        return term("yes" if value else "no")
    if isinstance(value, Mapping):
        return f"({parameter_words(value)})"
    if isinstance(value, list):
        return translate(list_messages([_parameter_value(entry) for entry in value]))
    return number(value) if isinstance(value, int | float) else one_line(value)


def approach_title(judgement: ApproachResult) -> str:
    """The approach with its parameters, for example ``percentage (improvement 30)``."""
    name, options = term(judgement.approach), approach_key(judgement)[1]
    return one_line(f"{name} ({options})" if options else name)


def approach_key(judgement: ApproachResult) -> tuple[str, str]:
    """An approach and its parameters; each such pair has a file and a paragraph of methods."""
    return judgement.approach, parameter_words(_parameters(judgement))


def _parameters(judgement: ApproachResult) -> dict[str, Any]:
    """The parameters of an approach, and the choices that differ from the main analysis."""
    choices = {name: plain(value) for name, value in judgement.otherwise.items()}
    for name, value in choices.items():
        if isinstance(value, dict):
            choices[name] = {key: entry for key, entry in value.items() if entry}
    return {**judgement.parameters, **choices}


def approach_frames(result: StudyResult) -> dict[str, pd.DataFrame]:
    """One table per approach and parameters by file name, and one of slopes.

    An approach that classifies respondents has a row for each of them, one
    about the group a row for each statistic; the first columns are
    ``instrument``, ``scale`` and the parameters.
    """
    judgements: dict[tuple[str, str], list[ApproachResult]] = {}
    for judgement in result.judgements:
        judgements.setdefault(approach_key(judgement), []).append(judgement)
    frames: dict[str, pd.DataFrame] = {}
    numbers: Counter[str] = Counter()
    for (approach, _), results in judgements.items():
        numbers[approach] += 1
        suffix = f"-{numbers[approach]}" if numbers[approach] > 1 else ""
        frames[f"approach-{approach}{suffix}.csv"] = judgement_frame(results)
    return frames | ({"growth.csv": growth_frame(result.growths)} if result.growths else {})


def judgement_frame(judgements: Sequence[ApproachResult]) -> pd.DataFrame:
    """Results of approaches under one another."""
    parts = []
    for judgement in judgements:
        frame = judgement.to_frame().astype(object)
        for name, value in reversed(_parameters(judgement).items()):
            if name not in frame.columns:
                cell = _parameter_value(value) if isinstance(value, dict | list) else value
                frame.insert(0, name, cell)
        frame.insert(0, "approach", judgement.approach)
        parts.append((judgement, frame))
    return _concatenate(parts)


def growth_frame(growths: Sequence[GrowthResult]) -> pd.DataFrame:
    """Every respondent's slope: instrument, scale, method, then ``GrowthResult.cases``."""
    parts = []
    for growth in growths:
        frame = growth.cases.astype(object)
        frame.insert(0, "method", growth.method.name)
        parts.append((growth, frame))
    return _concatenate(parts)


def _concatenate(parts: Sequence[tuple[Any, pd.DataFrame]]) -> pd.DataFrame:
    """Tables under one another, each behind instrument and scale of its result."""
    if not parts:
        return pd.DataFrame()
    for result, frame in parts:
        frame.insert(0, "scale", result.scale.id)
        frame.insert(0, "instrument", result.instrument.id)
    return pd.concat([frame for _, frame in parts], ignore_index=True).infer_objects()


def approach_frame(result: StudyResult) -> pd.DataFrame:
    """Outcomes by approach and statistics of groups, with intervals; the main analysis first.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, ``approach``, ``told`` (its parameters),
        ``part`` (``all`` or ``group``), ``group``, ``outcome`` (or the
        statistic), ``n``, ``of``, ``share`` (or the value), ``low``, ``high``,
        ``verdict``. Empty without further approaches.
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
            rows += _statistic_rows(judgement, options)
    for growth in result.growths:
        head = _head(growth, growth.method.name)
        rows += [head | _cells(row) for row in growth.summary().to_dict("records")]
        rows += [head | {"outcome": "not judged", "verdict": growth.barrier}] * bool(
            growth.barrier
        )
    return pd.DataFrame(rows, columns=pd.Index(_COLUMNS), dtype=object)


def _head(result: Any, approach: str, part: str = "all") -> dict[str, Any]:
    place = {"instrument": result.instrument.id, "scale": result.scale.id}
    return place | {"approach": approach, "part": part}


def _cells(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _count_rows(
    result: ChangeResult | Judgement, approach: str, options: str
) -> Iterator[dict[str, Any]]:
    for part, table in (("all", result.summary()), ("group", result.by_group())):
        head = _head(result, approach, part) | {"told": options}
        for row in table.to_dict("records"):
            yield head | _cells(row)


def _statistic_rows(judgement: GroupJudgement, options: str) -> Iterator[dict[str, Any]]:
    for label, group in judgement.by_group():
        part = {"part": "group", "group": label} if label else {}
        head = _head(judgement, judgement.approach) | {"told": options} | part
        end = {"n": list_messages(map(str, group.n)), "verdict": group.verdict}
        for entry in group.figures:
            values = {"share": entry.value, "low": entry.low, "high": entry.high}
            yield head | {"outcome": entry.name} | values | end

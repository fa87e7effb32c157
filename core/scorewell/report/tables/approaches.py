"""What other approaches say, as tables beside the main judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.i18n.messages import listed, spoken, term
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

Found = Judgement | GroupJudgement


def is_approach_file(name: str) -> bool:
    """Whether a report file of this name holds what an approach found."""
    return _FILE.fullmatch(name) is not None


def told_words(parameters: Mapping[str, Any]) -> str:
    """What an approach was told, for example ``improvement 30, cutoff yes``."""
    return ", ".join(
        f"{term(name.replace('_', ' '))} {_told(value)}" for name, value in parameters.items()
    )


def _told(value: object) -> str:
    if isinstance(value, bool):
        return term("yes" if value else "no")
    if isinstance(value, Mapping):
        return f"({told_words(value)})"
    if isinstance(value, list):
        return spoken(listed([_told(each) for each in value]))
    return number(value) if isinstance(value, int | float) else one_line(value)


def approach_title(found: Found) -> str:
    """The approach with what it was told, for example ``percentage (improvement 30)``."""
    _, told = approach_key(found)
    name = term(found.approach)
    return one_line(f"{name} ({told})" if told else name)


def approach_key(found: Found) -> tuple[str, str]:
    """The approach and what it was told: one file, and one paragraph of methods, each."""
    return found.approach, told_words(_all_told(found))


def _all_told(found: Found) -> dict[str, Any]:
    """What its entry tells an approach, and the choices that it makes otherwise."""
    own = ((name, plain(value)) for name, value in found.otherwise.items())
    chosen = {
        name: {key: each for key, each in value.items() if each}
        if isinstance(value, dict)
        else value
        for name, value in own
    }
    return {**found.parameters, **chosen}


def _file_names(result: StudyResult) -> dict[tuple[str, str], str]:
    """A file for every approach, and for every way to tell it something else."""
    names: dict[tuple[str, str], str] = {}
    for found in result.judgements:
        if approach_key(found) not in names:
            again = sum(approach == found.approach for approach, _ in names)
            names[approach_key(found)] = (
                f"approach-{found.approach}{f'-{again + 1}' * bool(again)}.csv"
            )
    return names


def approach_files(result: StudyResult) -> dict[str, pd.DataFrame]:
    """One table per approach by file name, and one of slopes.

    An approach that judges respondents has a row for each of them, one that
    judges the group a row for each figure; in front stand ``instrument``,
    ``scale`` and what it was told.
    """
    parts: dict[str, list[pd.DataFrame]] = {}
    names = _file_names(result)
    for found in result.judgements:
        parts.setdefault(names[approach_key(found)], []).append(_headed(found))
    files = {
        name: pd.concat(each, ignore_index=True).infer_objects() for name, each in parts.items()
    }
    return files | ({"growth.csv": growth_table(result.growths)} if result.growths else {})


def growth_table(growths: Sequence[GrowthResult]) -> pd.DataFrame:
    """Every respondent's slope: instrument, scale, method, then ``GrowthResult.cases``."""
    parts = []
    for growth in growths:
        own = growth.cases.astype(object)
        own.insert(0, "method", growth.method.name)
        parts.append(_placed(own, growth))
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()


def case_frames(judgements: Sequence[Found]) -> pd.DataFrame:
    """What approaches found, under one another."""
    parts = [_headed(each) for each in judgements]
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()


def _headed(found: Found) -> pd.DataFrame:
    own = found.to_frame().astype(object)
    for name, value in reversed(list(_all_told(found).items())):
        if name not in own.columns:
            own.insert(0, name, _told(value) if isinstance(value, dict | list) else value)
    own.insert(0, "approach", found.approach)
    return _placed(own, found)


def _placed(frame: pd.DataFrame, found: Found | GrowthResult) -> pd.DataFrame:
    frame.insert(0, "scale", found.scale.id)
    frame.insert(0, "instrument", found.instrument.id)
    return frame


def approach_table(result: StudyResult) -> pd.DataFrame:
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
    for found in result.judgements:
        approach, told = approach_key(found)
        if isinstance(found, Judgement):
            rows += _count_rows(found, approach, told)
        else:
            rows += _figure_rows(found, told)
    for growth in result.growths:
        head = _head(growth) | {"approach": growth.method.name, "part": "all"}
        for row in growth.summary().to_dict("records"):
            rows.append(head | {str(name): value for name, value in row.items()})
    return pd.DataFrame(rows, columns=pd.Index(_COLUMNS), dtype=object)


def _head(found: Any) -> dict[str, Any]:
    return {"instrument": found.instrument.id, "scale": found.scale.id}


def _count_rows(
    found: ChangeResult | Judgement, approach: str, told: str
) -> Iterator[dict[str, Any]]:
    for part, table in (("all", found.summary()), ("group", found.by_group())):
        for row in table.to_dict("records"):
            own = {str(name): value for name, value in row.items()}
            yield _head(found) | {"approach": approach, "told": told, "part": part} | own


def _figure_rows(found: GroupJudgement, told: str) -> Iterator[dict[str, Any]]:
    n = listed(map(str, found.n))
    for each in found.figures:
        own = {"outcome": each.name, "share": each.value, "low": each.low, "high": each.high}
        head = _head(found) | {"approach": found.approach, "told": told, "part": "all"}
        yield head | own | {"n": n, "verdict": found.verdict}

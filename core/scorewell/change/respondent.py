"""The lines on one respondent that every explanation shares."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from scorewell.errors import ChangeError, did_you_mean

if TYPE_CHECKING:
    from scorewell.change.growth import GrowthResult
    from scorewell.change.inputs import Input
    from scorewell.change.judgement import Judgement
    from scorewell.change.result import ChangeResult

__all__ = [
    "find_case",
    "head",
    "in_formula",
    "is_number",
    "number",
    "score_lines",
    "shown_id",
    "sourced",
]


def head(result: ChangeResult | Judgement | GrowthResult, case: Mapping[str, Any]) -> str:
    """Who it is, on which scale."""
    scale = result.scale
    span = f"{number(scale.low)} to {number(scale.high)}, {scale.better} is better"
    return f"Respondent {shown_id(case['id'])}, {result.instrument.column(scale.id)} ({span})"


def find_case(
    result: ChangeResult | Judgement | GrowthResult, case_id: object
) -> Mapping[str, Any]:
    """The row of one respondent.

    Raises
    ------
    ChangeError
        If there is no such respondent.
    """
    ids = result.cases["id"].astype(str)
    rows = result.cases[(ids == str(case_id)).to_numpy(dtype=bool)]
    if rows.empty:
        where = result.instrument.column(result.scale.id)
        raise ChangeError(
            f"{where}: no respondent '{case_id}' was judged",
            hint=did_you_mean(str(case_id), ids.tolist())
            or f"there are {len(ids)} respondents, the first is {next(iter(ids), 'none')}",
        )
    return {str(name): value for name, value in rows.iloc[0].items()}


def number(value: float) -> str:
    """A number with up to six digits."""
    text = f"{value:.6g}"
    return "0" if text == "-0" else text


def shown_id(case_id: object) -> str:
    """An id on one line, without characters that a terminal obeys."""
    return "".join(each for each in str(case_id) if each.isprintable())


def in_formula(value: float) -> str:
    """A number as it stands in a formula: a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, and not missing."""
    return isinstance(value, float | int) and not math.isnan(value)


def score_lines(case: Mapping[str, Any]) -> list[str]:
    """The scores and their difference, or why there is none."""
    before, after = (
        number(case[name]) if is_number(case[name]) else "missing" for name in ("pre", "post")
    )
    text = f"Scores: {before} before, {after} after"
    if not case["assessable"]:
        return [text, f"Not assessable: {case['reason']}. There is no change to judge."]
    change = f"{after} - {in_formula(case['pre'])} = {number(case['change'])} points"
    return [f"{text}; change = {change}"]


def sourced(source: Input) -> str:
    """An input with its trail."""
    value = number(source.value) if is_number(source.value) else str(source.value)
    people = f", n = {source.n}" if source.n is not None and not _tells_n(source) else ""
    trail = f"{source.origin}: {source.detail}{people}"
    return f"  {source.name} = {value} ({trail}{'; ' * bool(source.citation)}{source.citation})"


def _tells_n(source: Input) -> bool:
    """Whether the words on an input say already how many people stand behind it."""
    return re.search(rf"(?<!\d){source.n}(?!\d)", source.detail) is not None

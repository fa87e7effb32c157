"""One respondent's slope, with every number that entered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from scorewell.change.explain.change import (
    find_case,
    head,
    in_formula,
    is_number,
    number,
    score_lines,
    sourced,
)
from scorewell.change.results.approach_results import Judgement
from scorewell.change.results.growth import GrowthResult
from scorewell.results import explain_result

_USUAL_COLUMNS = ("id", "group", "pre", "post", "change", "outcome", "assessable", "reason")


@explain_result.register
def explain_judgement(result: Judgement, case_id: object) -> str:
    """How the outcome of one respondent came about; see ``Result.explain``."""
    case = find_case(result, case_id)
    title = result.method.title if result.method is not None else result.approach
    extra_columns = [name for name in case if name not in _USUAL_COLUMNS]
    blocks = [
        [head(result, case), f"Approach: {title}"],
        score_lines(case),
        [sourced(source) for source in result.inputs],
        [f"  {name.replace('_', ' ')} = {_cell(case[name])}" for name in extra_columns],
        [f"Outcome: {_cell(case['outcome'])}"],
    ]
    if result.method is not None:
        blocks[0].append(f"  {result.method.formula}")
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _cell(value: object) -> str:
    if is_number(value):
        return number(value)
    return value if isinstance(value, str) and value else "none"


@explain_result.register
def explain_growth(result: GrowthResult, case_id: object) -> str:
    """How the outcome of one respondent came about; see ``Result.explain``."""
    case = find_case(result, case_id)
    method = result.method
    error, spread = number(result.slope_error), number(result.slope_sd)
    average = f"{number(result.slope)} points per {result.unit} (standard error {error})"
    whole = [
        f"Growth: {method.title}",
        f"  {method.formula}",
        *(sourced(source) for source in result.inputs if source.name != "method"),
        f"  average slope = {average}",
        f"  standard deviation of the slopes = {spread}",
        f"  standard deviation of the scores around the lines = {number(result.residual_sd)}",
    ]
    slope_lines = (
        _slope_lines(result, case)
        if case["assessable"]
        else [f"Not assessable: {case['reason']}."]
    )
    return "\n\n".join("\n".join(lines) for lines in ([head(result, case)], whole, slope_lines))


def _slope_lines(result: GrowthResult, case: Mapping[str, Any]) -> list[str]:
    """The respondent's own slope against its error."""
    slope, deviation, error, index = (
        float(case[name]) for name in ("slope", "deviation", "standard_error", "index")
    )
    whole = f"{number(result.slope)} + {in_formula(deviation)} = {number(slope)}"
    lines = [
        f"Scores on {case['occasions']} occasions",
        "  slope = average + deviation of the respondent",
        f"  slope = {whole} points per {result.unit}",
        f"  standard error = {number(error)}",
    ]
    tested_value = next(
        (
            candidate
            for candidate in (slope, deviation)
            if math.isclose(index * error, candidate, abs_tol=1e-9)
        ),
        index * error,
    )
    if error > 0:
        lines.append(
            f"  index = {in_formula(tested_value)} / {number(error)} = {number(index)}"
        )
    else:
        lines.append(f"  index = {number(index)}, as there is no error to divide by")
    critical = number(result.critical_value)
    lines.append(
        f"  critical value {critical}, and {result.scale.better} is better; so the slope is: "
        f"{case['outcome']}"
    )
    return [*lines, "", f"Outcome: {case['outcome']}"]

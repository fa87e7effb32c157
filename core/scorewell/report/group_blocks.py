"""Groups compared with one another, as a block of the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scorewell.precision.difference import NumberNeeded
from scorewell.report.blocks import Block
from scorewell.report.grid import NOTHING, Grid, minus
from scorewell.report.words import number, of_words, one_line, span
from scorewell.texts import say, term

if TYPE_CHECKING:
    from scorewell.precision import PrecisionResult

__all__ = ["group_block"]


def group_block(one: PrecisionResult) -> Block | None:
    """Every outcome compared between every two groups, where there are groups."""
    if one.differences.empty:
        return None
    keys = ("outcome", "group", "share", "other", "share", "difference", "ratio", "needed")
    columns = [say(f"grid.{key}") for key in keys]
    columns[2], columns[4] = f"{columns[1]}: {columns[2]}", f"{columns[3]}: {columns[4]}"
    rows = [
        (
            term(row["outcome"]),
            one_line(row["group"]),
            of_words(row["n"], row["of"]),
            one_line(row["other"]),
            of_words(row["other_n"], row["other_of"]),
            _ends(row, "difference", 100),
            _ends(row, "ratio", 1),
            _needed(row),
        )
        for row in one.differences.to_dict("records")
    ]
    grid = Grid(
        caption=say("groups.caption"),
        columns=tuple(columns),
        numeric=frozenset(columns[place] for place in (2, 4, 5, 6)),
        rows=tuple(rows),
        file="precision.csv",
    )
    return Block(
        heading=say("groups.heading"), words=(say("groups.words"),), grids=(grid,), folded=True
    )


def _needed(row: dict[Any, Any]) -> str:
    """The number needed in words, from its figures."""
    value, low, high = (row[f"needed{end}"] for end in ("", "_at_low", "_at_high"))
    through = row["difference_low"] <= 0 <= row["difference_high"]
    return one_line(
        NumberNeeded(value=value, at_low=low, at_high=high, through_infinity=through).words
    )


def _ends(row: dict[Any, Any], name: str, times: float) -> str:
    """A number with its interval, for example ``-10% (-52 to 36)``."""
    decimals = 0 if times == 100 else 2
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if any(each is None or math.isnan(each) for each in (value, low, high)):
        return NOTHING
    shown = [
        "\u221e" if math.isinf(each) else number(times * each, decimals=decimals)
        for each in (value, low, high)
    ]
    value_shown = say("format.percent", value=shown[0]) if times == 100 else shown[0]
    return minus(f"{value_shown} ({span(shown[1], shown[2])})")

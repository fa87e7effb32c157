"""What other choices would have given, as a block of the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.change.uncertainty.group_differences import NumberNeeded
from scorewell.i18n.messages import said, say, term
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.formatting import (
    capitalize_first,
    fraction_words,
    number,
    one_line,
    percent,
    span,
)
from scorewell.report.tables.display_table import (
    EMPTY_CELL,
    Block,
    DisplayTable,
    Picture,
    minus,
)

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse
    from scorewell.change.uncertainty.result import PrecisionResult


def group_difference_block(precision: PrecisionResult) -> Block | None:
    """Every outcome compared between every two groups, where there are groups."""
    if precision.differences.empty:
        return None
    keys = ("outcome", "group", "share", "other", "share", "difference", "ratio", "needed")
    columns = [say(f"grid.{key}") for key in keys]
    columns[2], columns[4] = f"{columns[1]}: {columns[2]}", f"{columns[3]}: {columns[4]}"
    rows = [
        (
            term(row["outcome"]),
            one_line(row["group"]),
            fraction_words(row["n"], row["of"]),
            one_line(row["other"]),
            fraction_words(row["other_n"], row["other_of"]),
            _ends(row, "difference", 100),
            _ends(row, "ratio", 1),
            _number_needed_words(row),
        )
        for row in precision.differences.to_dict("records")
    ]
    grid = DisplayTable(
        caption=say("groups.caption"),
        columns=tuple(columns),
        numeric=frozenset(columns[place] for place in (2, 4, 5, 6)),
        rows=tuple(rows),
        file="precision.csv",
    )
    return Block(
        heading=say("groups.heading"),
        words=(say("groups.words"),),
        tables=(grid,),
        collapsed=True,
    )


def _number_needed_words(row: dict[Any, Any]) -> str:
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
    if any(number_ is None or math.isnan(number_) for number_ in (value, low, high)):
        return EMPTY_CELL
    texts = [
        "\u221e" if math.isinf(number_) else number(times * number_, decimals=decimals)
        for number_ in (value, low, high)
    ]
    value_shown = say("format.percent", value=texts[0]) if times == 100 else texts[0]
    return minus(f"{value_shown} ({span(texts[1], texts[2])})")


def multiverse_block(multiverse: Multiverse, *, anchor: str) -> Block:
    """How far the result of one scale depends on choices, and who does."""
    of = multiverse.n_assessable
    keys = ("factor", "choice", "improvement", "recovered", "moved")
    moves = DisplayTable(
        caption=say("firm.moves"),
        columns=tuple(say(f"grid.{key}") for key in keys),
        numeric=frozenset(say(f"grid.{key}") for key in keys[2:]),
        rows=tuple(
            (
                term(row["factor"]),
                term(one_line(row["choice"]))
                + (f" {say('grid.itself')}" if row["default"] else ""),
                *(_share_words(row, name) for name in ("improvement", "recovered")),
                str(row["moved"]),
            )
            for row in multiverse.moves.to_dict("records")
        ),
    )
    not_run = DisplayTable(
        caption=say("firm.not_run"),
        columns=(say("grid.reason"), say("grid.combinations")),
        numeric=frozenset({say("grid.combinations")}),
        rows=tuple(
            (one_line(said(str(reason))), str(n))
            for reason, n in multiverse.not_run["reason"].value_counts().items()
        )
        if len(multiverse.not_run)
        else (),
    )
    picture = Picture(
        heading=say("figure.curve.heading"),
        caption=say("figure.curve.caption"),
        svg=specification_curve(multiverse, name=f"{anchor}-curve"),
        file=f"choices-{anchor}",
        wide=True,
    )
    return Block(
        heading=say("firm.sensitivity"),
        words=(one_line(multiverse.sentence()),),
        pictures=(picture,) if of else (),
        tables=tuple(grid for grid in (moves, _fragile(multiverse), not_run) if grid.rows),
        collapsed=True,
    )


def _share_words(row: dict[Any, Any], name: str) -> str:
    if pd.isna(row[name]):
        return EMPTY_CELL
    share = percent(row[f"{name}_share"], of=row["of"])
    return f"{fraction_words(row[name], row['of'])} ({share})"


def _fragile(multiverse: Multiverse) -> DisplayTable:
    cases = multiverse.cases[multiverse.cases["robust"].notna()]
    weak = cases[~cases["robust"].astype(bool)]
    classes = ("recovered", "improved", "unchanged", "deteriorated")
    return DisplayTable(
        caption=say("firm.fragile"),
        columns=(
            say("grid.id"),
            say("grid.outcome"),
            *(capitalize_first(say(f"outcome.{name}")) for name in classes),
            say("grid.flipped_by"),
        ),
        numeric=frozenset(capitalize_first(say(f"outcome.{name}")) for name in classes),
        rows=tuple(
            (
                one_line(row["id"]),
                term(row["outcome"]),
                *(
                    EMPTY_CELL if pd.isna(row[name]) else percent(row[name], of=1000)
                    for name in classes
                ),
                _factors(row["flipped_by"]),
            )
            for row in weak.to_dict("records")
        ),
        file="multiverse-cases.csv",
    )


def _factors(flipped_by: object) -> str:
    """Which choices change somebody's class, in the language in force."""
    if not isinstance(flipped_by, str):
        return EMPTY_CELL
    return ", ".join(map(term, one_line(flipped_by).split(", ")))

"""What other choices would have given, as a block of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.report.blocks import Block, Picture
from scorewell.report.figures.curve import specification_curve
from scorewell.report.grid import NOTHING, Grid
from scorewell.report.words import capital, of_words, one_line, percent
from scorewell.texts import said, say, term

if TYPE_CHECKING:
    from scorewell.multiverse import Multiverse

__all__ = ["choice_block"]


def choice_block(one: Multiverse, *, anchor: str) -> Block:
    """How far the result of one scale depends on choices, and who does."""
    of = one.n_assessable
    keys = ("factor", "choice", "improvement", "recovered", "moved")
    moves = Grid(
        caption=say("firm.moves"),
        columns=tuple(say(f"grid.{key}") for key in keys),
        numeric=frozenset(say(f"grid.{key}") for key in keys[2:]),
        rows=tuple(
            (
                term(row["factor"]),
                term(one_line(row["choice"]))
                + (f" {say('grid.itself')}" if row["default"] else ""),
                *(_moved(row, name) for name in ("improvement", "recovered")),
                str(row["moved"]),
            )
            for row in one.moves.to_dict("records")
        ),
    )
    not_run = Grid(
        caption=say("firm.not_run"),
        columns=(say("grid.reason"), say("grid.combinations")),
        numeric=frozenset({say("grid.combinations")}),
        rows=tuple(
            (one_line(said(str(reason))), str(n))
            for reason, n in one.not_run["reason"].value_counts().items()
        )
        if len(one.not_run)
        else (),
    )
    picture = Picture(
        heading=say("figure.curve.heading"),
        caption=say("figure.curve.caption"),
        svg=specification_curve(one, name=f"{anchor}-curve"),
        file=f"choices-{anchor}",
        wide=True,
    )
    return Block(
        heading=say("firm.sensitivity"),
        words=(one_line(one.sentence()),),
        pictures=(picture,) if of else (),
        grids=tuple(each for each in (moves, _fragile(one), not_run) if each.rows),
        folded=True,
    )


def _moved(row: dict[Any, Any], name: str) -> str:
    if pd.isna(row[name]):
        return NOTHING
    return f"{of_words(row[name], row['of'])} ({percent(row[f'{name}_share'], of=row['of'])})"


def _fragile(one: Multiverse) -> Grid:
    known = one.cases[one.cases["robust"].notna()]
    weak = known[~known["robust"].astype(bool)]
    classes = ("recovered", "improved", "unchanged", "deteriorated")
    return Grid(
        caption=say("firm.fragile"),
        columns=(
            say("grid.id"),
            say("grid.outcome"),
            *(capital(say(f"outcome.{name}")) for name in classes),
            say("grid.flipped_by"),
        ),
        numeric=frozenset(capital(say(f"outcome.{name}")) for name in classes),
        rows=tuple(
            (
                one_line(row["id"]),
                term(row["outcome"]),
                *(
                    NOTHING if pd.isna(row[name]) else percent(row[name], of=1000)
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
        return NOTHING
    return ", ".join(map(term, one_line(flipped_by).split(", ")))

"""Blocks of the page on the uncertainty of one scale.

Precision of limit and cut-offs, missing scores, denominators, differences between groups, and
what other choices would have given.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.change.uncertainty.group_differences import NumberNeeded
from scorewell.i18n.messages import say, term
from scorewell.report.figures.figure_list import Picture
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.formatting import (
    capitalize_first,
    fraction_words,
    minus,
    name_some,
    number,
    one_line,
    percent,
    points,
    possible_words,
    span,
)
from scorewell.report.outcome_order import OUTCOMES, assessable_cases
from scorewell.report.tables.display_table import EMPTY_CELL, DisplayTable, score_writer

if TYPE_CHECKING:
    from scorewell.change.sensitivity.at_risk import DenominatorsResult
    from scorewell.change.sensitivity.missing_data_result import MissingResult
    from scorewell.change.sensitivity.multiverse_result import Multiverse
    from scorewell.change.uncertainty.result import PrecisionResult
    from scorewell.study.result import StudyResult


_APART = ("functional at baseline", "no room to improve", "no room to deteriorate")
_MOST_IDS = 60


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading with paragraphs, and with figures and tables that open on request."""

    heading: str
    words: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[DisplayTable, ...] = ()


def _block(key: str, words: Sequence[str], *tables: DisplayTable, picture: Any = None) -> Block:
    """A block with those of its tables that have rows."""
    return Block(
        heading=say(key),
        words=tuple(words),
        pictures=(picture,) if picture is not None else (),
        tables=tuple(table for table in tables if table.rows),
    )


def uncertainty_blocks(study: StudyResult, index: int, *, anchor: str) -> Iterator[Block]:
    """Blocks on the scale ``StudyResult.changes[index]``; `anchor` begins ids in the page."""
    if index < len(study.precision):
        yield _precision(study.precision[index])
    if index < len(study.missing):
        yield _missing(study.missing[index], study.changes[index].cases)
    if index < len(study.denominators):
        yield _denominators(study.denominators[index])
    if index < len(study.multiverses):
        yield multiverse_block(study.multiverses[index], anchor=anchor)


def _precision(precision: PrecisionResult) -> Block:
    scale = precision.scale
    limits = DisplayTable.of(
        "firm.limits",
        ("what", "value", "interval", "n", "rests_on", "method"),
        (
            (
                term(one_line(entry.name)),
                points(entry.value, scale),
                span(points(entry.low, scale), points(entry.high, scale)),
                str(entry.n),
                one_line(entry.rests_on),
                one_line(entry.method),
            )
            for entry in (precision.limit, *precision.cutoffs)
            if entry is not None
        ),
        numeric=("value", "interval", "n"),
    )
    cases = assessable_cases(precision)
    weak = cases[~cases["robust"].fillna(value=True).astype(bool)]
    score = score_writer(scale, cases[["pre", "post"]])
    flips = DisplayTable.of(
        "firm.flips",
        ("id", "before", "after", "outcome", "possible"),
        (
            (
                one_line(row["id"]),
                score(row["pre"]),
                score(row["post"]),
                term(row["outcome"]),
                possible_words(row["outcome_possible"]),
            )
            for row in weak.to_dict("records")
        ),
        numeric=("before", "after"),
        file="robustness.csv",
    )
    words = (one_line(precision.sentence()), *(() if flips.rows else (say("firm.firm"),)))
    return _block("firm.precision", words, limits, flips)


def _missing(missing: MissingResult, cases: pd.DataFrame) -> Block:
    tables = []
    if missing.n_missing:
        scenarios = _crossed(missing.outcomes, "scenario", caption="firm.scenarios")
        parts = DisplayTable.of(
            "firm.who_missing",
            ("who", "n", "of", "share", "interval"),
            (
                (
                    _part_words(row),
                    str(row["n"]),
                    str(row["of"]),
                    percent(row["share"], of=row["of"]),
                    span(*(percent(row[end], of=row["of"]) for end in ("low", "high"))),
                )
                for row in missing.parts.to_dict("records")
            ),
            numeric=("n", "of", "share", "interval"),
        )
        baseline = DisplayTable.of(
            "firm.baseline",
            ("who", "n", "mean", "sd"),
            (
                (
                    term(row["who"]),
                    str(row["n"]),
                    *(
                        EMPTY_CELL if pd.isna(row[key]) else points(row[key], missing.scale)
                        for key in ("mean", "sd")
                    ),
                )
                for row in missing.baseline.to_dict("records")
            ),
            numeric=("n", "mean", "sd"),
        )
        tables = [scenarios, parts, baseline]
    rest = cases[~cases["assessable"].to_numpy(dtype=bool)]
    reasons = DisplayTable.of(
        "firm.reasons",
        ("reason", "n", "respondents"),
        (
            (term(reason), str(len(part)), name_some(part["id"].tolist(), _MOST_IDS))
            for reason, part in rest.groupby("reason", sort=False)
        ),
        numeric=("n",),
    )
    return _block("firm.missing", (one_line(missing.sentence()),), *tables, reasons)


def _part_words(row: dict[Any, Any]) -> str:
    """All respondents, those of one group, or those with one baseline status."""
    if row["part"] == "all":
        return term("all")
    name = row["name"]
    if row["part"] == "group":
        words = say("grid.no_group") if pd.isna(name) else one_line(name)
    else:
        words = term("none" if pd.isna(name) else name)
    return f"{term(row['part'])}: {words}"


def _crossed(table: pd.DataFrame, rows: str, *, caption: str) -> DisplayTable:
    """Shares with their intervals, outcomes as columns; `rows` names the column of labels."""
    cells: dict[str, dict[str, str]] = {}
    names = list(dict.fromkeys(table["outcome"].astype(str)))
    for row in table.to_dict("records"):
        n, of = int(row["n"]), int(row["of"])
        words = EMPTY_CELL
        if of:
            ends = span(percent(row["low"], of=of), percent(row["high"], of=of))
            words = f"{fraction_words(n, of)} ({percent(n / of, of=of)}; {ends})"
        cells.setdefault(str(row[rows]), {})[str(row["outcome"])] = words
    outcomes = tuple(capitalize_first(term(name)) for name in names)
    return DisplayTable(
        caption=say(caption),
        columns=(say(f"grid.{rows}"), *outcomes),
        numeric=frozenset(outcomes),
        rows=tuple(
            (term(label), *(row_cells.get(name, EMPTY_CELL) for name in names))
            for label, row_cells in cells.items()
        ),
    )


def _denominators(denominators: DenominatorsResult) -> Block:
    populations = set(denominators.table["who"].astype(str))
    apart = [(name, denominators.ids(name)) for name in _APART if name in populations]
    return _block(
        "firm.denominators",
        (one_line(denominators.sentence()),),
        _crossed(denominators.table, "who", caption="firm.shares"),
        DisplayTable.of(
            "firm.apart",
            ("who", "n", "respondents"),
            (
                (term(name), str(len(ids)), name_some(ids, _MOST_IDS))
                for name, ids in apart
                if ids
            ),
            numeric=("n",),
        ),
    )


def group_difference_block(precision: PrecisionResult) -> Block | None:
    """Every outcome compared between every two groups; None without groups."""
    if precision.differences.empty:
        return None
    keys = ("outcome", "group", "share", "other", "share", "difference", "ratio", "needed")
    columns = [say(f"grid.{key}") for key in keys]
    columns[2], columns[4] = f"{columns[1]}: {columns[2]}", f"{columns[3]}: {columns[4]}"
    table = DisplayTable(
        caption=say("groups.caption"),
        columns=tuple(columns),
        numeric=frozenset(columns[position] for position in (2, 4, 5, 6)),
        rows=tuple(
            (
                term(row["outcome"]),
                one_line(row["group"]),
                fraction_words(row["n"], row["of"]),
                one_line(row["other"]),
                fraction_words(row["other_n"], row["other_of"]),
                _interval_words(row, "difference", 100),
                _interval_words(row, "ratio", 1),
                _number_needed_words(row),
            )
            for row in precision.differences.to_dict("records")
        ),
        file="precision.csv",
    )
    return _block("groups.heading", (say("groups.words"),), table)


def _number_needed_words(row: dict[Any, Any]) -> str:
    value, low, high = (row[f"needed{end}"] for end in ("", "_at_low", "_at_high"))
    through = row["difference_low"] <= 0 <= row["difference_high"]
    return one_line(
        NumberNeeded(value=value, at_low=low, at_high=high, through_infinity=through).words
    )


def _interval_words(row: dict[Any, Any], name: str, factor: float) -> str:
    """A number with its interval, for example ``-10% (-52 to 36)``."""
    values = [row[f"{name}{end}"] for end in ("", "_low", "_high")]
    if any(value is None or math.isnan(value) for value in values):
        return EMPTY_CELL
    value, low, high = (
        "\u221e" if math.isinf(x) else number(factor * x, decimals=0 if factor == 100 else 2)
        for x in values
    )
    if factor == 100:
        value = say("format.percent", value=value)
    return minus(f"{value} ({span(low, high)})")


def multiverse_block(multiverse: Multiverse, *, anchor: str) -> Block:
    """How far the result of one scale depends on choices, and whose class does."""
    choices = DisplayTable.of(
        "firm.moves",
        ("factor", "choice", "improvement", "recovered", "moved"),
        (
            (
                term(row["factor"]),
                term(one_line(row["choice"]))
                + (f" {say('grid.itself')}" if row["default"] else ""),
                *(_share_words(row, name) for name in ("improvement", "recovered")),
                str(row["moved"]),
            )
            for row in multiverse.moves.to_dict("records")
        ),
        numeric=("improvement", "recovered", "moved"),
    )
    reasons = Counter(multiverse.not_run.get("reason", ())).most_common()
    not_run = DisplayTable.of(
        "firm.not_run",
        ("reason", "combinations"),
        ((one_line(term(reason)), str(n)) for reason, n in reasons),
        numeric=("combinations",),
    )
    picture = Picture(
        heading=say("figure.curve.heading"),
        caption=say("figure.curve.caption"),
        svg=specification_curve(multiverse, name=f"{anchor}-curve"),
        file=f"choices-{anchor}",
        wide=True,
    )
    return _block(
        "firm.sensitivity",
        (one_line(multiverse.sentence()),),
        choices,
        _fragile_respondents(multiverse),
        not_run,
        picture=picture if multiverse.n_assessable else None,
    )


def _share_words(row: dict[Any, Any], name: str) -> str:
    if pd.isna(row[name]):
        return EMPTY_CELL
    share = percent(row[f"{name}_share"], of=row["of"])
    return f"{fraction_words(row[name], row['of'])} ({share})"


def _fragile_respondents(multiverse: Multiverse) -> DisplayTable:
    """Respondents whose class depends on choices, with the share of each class."""
    cases = multiverse.cases[multiverse.cases["robust"].notna()]
    outcomes = tuple(capitalize_first(say(f"outcome.{name}")) for name in OUTCOMES)
    return DisplayTable(
        caption=say("firm.fragile"),
        columns=(say("grid.id"), say("grid.outcome"), *outcomes, say("grid.flipped_by")),
        numeric=frozenset(outcomes),
        rows=tuple(
            (
                one_line(row["id"]),
                term(row["outcome"]),
                *(
                    EMPTY_CELL if pd.isna(row[name]) else percent(row[name], of=1000)
                    for name in OUTCOMES
                ),
                ", ".join(map(term, one_line(row["flipped_by"]).split(", ")))
                if isinstance(row["flipped_by"], str)
                else EMPTY_CELL,
            )
            for row in cases[~cases["robust"].astype(bool)].to_dict("records")
        ),
        file="multiverse-cases.csv",
    )

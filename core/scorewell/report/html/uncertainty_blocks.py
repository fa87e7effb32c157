"""How firm the numbers of one scale are, as blocks of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    fraction_words,
    one_line,
    percent,
    points,
    possible_words,
    span,
)
from scorewell.report.html.comparison_blocks import multiverse_block
from scorewell.report.tables.display_table import EMPTY_CELL, Block, DisplayTable, score_writer

if TYPE_CHECKING:
    from scorewell.change.sensitivity.at_risk import DenominatorsResult
    from scorewell.change.sensitivity.missing_data_result import MissingResult
    from scorewell.change.uncertainty.result import PrecisionResult
    from scorewell.study.result import StudyResult


_APART = ("functional at baseline", "no room to improve", "no room to deteriorate")


def uncertainty_blocks(study: StudyResult, place: int, *, anchor: str) -> Iterator[Block]:
    """What is known of how firm the numbers of one scale are.

    Parameters
    ----------
    place : int
        Place of the scale among ``StudyResult.changes``.
    anchor : str
        Prefix of ids in the page.
    """
    if place < len(study.precision):
        yield _precision(study.precision[place])
    if place < len(study.missing):
        yield _missing(study.missing[place], study, place)
    if place < len(study.denominators):
        yield _denominators(study.denominators[place])
    if place < len(study.multiverses):
        yield multiverse_block(study.multiverses[place], anchor=anchor)


def _share(n: int, of: int, low: float, high: float) -> str:
    if not of:
        return EMPTY_CELL
    ends = span(percent(low, of=of), percent(high, of=of))
    return f"{fraction_words(n, of)} ({percent(n / of, of=of)}; {ends})"


def _precision(precision: PrecisionResult) -> Block:
    limits_ = [entry for entry in (precision.limit, *precision.cutoffs) if entry is not None]
    scale = precision.scale
    limits = DisplayTable(
        caption=say("firm.limits"),
        columns=tuple(
            say(f"grid.{key}")
            for key in ("what", "value", "interval", "n", "rests_on", "method")
        ),
        numeric=frozenset(say(f"grid.{key}") for key in ("value", "interval", "n")),
        rows=tuple(
            (
                term(one_line(entry.name)),
                points(entry.value, scale),
                span(points(entry.low, scale), points(entry.high, scale)),
                str(entry.n),
                one_line(entry.rests_on),
                one_line(entry.method),
            )
            for entry in limits_
        ),
    )
    cases = precision.cases[precision.cases["assessable"].to_numpy(dtype=bool)]
    weak = cases[~cases["robust"].fillna(value=True).astype(bool)]
    score = score_writer(scale, cases[["pre", "post"]])
    keys = ("id", "before", "after", "outcome", "possible")
    flips = DisplayTable(
        caption=say("firm.flips"),
        columns=tuple(say(f"grid.{key}") for key in keys),
        numeric=frozenset(say(f"grid.{key}") for key in ("before", "after")),
        rows=tuple(
            (
                one_line(row["id"]),
                *(score(row[role]) for role in ("pre", "post")),
                term(row["outcome"]),
                possible_words(row["outcome_possible"]),
            )
            for row in weak.to_dict("records")
        ),
        file="robustness.csv",
    )
    tables = [grid for grid in (limits, flips) if grid.rows]
    words = (one_line(precision.sentence()), *(() if flips.rows else (say("firm.firm"),)))
    return Block(
        heading=say("firm.precision"), words=words, tables=tuple(tables), collapsed=True
    )


def _missing(missing: MissingResult, study: StudyResult, place: int) -> Block:
    names = list(dict.fromkeys(missing.outcomes["outcome"].astype(str)))
    scenarios = _crossed(
        missing.outcomes,
        "scenario",
        names,
        caption=say("firm.scenarios"),
        first=say("grid.scenario"),
    )
    parts = DisplayTable(
        caption=say("firm.who_missing"),
        columns=(
            say("grid.who"),
            say("grid.n"),
            say("grid.of"),
            say("grid.share"),
            say("grid.interval"),
        ),
        numeric=frozenset(say(f"grid.{key}") for key in ("n", "of", "share", "interval")),
        rows=tuple(
            (
                _part(row),
                str(row["n"]),
                str(row["of"]),
                percent(row["share"], of=row["of"]),
                span(*(percent(row[end], of=row["of"]) for end in ("low", "high"))),
            )
            for row in missing.parts.to_dict("records")
        ),
    )
    baseline = DisplayTable(
        caption=say("firm.baseline"),
        columns=tuple(say(f"grid.{key}") for key in ("who", "n", "mean", "sd")),
        numeric=frozenset(say(f"grid.{key}") for key in ("n", "mean", "sd")),
        rows=tuple(
            (
                term(row["who"]),
                str(row["n"]),
                *(_points_or_dash(row[key], missing) for key in ("mean", "sd")),
            )
            for row in missing.baseline.to_dict("records")
        ),
    )
    tables = [
        *([scenarios, parts, baseline] if missing.n_missing else []),
        _reasons(study, place),
    ]
    return Block(
        heading=say("firm.missing"),
        words=(one_line(missing.sentence()),),
        tables=tuple(grid for grid in tables if grid.rows),
        collapsed=True,
    )


def _points_or_dash(value: float, missing: MissingResult) -> str:
    return EMPTY_CELL if pd.isna(value) else points(value, missing.scale)


def _part(row: dict[Any, Any]) -> str:
    if row["part"] == "all":
        return term("all")
    name = row["name"]
    if row["part"] == "group":
        group = say("grid.no_group") if pd.isna(name) else one_line(name)
    else:
        group = term("none" if pd.isna(name) else name)
    return f"{term(row['part'])}: {group}"


def _reasons(study: StudyResult, place: int) -> DisplayTable:
    """Who could not be assessed, by reason."""
    cases = study.changes[place].cases
    cases_ = cases[~cases["assessable"].to_numpy(dtype=bool)]
    rows = [
        (term(reason), str(len(part)), _id_list(part["id"].tolist()))
        for reason, part in cases_.groupby("reason", sort=False)
    ]
    return DisplayTable(
        caption=say("firm.reasons"),
        columns=tuple(say(f"grid.{key}") for key in ("reason", "n", "respondents")),
        numeric=frozenset({say("grid.n")}),
        rows=tuple(rows),
    )


def _id_list(ids: Sequence[object], *, most: int = 60) -> str:
    shown_ids = [one_line(respondent) for respondent in ids[:most]]
    more = [say("format.and_more", n=len(ids) - most)] if len(ids) > most else []
    return ", ".join([*shown_ids, *more])


def _crossed(
    table: pd.DataFrame, rows: str, names: Sequence[str], *, caption: str, first: str
) -> DisplayTable:
    """A tidy table of shares with outcomes as columns."""
    cells: dict[str, dict[str, str]] = {}
    column = "outcome" if "outcome" in table.columns else "name"
    for row in table.to_dict("records"):
        words = _share(int(row["n"]), int(row["of"]), row["low"], row["high"])
        cells.setdefault(str(row[rows]), {})[str(row[column])] = words
    return DisplayTable(
        caption=caption,
        columns=(first, *(capitalize_first(term(name)) for name in names)),
        numeric=frozenset(capitalize_first(term(name)) for name in names),
        rows=tuple(
            (term(label), *(row_cells.get(name, EMPTY_CELL) for name in names))
            for label, row_cells in cells.items()
        ),
    )


def _denominators(denominators: DenominatorsResult) -> Block:
    names = list(dict.fromkeys(denominators.table["outcome"].astype(str)))
    populations = set(denominators.table["who"].astype(str))
    apart = [
        (population, denominators.ids(population))
        for population in _APART
        if population in populations
    ]
    respondents = DisplayTable(
        caption=say("firm.apart"),
        columns=tuple(say(f"grid.{key}") for key in ("who", "n", "respondents")),
        numeric=frozenset({say("grid.n")}),
        rows=tuple(
            (term(population), str(len(ids)), _id_list(ids)) for population, ids in apart if ids
        ),
    )
    shares = _crossed(
        denominators.table, "who", names, caption=say("firm.shares"), first=say("grid.who")
    )
    return Block(
        heading=say("firm.denominators"),
        words=(one_line(denominators.sentence()),),
        tables=tuple(grid for grid in (shares, respondents) if grid.rows),
        collapsed=True,
    )

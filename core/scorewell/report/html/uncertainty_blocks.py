"""How firm the numbers of one scale are, as blocks of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capital,
    of_words,
    one_line,
    percent,
    points,
    possible_words,
    span,
)
from scorewell.report.html.comparison_blocks import choice_block
from scorewell.report.tables.display_table import NOTHING, Block, Grid, score_writer

if TYPE_CHECKING:
    from scorewell.change.sensitivity.at_risk import DenominatorsResult
    from scorewell.change.sensitivity.missing_data_result import MissingResult
    from scorewell.change.uncertainty.result import PrecisionResult
    from scorewell.study.result import StudyResult


_APART = ("functional at baseline", "no room to improve", "no room to deteriorate")


def firm_blocks(study: StudyResult, place: int, *, anchor: str) -> Iterator[Block]:
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
        yield choice_block(study.multiverses[place], anchor=anchor)


def _share(n: int, of: int, low: float, high: float) -> str:
    if not of:
        return NOTHING
    ends = span(percent(low, of=of), percent(high, of=of))
    return f"{of_words(n, of)} ({percent(n / of, of=of)}; {ends})"


def _precision(one: PrecisionResult) -> Block:
    found = [each for each in (one.limit, *one.cutoffs) if each is not None]
    scale = one.scale
    limits = Grid(
        caption=say("firm.limits"),
        columns=tuple(
            say(f"grid.{key}")
            for key in ("what", "value", "interval", "n", "rests_on", "method")
        ),
        numeric=frozenset(say(f"grid.{key}") for key in ("value", "interval", "n")),
        rows=tuple(
            (
                term(one_line(each.name)),
                points(each.value, scale),
                span(points(each.low, scale), points(each.high, scale)),
                str(each.n),
                one_line(each.rests_on),
                one_line(each.method),
            )
            for each in found
        ),
    )
    cases = one.cases[one.cases["assessable"].to_numpy(dtype=bool)]
    weak = cases[~cases["robust"].fillna(value=True).astype(bool)]
    score = score_writer(scale, cases[["pre", "post"]])
    keys = ("id", "before", "after", "outcome", "possible")
    flips = Grid(
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
    grids = [each for each in (limits, flips) if each.rows]
    words = (one_line(one.sentence()), *(() if flips.rows else (say("firm.firm"),)))
    return Block(heading=say("firm.precision"), words=words, grids=tuple(grids), folded=True)


def _missing(one: MissingResult, study: StudyResult, place: int) -> Block:
    names = list(dict.fromkeys(one.outcomes["outcome"].astype(str)))
    scenarios = _crossed(
        one.outcomes,
        "scenario",
        names,
        caption=say("firm.scenarios"),
        first=say("grid.scenario"),
    )
    parts = Grid(
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
            for row in one.parts.to_dict("records")
        ),
    )
    baseline = Grid(
        caption=say("firm.baseline"),
        columns=tuple(say(f"grid.{key}") for key in ("who", "n", "mean", "sd")),
        numeric=frozenset(say(f"grid.{key}") for key in ("n", "mean", "sd")),
        rows=tuple(
            (
                term(row["who"]),
                str(row["n"]),
                *(_known(row[key], one) for key in ("mean", "sd")),
            )
            for row in one.baseline.to_dict("records")
        ),
    )
    grids = [*([scenarios, parts, baseline] if one.n_missing else []), _reasons(study, place)]
    return Block(
        heading=say("firm.missing"),
        words=(one_line(one.sentence()),),
        grids=tuple(each for each in grids if each.rows),
        folded=True,
    )


def _known(value: float, one: MissingResult) -> str:
    return NOTHING if pd.isna(value) else points(value, one.scale)


def _part(row: dict[Any, Any]) -> str:
    if row["part"] == "all":
        return term("all")
    name = row["name"]
    if row["part"] == "group":
        own = say("grid.no_group") if pd.isna(name) else one_line(name)
    else:
        own = term("none" if pd.isna(name) else name)
    return f"{term(row['part'])}: {own}"


def _reasons(study: StudyResult, place: int) -> Grid:
    """Who could not be assessed, by reason."""
    cases = study.changes[place].cases
    left = cases[~cases["assessable"].to_numpy(dtype=bool)]
    rows = [
        (term(reason), str(len(part)), _listed(part["id"].tolist()))
        for reason, part in left.groupby("reason", sort=False)
    ]
    return Grid(
        caption=say("firm.reasons"),
        columns=tuple(say(f"grid.{key}") for key in ("reason", "n", "respondents")),
        numeric=frozenset({say("grid.n")}),
        rows=tuple(rows),
    )


def _listed(ids: Sequence[object], *, most: int = 60) -> str:
    named = [one_line(each) for each in ids[:most]]
    more = [say("format.and_more", n=len(ids) - most)] if len(ids) > most else []
    return ", ".join([*named, *more])


def _crossed(
    table: pd.DataFrame, rows: str, names: Sequence[str], *, caption: str, first: str
) -> Grid:
    """A tidy table of shares with outcomes as columns."""
    cells: dict[str, dict[str, str]] = {}
    column = "outcome" if "outcome" in table.columns else "name"
    for row in table.to_dict("records"):
        words = _share(int(row["n"]), int(row["of"]), row["low"], row["high"])
        cells.setdefault(str(row[rows]), {})[str(row[column])] = words
    return Grid(
        caption=caption,
        columns=(first, *(capital(term(name)) for name in names)),
        numeric=frozenset(capital(term(name)) for name in names),
        rows=tuple(
            (term(label), *(found.get(name, NOTHING) for name in names))
            for label, found in cells.items()
        ),
    )


def _denominators(one: DenominatorsResult) -> Block:
    names = list(dict.fromkeys(one.table["outcome"].astype(str)))
    known = set(one.table["who"].astype(str))
    apart = [(who, one.ids(who)) for who in _APART if who in known]
    named = Grid(
        caption=say("firm.apart"),
        columns=tuple(say(f"grid.{key}") for key in ("who", "n", "respondents")),
        numeric=frozenset({say("grid.n")}),
        rows=tuple((term(who), str(len(ids)), _listed(ids)) for who, ids in apart if ids),
    )
    shares = _crossed(
        one.table, "who", names, caption=say("firm.shares"), first=say("grid.who")
    )
    return Block(
        heading=say("firm.denominators"),
        words=(one_line(one.sentence()),),
        grids=tuple(each for each in (shares, named) if each.rows),
        folded=True,
    )

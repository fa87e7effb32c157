"""Rows and respondents that cannot be compared, or look wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from scorewell.study.data import FILE, ID, OCCASION, ROW, TIME

if TYPE_CHECKING:
    from scorewell.study.plan import StudyPlan

__all__ = ["row_checks"]

PLACE = (FILE, ROW, ID, OCCASION)
Check = tuple[pl.DataFrame, dict[str, str]]
_EARLIEST, _LATEST = 1900, 2100


def row_checks(frame: pl.DataFrame, plan: StudyPlan) -> Iterator[Check]:
    """Findings about rows, each with its problem, action and kind.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion.
    plan : StudyPlan
        Which occasions are compared.

    Yields
    ------
    frame, mapping
        Where something was found, and what.
    """
    yield from _places(frame, plan)
    yield from _doubled(frame, plan)
    yield from _spelling(frame)
    if plan.pre and plan.post:
        yield from _alone(frame, plan)
    if plan.time_column:
        yield from _dates(frame)
        yield from _order(frame, plan)


def _found(
    frame: pl.DataFrame, kind: str, problem: str, action: str, **more: str
) -> Iterator[Check]:
    if not frame.is_empty():
        yield frame, {"problem": problem, "action": action, "kind": kind, **more}


def _places(frame: pl.DataFrame, plan: StudyPlan) -> Iterator[Check]:
    compared = "row not compared"
    rows = frame.select(PLACE)
    nobody = rows.filter(pl.col(ID).is_null())
    if not (plan.single and nobody.height == rows.height):
        yield from _found(nobody, "no-id", "no respondent id", compared)
    if not plan.single:
        none = rows.filter(pl.col(OCCASION).is_null())
        yield from _found(none, "no-occasion", "no occasion", compared)
    known, wanted = _occasions(plan)
    if known:
        other = rows.filter(pl.col(OCCASION).is_in(known).not_())
        problem = f"the occasion is {wanted}"
        yield from _found(other, "other-occasion", problem, "row scored, not compared")


def _occasions(plan: StudyPlan) -> tuple[list[str], str]:
    """The occasions that are compared, and how to say that a row has another one."""
    if plan.course is None:
        known = [each for each in (plan.pre, plan.post) if each]
        return known, f"neither {plan.pre} nor {plan.post}"
    return list(plan.course.order), f"none of {', '.join(plan.course.order)}"


def _doubled(frame: pl.DataFrame, plan: StudyPlan) -> Iterator[Check]:
    """Two rows of one respondent on one occasion."""
    known, _ = _occasions(plan)
    rows = frame.select(PLACE).filter(pl.col(ID).is_not_null())
    if known:
        rows = rows.filter(pl.col(OCCASION).is_in(known))
    twice = rows.filter(pl.len().over(ID, OCCASION) > 1)
    action = (
        "the scores of these rows taken as missing"
        if plan.policies.get("duplicate-row") == "null-score"
        else "cannot be compared"
    )
    problem = "the respondent has another row of this occasion"
    yield from _found(twice, "duplicate-row", problem, action)


def _spelling(frame: pl.DataFrame) -> Iterator[Check]:
    """Ids that differ only in case or blanks: probably one respondent."""
    folded = pl.col(ID).str.to_lowercase().str.replace_all(r"\s+", "")
    rows = (
        frame.select(PLACE)
        .filter(pl.col(ID).is_not_null())
        .with_columns(folded.alias("scorewell:folded"))
    )
    near = (
        rows.filter(pl.col(ID).n_unique().over("scorewell:folded") > 1)
        .unique(ID, keep="first", maintain_order=True)
        .with_columns(pl.col(ID).alias("value"))
        .drop("scorewell:folded")
    )
    problem = "another id differs only in case or blanks"
    yield from _found(near, "id-spelling", problem, "taken as different respondents")


def _alone(frame: pl.DataFrame, plan: StudyPlan) -> Iterator[Check]:
    """Respondents who have a row on one of the two occasions only."""
    there = frame.select(PLACE).filter(
        pl.col(ID).is_not_null() & pl.col(OCCASION).is_in([plan.pre, plan.post])
    )
    for present, absent, role in (
        (plan.post, plan.pre, "no-pre"),
        (plan.pre, plan.post, "no-post"),
    ):
        others = there.filter(pl.col(OCCASION) == absent).select(ID)
        alone = there.filter(pl.col(OCCASION) == present).join(
            others, on=ID, how="anti", maintain_order="left"
        )
        problem = f"the respondent has no row of the occasion {absent}"
        yield from _found(alone, role, problem, "counted, not compared")


def _dated(x: pl.Expr) -> pl.Expr:
    """Whether a text is written like a date: 2024-01-31, 31.1.2024 or 1/31/2024."""
    return x.str.contains(r"^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}[./-]\d{1,2}[./-]\d{4}")


def _day(x: pl.Expr) -> pl.Expr:
    start = x.str.extract(r"^(\d{4}-\d{1,2}-\d{1,2})", 1)
    return start.str.to_date("%Y-%m-%d", strict=False)


def _dates(frame: pl.DataFrame) -> Iterator[Check]:
    """Dates that no calendar has, or of another century."""
    x = pl.col(TIME)
    european = x.str.extract(r"^(\d{1,2}[./-]\d{1,2}[./-]\d{4})", 1).str.replace_all(
        r"[./-]", "-"
    )
    read = pl.coalesce(
        _day(x),
        european.str.to_date("%d-%m-%Y", strict=False),
        european.str.to_date("%m-%d-%Y", strict=False),
    )
    wrong = frame.filter(
        _dated(x) & (read.is_null() | read.dt.year().is_between(_EARLIEST, _LATEST).not_())
    ).select(*PLACE, x.alias("value"))
    problem = f"no date of the years {_EARLIEST} to {_LATEST}"
    yield from _found(wrong, "impossible-date", problem, "taken as it is written")


def _order(frame: pl.DataFrame, plan: StudyPlan) -> Iterator[Check]:
    """A later occasion that was earlier in time."""
    order = plan.occasions
    if len(order) < 2:
        return
    x = pl.col(TIME)
    when = pl.coalesce(
        _day(x).cast(pl.Int32).cast(pl.Float64), x.cast(pl.Float64, strict=False)
    )
    place = pl.col(OCCASION).replace_strict(
        list(order), list(range(len(order))), default=None, return_dtype=pl.Int64
    )
    rows = (
        frame.select(*PLACE, TIME)
        .with_columns(when.alias("scorewell:when"), place.alias("scorewell:place"))
        .drop_nulls([ID, "scorewell:when", "scorewell:place"])
        .sort(ID, "scorewell:place", maintain_order=True)
    )
    before = pl.col("scorewell:when").shift(1).over(ID)
    wrong = rows.filter(pl.col("scorewell:when") < before).select(
        *PLACE, pl.col(TIME).alias("value")
    )
    problem = "the time is before that of the occasion before it"
    yield from _found(wrong, "occasions-out-of-order", problem, "compared as the occasions say")

"""Courses over all occasions, as sections of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.figures.figure_list import Picture
from scorewell.report.figures.trajectory import MOST_LINES, trajectory_plot
from scorewell.report.formatting import localize_number, one_line, scale_title
from scorewell.report.tables.display_table import (
    EMPTY_CELL,
    DisplayTable,
    column_words,
    not_assessable,
    occasion_share_words,
    score_writer,
)
from scorewell.report.text.follow_up import follow_up_words

if TYPE_CHECKING:
    from scorewell.change.trajectory.result import CourseResult


_RESPONDENT_COLUMNS = {
    "id": "id", "group": "group", "baseline": "baseline", "best": "best", "best_at": "best_at",
    "last": "last", "last_at": "last_at", "first_gain": "first_gain",
    "first_fall_from_best": "first_fall", "post_outcome": "at_post",
    "follow_up_outcome": "at_follow_up", "follow_up": "gain", "last_outcome": "outcome",
}  # fmt: skip
_AT_POST = {"post_outcome", "follow_up_outcome", "follow_up"}
_OUTCOMES = {*_AT_POST, "last_outcome"}
_SCORES = ("baseline", "best", "last")


@dataclass(frozen=True, kw_only=True)
class CourseSection:
    """One scale over all occasions as the page shows it."""

    anchor: str
    title: str
    about: str
    picture: Picture
    tables: tuple[DisplayTable, ...]


def course_section(course: CourseResult, *, anchor: str) -> CourseSection:
    """One scale over all occasions as the page shows it."""
    tables = [_occasions(course), _missing(course), _respondents(course)]
    if course.intervals is not None:
        tables.append(_gains(course))
    return CourseSection(
        anchor=anchor,
        title=scale_title(course),
        about=". ".join(
            filter(
                None,
                (
                    say(
                        "course.about",
                        n=course.n,
                        assessable=course.n_assessable,
                        occasions=len(course.occasions),
                    ),
                    follow_up_words(course),
                ),
            )
        ),
        picture=Picture(
            heading=say("figure.trajectory.heading"),
            caption=say(
                f"figure.trajectory.{'caption_crowd' if course.n > MOST_LINES else 'caption'}"
            ),
            svg=trajectory_plot(course, name=f"{anchor}-trajectory"),
            file=f"trajectory-{anchor}",
            wide=True,
        ),
        tables=tuple(table for table in tables if table.rows),
    )


def _occasions(course: CourseResult) -> DisplayTable:
    table = occasion_share_words(course)
    table["occasion"] = table["occasion"].mask(table["occasion"] == "").ffill()
    keys = ("occasion", "who", "n", "of", "share", "interval")
    return DisplayTable.of(
        "course.occasions",
        keys,
        (tuple(map(one_line, row)) for row in table.itertuples(index=False)),
        numeric=keys[2:],
        file="course-occasions.csv",
        fixed_order=True,
    )


def _missing(course: CourseResult) -> DisplayTable:
    """Missing scores by occasion, without reasons that never occur."""
    table = course.missing()
    always = {"occasion", "respondents", "scored", "assessable"}
    names = [name for name in table.columns if name in always or table[name].any()]
    columns = tuple(map(column_words, names))
    return DisplayTable(
        caption=say("course.missing"),
        columns=columns,
        numeric=frozenset(columns[1:]),
        rows=tuple(tuple(map(one_line, row)) for row in table[names].itertuples(index=False)),
    )


def _respondents(course: CourseResult) -> DisplayTable:
    table = course.respondents
    columns_left_out = {"last_outcome"} if course.post else _AT_POST
    if not course.follow_up_counts():
        columns_left_out |= {"follow_up_outcome", "follow_up"}
    headings = {
        name: key
        for name, key in _RESPONDENT_COLUMNS.items()
        if name in table.columns and name not in columns_left_out
    }
    score = score_writer(course.scale, table[list(_SCORES)])
    records = table.to_dict("records")
    rows = (tuple(_cell(row, name, score) for name in headings) for row in records)
    return DisplayTable.of(
        "course.people",
        tuple(headings.values()),
        rows,
        numeric=_SCORES,
        file="course-respondents.csv",
        of_respondents=True,
    )


def _cell(row: dict[Any, Any], name: str, score: Callable[[Any], str]) -> str:
    if name in _SCORES:
        return score(row[name])
    if name in {"post_outcome", "last_outcome"} and not row["assessable"]:
        return not_assessable(row["reason"])
    if pd.isna(row[name]):
        return EMPTY_CELL
    if name in _OUTCOMES:
        return term(row[name])
    return one_line(row[name]) or EMPTY_CELL


def _gains(course: CourseResult) -> DisplayTable:
    return DisplayTable.of(
        "course.gains",
        ("id", "from", "to", "gain"),
        (
            (
                *(one_line(row[name]) for name in ("id", "before", "after")),
                EMPTY_CELL if pd.isna(row["gain"]) else localize_number(f"{row['gain']:.6g}"),
            )
            for row in course.sudden_gains.to_dict("records")
        ),
        numeric=("gain",),
        file="course.csv",
        of_respondents=True,
    )

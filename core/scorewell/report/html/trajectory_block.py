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

if TYPE_CHECKING:
    from scorewell.change.trajectory.result import CourseResult


_RESPONDENT_COLUMNS = {
    "id": "id", "group": "group", "baseline": "baseline", "best": "best", "best_at": "best_at",
    "last": "last", "last_at": "last_at", "first_gain": "first_gain",
    "first_fall_from_best": "first_fall", "follow_up": "follow_up", "last_outcome": "outcome",
}  # fmt: skip
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
    tables = [_occasions(course), _missing(course), _people(course), *_gains(course)]
    return CourseSection(
        anchor=anchor,
        title=scale_title(course),
        about=say(
            "course.about",
            n=course.n,
            assessable=course.n_assessable,
            occasions=len(course.occasions),
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
        tables=tuple(grid for grid in tables if grid.rows),
    )


def _occasions(course: CourseResult) -> DisplayTable:
    table = occasion_share_words(course)
    table["occasion"] = table["occasion"].mask(table["occasion"] == "").ffill()
    keys = ("occasion", "who", "n", "of", "share", "interval")
    return DisplayTable(
        caption=say("course.occasions"),
        columns=tuple(say(f"grid.{key}") for key in keys),
        numeric=frozenset(say(f"grid.{key}") for key in keys[2:]),
        rows=tuple(
            tuple(one_line(value) for value in row) for row in table.itertuples(index=False)
        ),
        file="course-occasions.csv",
        fixed_order=True,
    )


def _missing(course: CourseResult) -> DisplayTable:
    table = course.missing()
    columns_ = [
        name
        for name in table.columns
        if name in {"occasion", "respondents", "scored", "assessable"} or table[name].any()
    ]
    columns = [column_words(name) for name in columns_]
    return DisplayTable(
        caption=say("course.missing"),
        columns=tuple(columns),
        numeric=frozenset(columns[1:]),
        rows=tuple(
            tuple(one_line(value) for value in row)
            for row in table[columns_].itertuples(index=False)
        ),
    )


def _people(course: CourseResult) -> DisplayTable:
    table = course.respondents
    headings = {name: key for name, key in _RESPONDENT_COLUMNS.items() if name in table.columns}
    score = score_writer(course.scale, table[list(_SCORES)])
    rows = [
        tuple(_cell(row, name, score) for name in headings) for row in table.to_dict("records")
    ]
    return DisplayTable(
        caption=say("course.people"),
        columns=tuple(say(f"grid.{key}") for key in headings.values()),
        numeric=frozenset(say(f"grid.{key}") for key in _SCORES),
        rows=tuple(rows),
        file="course-respondents.csv",
    )


def _cell(row: dict[Any, Any], name: str, score: Callable[[Any], str]) -> str:
    if name in _SCORES:
        return score(row[name])
    if name == "last_outcome" and not row["assessable"]:
        return not_assessable(row["reason"])
    if pd.isna(row[name]):
        return EMPTY_CELL
    if name in {"last_outcome", "follow_up"}:
        return term(row[name])
    return one_line(row[name]) or EMPTY_CELL


def _gains(course: CourseResult) -> list[DisplayTable]:
    if course.intervals is None:
        return []
    gains = course.sudden_gains
    keys = ("id", "from", "to", "gain")
    return [
        DisplayTable(
            caption=say("course.gains"),
            columns=tuple(say(f"grid.{key}") for key in keys),
            numeric=frozenset({say("grid.gain")}),
            rows=tuple(
                (
                    one_line(row["id"]),
                    one_line(row["before"]),
                    one_line(row["after"]),
                    EMPTY_CELL
                    if pd.isna(row["gain"])
                    else localize_number(f"{row['gain']:.6g}"),
                )
                for row in gains.to_dict("records")
            ),
        )
    ]

"""Courses over all occasions, as sections of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.figures.trajectory import MOST_LINES, trajectory_plot
from scorewell.report.formatting import one_line, scale_title, written
from scorewell.report.tables.display_table import (
    NOTHING,
    Grid,
    Picture,
    column_words,
    not_assessable,
    score_writer,
)
from scorewell.report.tables.trajectories import occasion_words

if TYPE_CHECKING:
    from scorewell.change.trajectory.result import CourseResult


_FOLLOWED = {
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
    grids: tuple[Grid, ...]


def course_section(course: CourseResult, *, anchor: str) -> CourseSection:
    """One scale over all occasions as the page shows it."""
    grids = [_occasions(course), _missing(course), _people(course), *_gains(course)]
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
        grids=tuple(each for each in grids if each.rows),
    )


def _occasions(course: CourseResult) -> Grid:
    table = occasion_words(course)
    table["occasion"] = table["occasion"].mask(table["occasion"] == "").ffill()
    keys = ("occasion", "who", "n", "of", "share", "interval")
    return Grid(
        caption=say("course.occasions"),
        columns=tuple(say(f"grid.{key}") for key in keys),
        numeric=frozenset(say(f"grid.{key}") for key in keys[2:]),
        rows=tuple(
            tuple(one_line(value) for value in row) for row in table.itertuples(index=False)
        ),
        file="course-occasions.csv",
        ordered=True,
    )


def _missing(course: CourseResult) -> Grid:
    table = course.missing()
    used = [
        name
        for name in table.columns
        if name in {"occasion", "respondents", "scored", "assessable"} or table[name].any()
    ]
    columns = [column_words(name) for name in used]
    return Grid(
        caption=say("course.missing"),
        columns=tuple(columns),
        numeric=frozenset(columns[1:]),
        rows=tuple(
            tuple(one_line(value) for value in row)
            for row in table[used].itertuples(index=False)
        ),
    )


def _people(course: CourseResult) -> Grid:
    table = course.respondents
    used = {name: key for name, key in _FOLLOWED.items() if name in table.columns}
    score = score_writer(course.scale, table[list(_SCORES)])
    rows = [tuple(_cell(row, name, score) for name in used) for row in table.to_dict("records")]
    return Grid(
        caption=say("course.people"),
        columns=tuple(say(f"grid.{key}") for key in used.values()),
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
        return NOTHING
    if name in {"last_outcome", "follow_up"}:
        return term(row[name])
    return one_line(row[name]) or NOTHING


def _gains(course: CourseResult) -> list[Grid]:
    if course.intervals is None:
        return []
    gains = course.sudden_gains
    keys = ("id", "from", "to", "gain")
    return [
        Grid(
            caption=say("course.gains"),
            columns=tuple(say(f"grid.{key}") for key in keys),
            numeric=frozenset({say("grid.gain")}),
            rows=tuple(
                (
                    one_line(row["id"]),
                    one_line(row["before"]),
                    one_line(row["after"]),
                    NOTHING if pd.isna(row["gain"]) else written(f"{row['gain']:.6g}"),
                )
                for row in gains.to_dict("records")
            ),
        )
    ]

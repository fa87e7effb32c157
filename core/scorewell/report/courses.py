"""Courses over all occasions as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from scorewell.course import CourseResult

__all__ = ["course_table", "follow_table", "occasion_table", "occasion_words"]

_WHAT = (
    "improved",
    "deteriorated",
    "worse than best",
    "functional",
    "recovered",
    "kept",
    "lost",
)


def course_table(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Every respondent on every occasion: ``instrument``, ``scale``, ``CourseResult.cells``."""
    return _gather(courses, lambda course: course.cells)


def follow_table(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Every respondent: ``instrument``, ``scale``, ``CourseResult.respondents``."""
    return _gather(courses, lambda course: course.respondents)


def occasion_table(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Shares on every occasion: ``instrument``, ``scale``, ``CourseResult.summary``."""
    return _gather(courses, lambda course: course.summary())


def occasion_words(course: CourseResult, *, level: float = 0.95) -> pd.DataFrame:
    """One row per occasion, as a person reads it.

    Returns
    -------
    pandas.DataFrame
        ``occasion``, ``assessable`` respondents, and what became of them:
        ``21 of 97 (22 %, 15-31)`` is a count with its share and Wilson's
        interval of the share, in percent. What never occurs is left out.
    """
    summary = course.summary(level=level)
    percent = (100 * summary[["share", "low", "high"]]).round().astype("Int64").astype(str)
    words = (
        summary["n"].astype(str) + " of " + summary["of"].astype(str)
        + " (" + percent["share"] + " %, " + percent["low"] + "-" + percent["high"] + ")"
    )  # fmt: skip
    wide = summary.assign(words=words).pivot(index="occasion", columns="what", values="words")
    table = course.missing()[["occasion", "assessable"]]
    shown = [name for name in _WHAT if name in wide.columns]
    joined = table.merge(wide[shown], left_on="occasion", right_index=True, how="left")
    return joined.astype(object).where(joined.notna(), None)


def _gather(
    courses: Sequence[CourseResult], make: Callable[[CourseResult], pd.DataFrame]
) -> pd.DataFrame:
    parts = []
    for course in courses:
        part = make(course).astype(object)
        part.insert(0, "scale", course.scale.id)
        part.insert(0, "instrument", course.instrument.id)
        parts.append(part)
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()

"""Courses over all occasions as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import span
from scorewell.report.tables.tables import gather_frames

if TYPE_CHECKING:
    from scorewell.change.trajectory.result import CourseResult


def course_frame(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Every respondent on every occasion: ``instrument``, ``scale``, ``CourseResult.cells``."""
    return gather_frames(courses, lambda course: course.cells)


def respondent_frame(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Every respondent: ``instrument``, ``scale``, ``CourseResult.respondents``."""
    return gather_frames(courses, lambda course: course.respondents)


def occasion_frame(courses: Sequence[CourseResult]) -> pd.DataFrame:
    """Shares on every occasion: ``instrument``, ``scale``, ``CourseResult.summary``."""
    return gather_frames(courses, lambda course: course.summary())


def occasion_share_words(course: CourseResult, *, level: float = 0.95) -> pd.DataFrame:
    """The shares on every occasion, as a person reads them.

    Returns
    -------
    pandas.DataFrame
        ``occasion``, once for all its rows; ``respondents``, what they are;
        ``n``; ``of``; ``share`` and Wilson's ``interval`` of it, in percent.
    """
    summary = course.summary(level=level)
    shares = (100 * summary[["share", "low", "high"]]).round().astype("int64").astype(str)
    percent = shares.map(lambda value: say("format.percent_apart", value=value))
    ends = zip(shares["low"], percent["high"], strict=True)
    occasion = summary["occasion"].astype(object)
    return pd.DataFrame(
        {
            "occasion": occasion.mask(occasion.duplicated(), ""),
            "respondents": summary["what"].astype(object).map(term),
            "n": summary["n"],
            "of": summary["of"],
            "share": percent["share"],
            "interval": [span(low, high) for low, high in ends],
        }
    )

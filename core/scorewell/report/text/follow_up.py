"""Who kept, lost and later gained a reliable improvement after the end of treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.formatting import join_words, one_line, scale_title

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.study.result import StudyResult


def follow_up_words(course: CourseResult | None) -> str:
    """How many respondents kept, lost and later gained; empty without follow-ups."""
    counts = course.follow_up_counts() if course is not None else {}
    if course is None or not counts:
        return ""
    gains = counts["kept"] + counts["lost"]
    return say(
        "course.follow_up",
        occasions=join_words([one_line(label) for label in course.follow_ups]),
        kept=counts["kept"],
        lost=counts["lost"],
        gains=gains,
        later=counts["gained later"],
        others=counts["gained later"] + counts["no gain"],
        post=one_line(course.post),
    )


def scale_course(study: StudyResult, result: ChangeResult) -> CourseResult | None:
    """The course on the scale of a result; None where it is not followed."""
    keys = (result.instrument.id, result.scale.id)
    return next((c for c in study.courses if (c.instrument.id, c.scale.id) == keys), None)


def follow_up_lines(study: StudyResult) -> tuple[str, ...]:
    """One line for each scale with follow-ups: its title, and who kept and lost gains."""
    return tuple(
        f"{scale_title(course)}: {words}"
        for course in study.courses
        if (words := follow_up_words(course))
    )

"""One respondent's course over any number of occasions, each status with its rule.

The way of a call::

    reading    the rows of a long frame: respondent, occasion, time, score
    columns    which occasion each row belongs to; never by the order of the rows
    grid       scores by respondent and occasion, with the reason where there is none
    standing   each score against the baseline, the best so far, and the cut-off
    keeping    a gain at the end of treatment, kept or lost at follow-up
    intervals  sudden gains from one session to the next
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.course.analysis import METHOD, follow
    from scorewell.course.occasions import FIRST_SCORE, Occasions
    from scorewell.course.result import CourseResult
    from scorewell.course.sudden import SuddenGains

__all__ = ["FIRST_SCORE", "METHOD", "CourseResult", "Occasions", "SuddenGains", "follow"]

__getattr__ = lazy_names(
    __name__,
    {
        "analysis": ("METHOD", "follow"),
        "occasions": ("FIRST_SCORE", "Occasions"),
        "result": ("CourseResult",),
        "sudden": ("SuddenGains",),
    },
)

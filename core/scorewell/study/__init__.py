"""One study file, everything above it in order, one result with its audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.study.approaches import ApproachUse
    from scorewell.study.lock import check_lock, lock_differences, lock_file, make_lock
    from scorewell.study.plan import DataFile, Measure, StudyPlan, read_plan
    from scorewell.study.result import StudyResult
    from scorewell.study.run import run_study

__all__ = [
    "ApproachUse",
    "DataFile",
    "Measure",
    "StudyPlan",
    "StudyResult",
    "check_lock",
    "lock_differences",
    "lock_file",
    "make_lock",
    "read_plan",
    "run_study",
]

__getattr__ = lazy_names(
    __name__,
    {
        "approaches": ("ApproachUse",),
        "lock": ("check_lock", "lock_differences", "lock_file", "make_lock"),
        "plan": ("DataFile", "Measure", "StudyPlan", "read_plan"),
        "result": ("StudyResult",),
        "run": ("run_study",),
    },
)

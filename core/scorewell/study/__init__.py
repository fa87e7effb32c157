"""One study file, everything above it in order, one result with its audit."""

from scorewell.study.plan import DataFile, Measure, StudyPlan, read_plan
from scorewell.study.result import StudyResult
from scorewell.study.run import run_study

__all__ = ["DataFile", "Measure", "StudyPlan", "StudyResult", "read_plan", "run_study"]

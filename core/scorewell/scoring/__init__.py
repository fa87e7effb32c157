"""Scoring: items of an answer sheet to scores of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.scoring.engine import score
    from scorewell.scoring.examples import ExampleResult, check_examples, run_example
    from scorewell.scoring.files import FileReport, score_file
    from scorewell.scoring.plan import Plan, ScalePlan, compile_plan
    from scorewell.scoring.stages import apply_plan
    from scorewell.scoring.voiding import without_scores

__all__ = [
    "ExampleResult",
    "FileReport",
    "Plan",
    "ScalePlan",
    "apply_plan",
    "check_examples",
    "compile_plan",
    "run_example",
    "score",
    "score_file",
    "without_scores",
]

__getattr__ = lazy_names(
    __name__,
    {
        "engine": ("score",),
        "examples": ("ExampleResult", "check_examples", "run_example"),
        "files": ("FileReport", "score_file"),
        "plan": ("Plan", "ScalePlan", "compile_plan"),
        "stages": ("apply_plan",),
        "voiding": ("without_scores",),
    },
)

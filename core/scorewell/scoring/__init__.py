"""Scoring: items of an answer sheet to scores of an instrument."""

from __future__ import annotations

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

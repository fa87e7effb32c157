"""What must hold in a definition beyond its schema: one function, one sentence per rule."""

from scorewell.lint.collection import lint_collection
from scorewell.lint.linter import RULES, check, lint
from scorewell.lint.rule import Rule, Subject
from scorewell.lint.tiers import CRITERIA, Assessment, Criterion, Tier, assess

__all__ = [
    "CRITERIA",
    "RULES",
    "Assessment",
    "Criterion",
    "Rule",
    "Subject",
    "Tier",
    "assess",
    "check",
    "lint",
    "lint_collection",
]

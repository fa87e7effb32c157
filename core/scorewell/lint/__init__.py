"""What must hold in a definition beyond its schema: one function, one sentence per rule."""

from scorewell.lint.collection import lint_collection
from scorewell.lint.linter import RULES, check, lint
from scorewell.lint.rule import Rule, Subject

__all__ = ["RULES", "Rule", "Subject", "check", "lint", "lint_collection"]

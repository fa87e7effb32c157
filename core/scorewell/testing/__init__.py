"""The kit by which plugins are tested: the same checks that scorewell's own pass.

Definitions: ``pytest --scorewell-definitions FOLDER`` collects each file and
each of its examples as a test. Methods: :func:`parametrize_with_checks` makes
one test per method and check of a plugin module. Neither needs more than
pytest, and nothing here is loaded unless it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.testing.change import change_checks
    from scorewell.testing.check import Check, CheckError
    from scorewell.testing.collect import checks_of, parametrize_with_checks
    from scorewell.testing.scoring import ScoringCase, scoring_checks

__all__ = [
    "Check",
    "CheckError",
    "ScoringCase",
    "change_checks",
    "checks_of",
    "parametrize_with_checks",
    "scoring_checks",
]

__getattr__ = lazy_names(
    __name__,
    {
        "change": ("change_checks",),
        "check": ("Check", "CheckError"),
        "collect": ("checks_of", "parametrize_with_checks"),
        "scoring": ("ScoringCase", "scoring_checks"),
    },
)

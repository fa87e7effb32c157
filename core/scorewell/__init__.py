"""Score any questionnaire, and say who reliably got better.

>>> import scorewell
>>> scorewell.load("fscrs").scale("reassured_self").better
'higher'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scorewell.api import (
        analyse_change,
        analyse_course,
        analyse_reliability,
        evaluate,
        examine,
        findings,
        load,
        score,
        simulate,
    )
    from scorewell.errors import ScorewellError
    from scorewell.hookspecs import hookimpl
    from scorewell.methods import ChangeIndex, ChangeMethod, Parts, ScoringMethod
    from scorewell.registry import Registry, open_registry
    from scorewell.report import write_report

__all__ = [
    "ChangeIndex",
    "ChangeMethod",
    "Parts",
    "Registry",
    "ScorewellError",
    "ScoringMethod",
    "analyse_change",
    "analyse_course",
    "analyse_reliability",
    "evaluate",
    "examine",
    "findings",
    "hookimpl",
    "load",
    "open_registry",
    "score",
    "simulate",
    "write_report",
]

__getattr__ = lazy_names(
    __name__,
    {
        "api": (
            "analyse_change",
            "analyse_course",
            "analyse_reliability",
            "evaluate",
            "examine",
            "findings",
            "load",
            "score",
            "simulate",
        ),
        "errors": ("ScorewellError",),
        "hookspecs": ("hookimpl",),
        "methods": ("ChangeIndex", "ChangeMethod", "Parts", "ScoringMethod"),
        "registry": ("Registry", "open_registry"),
        "report": ("write_report",),
    },
)

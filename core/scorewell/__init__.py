"""Score any questionnaire, and say who reliably got better.

>>> import scorewell
>>> scorewell.load("fscrs").scale("reassured_self").better
'higher'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell._lazy import DISPLAYS, EXPLANATIONS, lazy_names

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scorewell.api.answers import (
        analyse_reliability,
        examine,
        findings,
        load,
        score,
        simulate,
    )
    from scorewell.api.change import analyse_change, analyse_course, evaluate
    from scorewell.errors import ScorewellError
    from scorewell.registry.contracts import ChangeIndex, ChangeMethod, Parts, ScoringMethod
    from scorewell.registry.hookspecs import hookimpl
    from scorewell.registry.registry import Registry, open_registry
    from scorewell.report.write_report import write_report

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
        "api.answers": (
            "analyse_reliability",
            "examine",
            "findings",
            "load",
            "score",
            "simulate",
        ),
        "api.change": ("analyse_change", "analyse_course", "evaluate"),
        "errors": ("ScorewellError",),
        "registry.hookspecs": ("hookimpl",),
        "registry.contracts": ("ChangeIndex", "ChangeMethod", "Parts", "ScoringMethod"),
        "registry.registry": ("Registry", "open_registry"),
        "report.write_report": ("write_report",),
    },
)


def _import_explanations() -> None:
    """Import the modules that register how a result explains one respondent."""
    import scorewell.change.explain.change
    import scorewell.change.explain.others
    import scorewell.change.trajectory.explain  # noqa: F401


def _import_displays() -> None:
    """Import the module that registers the HTML and the figures of results."""
    import scorewell.report.notebook  # noqa: F401


EXPLANATIONS.append(_import_explanations)
DISPLAYS.append(_import_displays)

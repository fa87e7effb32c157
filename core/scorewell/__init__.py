"""Score any questionnaire, and say who reliably got better.

>>> import scorewell
>>> scorewell.load("fscrs").scale("reassured_self").better
'higher'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from scorewell.api import analyse_change, evaluate, findings, load, score
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
    "evaluate",
    "findings",
    "hookimpl",
    "load",
    "open_registry",
    "score",
    "write_report",
]

_HOMES = {
    "api": ("analyse_change", "evaluate", "findings", "load", "score"),
    "errors": ("ScorewellError",),
    "hookspecs": ("hookimpl",),
    "methods": ("ChangeIndex", "ChangeMethod", "Parts", "ScoringMethod"),
    "registry": ("Registry", "open_registry"),
    "report": ("write_report",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'scorewell' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"scorewell.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

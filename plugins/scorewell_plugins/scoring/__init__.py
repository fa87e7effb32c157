"""The scoring methods that come with scorewell.

This module is loaded for every command; the methods are when the first scale is scored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell._lazy import lazy_names
from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.registry.contracts import ScoringMethod
    from scorewell_plugins.scoring.methods import METHODS

__all__ = ["METHODS", "register_scoring_methods"]

__getattr__ = lazy_names(__name__, {"methods": ("METHODS",)})


@hookimpl
def register_scoring_methods(register: Callable[[ScoringMethod], None]) -> None:
    """Register every bundled method."""
    from scorewell_plugins.scoring.methods import METHODS

    for method in METHODS:
        register(method)

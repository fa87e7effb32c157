"""The bundled ways to judge change.

This module is loaded for every command; the methods are when one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell._lazy import lazy_names
from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod
    from scorewell_plugins.change.approaches.declarations import APPROACHES
    from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS
    from scorewell_plugins.change.indices.standard_error import (
        CHRISTENSEN_MENDOZA,
        JACOBSON_1984,
        JACOBSON_TRUAX,
        jacobson_1984,
        jacobson_truax,
    )

__all__ = [
    "APPROACHES",
    "CHANGE_METHODS",
    "CHRISTENSEN_MENDOZA",
    "JACOBSON_1984",
    "JACOBSON_TRUAX",
    "jacobson_1984",
    "jacobson_truax",
    "register_change_methods",
]

__getattr__ = lazy_names(
    __name__,
    {
        "approaches": ("APPROACHES",),
        "error": (
            "CHRISTENSEN_MENDOZA",
            "JACOBSON_1984",
            "JACOBSON_TRUAX",
            "jacobson_1984",
            "jacobson_truax",
        ),
        "methods": ("CHANGE_METHODS",),
    },
)


@hookimpl
def register_change_methods(
    register: Callable[[ChangeMethod | Approach | GrowthMethod], None],
) -> None:
    """Offer the bundled indices, approaches and growth methods."""
    from scorewell_plugins.change.approaches.declarations import APPROACHES
    from scorewell_plugins.change.growth.slopes import GROWTH_METHODS
    from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

    for method in (*CHANGE_METHODS, *APPROACHES, *GROWTH_METHODS):
        register(method)

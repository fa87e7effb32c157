"""The bundled methods that judge change.

``indices`` holds indices of change, ``approaches`` other rules for pairs of scores, ``growth``
the slopes over all occasions. This module is loaded for every command, the methods only when
a command asks for one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod


@hookimpl
def register_change_methods(
    register: Callable[[ChangeMethod | Approach | GrowthMethod], None],
) -> None:
    """Offer the bundled indices, approaches and growth methods."""
    from scorewell_plugins.change.approaches.all_approaches import APPROACHES
    from scorewell_plugins.change.growth.slopes import GROWTH_METHODS
    from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

    for method in (*CHANGE_METHODS, *APPROACHES, *GROWTH_METHODS):
        register(method)

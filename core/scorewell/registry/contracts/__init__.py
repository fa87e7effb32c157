"""What a method is: the promises between the engines and their plugins.

A scoring method turns the parts of a scale (its items, or the scales of a
composite) into one score, as a narwhals expression. A change method turns
pairs of scores into an index of change, on NumPy arrays; an approach turns
them into outcomes, or into a verdict on the group, by rules of its own; a
growth method judges the scores of all occasions. All are values with a name
and a description; plugins hand them over through ``register_scoring_methods``
and ``register_change_methods``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell._lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import (
        Approach,
        ApproachContext,
        ApproachResult,
        ChangeIndex,
        ChangeMethod,
        GrowthMethod,
        Slopes,
    )
    from scorewell.registry.contracts.scoring import (
        PartFacts,
        Parts,
        ScoringMethod,
        add,
    )

__all__ = [
    "Approach",
    "ApproachContext",
    "ApproachResult",
    "ChangeIndex",
    "ChangeMethod",
    "GrowthMethod",
    "PartFacts",
    "Parts",
    "ScoringMethod",
    "Slopes",
    "add",
]

__getattr__ = lazy_names(
    __name__,
    {
        "change": (
            "Approach",
            "ApproachContext",
            "ApproachResult",
            "ChangeIndex",
            "ChangeMethod",
            "GrowthMethod",
            "Slopes",
        ),
        "scoring": ("PartFacts", "Parts", "ScoringMethod", "add"),
    },
)

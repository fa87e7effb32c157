"""Brings a scoring method: the sum, counted from the lowest possible answer."""

from scorewell import ScoringMethod, hookimpl
from scorewell.registry.contracts import add


def score(parts):
    return add(parts.values) - sum(parts.lows)


def reach(ids, lows, highs, parameters):
    return 0.0, sum(highs) - sum(lows)


@hookimpl
def register_scoring_methods(register):
    register(
        ScoringMethod(
            name="sum-from-zero",
            summary="Sum of the values, less the lowest that it can be.",
            formula="sum(v - lowest v), with v the values",
            score=score,
            reach=reach,
            prorates=False,
        )
    )

"""The scoring methods that come with scorewell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorewell.errors import DefinitionError, did_you_mean
from scorewell.methods import Parts, ScoringMethod, add

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    Ends = tuple[float, float]

_WEIGHTS: dict[str, Any] = {
    "description": "Weight of each part, by its id.",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "number", "not": {"const": 0}},
}


def _float(expr: nw.Expr) -> nw.Expr:
    import narwhals.stable.v2 as nw

    return expr.cast(nw.Float64)


def _at_least_one(count: nw.Expr) -> nw.Expr:
    """A count to divide by; where it is 0 the engine shows no score."""
    import narwhals.stable.v2 as nw

    return nw.when(count > 0).then(count).otherwise(1)


def _sum(parts: Parts) -> nw.Expr:
    total = add(parts.values) * len(parts.ids)
    return _float(total) / _at_least_one(parts.count)


def _sum_reach(
    ids: Sequence[str],  # noqa: ARG001 - the promise of ScoringMethod.reach
    lows: Sequence[float],
    highs: Sequence[float],
    parameters: Mapping[str, Any],  # noqa: ARG001
) -> Ends:
    return sum(lows), sum(highs)


def _mean(parts: Parts) -> nw.Expr:
    return _float(add(parts.values)) / _at_least_one(parts.count)


def _mean_reach(
    ids: Sequence[str],
    lows: Sequence[float],
    highs: Sequence[float],
    parameters: Mapping[str, Any],  # noqa: ARG001
) -> Ends:
    return sum(lows) / len(ids), sum(highs) / len(ids)

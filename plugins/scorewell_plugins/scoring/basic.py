"""Sums, means and their kin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorewell.registry.contracts import Parts, ScoringMethod, add
from scorewell.registry.contracts import expressions as ex
from scorewell_plugins.scoring.parameters import (
    Ends,
    Numbers,
    Settings,
    check_ids,
    closed,
    ratio,
)

_WEIGHTS: dict[str, Any] = {
    "description": "Weight of each part, by its id; 1 would leave it as it is.",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "number", "not": {"const": 0}},
}
_PERCENT = (0.0, 100.0)


def _sum(parts: Parts) -> ex.Expr:
    return ratio(add(parts.values) * parts.number, parts.count)


def _sum_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del ids, settings
    return float(sum(lows)), float(sum(highs))


def _mean(parts: Parts) -> ex.Expr:
    return ratio(add(parts.values), parts.count)


def _mean_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del settings
    return sum(lows) / len(ids), sum(highs) / len(ids)


def _rescaled(parts: Parts) -> ex.Expr:

    low, high = parts.parameters.get("to", _PERCENT)
    has_values = [has.cast(ex.Float64) for has in parts.answered]
    least = add([has * end for has, end in zip(has_values, parts.lows, strict=True)])
    most = add([has * end for has, end in zip(has_values, parts.highs, strict=True)])
    width = ex.when(parts.count > 0).then(most - least).otherwise(1.0)
    score: ex.Expr = (add(parts.values) - least) * (high - low) / width + low
    return score


def _rescaled_reach(
    ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings
) -> Ends:
    del ids, lows, highs
    low, high = settings.get("to", _PERCENT)
    return float(low), float(high)


def _weighted(parts: Parts) -> ex.Expr:

    weights = _weights(parts.ids, parts.parameters)
    total = add([v * w for v, w in zip(parts.values, weights, strict=True)])
    sizes = [abs(weight) for weight in weights]
    answered_weight = add(
        [a.cast(ex.Float64) * s for a, s in zip(parts.answered, sizes, strict=True)]
    )
    whole_weight: ex.Expr | float = sum(sizes)
    if parts.applies:
        whole_weight = add(
            [a.cast(ex.Float64) * s for a, s in zip(parts.applies, sizes, strict=True)]
        )
    scaled_total = ratio(total * whole_weight, answered_weight)
    return ex.when(parts.count < parts.number).then(scaled_total).otherwise(total)


def _weighted_reach(
    ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings
) -> Ends:
    ends = [
        sorted((weight * low, weight * high))
        for weight, low, high in zip(_weights(ids, settings), lows, highs, strict=True)
    ]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _weights(ids: Sequence[str], settings: Settings) -> list[float]:
    """Weights in the order of the parts; 1 each where the method needs none."""
    weights = settings.get("weights")
    if weights is None:
        return [1.0] * len(ids)
    check_ids("weights", ids, weights)
    return [float(weights[part]) for part in ids]


def _max(parts: Parts) -> ex.Expr:
    return _extreme(parts, highest=True)


def _max_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del ids, settings
    return max(lows), max(highs)


def _min(parts: Parts) -> ex.Expr:
    return _extreme(parts, highest=False)


def _min_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del ids, settings
    return min(lows), min(highs)


def _extreme(parts: Parts, *, highest: bool) -> ex.Expr:
    """Nothing is null here, so the horizontal functions are safe."""
    beyond = min(parts.lows) if highest else max(parts.highs)
    pairs = zip(parts.values, parts.answered, strict=True)
    part_ids = [
        ex.when(has == 1).then(value.cast(ex.Float64)).otherwise(float(beyond))
        for value, has in pairs
    ]
    return ex.max_horizontal(*part_ids) if highest else ex.min_horizontal(*part_ids)


BASIC_METHODS = (
    ScoringMethod(
        name="sum",
        summary="Sum of the values; with missing parts, scaled up to all of them.",
        formula="T n / k, with T the sum of the k values given and n the number of parts",
        score=_sum,
        reach=_sum_reach,
        parameters=closed(),
        whole=True,
        integers=True,
        bilingual=True,
    ),
    ScoringMethod(
        name="mean",
        summary="Mean of the values given.",
        formula="T / k, with T the sum of the k values given",
        score=_mean,
        reach=_mean_reach,
        parameters=closed(),
        integers=True,
        bilingual=True,
    ),
    ScoringMethod(
        name="rescaled",
        summary="Sum of the values given as a share of what they could reach, from 0 to 100 "
        "unless told otherwise.",
        formula="a + (b - a) (T - L) / (H - L), with T the sum of the values given, L and H "
        "the lowest and highest sum that these parts can have, a and b the ends of the new "
        "range",
        score=_rescaled,
        reach=_rescaled_reach,
        parameters=closed(
            to={
                "description": "Lowest and highest score then; 0 and 100 if not given.",
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": "number"},
            }
        ),
        bilingual=True,
    ),
    ScoringMethod(
        name="weighted",
        summary="Sum of the values, each times its weight; with missing parts, scaled up "
        "by the share of the weights that is there.",
        formula="sum(w v) sum|w| / sum|w given|, with v the values given and w their weights; "
        "sum(w v) when nothing is missing",
        score=_weighted,
        reach=_weighted_reach,
        parameters=closed(weights=_WEIGHTS) | {"required": ["weights"]},
        bilingual=True,
    ),
    ScoringMethod(
        name="max",
        summary="The highest of the values given.",
        formula="max(v), with v the values given",
        score=_max,
        reach=_max_reach,
        parameters=closed(),
        whole=True,
        prorates=False,
        bilingual=True,
    ),
    ScoringMethod(
        name="min",
        summary="The lowest of the values given.",
        formula="min(v), with v the values given",
        score=_min,
        reach=_min_reach,
        parameters=closed(),
        whole=True,
        prorates=False,
        bilingual=True,
    ),
    ScoringMethod(
        name="composite",
        summary="Sum of the scores of other scales, each times its weight, 1 if none is given.",
        formula="sum(w s) sum|w| / sum|w given|, with s the scores there are and w their "
        "weights; sum(w s) when none is missing",
        score=_weighted,
        reach=_weighted_reach,
        parameters=closed(weights=_WEIGHTS),
        over="scales",
        bilingual=True,
    ),
)

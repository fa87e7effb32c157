"""The scoring methods that come with scorewell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorewell.errors import DefinitionError, did_you_mean
from scorewell.hookspecs import hookimpl
from scorewell.methods import Parts, ScoringMethod, add

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

Ends = tuple[float, float]
Numbers = Sequence[float]
Settings = Mapping[str, Any]

_WEIGHTS: dict[str, Any] = {
    "description": "Weight of each part, by its id; 1 would leave it as it is.",
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "number", "not": {"const": 0}},
}
_THRESHOLD = "A part counts when its value is this or higher."


def _ratio(total: nw.Expr, count: nw.Expr) -> nw.Expr:
    """One division, in floats; where the count is 0 the engine shows no score."""
    import narwhals.stable.v2 as nw

    return total.cast(nw.Float64) / nw.when(count > 0).then(count).otherwise(1)


def _sum(parts: Parts) -> nw.Expr:
    return _ratio(add(parts.values) * len(parts.ids), parts.count)


def _sum_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del ids, settings
    return float(sum(lows)), float(sum(highs))


def _mean(parts: Parts) -> nw.Expr:
    return _ratio(add(parts.values), parts.count)


def _mean_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del settings
    return sum(lows) / len(ids), sum(highs) / len(ids)


def _weighted(parts: Parts) -> nw.Expr:
    import narwhals.stable.v2 as nw

    weights = _weights(parts.ids, parts.parameters)
    total = add([v * w for v, w in zip(parts.values, weights, strict=True)])
    sizes = [abs(weight) for weight in weights]
    given = add([a.cast(nw.Float64) * s for a, s in zip(parts.answered, sizes, strict=True)])
    scaled = _ratio(total * sum(sizes), given)
    return nw.when(parts.count < len(parts.ids)).then(scaled).otherwise(total)


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
    given = settings.get("weights")
    if given is None:
        return [1.0] * len(ids)
    _check_ids("weights", ids, given)
    return [float(given[one]) for one in ids]


def _check_ids(what: str, ids: Sequence[str], given: Mapping[str, Any]) -> None:
    lost = [one for one in ids if one not in given]
    strange = [one for one in given if one not in ids]
    if strange:
        raise DefinitionError(
            f"{what} name {', '.join(strange)}, which are no parts of the scale",
            hint=did_you_mean(strange[0], ids),
        )
    if lost:
        raise DefinitionError(f"{what} leave out {', '.join(lost)}")


def _max(parts: Parts) -> nw.Expr:
    return _extreme(parts, highest=True)


def _max_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del ids, settings
    return max(lows), max(highs)


def _min(parts: Parts) -> nw.Expr:
    return _extreme(parts, highest=False)


def _min_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    del ids, settings
    return min(lows), min(highs)


def _extreme(parts: Parts, *, highest: bool) -> nw.Expr:
    """Nothing is null here, so the horizontal functions are safe."""
    import narwhals.stable.v2 as nw

    beyond = min(parts.lows) if highest else max(parts.highs)
    pairs = zip(parts.values, parts.answered, strict=True)
    known = [
        nw.when(has == 1).then(value.cast(nw.Float64)).otherwise(float(beyond))
        for value, has in pairs
    ]
    return nw.max_horizontal(*known) if highest else nw.min_horizontal(*known)


def _count(parts: Parts) -> nw.Expr:
    import narwhals.stable.v2 as nw

    wanted = [float(value) for value in parts.parameters.get("values", ())]
    if wanted:
        reached = [value.is_in(wanted) for value in parts.values]
    else:
        least = _least(parts.ids, parts.parameters)
        reached = [value >= edge for value, edge in zip(parts.values, least, strict=True)]
    met = [
        nw.when((has == 1) & there).then(1).otherwise(0)
        for has, there in zip(parts.answered, reached, strict=True)
    ]
    return _ratio(add(met) * len(parts.ids), parts.count)


def _least(ids: Sequence[str], settings: Settings) -> list[float]:
    """Thresholds in the order of the parts."""
    single = dict(settings.get("by_part", {}))
    general = settings.get("at_least")
    if general is not None:
        single = dict.fromkeys(ids, general) | single
    if not single:
        raise DefinitionError(
            "the method 'count' needs at_least, values or by_part to know what to count"
        )
    _check_ids("by_part", ids, single)
    return [float(single[one]) for one in ids]


def _count_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    values = [float(value) for value in settings.get("values", ())]
    ends = list(zip(lows, highs, strict=True))
    if values:
        can = [any(low <= value <= high for value in values) for low, high in ends]
        must = [low == high and low in values for low, high in ends]
    else:
        least = _least(ids, settings)
        can = [high >= edge for (_, high), edge in zip(ends, least, strict=True)]
        must = [low >= edge for (low, _), edge in zip(ends, least, strict=True)]
    return float(sum(must)), float(sum(can))


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


_COUNT_PARAMETERS = _closed(
    at_least={"description": _THRESHOLD, "type": "number"},
    values={
        "description": "A part counts when its value is one of these.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number"},
    },
    by_part={
        "description": f"{_THRESHOLD} By the part's id; wins over at_least.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "number"},
    },
) | {
    "oneOf": [
        {"required": ["values"], "not": {"required": ["by_part"]}},
        {"required": ["at_least"]},
        {"required": ["by_part"], "not": {"required": ["at_least"]}},
    ]
}

METHODS = (
    ScoringMethod(
        name="sum",
        summary="Sum of the values; with missing parts, scaled up to all of them.",
        formula="T n / k, with T the sum of the k values given and n the number of parts",
        score=_sum,
        reach=_sum_reach,
        parameters=_closed(),
        integers=True,
    ),
    ScoringMethod(
        name="mean",
        summary="Mean of the values given.",
        formula="T / k, with T the sum of the k values given",
        score=_mean,
        reach=_mean_reach,
        parameters=_closed(),
        integers=True,
    ),
    ScoringMethod(
        name="weighted",
        summary="Sum of the values, each times its weight; with missing parts, scaled up "
        "by the share of the weights that is there.",
        formula="sum(w v) sum|w| / sum|w given|, with v the values given and w their weights; "
        "sum(w v) when nothing is missing",
        score=_weighted,
        reach=_weighted_reach,
        parameters=_closed(weights=_WEIGHTS) | {"required": ["weights"]},
    ),
    ScoringMethod(
        name="max",
        summary="The highest of the values given.",
        formula="max(v), with v the values given",
        score=_max,
        reach=_max_reach,
        parameters=_closed(),
        prorates=False,
    ),
    ScoringMethod(
        name="min",
        summary="The lowest of the values given.",
        formula="min(v), with v the values given",
        score=_min,
        reach=_min_reach,
        parameters=_closed(),
        prorates=False,
    ),
    ScoringMethod(
        name="count",
        summary="How many values reach a threshold or are one of a list; with missing parts, "
        "scaled up to all of them.",
        formula="c n / k, with c the number of values that count, k the number given and n the "
        "number of parts",
        score=_count,
        reach=_count_reach,
        parameters=_COUNT_PARAMETERS,
    ),
    ScoringMethod(
        name="composite",
        summary="Sum of the scores of other scales, each times its weight, 1 if none is given.",
        formula="sum(w s) sum|w| / sum|w given|, with s the scores there are and w their "
        "weights; sum(w s) when none is missing",
        score=_weighted,
        reach=_weighted_reach,
        parameters=_closed(weights=_WEIGHTS),
        over="scales",
    ),
)


@hookimpl
def register_scoring_methods(register: Callable[[ScoringMethod], None]) -> None:
    """Register every method of this module."""
    for method in METHODS:
        register(method)

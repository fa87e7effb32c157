"""The possible scores of a scale, and how far they are apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from scorewell.definitions.model import Instrument, Scale

_LINEAR = ("sum", "mean")
"""Methods that are a linear function of the plain sum of the items."""

_WEIGHTED = ("weighted", "composite")
"""Methods that are a sum of parts with weights."""

_TABLE = "table"
_EXTREMES = ("max", "min")
_COUNTS = ("count", "criteria")
_MOST_STEPS = 100_000
"""More possible sums than this are not counted."""


def score_step(scale: Scale, instrument: Instrument) -> float | None:
    """The step in which the scores of complete answer sheets move, from the lowest one on.

    Parameters
    ----------
    scale : Scale
        A scale of the instrument.
    instrument : Instrument
        For the codings of its items.

    Returns
    -------
    float or None
        In points; None where items have different weights, or the method is
        not a linear function of the sum of the items.
    """
    if not scale.items or not (scale.method in _LINEAR or _equally_weighted(scale)):
        return None
    step = smallest_step(scale, instrument)
    width = scale.high - scale.low
    return None if step is None else width / round(width / step)


def _equally_weighted(scale: Scale) -> bool:
    weights = scale.parameters.get("weights")
    if scale.method != "weighted" or not isinstance(weights, Mapping):
        return False
    return len({abs(weight) for weight in weights.values()}) == 1


def smallest_step(scale: Scale, instrument: Instrument) -> float | None:
    """The smallest difference between two scores of complete answer sheets, in points.

    Unlike :func:`score_step` it is known also where the possible scores move in several steps;
    None where the method does not tell which scores are possible.

    Examples
    --------
    The PSEQ is a sum of whole numbers.

    >>> from scorewell.api.answers import load
    >>> pseq = load("pseq")
    >>> smallest_step(pseq.scale("total"), pseq)
    1.0
    """
    if not {item.id for item in instrument.items}.issuperset(scale.items):
        return None  # a scale that was typed without its items
    if scale.method == _TABLE:
        entries = _table_scores(scale)
        gaps = [after - before for scores in entries for before, after in pairwise(scores)]
        return float(min(gaps)) if gaps else None
    scores = possible_scores(scale, instrument)
    if scores is None or len(scores) < 2:
        return None
    return float(min(after - before for before, after in pairwise(scores)))


def _table_scores(scale: Scale) -> list[list[Fraction]]:
    """The scores that each table of the scale gives, the lowest first."""
    tables: Any = scale.parameters.get("strata") or [scale.parameters]
    return [
        sorted({_exact(score) for _, score in table.get("entries", ())}) for table in tables
    ]


def possible_scores(scale: Scale, instrument: Instrument) -> list[Fraction] | None:
    """The scores of complete answer sheets, the lowest first; None where they are not known."""
    parts = [
        sorted({_exact(value) for value in scale.values(instrument.item(item))})
        for item in scale.items
    ]
    for part in scale.scales:
        scores = possible_scores(instrument.scale(part), instrument)
        if scores is None:
            return None
        parts.append(scores)
    if not parts or not all(parts):
        return None
    if scale.method in _EXTREMES:
        return sorted({value for part in parts for value in part})
    if scale.method in _COUNTS:
        return [Fraction(score) for score in range(int(scale.low), int(scale.high) + 1)]
    if scale.method not in (*_LINEAR, *_WEIGHTED, "rescaled"):
        return None
    weights = scale.parameters.get("weights")
    if isinstance(weights, Mapping):
        ids = (*scale.items, *scale.scales)
        parts = [
            sorted(_exact(weights.get(id_, 1)) * value for value in part)
            for id_, part in zip(ids, parts, strict=True)
        ]
    sums = _possible_sums(parts)
    if not sums or scale.method in _WEIGHTED:
        return sums
    # A linear function of the sum: the ends of the sum are the ends of the scale.
    low, high = _exact(scale.low), _exact(scale.high)
    factor = (high - low) / ((sums[-1] - sums[0]) or 1)
    return [low + (score - sums[0]) * factor for score in sums]


def _possible_sums(parts: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """The sums of one value of each part, the lowest first; None where they are too many."""
    lowest = [min(part) for part in parts]
    gaps = [
        value - low
        for part, low in zip(parts, lowest, strict=True)
        for value in part
        if value != low
    ]
    unit = _common(gaps)
    if unit is None or sum(max(part) - min(part) for part in parts) > _MOST_STEPS * unit:
        return None
    sums = 1  # bit k is set where the sum of the lowest values and k units is possible
    for part, low in zip(parts, lowest, strict=True):
        next_sums = 0
        for value in part:
            next_sums |= sums << int((value - low) / unit)
        sums = next_sums
    return [sum(lowest) + k * unit for k in range(sums.bit_length()) if sums >> k & 1]


def _common(gaps: Sequence[Fraction]) -> Fraction | None:
    """The largest number of which every gap is a whole multiple."""
    if not gaps:
        return None
    denominator = math.lcm(*(gap.denominator for gap in gaps))
    return Fraction(math.gcd(*(int(gap * denominator) for gap in gaps)), denominator)


def _exact(number: object) -> Fraction:
    """The number as it is meant: 0.1 is a tenth, 0.333333 a third."""
    return Fraction(str(number)).limit_denominator(10_000)

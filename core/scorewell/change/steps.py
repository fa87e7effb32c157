"""The smallest difference between two possible scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from scorewell.model import Instrument, Scale

__all__ = ["score_step"]

_LINEAR = ("sum", "mean")
"""Methods that are a linear function of the plain sum of the items."""

_WEIGHTED = "weighted"
"""The method that is one where all weights are of one size."""


def score_step(scale: Scale, instrument: Instrument) -> float | None:
    """The smallest difference between two scores of complete answer sheets.

    For a linear function of the sum of the items the possible scores are
    evenly spaced from the lowest to the highest, and as many steps apart as
    the sum has.

    Parameters
    ----------
    scale : Scale
        A scale of the instrument.
    instrument : Instrument
        For the codings of its items.

    Returns
    -------
    float or None
        In points; None where the possible scores are not evenly spaced or
        the method does not tell.
    """
    if not scale.items or not (scale.method in _LINEAR or _equally_weighted(scale)):
        return None
    codings = [instrument.item(item).coding for item in scale.items]
    widths = [Fraction(coding.highest) - Fraction(coding.lowest) for coding in codings]
    gaps = [
        Fraction(value) - Fraction(coding.lowest)
        for coding in codings
        for value in coding.values
        if value != coding.lowest
    ]
    common = _common(gaps)
    if common is None:
        return None
    steps = sum(widths) / common
    return (scale.high - scale.low) / float(steps)


def _equally_weighted(scale: Scale) -> bool:
    weights = scale.parameters.get("weights")
    if scale.method != _WEIGHTED or not isinstance(weights, Mapping):
        return False
    return len({abs(weight) for weight in weights.values()}) == 1


def _common(gaps: list[Fraction]) -> Fraction | None:
    """The largest number of which every gap is a whole multiple."""
    if not gaps or any(gap.denominator > 10**6 for gap in gaps):
        return None
    shared = math.lcm(*(gap.denominator for gap in gaps))
    return Fraction(math.gcd(*(int(gap * shared) for gap in gaps)), shared)

"""When two numbers are the same: rounding must never decide a class."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""Relative tolerance of a tie. ``2 * 8 * sqrt(2) * sqrt(0.125)`` is 8.000000000000002 in
floating point; a change of 8 points is exactly on that limit, not within it."""


def exceeds(
    values: NDArray[np.float64], threshold: float, *, size: float, ties: bool
) -> NDArray[np.bool_]:
    """Whether each value lies above the threshold.

    Parameters
    ----------
    values : array
        The values; NaN lies nowhere.
    threshold : float
        What they are compared with.
    size : float
        The size of the quantities compared; values within ``TOLERANCE * size``
        of the threshold are exactly on it.
    ties : bool
        What to answer for a value exactly on the threshold.

    Examples
    --------
    >>> exceeds(np.array([7.0, 8.0, 9.0]), 8.000000000000002, size=8, ties=False)
    array([False, False,  True])
    """
    distance = values - threshold
    edge = TOLERANCE * size
    return distance >= -edge if ties else distance > edge


def steps_beyond(distance: float, step: float, *, ties: bool) -> int:
    """The smallest whole number of steps that reaches beyond a distance.

    Examples
    --------
    >>> steps_beyond(8.4, 1, ties=False), steps_beyond(9.0, 1, ties=False)
    (9, 10)
    >>> steps_beyond(9.0, 1, ties=True)
    9
    """
    ratio = distance / step
    nearest = round(ratio)
    if abs(ratio - nearest) <= TOLERANCE * max(1.0, abs(ratio)):
        return nearest if ties else nearest + 1
    return math.ceil(ratio)

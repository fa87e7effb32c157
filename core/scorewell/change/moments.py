"""Means, standard deviations and correlations that do not depend on the order of the rows.

Sums of floats depend on the order of their terms, and the last digit of a cut-off must not
depend on how a file was sorted. So equal scores are counted first, and each distinct score
enters once, in ascending order: for whole scores that is also faster than sorting.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments", "correlation", "joint", "moments"]

_CELLS = 1 << 22
"""Most cells of a table of counts; beyond them sorting is the better way."""
_EXACT = 1 << 52
"""Below this a float holds every whole number, and the steps above it."""

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Moments(NamedTuple):
    """Mean and standard deviation (n - 1); the latter NaN below two scores."""

    mean: float
    sd: float


def moments(scores: Floats) -> Moments:
    """Mean and standard deviation of one score or more.

    Examples
    --------
    The deviations from 3 are -2, 0 and 2.

    >>> moments(np.array([5.0, 1.0, 3.0]))
    Moments(mean=3.0, sd=2.0)
    """
    values, counts = _tally(scores)
    mean = float(values @ counts) / scores.size
    if scores.size < 2:
        return Moments(mean, math.nan)
    # A constant must have a spread of exactly 0, whatever its mean rounds to.
    if values.size == 1:
        return Moments(float(values[0]), 0.0)
    return Moments(mean, math.sqrt(float(counts @ (values - mean) ** 2) / (scores.size - 1)))


def correlation(one: Floats, other: Floats) -> float | None:
    """Pearson's correlation; None where either has no spread.

    Examples
    --------
    Deviations -1, 0, 1 and -1, 1, 0: a sum of products of 1, sums of squares
    of 2 and 2.

    >>> round(correlation(np.array([1.0, 2.0, 3.0]), np.array([4.0, 6.0, 5.0])), 9)
    0.5
    """
    if one.size < 2:
        return None
    first, second, counts = joint(one, other)
    first = first - float(first @ counts) / one.size
    second = second - float(second @ counts) / one.size
    products = float(counts @ (first * second))
    squares = float(counts @ first**2) * float(counts @ second**2)
    if first.max() == first.min() or second.max() == second.min():
        return None
    return min(1.0, max(-1.0, products / math.sqrt(squares)))


def _whole(scores: Floats) -> tuple[NDArray[np.int64], int] | None:
    """Whole scores as steps above the lowest, and that; None for others."""
    low, high = float(scores.min()), float(scores.max())
    if high - low >= _CELLS or abs(low) >= _EXACT or not low.is_integer():
        return None
    steps = scores.astype(np.int64)
    if not np.array_equal(steps, scores):
        return None
    if low:
        steps -= int(low)
    return steps, int(low)


def _tally(scores: Floats) -> tuple[Floats, Counts]:
    """The distinct scores in ascending order, and how many there are of each."""
    found = _whole(scores)
    if found is None:
        return np.unique(scores, return_counts=True)
    steps, low = found
    counts = np.bincount(steps)
    there = np.flatnonzero(counts)
    return (there + low).astype(np.float64), counts[there]


def joint(one: Floats, other: Floats) -> tuple[Floats, Floats, Counts]:
    """The distinct pairs of scores in ascending order, and how many there are of each."""
    first, second = _whole(one), _whole(other)
    if first is not None and second is not None:
        width = int(second[0].max()) + 1
        if (int(first[0].max()) + 1) * width < _CELLS:
            counts = np.bincount(first[0] * width + second[0])
            there = np.flatnonzero(counts)
            rows, columns = np.divmod(there, width)
            return (
                (rows + first[1]).astype(np.float64),
                (columns + second[1]).astype(np.float64),
                counts[there],
            )
    order = np.lexsort((other, one))
    return one[order], other[order], np.ones(one.size, dtype=np.int64)

"""The sample's own baseline scores, as a population."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scorewell.change.options.options import PAIRS
from scorewell.i18n.messages import Figure, words

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


def correlation(x: Floats, y: Floats) -> float | None:
    """Pearson's correlation; None where either has no spread.

    Examples
    --------
    Deviations -1, 0, 1 and -1, 1, 0: a sum of products of 1, sums of squares
    of 2 and 2.

    >>> round(correlation(np.array([1.0, 2.0, 3.0]), np.array([4.0, 6.0, 5.0])), 9)
    0.5
    """
    if x.size < 2:
        return None
    first, second, counts = joint(x, y)
    first = first - float(first @ counts) / x.size
    second = second - float(second @ counts) / x.size
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
    whole = _whole(scores)
    if whole is None:
        return np.unique(scores, return_counts=True)
    steps, low = whole
    counts = np.bincount(steps)
    steps_present = np.flatnonzero(counts)
    return (steps_present + low).astype(np.float64), counts[steps_present]


def joint(x: Floats, y: Floats) -> tuple[Floats, Floats, Counts]:
    """The distinct pairs of scores in ascending order, and how many there are of each."""
    first, second = _whole(x), _whole(y)
    if first is not None and second is not None:
        width = int(second[0].max()) + 1
        if (int(first[0].max()) + 1) * width < _CELLS:
            counts = np.bincount(first[0] * width + second[0])
            cells = np.flatnonzero(counts)
            rows, columns = np.divmod(cells, width)
            return (
                (rows + first[1]).astype(np.float64),
                (columns + second[1]).astype(np.float64),
                counts[cells],
            )
    order = np.lexsort((y, x))
    return x[order], y[order], np.ones(x.size, dtype=np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class PairedScores:
    """Scores before and after of people with both.

    No figure depends on the order of the rows.

    Attributes
    ----------
    label : str
        Who they are, for a reader.
    pre, post : array, shape (n_pairs,)
        The scores, matched by position; none missing.
    """

    label: str
    pre: NDArray[np.float64]
    post: NDArray[np.float64]

    @property
    def n(self) -> int:
        """How many people there are."""
        return self.pre.size

    def mean(self, occasion: str) -> float | None:
        """Mean ``pre`` or ``post``, in points; None without anybody."""
        return self._moments(occasion).mean if self.n else None

    def sd(self, occasion: str) -> float | None:
        """Standard deviation (n - 1) ``pre`` or ``post``; None below two people."""
        return self._moments(occasion).sd if self.n > 1 else None

    @cached_property
    def correlation(self) -> float | None:
        """Pearson's correlation of the occasions; None where either has no spread."""
        return correlation(self.pre, self.post)

    def _moments(self, occasion: str) -> Moments:
        return self._before if occasion == "pre" else self._after

    @cached_property
    def _before(self) -> Moments:
        return moments(self.pre)

    @cached_property
    def _after(self) -> Moments:
        return moments(self.post)


MAD_TO_SD = 1.4826
"""The median absolute deviation times this estimates the standard deviation of a
normal distribution."""

SPREADS: Mapping[str, str] = {
    "sd": words("standard deviation (n - 1)"),
    "mad": words("median absolute deviation x {{ factor }}", factor=Figure(MAD_TO_SD)),
}
"""The ways to measure spread, in words."""

WARN_BELOW = 30
"""Sample figures from fewer baseline scores than this get a warning."""

NOTE_BELOW = 100
"""Sample figures from fewer baseline scores than this get a note."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Baseline:
    """The baseline scores of a sample.

    No figure depends on the order of the rows.

    Attributes
    ----------
    all_scores : array, shape (n_pre,)
        All available baseline scores, also of respondents without a later one.
    paired : array, shape (n_pairs,)
        The baseline scores of respondents with both scores.
    """

    all_scores: NDArray[np.float64]
    paired: NDArray[np.float64]

    def scores(self, subset: str) -> NDArray[np.float64]:
        """The scores that ``baseline`` or ``pairs`` stands for."""
        return self.paired if subset == PAIRS else self.all_scores

    def label(self, subset: str) -> str:
        """What ``baseline`` or ``pairs`` stands for, in words."""
        if subset == PAIRS:
            return words(
                "the baseline scores of the {{ n }} complete pairs", n=self.paired.size
            )
        return words("all {{ n }} baseline scores", n=self.all_scores.size)

    def centre(self, subset: str, *, statistic: str = "mean") -> float | None:
        """Mean or median of the scores, in points; None without scores."""
        scores = self.scores(subset)
        if scores.size == 0:
            return None
        return float(np.median(scores)) if statistic == "median" else self._moments(subset).mean

    def spread(self, subset: str, *, statistic: str = "sd") -> float | None:
        """Standard deviation (n - 1), or median absolute deviation x 1.4826.

        In points; None with fewer than two scores.

        Examples
        --------
        The deviations from 4 are 2, 1, 0, 1, 5: their median is 1.

        >>> scores = np.array([2.0, 3.0, 4.0, 5.0, 9.0])
        >>> Baseline(all_scores=scores, paired=scores).spread("baseline", statistic="mad")
        1.4826
        """
        scores = self.scores(subset)
        if scores.size < 2:
            return None
        if statistic == "mad":
            return float(np.median(np.abs(scores - np.median(scores)))) * MAD_TO_SD
        return self._moments(subset).sd

    def quantile(self, subset: str, share: float) -> float | None:
        """The quantile of the scores, interpolated linearly; None below two scores."""
        scores = self.scores(subset)
        return float(np.quantile(scores, share)) if scores.size > 1 else None

    def _moments(self, subset: str) -> Moments:
        return self._paired_moments if subset == PAIRS else self._all_moments

    @cached_property
    def _all_moments(self) -> Moments:
        return moments(self.all_scores)

    @cached_property
    def _paired_moments(self) -> Moments:
        return moments(self.paired)

"""Columns that are exchanged between scales, and items that fall apart in two."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.alpha import alpha, feldt_interval
from scorewell.reliability.covariance import Covariance
from scorewell.screening.findings import LEAST_FALSE, MOST_APART, level_for, upper_limit

FloatArray = NDArray[np.float64]

_CLEAR = 0.1
_CONSISTENT = 0.3


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Two columns that fit one another's scale better than their own.

    ``own_scale`` and ``other_scale`` are the correlations of each with the rest of its own
    and of the other scale.
    """

    first: str
    second: str
    own_scale: tuple[float, float]
    other_scale: tuple[float, float]


def meng(r_own: float, r_other: float, between: float, n: int) -> float:
    r"""Test statistic of two correlations with one variable in common.

    .. math:: Z = (z_2 - z_1) \sqrt{\frac{n - 3}{2 (1 - r_x) h}}, \quad
              h = \frac{1 - f \bar r^2}{1 - \bar r^2}, \quad
              f = \frac{1 - r_x}{2 (1 - \bar r^2)} \le 1

    with z Fisher's transformation of both correlations, :math:`\bar r^2` the
    mean of their squares and :math:`r_x` the correlation of the two variables
    that are not shared (Meng, Rosenthal and Rubin 1992, Psychological Bulletin
    111).

    Examples
    --------
    The squares .2809 and .3969 have mean .3389; f = .63 / 1.3222 = .4765 and
    h = (1 - .1615) / .6611 = 1.2684; z = .5901 and .7414, so that
    .1513 x sqrt(12 / (2 x .63 x 1.2684)) = .415.

    >>> round(meng(0.53, 0.63, 0.37, 15), 3)
    0.415
    """
    square = (r_own**2 + r_other**2) / 2
    f = min((1 - between) / (2 * (1 - square)), 1.0)
    h = (1 - f * square) / (1 - square)
    below = max(2 * (1 - between) * h, 1e-9)
    return (math.atanh(r_other) - math.atanh(r_own)) * math.sqrt((n - 3) / below)


def swaps(scales: Sequence[pd.DataFrame]) -> list[Swap]:
    """Pairs of columns in different scales, each of which fits the other's scale better.

    Parameters
    ----------
    scales : sequence of pandas.DataFrame
        The items of each scale, keyed, of scales with at least three items.
    """
    rows = pd.concat(scales, axis=1).dropna()
    n, names = len(rows), [str(name) for name in rows.columns]
    pairs = sum(len(a.columns) * len(b.columns) for a, b in combinations(scales, 2))
    if not pairs or n < 4:
        return []
    limit = NormalDist().inv_cdf(1 - LEAST_FALSE / pairs)
    covariance = np.cov(rows.to_numpy(dtype=float).T)
    ends = np.cumsum([0, *(len(scale.columns) for scale in scales)])
    members = [list(range(low, high)) for low, high in pairwise(ends.tolist())]
    candidates: list[tuple[float, Swap]] = []
    for first, second in combinations(members, 2):
        for i, j in product(first, second):
            mine = [place for place in first if place != i]
            second_rest = [place for place in second if place != j]
            first_r = _better_elsewhere(covariance, i, mine, second_rest)
            two = _better_elsewhere(covariance, j, second_rest, mine) if first_r else None
            if first_r is None or two is None:
                continue
            weakest = min(meng(*first_r, n), meng(*two, n))
            if weakest > limit:
                r_own, r_other = (first_r[0], two[0]), (first_r[1], two[1])
                swap = Swap(
                    first=names[i], second=names[j], own_scale=r_own, other_scale=r_other
                )
                candidates.append((weakest, swap))
    return _each_once(candidates)


def _better_elsewhere(
    covariance: FloatArray, item: int, own_items: list[int], other_items: list[int]
) -> tuple[float, float, float] | None:
    """Correlations with the own and the other scale, and of both, if the other is higher."""
    mine, with_other = covariance[item, own_items].sum(), covariance[item, other_items].sum()
    spread = [
        covariance[item, item],
        *(covariance[np.ix_(p, p)].sum() for p in (own_items, other_items)),
    ]
    if min(spread) <= 0:
        return None
    r_own = max(float(mine / math.sqrt(spread[0] * spread[1])), 0.0)
    r_other = float(with_other / math.sqrt(spread[0] * spread[2]))
    if abs(r_other) - r_own < _CLEAR:
        return None
    r_scales = float(
        covariance[np.ix_(own_items, other_items)].sum() / math.sqrt(spread[1] * spread[2])
    )
    between = min(max(math.copysign(r_scales, r_scales * r_other), -0.99), 0.99)
    return min(r_own, 0.999), min(abs(r_other), 0.999), between


def _each_once(candidates: Sequence[tuple[float, Swap]]) -> list[Swap]:
    """The strongest pairs, no column in two of them."""
    used_columns: set[str] = set()
    strongest = []
    for _, swap in sorted(candidates, key=lambda candidate: -candidate[0]):
        if not used_columns & {swap.first, swap.second}:
            strongest.append(swap)
            used_columns |= {swap.first, swap.second}
    return strongest


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A scale whose first items have nothing to do with its last."""

    before: int
    correlation: float
    alphas: tuple[float, float]


def apart(sample: Covariance, *, tests: int) -> Apart | None:
    """Where the items of a scale, in order, fall apart into two consistent parts.

    Both parts must be consistent (alpha surely above 0.3), and the correlation
    of their sums surely below 0.15.
    """
    size = len(sample.values)
    best: Apart | None = None
    for cut in range(2, size - 1):
        first_part, right = slice(0, cut), slice(cut, size)
        try:
            alphas = tuple(alpha(sample.values[part, part]) for part in (first_part, right))
        except DataError:
            continue
        lows = [
            feldt_interval(value, n=sample.n, items=count, level=level_for(tests))[0]
            for value, count in zip(alphas, (cut, size - cut), strict=True)
        ]
        between = sample.values[first_part, right].sum()
        spread = sample.values[first_part, first_part].sum() * sample.values[right, right].sum()
        r = float(between / math.sqrt(spread))
        together = upper_limit(abs(r), sample.n, tests) >= MOST_APART + _margin(sample.n)
        if min(lows) <= _CONSISTENT or together:
            continue
        if best is None or sum(alphas) > sum(best.alphas):
            best = Apart(before=cut, correlation=r, alphas=(alphas[0], alphas[1]))
    return best


def _margin(n: int) -> float:
    """A quarter at 30 respondents, nearly nothing at 1000: two standard errors."""
    return 2 / math.sqrt(n)

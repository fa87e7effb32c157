"""Items and scales that point the other way than the key says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.doctor.thresholds import SURE, lower_limit, upper_limit
from scorewell.reliability.alpha import standardised
from scorewell.reliability.correlation import item_rest

__all__ = ["Turned", "turned"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Turned:
    """Which parts of a scale point the other way.

    Attributes
    ----------
    places : tuple of int
        Which of the parts; empty if all agree.
    correlations : tuple of float
        Of each such part with the rest, once all of them are turned.
    low : float
        Lowest simultaneous limit of these correlations.
    either : bool
        Whether the others may just as well be the wrong ones.
    """

    places: tuple[int, ...] = ()
    correlations: tuple[float, ...] = ()
    low: float = 0.0
    either: bool = False

    @property
    def sure(self) -> bool:
        """Whether the weakest of them is clearly correlated."""
        return self.low > SURE


def turned(
    covariance: FloatArray,
    n: int,
    *,
    cost: Sequence[float],
    tests: int,
    least: float,
) -> Turned:
    r"""The parts of a scale that point the other way than most.

    The signs of the first principal component of the correlations say which
    parts hang together. Of the two ways to take them, the cheaper is meant:
    a part that the key reverses is wrong more easily than one that it does not.
    A part counts as turned only if, with all such parts turned, its correlation
    with the rest of the scale is at least ``least`` and lies above 0 at a level
    that holds for all tests at once.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Of the parts as the key has them.
    n : int
        Respondents.
    cost : sequence of float
        How unlikely it is that a part is wrong.
    tests : int
        How many parts are tested in the whole file.
    least : float
        Weakest correlation that counts.

    Examples
    --------
    Three items correlate .6, the third of them with the wrong sign.

    >>> r = np.array([[1, 0.6, -0.6], [0.6, 1, -0.6], [-0.6, -0.6, 1]])
    >>> turned(r, 100, cost=[1, 1, 1], tests=3, least=0.2).places
    (2,)
    """
    correlation = standardised(covariance)
    usable = np.flatnonzero(np.isfinite(np.diag(correlation)))
    if len(usable) < 2:
        return Turned()
    kept = covariance[np.ix_(usable, usable)]
    if len(usable) == 2:
        return _pair(correlation, usable, cost, n, tests, least)
    vector = np.linalg.eigh(correlation[np.ix_(usable, usable)])[1][:, -1]
    price = np.array(cost, dtype=float)[usable]
    minus, plus = price[vector < 0].sum(), price[vector > 0].sum()
    signs = np.where(vector < 0, -1.0, 1.0) * (1.0 if minus <= plus else -1.0)
    for _ in range(len(usable)):
        rest = item_rest(kept * np.outer(signs, signs))
        weak = [
            place
            for place in np.flatnonzero(signs < 0)
            if not (rest[place] >= least and lower_limit(rest[place], n, tests) > 0)
        ]
        if not weak:
            break
        signs[min(weak, key=lambda place: rest[place])] = 1.0
    found = np.flatnonzero(signs < 0)
    if not len(found):
        return Turned()
    return Turned(
        places=tuple(int(usable[place]) for place in found),
        correlations=tuple(float(rest[place]) for place in found),
        low=min(lower_limit(rest[place], n, tests) for place in found),
        either=bool(np.isclose(minus, plus)),
    )


def _pair(
    correlation: FloatArray,
    usable: NDArray[np.intp],
    cost: Sequence[float],
    n: int,
    tests: int,
    least: float,
) -> Turned:
    """Two parts: that they disagree can be seen, but not which is wrong."""
    first, second = (int(place) for place in usable)
    r = float(correlation[first, second])
    if not (r <= -least and upper_limit(r, n, tests) < 0):
        return Turned()
    wrong = second if cost[second] < cost[first] else first
    same = cost[first] == cost[second]
    return Turned(
        places=(wrong,), correlations=(-r,), low=lower_limit(-r, n, tests), either=same
    )

"""Shares of respondents and how precisely a sample tells them."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import ChangeError


def wilson(successes: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    r"""Wilson's score interval of a share.

    Parameters
    ----------
    successes : int
        How many of the ``n``.
    n : int
        How many there are, at least 1.
    level : float
        Two-sided confidence level, above 0 and below 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, from 0 to 1.

    Raises
    ------
    ChangeError
        If there is nobody, or the successes are not between 0 and ``n``.

    Notes
    -----
    .. math:: \frac{p + z^2/2n \pm z \sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    with p the share and z the two-sided normal quantile of the level. Wilson
    (1927), Journal of the American Statistical Association 22(158):209-212.

    Examples
    --------
    Newcombe (1998, Table I): 81 of 263 is 0.2553 to 0.3662, 0 of 20 is 0 to 0.1611.

    >>> [round(limit, 4) for limit in (*wilson(81, 263), *wilson(0, 20))]
    [0.2553, 0.3662, 0.0, 0.1611]
    """
    if n < 1 or not 0 <= successes <= n:
        raise ChangeError(f"a share of {successes} in {n} has no interval")
    if not 0 < level < 1:
        raise ChangeError(f"level is {level!r}; expected a number above 0 and below 1")
    low, high = intervals(np.array([successes]), np.array([n]), level=level)
    return float(low[0]), float(high[0])


def intervals(
    successes: NDArray[np.int64], n: NDArray[np.int64], *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's interval for many shares at once; NaN where ``n`` is 0."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    people = np.where(n > 0, n, math.nan).astype(np.float64)
    share = successes / people
    centre = share + z**2 / (2 * people)
    half = z * np.sqrt(share * (1 - share) / people + z**2 / (4 * people**2))
    width = 1 + z**2 / people
    # Without successes, or without failures, the limit is the end itself.
    low = np.where(successes == 0, 0.0, (centre - half) / width)
    high = np.where(successes == n, 1.0, (centre + half) / width)
    return np.where(n > 0, low, math.nan), np.where(n > 0, high, math.nan)

"""Intervals of a mean or of a difference of means."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scorewell.change.options.typed_figures import check_number

PRIOR_SCALE = math.sqrt(2) / 2
"""Scale of the Cauchy prior of the standardised effect."""

_MEANS, _SPREADS = 4001, 400


class Estimate(NamedTuple):
    """An estimate and its interval."""

    value: float
    low: float
    high: float


def t_interval(scores: NDArray[np.float64], *, level: float = 0.95) -> Estimate:
    r"""The t interval of a mean.

    .. math:: \bar x \pm t_{n-1} \, s / \sqrt{n}

    with n scores of mean :math:`\bar x` and standard deviation s.

    Examples
    --------
    R's own example of a paired t test, on hfirst of extra sleep under two drugs
    (data set ``sleep``): -1.58, from -2.4598858 to -0.7001142.

    >>> first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    >>> second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    >>> [round(number, 7) for number in t_interval(first - second)]
    [-1.58, -2.4598858, -0.7001142]
    """
    n = scores.size
    error = float(np.std(scores, ddof=1)) / math.sqrt(n)
    return _around(float(np.mean(scores)), error, n - 1, level)


def welch_interval(
    first: NDArray[np.float64], second: NDArray[np.float64], *, level: float = 0.95
) -> Estimate:
    r"""Welch's t interval of a difference of means, first minus second.

    The variances of the two need not be equal. Welch (1947),
    doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    The same data as two groups, in R's help of ``t.test``: -3.3654832 to
    0.2054832.

    >>> first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    >>> second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    >>> [round(number, 7) for number in welch_interval(first, second)]
    [-1.58, -3.3654832, 0.2054832]
    """
    parts = [float(np.var(scores, ddof=1)) / scores.size for scores in (first, second)]
    error = math.sqrt(sum(parts))
    freedom = sum(parts) ** 2 / (
        parts[0] ** 2 / (first.size - 1) + parts[1] ** 2 / (second.size - 1)
    )
    return _around(float(np.mean(first) - np.mean(second)), error, freedom, level)


def _around(value: float, error: float, freedom: float, level: float) -> Estimate:
    from scipy.special import stdtrit

    check_number("level", level, above=0.5, below=1)
    half = float(stdtrit(freedom, 0.5 + level / 2)) * error
    return Estimate(value, value - half, value + half)


def bayes_interval(
    first: NDArray[np.float64],
    second: NDArray[np.float64] | None = None,
    *,
    level: float = 0.95,
) -> Estimate:
    r"""Median and central interval of the posterior of a mean, or of a difference.

    The prior of the effect divided by the standard deviation is Cauchy with
    scale :math:`\sqrt 2 / 2`, that of the variance :math:`1 / \sigma^2`
    (Rouder, Speckman, Sun, Morey and Iverson 2009, doi:10.3758/PBR.16.2.225).
    Two groups share one variance. The posterior is integrated on a grid, so
    that the answer is the same every time.

    Parameters
    ----------
    first, second : array
        The scores of one group, or of two.
    level : float
        Posterior probability of the interval.

    Examples
    --------
    The R package BayesFactor, called by clinicalsignificance, draws a median of -5.8 from
    this posterior, with 95 % between -9.8 and -1.6; its draws vary by about 0.1.

    >>> from scorewell.change.example_data import pairs
    >>> scores = pairs()
    >>> interval = bayes_interval((scores["post"] - scores["pre"]).to_numpy(dtype=float))
    >>> [round(number, 1) for number in interval]
    [-5.8, -9.8, -1.7]
    """
    check_number("level", level, above=0.5, below=1)
    groups = [first] if second is None else [first, second]
    squares = sum(float(np.sum((scores - np.mean(scores)) ** 2)) for scores in groups)
    freedom = sum(scores.size - 1 for scores in groups)
    value = float(np.mean(first) - (0.0 if second is None else np.mean(second)))
    size = 1 / sum(1 / scores.size for scores in groups)
    sd = math.sqrt(squares / freedom)
    # In standard deviations: far enough for few degrees of freedom.
    reach = max(12.0, 400.0 / freedom**2) / math.sqrt(size)
    means = np.linspace(value / sd - reach, value / sd + reach, _MEANS)[:, None]
    wide = 8 / math.sqrt(freedom)
    spreads = np.exp(np.linspace(-wide, wide, _SPREADS))[None, :]
    log_density = (
        -(freedom + 1) * np.log(spreads)
        - (freedom + size * (value / sd - means) ** 2) / (2 * spreads**2)
        + np.log(spreads)
        - np.log(means**2 + (PRIOR_SCALE * spreads) ** 2)
    )
    density = np.exp(log_density - log_density.max()).sum(axis=1)
    share = np.cumsum(density) - density / 2
    share /= density.sum()
    low, middle, high = np.interp(
        [0.5 - level / 2, 0.5, 0.5 + level / 2], share, means[:, 0] * sd
    )
    return Estimate(float(middle), float(low), float(high))

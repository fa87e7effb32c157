"""Product-moment correlations with Fisher's interval."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.checks import check_level

__all__ = ["fisher_interval", "item_rest", "pearson"]

FloatArray = NDArray[np.float64]


def pearson(first: FloatArray, second: FloatArray) -> float:
    """Product-moment correlation of two complete series; NaN if one is constant.

    Examples
    --------
    R's own example of ``cor.test``: 0.5711816.

    >>> lightness = np.array([44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1])
    >>> panel = np.array([2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8])
    >>> round(pearson(lightness, panel), 7)
    0.5711816
    """
    x, y = first - first.mean(), second - second.mean()
    below = math.sqrt(float(x @ x) * float(y @ y))
    constant = first.min() == first.max() or second.min() == second.max()
    return math.nan if constant or below == 0 else float(np.clip(x @ y / below, -1, 1))


def fisher_interval(
    correlation: float, *, n: int, level: float = 0.95
) -> tuple[float, float] | None:
    r"""Confidence interval of a correlation by Fisher's transformation.

    .. math:: \tanh\!\left(\operatorname{artanh} r \pm \frac{z}{\sqrt{n - 3}}\right)

    with r the correlation, n the respondents and z the normal quantile of the
    level (Bonett and Wright 2000, doi:10.1007/BF02294183).

    Parameters
    ----------
    correlation : float
        From -1 to 1.
    n : int
        Respondents.
    level : float
        Confidence level.

    Returns
    -------
    tuple of float, or None
        None with three respondents or fewer.

    Raises
    ------
    DataError
        If a number is out of range.

    Examples
    --------
    R's own example of ``cor.test``, nine pairs: -0.1497426 to 0.8955795.

    >>> low, high = fisher_interval(0.5711816, n=9)
    >>> round(low, 5), round(high, 5)
    (-0.14974, 0.89558)
    """
    from statistics import NormalDist

    check_level(level)
    if not -1 <= correlation <= 1:
        raise DataError(f"the correlation is {correlation!r}; expected -1 to 1")
    if n <= 3:
        return None
    if abs(correlation) == 1:
        return correlation, correlation
    middle = math.atanh(correlation)
    reach = NormalDist().inv_cdf((1 + level) / 2) / math.sqrt(n - 3)
    return math.tanh(middle - reach), math.tanh(middle + reach)


def item_rest(covariance: FloatArray) -> FloatArray:
    """Correlation of each item with the sum of the others; NaN if either is constant.

    It is the item-total correlation corrected for the item's own part in the
    total.

    Examples
    --------
    Each judge of Shrout and Fleiss (1979) with the sum of the others: what pingouin 0.7.0
    gives (``corr``).

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> item_rest(np.cov(ratings, rowvar=False)).round(6).tolist()
    [0.805787, 0.859304, 0.844479, 0.790204]
    """
    own = np.diag(covariance)
    shared = covariance.sum(axis=1) - own
    rest = covariance.sum() - own - 2 * shared
    tiny = 1e-12 * max(float(np.trace(covariance)), 1e-300)
    below = np.sqrt(np.where((own > tiny) & (rest > tiny), own * rest, np.nan))
    found: FloatArray = np.clip(shared / below, -1, 1)
    return found

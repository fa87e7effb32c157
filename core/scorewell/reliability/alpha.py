"""Cronbach's alpha, from the covariances of the items."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.coefficient import check_level

FloatArray = NDArray[np.float64]


def alpha(covariance: FloatArray) -> float:
    r"""Cronbach's alpha.

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\sum_i s_i^2}{s_T^2}\right)

    with :math:`k` the number of items, :math:`s_i^2` the variance of item i
    and :math:`s_T^2` the variance of the sum of the items (Cronbach 1951,
    doi:10.1007/BF02310555). Of dichotomous items it is Kuder and Richardson's
    formula 20.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Covariances of the items, reversed where the key says so. Given
        correlations, the result is the standardised alpha.

    Returns
    -------
    float
        At most 1; negative where the items' covariances are negative on
        balance.

    Raises
    ------
    DataError
        With fewer than two items, or if their sum does not vary.

    Examples
    --------
    Six targets and four judges, the data of Shrout and Fleiss (1979): the Python package
    pingouin 0.7.0 gives 0.909316.

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(alpha(np.cov(ratings, rowvar=False)), 6)
    0.909316
    """
    items = len(covariance)
    if items < 2:
        raise DataError(
            f"alpha needs at least two items; there {'is one' if items else 'are none'}",
            hint="the reliability of a single item is that of a retest",
        )
    total = float(covariance.sum())
    variances = float(np.trace(covariance))
    if total <= 1e-12 * max(variances, 1e-300):
        raise DataError(
            "alpha cannot be computed: the sum of the items does not vary between respondents",
            hint="check that the columns hold the answers of several respondents",
        )
    # Rounding of equal items may give 1 and a little more.
    return min(items / (items - 1) * (1 - variances / total), 1.0)


def standardised(covariance: FloatArray) -> FloatArray:
    """Correlations from covariances; NaN where an item does not vary.

    Examples
    --------
    Of correlations alpha is that of items each divided by its standard deviation:
    pingouin 0.7.0 gives 0.926944 for the ratings of Shrout and Fleiss (1979).

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(alpha(standardised(np.cov(ratings, rowvar=False))), 6)
    0.926944
    """
    spread = np.sqrt(np.diag(covariance))
    spread = np.where(spread > 0, spread, np.nan)
    correlation: FloatArray = covariance / np.outer(spread, spread)
    np.fill_diagonal(correlation, np.where(np.isnan(spread), np.nan, 1.0))
    return correlation


def alpha_if_dropped(covariance: FloatArray) -> FloatArray:
    """Alpha of the other items, for each item in turn; NaN where there is none.

    Examples
    --------
    What pingouin 0.7.0 gives for each three of the four judges of Shrout and Fleiss
    (1979).

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> alpha_if_dropped(np.cov(ratings, rowvar=False)).round(6).tolist()
    [0.883392, 0.866505, 0.871549, 0.917874]
    """
    alphas = np.full(len(covariance), np.nan)
    for item in range(len(covariance)):
        remaining = np.delete(np.delete(covariance, item, axis=0), item, axis=1)
        if len(remaining) > 1 and remaining.sum() > 1e-12 * max(np.trace(remaining), 1e-300):
            alphas[item] = alpha(remaining)
    return alphas


def alpha_if_turned(covariance: FloatArray, item: int) -> float:
    """Alpha with one item reversed once more; it tells a wrong key from a weak item.

    Examples
    --------
    The ratings of Shrout and Fleiss (1979), those of the first judge taken from 11:
    pingouin 0.7.0 gives 0.209561.

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(alpha_if_turned(np.cov(ratings, rowvar=False), 0), 6)
    0.209561
    """
    sign = np.ones(len(covariance))
    sign[item] = -1
    return alpha(covariance * np.outer(sign, sign))


def feldt_interval(
    value: float, *, n: int, items: int, level: float = 0.95
) -> tuple[float, float]:
    r"""Feldt's confidence interval of alpha.

    .. math:: 1 - (1 - \hat\alpha)\, F_{1 - q} \quad\text{to}\quad
              1 - (1 - \hat\alpha)\, F_{q}

    with :math:`q` half of one minus the level and :math:`F_p` the p-quantile
    of the F distribution with :math:`n - 1` and :math:`(n - 1)(k - 1)` degrees
    of freedom, for :math:`n` respondents and :math:`k` items. It is exact for
    normal scores and items that measure the same with equal error variances
    (Feldt 1965, doi:10.1007/BF02289499; Feldt, Woodruff and Salih 1987,
    doi:10.1177/014662168701100107).

    Parameters
    ----------
    value : float
        The sample's alpha.
    n : int
        Respondents, at least 2.
    items : int
        Items, at least 2.
    level : float
        Confidence level.

    Examples
    --------
    An example of Feldt, Woodruff and Salih (1987): an alpha of .79 of 26 items and
    41 people, at 90 %. They print .704 and .861 from F tables with two decimals; the
    R package cocron .705 and .862.

    >>> low, high = feldt_interval(0.79, n=41, items=26, level=0.9)
    >>> round(low, 3), round(high, 3)
    (0.705, 0.862)
    """
    from scipy.special import fdtri

    check_level(level)
    if n < 2 or items < 2:
        raise DataError(
            f"an interval of alpha needs two respondents and two items; n is {n}, "
            f"and there are {items} items"
        )
    df1, df2 = n - 1, (n - 1) * (items - 1)
    tail = (1 - level) / 2
    low = 1 - (1 - value) * float(fdtri(df1, df2, 1 - tail))
    high = 1 - (1 - value) * float(fdtri(df1, df2, tail))
    return low, high

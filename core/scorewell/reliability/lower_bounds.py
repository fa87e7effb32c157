"""Lower bounds of reliability other than alpha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.corrections import spearman_brown

FloatArray = NDArray[np.float64]


def guttman_lambda6(covariance: FloatArray) -> float:
    r"""Guttman's lambda-6.

    .. math:: \lambda_6 = 1 - \frac{\sum_i e_i^2}{s_T^2}

    with :math:`e_i^2` the variance of item i that its regression on all other
    items leaves over, and :math:`s_T^2` the variance of the sum (Guttman 1945,
    doi:10.1007/BF02288892). Given covariances it is about the items as they are
    scored; given correlations about standardised items, as in the R package psych.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Covariances or correlations of at least two items.

    Raises
    ------
    DataError
        With fewer than two items, or if they are linearly dependent.

    Examples
    --------
    What is left over of the ratings of Shrout and Fleiss (1979), each judge's regressed
    on the others': the residual variances that statsmodels 0.15.0 gives (OLS) add up
    to 4.191397.

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> covariance = np.cov(ratings, rowvar=False)
    >>> round(float((1 - guttman_lambda6(covariance)) * covariance.sum()), 6)
    4.191397
    """
    if len(covariance) < 2:
        raise DataError(f"lambda-6 needs at least two items; there are {len(covariance)}")
    spread = np.sqrt(np.diag(covariance))
    dependent = not np.isfinite(covariance).all() or spread.min() == 0
    if not dependent:
        correlation = covariance / np.outer(spread, spread)
        dependent = bool(np.linalg.eigvalsh(correlation)[0] < 1e-8)
    if dependent:
        raise DataError(
            "lambda-6 cannot be computed: an item does not vary, or the items are linearly "
            "dependent (fewer respondents than items, or an item that repeats others)"
        )
    unexplained = spread**2 / np.diag(np.linalg.inv(correlation))
    return float(1 - unexplained.sum() / covariance.sum())


@dataclass(frozen=True, kw_only=True)
class SplitHalf:
    """Two halves of a scale.

    Attributes
    ----------
    correlation : float
        Correlation of the sums of the two halves.
    spearman_brown : float
        That correlation, stepped up to the length of the whole scale.
    guttman : float
        Guttman's lambda-4, which does not need halves of equal variance.
    """

    correlation: float
    spearman_brown: float
    guttman: float


def split_half(covariance: FloatArray, *, first: Sequence[int] | None = None) -> SplitHalf:
    r"""Split-half reliability, by default of odd against even items.

    .. math:: r_{SB} = \frac{2 r_{AB}}{1 + r_{AB}}, \qquad
              \lambda_4 = \frac{4\, s_{AB}}{s_T^2}

    with :math:`r_{AB}` and :math:`s_{AB}` the correlation and covariance of the
    sums of the halves A and B and :math:`s_T^2` the variance of the sum of all
    items (Spearman 1910, doi:10.1111/j.2044-8295.1910.tb00206.x; Guttman 1945,
    doi:10.1007/BF02288892). Over all splits into equal halves, lambda-4 is alpha
    on average (Cronbach 1951, doi:10.1007/BF02310555).

    Parameters
    ----------
    covariance : array, shape (k, k)
        Covariances of the items.
    first : sequence of int, optional
        Positions, from 0, of the items of the first half; every other item from
        the first one unless given.

    Raises
    ------
    DataError
        If a half is empty or does not vary.

    Examples
    --------
    Of two halves lambda-4 is alpha, and Spearman and Brown's figure the standardised
    alpha. For the ratings of Shrout and Fleiss (1979), judges 1 and 3 against 2 and 4,
    pingouin 0.7.0 gives 0.92513, 0.939719 and a correlation of 0.886292.

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> halves = split_half(np.cov(ratings, rowvar=False))
    >>> found = (halves.guttman, halves.spearman_brown, halves.correlation)
    >>> [round(each, 6) for each in found]
    [0.92513, 0.939719, 0.886292]
    """
    size = len(covariance)
    first_half = set(range(0, size, 2) if first is None else first)
    if not first_half or not first_half < set(range(size)):
        raise DataError(
            f"the first half is {sorted(first_half)}; expected some, but not all, of the "
            f"positions 0 to {size - 1}"
        )
    sides = np.array([position in first_half for position in range(size)], dtype=float)
    halves = np.column_stack([sides, 1 - sides])
    (a, between), (_, b) = (halves.T @ covariance @ halves).tolist()
    if min(a, b) <= 0 or a + b + 2 * between <= 0:
        raise DataError("a half of the scale, or the whole, does not vary between respondents")
    correlation = between / (a * b) ** 0.5
    return SplitHalf(
        correlation=correlation,
        spearman_brown=spearman_brown(correlation, length=2),
        guttman=4 * between / (a + b + 2 * between),
    )

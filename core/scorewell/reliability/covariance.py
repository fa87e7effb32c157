"""Covariances of items, from complete rows or pair by pair."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.errors import DataError, did_you_mean
from scorewell.reliability.coefficient import check_level

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

    Returns
    -------
    tuple of float, or None
        None with three respondents or fewer.

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
    variances = np.diag(covariance)
    rest_covariances = covariance.sum(axis=1) - variances
    rest = covariance.sum() - variances - 2 * rest_covariances
    tiny = 1e-12 * max(float(np.trace(covariance)), 1e-300)
    below = np.sqrt(np.where((variances > tiny) & (rest > tiny), variances * rest, np.nan))
    correlations: FloatArray = np.clip(rest_covariances / below, -1, 1)
    return correlations


ROWS = ("complete", "pairwise")
"""Which rows enter: only complete ones, or for each pair of items all that have both."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Covariance:
    """Covariances of items.

    Attributes
    ----------
    values : array, shape (k, k)
        The covariances, with n - 1 below.
    n : int
        How many respondents they rest on: the complete rows or, pair by pair,
        the fewest of any pair.
    n_complete : int
        How many rows are complete.
    n_rows : int
        How many rows there are.
    n_blank : int
        How many rows have no answer at all.
    """

    values: FloatArray
    n: int
    n_complete: int
    n_rows: int
    n_blank: int


def covariance_of(items: pd.DataFrame, *, rows: str = "complete") -> Covariance:
    """Covariances of the columns of an item frame.

    Parameters
    ----------
    items : pandas.DataFrame
        One column per item, NaN where there is no answer.
    rows : {'complete', 'pairwise'}
        ``pairwise`` uses more answers, and is what the R package psych does by
        default; but each covariance is then about other respondents, and
        together they can contradict each other.

    Raises
    ------
    DataError
        If fewer than three respondents are left, or a pair of items has fewer.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1.0, 2, 3, None], "b": [1.0, 3, 2, 5]})
    >>> found = covariance_of(frame)
    >>> found.values.tolist(), found.n
    ([[1.0, 0.5], [0.5, 1.0]], 3)
    """
    if rows not in ROWS:
        raise DataError(
            f"rows is {rows!r}; expected {' or '.join(ROWS)}", hint=did_you_mean(rows, ROWS)
        )
    values = items.to_numpy(dtype=float)
    present = ~np.isnan(values)
    complete = present.all(axis=1)
    n_complete = int(complete.sum())
    pairs = present.astype(float).T @ present.astype(float)
    n = n_complete if rows == "complete" else int(pairs.min()) if pairs.size else 0
    if n < 3:
        unit = "complete rows" if rows == "complete" else "respondents for some pair of items"
        raise DataError(
            f"reliability needs at least three respondents; there are {n} {unit} "
            f"among {len(items)}",
            hint="check missing answers, the coding and the rows that were chosen",
        )
    rows_used = values[complete] if rows == "complete" else values
    return Covariance(
        values=_exact(rows_used, pd.DataFrame(rows_used).cov().to_numpy(dtype=float)),
        n=n,
        n_complete=n_complete,
        n_rows=len(items),
        n_blank=int((~present.any(axis=1)).sum()),
    )


def _exact(values: FloatArray, covariance: FloatArray) -> FloatArray:
    """A constant item covaries with nothing, whatever its mean rounds to."""
    constant = np.nanmax(values, axis=0) == np.nanmin(values, axis=0)
    covariance = covariance.copy()
    covariance[constant, :] = 0.0
    covariance[:, constant] = 0.0
    return covariance

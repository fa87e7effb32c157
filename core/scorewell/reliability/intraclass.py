"""Intraclass correlations: agreement and consistency of repeated measurements."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.coefficient import Coefficient, check_level
from scorewell.reliability.corrections import spearman_brown

FloatArray = NDArray[np.float64]
Limits = tuple[float, float] | None

REFERENCE = (
    "Shrout PE, Fleiss JL (1979). Intraclass correlations: uses in assessing rater "
    "reliability. Psychological Bulletin 86, 420-428. doi:10.1037/0033-2909.86.2.420"
)
_TITLES = {
    "1": "agreement, one-way random",
    "2": "agreement, two-way random",
    "3": "consistency, two-way mixed",
}


@dataclass(frozen=True, kw_only=True)
class MeanSquares:
    """Analysis of variance of respondents x measurements.

    Attributes
    ----------
    between : float
        Mean square of respondents, n - 1 degrees of freedom.
    within : float
        Mean square within respondents, n (k - 1).
    measurements : float
        Mean square of measurements (occasions, judges, items), k - 1.
    residual : float
        Residual mean square, (n - 1) (k - 1).
    n, k : int
        Respondents and measurements of each.
    """

    between: float
    within: float
    measurements: float
    residual: float
    n: int
    k: int


def mean_squares(ratings: FloatArray) -> MeanSquares:
    """Mean squares of complete ratings, one row per respondent.

    Raises
    ------
    DataError
        With fewer than two rows or columns, or a missing value.

    Examples
    --------
    The example of Shrout and Fleiss (1979): pingouin 0.7.0 gives 11.241667 and 6.263889
    (``anova``), 32.486111 and 1.019444 (``rm_anova``).

    >>> ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...                     [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
    >>> ms = mean_squares(ratings)
    >>> [round(each, 6) for each in (ms.between, ms.within, ms.measurements, ms.residual)]
    [11.241667, 6.263889, 32.486111, 1.019444]
    """
    n, k = ratings.shape
    if n < 2 or k < 2:
        raise DataError(
            f"an intraclass correlation needs two respondents and two measurements of each; "
            f"there are {n} and {k}"
        )
    if not np.isfinite(ratings).all():
        raise DataError(
            "an intraclass correlation needs complete rows; a value is missing",
            hint="leave out respondents without all measurements",
        )
    grand = ratings.mean()
    rows, columns = ratings.mean(axis=1), ratings.mean(axis=0)
    inside = float(((ratings - rows[:, None]) ** 2).sum())
    residual = float(((ratings - rows[:, None] - columns + grand) ** 2).sum())
    return MeanSquares(
        between=k * float(((rows - grand) ** 2).sum()) / (n - 1),
        within=inside / (n * (k - 1)),
        measurements=n * float(((columns - grand) ** 2).sum()) / (k - 1),
        residual=residual / ((n - 1) * (k - 1)),
        n=n,
        k=k,
    )


def intraclass(ratings: FloatArray, *, level: float = 0.95) -> tuple[Coefficient, ...]:
    r"""The six intraclass correlations of Shrout and Fleiss, with intervals.

    With B, W, J and E the mean squares between respondents, within respondents,
    of measurements and residual, n respondents and k measurements of each
    (Shrout and Fleiss 1979, doi:10.1037/0033-2909.86.2.420):

    .. math::
        ICC(1,1) &= \frac{B - W}{B + (k-1) W} \\
        ICC(2,1) &= \frac{B - E}{B + (k-1) E + k (J - E) / n} \\
        ICC(3,1) &= \frac{B - E}{B + (k-1) E}

    ICC(1,k), ICC(2,k) and ICC(3,k), about the mean of the k measurements, are
    their Spearman-Brown prophecies for k times the length; ICC(3,k) is alpha.
    The intervals of forms 1 and 3 come from :math:`F_0 = B / W` and
    :math:`B / E`, those of form 2 from Satterthwaite's degrees of freedom.

    Parameters
    ----------
    ratings : array, shape (n, k)
        Complete ratings, one row per respondent.
    level : float
        Confidence level.

    Returns
    -------
    tuple of Coefficient
        ``ICC(1,1)``, ``ICC(2,1)``, ``ICC(3,1)``, ``ICC(1,k)``, ``ICC(2,k)``,
        ``ICC(3,k)``.

    Raises
    ------
    DataError
        As :func:`mean_squares`, or if the respondents do not differ.

    Examples
    --------
    The example of Shrout and Fleiss: six targets, four judges.

    >>> ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...                     [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
    >>> [f"{each.value:.2f}" for each in intraclass(ratings)]
    ['0.17', '0.29', '0.71', '0.44', '0.62', '0.91']
    """
    check_level(level)
    ms = mean_squares(ratings)
    return tuple(_coefficients(ms, level))


def _coefficients(ms: MeanSquares, level: float) -> Iterator[Coefficient]:
    tail = (1 + level) / 2
    extra = ms.k * (ms.measurements - ms.residual) / ms.n
    parts = {
        "1": (ms.between - ms.within, ms.between + (ms.k - 1) * ms.within),
        "2": (ms.between - ms.residual, ms.between + (ms.k - 1) * ms.residual + extra),
        "3": (ms.between - ms.residual, ms.between + (ms.k - 1) * ms.residual),
    }
    if min(below for _, below in parts.values()) <= 1e-12 * max(ms.between, ms.within):
        raise DataError(
            "an intraclass correlation cannot be computed: the respondents do not differ"
        )
    values = {form: above / below for form, (above, below) in parts.items()}
    limits = {
        "1": _from_ratio(ms, ms.within, ms.n * (ms.k - 1), tail),
        "2": _agreement(ms, values["2"], tail),
        "3": _from_ratio(ms, ms.residual, (ms.n - 1) * (ms.k - 1), tail),
    }
    for many in (False, True):
        for form, value in values.items():
            length = ms.k if many else 1
            low, high = (_stepped(limit, length) for limit in limits[form] or (None, None))
            yield Coefficient(
                name=f"ICC({form},{'k' if many else '1'})",
                title=f"ICC({form},{'k' if many else '1'}), {_TITLES[form]}",
                value=_stepped(value, length),
                low=low,
                high=high,
                level=None if low is None else level,
                n=ms.n,
                method="analysis of variance; interval from F",
                reference=REFERENCE,
            )


@overload
def _stepped(value: float, k: int) -> float: ...
@overload
def _stepped(value: None, k: int) -> None: ...
def _stepped(value: float | None, k: int) -> float | None:
    """Of the mean of k measurements; minus infinity where respondents differ in nothing."""
    if value is None or k == 1:
        return value
    if 1 + (k - 1) * value <= 1e-15:
        return -math.inf
    return spearman_brown(min(value, 1.0), length=k)


def _from_ratio(ms: MeanSquares, error: float, df: int, tail: float) -> Limits:
    from scipy.stats import f

    if error == 0:
        return 1.0, 1.0
    ratio = ms.between / error
    low = ratio / float(f.ppf(tail, ms.n - 1, df))
    high = ratio * float(f.ppf(tail, df, ms.n - 1))
    return tuple((limit - 1) / (limit + ms.k - 1) for limit in (low, high))  # type: ignore[return-value]


def _agreement(ms: MeanSquares, value: float, tail: float) -> Limits:
    """Interval of ICC(2,1), with Satterthwaite's degrees of freedom."""
    from scipy.stats import f

    n, k = ms.n, ms.k
    if ms.residual == 0:
        return (1.0, 1.0) if ms.measurements == 0 else None
    ratio = ms.measurements / ms.residual
    inside = n * (1 + (k - 1) * value) - k * value
    above = (k - 1) * (n - 1) * (k * value * ratio + inside) ** 2
    below = (n - 1) * k**2 * value**2 * ratio**2 + inside**2
    if below <= 0 or above <= 0:
        return None
    df = above / below
    spread = k * ms.measurements + (k * n - k - n) * ms.residual
    upper, lower = float(f.ppf(tail, n - 1, df)), float(f.ppf(tail, df, n - 1))
    low = n * (ms.between - upper * ms.residual) / (upper * spread + n * ms.between)
    high = n * (lower * ms.between - ms.residual) / (spread + n * lower * ms.between)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None

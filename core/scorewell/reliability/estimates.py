"""Every coefficient that one matrix of covariances gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.alpha import alpha, feldt_interval, standardised
from scorewell.reliability.bounds import guttman_lambda6, split_half
from scorewell.reliability.coefficient import Coefficient
from scorewell.reliability.correlation import fisher_interval
from scorewell.reliability.error import standard_error_interval, standard_error_of_measurement
from scorewell.reliability.omega import OneFactor, omega_total
from scorewell.reliability.prophecy import spearman_brown

__all__ = ["consistency", "error_in_points"]

FloatArray = NDArray[np.float64]

CRONBACH = (
    "Cronbach LJ (1951). Coefficient alpha and the internal structure of tests. Psychometrika "
    "16, 297-334. doi:10.1007/BF02310555"
)
FELDT = (
    "Feldt LS (1965). The approximate sampling distribution of Kuder-Richardson reliability "
    "coefficient twenty. Psychometrika 30, 357-370. doi:10.1007/BF02289499"
)
MCDONALD = (
    "McDonald RP (1999). Test theory: a unified treatment. Erlbaum. doi:10.4324/9781410601087"
)
GUTTMAN = (
    "Guttman L (1945). A basis for analyzing test-retest reliability. Psychometrika 10, "
    "255-282. doi:10.1007/BF02288892"
)
SPEARMAN = (
    "Spearman C (1910). Correlation calculated from faulty data. British Journal of Psychology "
    "3, 271-295. doi:10.1111/j.2044-8295.1910.tb00206.x"
)


def consistency(
    covariance: FloatArray, *, n: int, level: float, fit: OneFactor | None
) -> Iterator[Coefficient]:
    """The coefficients of internal consistency that can be computed.

    Standardised alpha and the mean correlation need items that all vary; omega
    a fitted factor; lambda-6 items that are linearly independent; the halves
    that they vary.
    """
    size = len(covariance)
    value = alpha(covariance)
    low, high = feldt_interval(value, n=n, items=size, level=level)
    yield Coefficient(
        name="alpha", title="Cronbach's alpha", value=value, low=low, high=high, level=level,
        n=n, method="from covariances; Feldt's interval", reference=f"{CRONBACH}; {FELDT}",
    )  # fmt: skip
    correlation = standardised(covariance)
    if np.isfinite(correlation).all():
        yield from _standardised(correlation, n)
    if fit is not None:
        yield Coefficient(
            name="omega", title="McDonald's omega total",
            value=omega_total(covariance, fit=fit), n=n,
            method="one factor by maximum likelihood, items as scored, implied variance",
            reference=MCDONALD,
        )  # fmt: skip
    yield from _lambda6(covariance, n)
    yield from _halves(covariance, n, level)


def _standardised(correlation: FloatArray, n: int) -> Iterator[Coefficient]:
    size = len(correlation)
    if correlation.sum() > 1e-9:
        yield Coefficient(
            name="standardised-alpha", title="standardised alpha", value=alpha(correlation),
            n=n, method="alpha of the items' correlations", reference=CRONBACH,
        )  # fmt: skip
    yield Coefficient(
        name="mean-correlation",
        title="mean correlation between items",
        value=float(correlation.sum() - size) / (size * (size - 1)),
        n=n,
        method="mean of the correlations of all pairs",
    )


def _lambda6(covariance: FloatArray, n: int) -> Iterator[Coefficient]:
    try:
        value = guttman_lambda6(covariance)
    except DataError:
        return
    yield Coefficient(
        name="lambda-6", title="Guttman's lambda-6", value=value, n=n,
        method="items as scored", reference=GUTTMAN,
    )  # fmt: skip


def _halves(covariance: FloatArray, n: int, level: float) -> Iterator[Coefficient]:
    try:
        halves = split_half(covariance)
    except DataError:
        return
    first = (len(covariance) + 1) // 2
    halved = f"{first} odd against {len(covariance) - first} even items"
    limits = fisher_interval(halves.correlation, n=n, level=level)
    low, high = (spearman_brown(each, length=2) for each in limits) if limits else (None, None)
    yield Coefficient(
        name="split-half", title=f"split-half, {halved}",
        value=halves.spearman_brown, low=low, high=high,
        level=level if limits else None, n=n,
        method="correlation of the halves stepped up by Spearman-Brown, as are the limits of "
        "its Fisher interval",
        reference=SPEARMAN,
    )  # fmt: skip
    yield Coefficient(
        name="lambda-4", title=f"Guttman's lambda-4, {halved}",
        value=halves.guttman, n=n, method="from the covariance of the halves",
        reference=GUTTMAN,
    )  # fmt: skip


def error_in_points(
    covariance: FloatArray, *, n: int, level: float, divisor: float
) -> tuple[float, Coefficient]:
    """Standard deviation of the scores, and the standard error that alpha leaves, in points.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Covariances of the items.
    n : int
        Respondents.
    level : float
        Confidence level of the interval.
    divisor : float
        What the sum of the items is divided by to give the score.
    """
    sd = float(np.sqrt(covariance.sum())) / divisor
    value = standard_error_of_measurement(sd, reliability=alpha(covariance))
    low, high = standard_error_interval(value, n=n, items=len(covariance), level=level)
    coefficient = Coefficient(
        name="sem", title="standard error of measurement, points", value=value, low=low,
        high=high, level=level, n=n,
        method="sd x sqrt(1 - alpha), both of this sample; interval from chi squared",
        reference=FELDT,
    )  # fmt: skip
    return sd, coefficient

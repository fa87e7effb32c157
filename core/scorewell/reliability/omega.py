"""McDonald's omega: how much of the score is the factor that all items share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import DataError
from scorewell.reliability.alpha import standardised

FloatArray = NDArray[np.float64]

LOWEST_UNIQUENESS = 0.005
"""No item is allowed a smaller share of unique variance."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OneFactor:
    """One common factor, fitted by maximum likelihood.

    Attributes
    ----------
    loadings : array, shape (k,)
        Correlation of each item with the factor; their sum is not negative.
    uniquenesses : array, shape (k,)
        Share of each item's variance that is its own.
    at_boundary : tuple of int
        Positions of items whose uniqueness stopped at the lowest that is
        allowed (Heywood cases).
    """

    loadings: FloatArray
    uniquenesses: FloatArray
    at_boundary: tuple[int, ...]


def one_factor(correlation: FloatArray) -> OneFactor:
    r"""Fit one factor to correlations by maximum likelihood.

    The uniquenesses :math:`\psi` minimise

    .. math:: \sum_{j > 1} (\theta_j - \log \theta_j - 1)

    where :math:`\theta_1 > \theta_2 > \dots` are the eigenvalues of
    :math:`\Psi^{-1/2} R \Psi^{-1/2}` and R are the correlations; the loadings
    are :math:`\Psi^{1/2} v_1 \sqrt{\theta_1 - 1}` with :math:`v_1` the first
    eigenvector. No uniqueness falls below 0.005.

    Parameters
    ----------
    correlation : array, shape (k, k)
        Correlations of at least three items.

    Raises
    ------
    DataError
        With fewer than three items, if the correlations are incomplete or
        linearly dependent, or if the search does not end.

    Examples
    --------
    What statsmodels 0.15.0 (``Factor``, method "ml") and factor_analyzer 0.5.1 give for
    the ratings of Shrout and Fleiss (1979).

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> one_factor(np.corrcoef(ratings, rowvar=False)).loadings.round(4).tolist()
    [0.7974, 0.9491, 0.934, 0.7854]
    """
    from scipy.optimize import minimize

    size = len(correlation)
    if size < 3:
        raise DataError(f"one factor needs at least three items; there are {size}")
    if not np.isfinite(correlation).all() or np.linalg.eigvalsh(correlation)[0] < 1e-8:
        raise DataError(
            "a factor cannot be fitted: an item does not vary, or the items are linearly "
            "dependent (fewer respondents than items, or an item that repeats others)"
        )
    start = (1 - 0.5 / size) / np.diag(np.linalg.inv(correlation))
    solution = minimize(
        _discrepancy,
        np.clip(start, LOWEST_UNIQUENESS, 1),
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LOWEST_UNIQUENESS, 1.0)] * size,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 2000, "maxfun": 20000},
    )
    if (
        not np.isfinite(solution.fun)
        or np.abs(_projected(solution.x, solution.jac)).max() > 1e-4
    ):
        raise DataError("a factor cannot be fitted: the search for its loadings did not end")
    values, vectors = _scale_loadings(solution.x, correlation)
    loadings = np.sqrt(solution.x) * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    if loadings.sum() < 0:
        loadings = -loadings
    edge = np.flatnonzero(solution.x <= LOWEST_UNIQUENESS * (1 + 1e-6))
    return OneFactor(
        loadings=loadings,
        uniquenesses=solution.x,
        at_boundary=tuple(int(position) for position in edge),
    )


def _scale_loadings(
    unique: FloatArray, correlation: FloatArray
) -> tuple[FloatArray, FloatArray]:
    scale = 1 / np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation * np.outer(scale, scale))
    return values, vectors


def _discrepancy(unique: FloatArray, correlation: FloatArray) -> tuple[float, FloatArray]:
    """What is minimised, and its gradient."""
    values, vectors = _scale_loadings(unique, correlation)
    rest = values[:-1]
    loadings = np.sqrt(unique) * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    gradient = (loadings**2 + unique - np.diag(correlation)) / unique**2
    return float(np.sum(rest - np.log(rest) - 1)), gradient


def _projected(unique: FloatArray, gradient: FloatArray) -> FloatArray:
    """The gradient, without what points out of the box."""
    blocked = (unique <= LOWEST_UNIQUENESS) & (gradient > 0)
    blocked |= (unique >= 1) & (gradient < 0)
    return np.where(blocked, 0.0, gradient)


def omega_total(covariance: FloatArray, *, fit: OneFactor | None = None) -> float:
    r"""McDonald's omega total of one factor.

    .. math:: \omega = \frac{(\sum_i s_i \lambda_i)^2}
                            {(\sum_i s_i \lambda_i)^2 + \sum_i s_i^2 \psi_i}

    with :math:`s_i` the standard deviation of item i, :math:`\lambda_i` its
    standardised loading on one factor fitted by maximum likelihood and
    :math:`\psi_i` its uniqueness (McDonald 1999, doi:10.4324/9781410601087).
    It is about the sum of the items as they are scored. The denominator is the
    variance that the model implies. Programs that fit by another method, that
    standardise the items, or that divide by the observed variance differ a little.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Covariances of at least three items.
    fit : OneFactor, optional
        The factor, where it is fitted already.

    Raises
    ------
    DataError
        As :func:`one_factor`.

    Examples
    --------
    The ratings of Shrout and Fleiss (1979): with the loadings and uniquenesses that
    statsmodels 0.15.0 gives (``Factor``, method "ml") it is 0.91023.

    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...            [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(omega_total(np.cov(ratings, rowvar=False)), 5)
    0.91023
    """
    fit = fit or one_factor(standardised(covariance))
    spread = np.sqrt(np.diag(covariance))
    common = float(np.sum(spread * fit.loadings)) ** 2
    unique_variance = float(np.sum(spread**2 * fit.uniquenesses))
    return common / (common + unique_variance)

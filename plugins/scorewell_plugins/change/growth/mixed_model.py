"""A straight line for every respondent, around an average one: the mixed model."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.errors import PluginError

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """What a mixed model with random intercepts and slopes found.

    Attributes
    ----------
    slope, slope_error : float
        The average slope and its standard error.
    slope_sd, residual_sd : float
        Standard deviations of the slopes and around the lines.
    deviations : array, shape (n_respondents,)
        Of each slope from the average, as predicted.
    deviation_errors : array
        Their standard deviations given the scores and the average line.
    total_errors : array
        Standard errors of average and deviation together, with the
        uncertainty of both.
    trouble : str
        What the fit complained of; empty if nothing.
    on_boundary : bool
        Whether the variance of the slopes is 0, or the slopes follow from the
        intercepts (a correlation of 1 or -1), up to :data:`EDGE`.
    """

    slope: float
    slope_error: float
    slope_sd: float
    residual_sd: float
    deviations: Floats
    deviation_errors: Floats
    total_errors: Floats
    trouble: str = ""
    on_boundary: bool = False


EDGE = 1e-3
"""The least share of the variance of the slopes that the intercepts do not explain, and, as a
variance over the times, the least variance of the slopes; our choice."""


def is_on_boundary(spread: Floats) -> bool:
    """Whether a covariance of intercepts and slopes, in units near 1, is singular in slopes.

    Examples
    --------
    >>> is_on_boundary(np.array([[0.8, 0.02], [0.02, 0.0005]]))
    True
    >>> is_on_boundary(np.array([[0.8, 0.02], [0.02, 0.02]]))
    False
    """
    intercept, slope, covariance = spread[0, 0], spread[1, 1], spread[0, 1]
    own_variance = slope if intercept <= 0 else slope - covariance**2 / intercept
    return bool(slope <= EDGE**2 or own_variance <= EDGE * slope)


def fit_lines(time: Floats, score: Floats, person: NDArray[np.intp], *, n: int) -> Lines:
    r"""Fit a line for every respondent, by restricted maximum likelihood.

    Parameters
    ----------
    time, score : array, shape (n_rows,)
        No value missing.
    person : array of int
        Place of each row's respondent, from 0 to n - 1.

    Raises
    ------
    PluginError
        If statsmodels is not installed.

    Notes
    -----
    With Z the constants and times of a respondent, G the covariance of
    intercepts and slopes, s² the residual variance, V = Z G Z' + s² I, A = G Z'
    V⁻¹ Z, and B = (sum of Z' V⁻¹ Z)⁻¹ the covariance of the average line, the
    deviations are G Z' V⁻¹ (y - Z b), their covariance given the line
    G - A G, and that of line and deviation together

    .. math:: (I - A) B (I - A)' + G - A G

    Laird and Ware (1982), doi:10.2307/2529876.

    Examples
    --------
    Where everybody has the same occasions, the average is the mean of each respondent's
    own slope: scipy 1.17.1 gives -3.25 with a standard error of 0.85 (``linregress``,
    then ``sem``), and 1.2 around the lines.

    >>> scores = [[20, 19, 15, 14], [31, 26, 24, 17], [26, 25, 26, 23],
    ...           [18, 14, 11, 6], [24, 25, 20, 20], [29, 21, 16, 9]]
    >>> found = fit_lines(
    ...     np.tile(np.arange(4.0), 6), np.ravel(scores), np.repeat(np.arange(6), 4), n=6
    ... )
    >>> [round(each, 2) for each in (found.slope, found.slope_error, found.residual_sd)]
    [-3.25, 0.85, 1.2]
    """
    # In units near 1, so that the fit converges.
    order = np.lexsort((score, time, person))
    time, score, person = time[order], score[order], person[order]
    centre, width = float(np.mean(time)), float(np.std(time))
    level, height = float(np.mean(score)), float(np.std(score)) or 1.0
    x, y = (time - centre) / width, (score - level) / height
    line, spread, residual, trouble = _fit(x, y, person)
    inner = _sums(x, person, n)
    ahead = _outer(x, y - line[0] - line[1] * x, person, n)
    # Z' V^-1 Z = M - M (s2 G^-1 + M)^-1 M with M = Z'Z / s2, written without G^-1.
    inner, ahead = inner / residual, ahead / residual
    identity = np.eye(2)
    shrink = np.linalg.inv(identity + inner @ spread)
    weight = shrink @ inner
    covariance = np.linalg.inv(weight.sum(axis=0))
    pull = spread @ weight
    deviations = np.einsum("ij,njk,nk->ni", spread, shrink, ahead)
    conditional = spread - pull @ spread
    rest = identity - pull
    total = rest @ covariance @ np.swapaxes(rest, 1, 2) + conditional
    unit = height / width
    return Lines(
        slope=float(line[1]) * unit,
        slope_error=float(np.sqrt(covariance[1, 1])) * unit,
        slope_sd=float(np.sqrt(max(spread[1, 1], 0.0))) * unit,
        residual_sd=float(np.sqrt(residual)) * height,
        deviations=deviations[:, 1] * unit,
        deviation_errors=np.sqrt(np.maximum(conditional[:, 1, 1], 0)) * unit,
        total_errors=np.sqrt(np.maximum(total[:, 1, 1], 0)) * unit,
        trouble=trouble,
        on_boundary=is_on_boundary(spread),
    )


def _fit(x: Floats, y: Floats, person: NDArray[np.intp]) -> tuple[Floats, Floats, float, str]:
    """Average line, covariance of the lines, residual variance, and complaints."""
    try:
        from statsmodels.regression.mixed_linear_model import MixedLM
    except ImportError:
        raise PluginError(
            "growth curves need the library statsmodels, which is not installed",
            hint="pip install 'scorewell[growth]'",
        ) from None
    design = np.column_stack([np.ones_like(x), x])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = MixedLM(y, design, groups=person, exog_re=design)
        # L-BFGS alone can stop far from the optimum where the slopes hardly differ.
        fits = [model.fit(reml=True, method=[method]) for method in ("lbfgs", "powell")]
    fits = [fit for fit in fits if fit.converged and np.isfinite(fit.llf)] or fits[:1]
    fit = max(fits, key=lambda entry: float(entry.llf))
    complaints = sorted({str(warning.message).split("\n")[0] for warning in caught})
    if not fit.converged:
        complaints.insert(0, "the fit did not converge")
    return (
        np.asarray(fit.fe_params, dtype=np.float64),
        np.asarray(fit.cov_re, dtype=np.float64),
        float(fit.scale),
        "; ".join(complaints),
    )


def _sums(x: Floats, person: NDArray[np.intp], n: int) -> Floats:
    """Z'Z of each respondent, shape (n, 2, 2)."""
    count, first, second = (np.bincount(person, x**power, minlength=n) for power in range(3))
    return np.stack([np.stack([count, first], -1), np.stack([first, second], -1)], -2)


def _outer(x: Floats, rest: Floats, person: NDArray[np.intp], n: int) -> Floats:
    """Z' times the residuals of each respondent, shape (n, 2)."""
    parts = [np.bincount(person, weights, minlength=n) for weights in (rest, rest * x)]
    return np.stack(parts, axis=-1)

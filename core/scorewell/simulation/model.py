"""The model: continuous responses behind the answers, cut at thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scorewell.reliability.items import Keyed

FloatArray = NDArray[np.float64]
_TERMS = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class ThresholdModel:
    r"""Common factors, item by item a continuous response, and thresholds that cut it.

    Respondent p's response to item i is

    .. math:: y_{pi} = \lambda_i \eta_{p f(i)} + \sqrt{1 - \lambda_i^2}\, e_{pi}

    with :math:`\eta` standard normal factors that correlate :math:`\phi`,
    :math:`f(i)` the factor of the item, :math:`\lambda_i` its loading and
    :math:`e` independent standard normal. The answer is the c-th allowed value
    where :math:`\tau_{i,c} < y_{pi} \le \tau_{i,c+1}`, with
    :math:`\tau_{i,0} = -\infty`. Seen as a graded response model (Samejima 1969,
    Psychometrika Monograph 17) in its normal ogive form the slope of an item is
    :math:`\lambda_i / \sqrt{1 - \lambda_i^2}`.

    Attributes
    ----------
    items : tuple of str
        Ids of the items.
    values : tuple of array
        Allowed values of each item, ascending.
    thresholds : tuple of array
        One fewer than the values of each item, ascending.
    loadings : array, shape (k,)
        Between -1 and 1, for answers as they stand on the form: negative where
        a high factor makes low answers.
    factor : tuple of int
        The factor of each item.
    correlation : array, shape (f, f)
        Correlations of the factors.
    """

    items: tuple[str, ...]
    values: tuple[FloatArray, ...]
    thresholds: tuple[FloatArray, ...]
    loadings: FloatArray
    factor: tuple[int, ...]
    correlation: FloatArray

    @cached_property
    def responses(self) -> FloatArray:
        """Correlations of the continuous responses, shape (k, k)."""
        between = self.correlation[np.ix_(self.factor, self.factor)]
        covariance_: FloatArray = np.outer(self.loadings, self.loadings) * between
        np.fill_diagonal(covariance_, 1.0)
        return covariance_

    def probabilities(self, place: int, shift: float = 0.0) -> FloatArray:
        """Probability of each value of an item; ``shift`` is added to its response."""
        from scipy.special import ndtr

        below = ndtr(np.concatenate([[-np.inf], self.thresholds[place] - shift, [np.inf]]))
        probabilities: FloatArray = np.diff(below)
        return probabilities

    def means(self, shifts: FloatArray | None = None) -> FloatArray:
        """Expected answer of each item.

        Parameters
        ----------
        shifts : array, shape (f,), optional
            By how much each factor's mean has moved, in its standard deviations.
        """
        part_shifts = np.zeros(len(self.correlation)) if shifts is None else shifts
        return np.array(
            [
                self.probabilities(place, self.loadings[place] * part_shifts[factor])
                @ self.values[place]
                for place, factor in enumerate(self.factor)
            ]
        )

    def covariance(self, stability: float = 1.0) -> FloatArray:
        r"""Expected covariances of the answers.

        An answer is a sum of steps, and a step of a standard normal variable at
        :math:`\tau` has the Hermite coefficients
        :math:`\varphi(\tau) He_{m-1}(\tau) / \sqrt{m!}`; for responses that
        correlate r the covariance is the sum over m of :math:`r^m` times the
        product of both items' coefficients (Mehler's expansion). On the diagonal
        the variances are exact.

        Parameters
        ----------
        stability : float
            Below 1: the covariances between two occasions whose responses
            correlate so, with the same thresholds.
        """
        steps = self._coefficients
        between = stability * self.responses
        result = np.zeros_like(between)
        power = np.ones_like(between)
        for term in range(_TERMS):
            power = power * between
            result += power * np.outer(steps[:, term], steps[:, term])
        if stability == 1.0:
            np.fill_diagonal(result, self._variances)
        return result

    @cached_property
    def _variances(self) -> FloatArray:
        starts = []
        for place, values in enumerate(self.values):
            weights = self.probabilities(place)
            starts.append(weights @ values**2 - (weights @ values) ** 2)
        return np.array(starts)

    @cached_property
    def _coefficients(self) -> FloatArray:
        """Hermite coefficients of each item's steps, shape (k, terms)."""
        cuts = np.concatenate(self.thresholds)
        heights = np.concatenate([np.diff(values) for values in self.values])
        first = np.cumsum([0, *(len(cuts) for cuts in self.thresholds[:-1])])
        return np.add.reduceat(_steps(heights, cuts), first, axis=0)

    def signs(self, part: Keyed) -> FloatArray:
        """1 for the items of a scale, -1 for its reversed ones, 0 for all others."""
        return np.array(
            [0.0 if i not in part.keyed else -1.0 if part.keyed[i] else 1.0 for i in self.items]
        )


def _steps(heights: FloatArray, cuts: FloatArray) -> FloatArray:
    """Coefficients of single steps, shape (steps, terms), by the Hermite recurrence."""
    density = heights * np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi)
    before, now = np.zeros_like(cuts), np.ones_like(cuts)
    coefficients = np.empty((len(cuts), _TERMS))
    for order in range(1, _TERMS + 1):
        # `now` is He_{order-1} / sqrt((order-1)!); the coefficient needs sqrt(order!) below.
        coefficients[:, order - 1] = density * now / np.sqrt(order)
        before, now = now, (cuts * now - np.sqrt(order - 1) * before) / np.sqrt(order)
    return coefficients

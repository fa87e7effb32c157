"""Draws of means and standard deviations, with a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.inputs.baseline import MAD_TO_SD

Floats = NDArray[np.float64]

_CELLS = 2_000_000
"""Counts held at one time."""

_VALUES = 1000
"""Different values told apart; where a sample has more, they are put on a grid as fine as
this over their range."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """Draws of the centre and the spread of one population.

    Attributes
    ----------
    centre, spread : array, shape (draws,) or (1,)
        In points; one value where the figures are taken as they are.
    """

    centre: Floats
    spread: Floats


def constant_draws(mean: float, sd: float | None) -> Draws:
    """Figures that are taken as they are."""
    return Draws(centre=np.array([mean]), spread=np.array([np.nan if sd is None else sd]))


def normal_draws(
    mean: float, sd: float, *, n: int, draws: int, rng: np.random.Generator
) -> Draws:
    r"""Draws of the mean and standard deviation of a normal population.

    .. math:: \sigma = s \sqrt{\frac{n - 1}{\chi^2_{n-1}}}, \qquad
              \mu = m - Z \frac{\sigma}{\sqrt{n}}

    with m and s the published mean and standard deviation of n people,
    :math:`\chi^2_{n-1}` a draw of chi squared and Z one of a standard normal
    variable. Percentiles of :math:`\sigma` are the limits that chi squared
    gives, those of :math:`\mu` the ones that t gives, and those of
    :math:`\mu + k \sigma` the ones that the noncentral t distribution gives.
    """
    sigma = sd * np.sqrt((n - 1) / rng.chisquare(n - 1, size=draws))
    mu = mean - rng.standard_normal(draws) * sigma / np.sqrt(n)
    return Draws(centre=mu, spread=sigma)


def bootstrap_draws(
    scores: Floats, *, centre: str, spread: str, draws: int, rng: np.random.Generator
) -> Draws:
    """Bootstrap draws of the centre and spread of a sample.

    Parameters
    ----------
    scores : array
        The sample, at least two scores.
    centre : {'mean', 'median'}
    spread : {'sd', 'mad'}
    """
    values, times = _values(scores)
    parts = [
        _summary(values, counts, centre=centre, spread=spread)
        for counts in _counts(times, draws=draws, rng=rng)
    ]
    return Draws(
        centre=np.concatenate([part.centre for part in parts]),
        spread=np.concatenate([part.spread for part in parts]),
    )


def jackknife(scores: Floats, *, centre: str, spread: str) -> tuple[Draws, NDArray[np.int64]]:
    """The centre and spread without one score, and how many have each different score.

    Parameters
    ----------
    scores : array
        The sample, at least three scores.
    """
    values, times = _values(scores)
    counts = times - np.eye(times.size, dtype=np.int64)
    return _summary(values, counts, centre=centre, spread=spread), times


def bootstrap_quantiles(
    scores: Floats, share: float, *, draws: int, rng: np.random.Generator
) -> Floats:
    """Bootstrap draws of a quantile of a sample, interpolated linearly.

    Examples
    --------
    Whatever is drawn from equal scores has the same median.

    >>> rng = np.random.default_rng(1)
    >>> bootstrap_quantiles(np.array([5.0, 5.0]), 0.5, draws=2, rng=rng).tolist()
    [5.0, 5.0]
    """
    values, times = _values(scores)
    counts_by_draw = _counts(times, draws=draws, rng=rng)
    return np.concatenate([_quantile(values, counts, share) for counts in counts_by_draw])


def _values(scores: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The different scores, ascending, and how often each is there."""
    values, times = np.unique(scores, return_counts=True)
    if values.size <= _VALUES:
        return values, times.astype(np.int64)
    step = (values[-1] - values[0]) / _VALUES
    on_grid = values[0] + np.round((scores - values[0]) / step) * step
    values, times = np.unique(on_grid, return_counts=True)
    return values, times.astype(np.int64)


def _counts(
    times: NDArray[np.int64], *, draws: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """How often each different score is drawn, some draws at a time."""
    n = int(times.sum())
    step = max(1, _CELLS // times.size)
    for start in range(0, draws, step):
        yield rng.multinomial(n, times / n, size=min(step, draws - start))


def _summary(values: Floats, counts: NDArray[np.int64], *, centre: str, spread: str) -> Draws:
    """Centre and spread of each row of counts."""
    middle = _mean(values, counts) if centre == "mean" else _quantile(values, counts, 0.5)
    wide = _sd(values, counts) if spread == "sd" else _mad(values, counts)
    return Draws(centre=middle, spread=wide)


def _mean(values: Floats, counts: NDArray[np.int64]) -> Floats:
    means: Floats = counts @ values / counts.sum(axis=1)
    return means


def _sd(values: Floats, counts: NDArray[np.int64]) -> Floats:
    n = counts.sum(axis=1)
    centred = values - values.mean()
    squares = counts @ centred**2 - n * _mean(centred, counts) ** 2
    sds: Floats = np.sqrt(np.maximum(squares, 0.0) / (n - 1))
    return sds


def _quantile(values: Floats, counts: NDArray[np.int64], share: float) -> Floats:
    """The quantile of each row of counts; ``values`` ascend, or do so row by row."""
    below = np.cumsum(counts, axis=1)
    place = (below[:, -1] - 1) * share
    first = np.floor(place)
    table = np.broadcast_to(values, counts.shape)
    rows = np.arange(len(counts))
    left, right = (
        table[rows, (below > places[:, None]).argmax(axis=1)]
        for places in (first, np.ceil(place))
    )
    quantile: Floats = left + (place - first) * (right - left)
    return quantile


def _mad(values: Floats, counts: NDArray[np.int64]) -> Floats:
    away = np.abs(values - _quantile(values, counts, 0.5)[:, None])
    order = np.argsort(away, axis=1)
    sorted_away = np.take_along_axis(away, order, axis=1)
    return _quantile(sorted_away, np.take_along_axis(counts, order, axis=1), 0.5) * MAD_TO_SD

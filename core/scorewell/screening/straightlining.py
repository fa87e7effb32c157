"""Respondents who give one answer over and over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.reliability.alpha import alpha
from scorewell.reliability.items import Facet
from scorewell.screening.findings import LEAST_FALSE
from scorewell.screening.sample import complete, keyed_matrix
from scorewell.simulation.calibration import scale_spread
from scorewell.simulation.draw import draw_answers
from scorewell.simulation.model import ThresholdModel

FloatArray = NDArray[np.float64]

_DRAWS = 20_000
_SHORTEST = 5
_MOSTLY = 0.1


def longest_runs(raw: FloatArray, *, ends: bool, edges: FloatArray) -> NDArray[np.int_]:
    """Longest run of equal answers of each row, blanks left out.

    Parameters
    ----------
    raw : array, shape (n, k)
        Answers in the order of the form, NaN where there is none.
    ends : bool
        Whether runs of the lowest or highest answer count.
    edges : array, shape (k, 2)
        Lowest and highest answer of each item.

    Examples
    --------
    >>> raw = np.array([[1.0, 1, 2, 2, 2], [0, 0, 0, 0, 1], [1, np.nan, 1, 1, 0]])
    >>> edges = np.tile([0.0, 2.0], (5, 1))
    >>> longest_runs(raw, ends=True, edges=edges).tolist()
    [3, 4, 3]
    >>> longest_runs(raw, ends=False, edges=edges).tolist()
    [2, 1, 3]
    """
    last = np.full(len(raw), np.nan)
    length = np.zeros(len(raw), dtype=int)
    best = np.zeros(len(raw), dtype=int)
    for place in range(raw.shape[1]):
        now = raw[:, place]
        has_answer = ~np.isnan(now)
        counts = ends | ((now != edges[place, 0]) & (now != edges[place, 1]))
        again = has_answer & (now == last)
        length = np.where(has_answer, np.where(again, length + 1, 1), length)
        last = np.where(has_answer, now, last)
        best = np.where(has_answer & counts, np.maximum(best, length), best)
    return np.where((best == 0) & ~np.isnan(raw).all(axis=1), 1, best)


def fit_model(
    raw: pd.DataFrame, instrument: Instrument, parts: Sequence[Facet], ends: Mapping[str, float]
) -> ThresholdModel:
    """One factor for each scale, with the thresholds and alphas of these answers."""
    from scipy.special import ndtri

    values, thresholds, loadings, factor = [], [], [], []
    home = {item: number for number, part in enumerate(parts) for item in part.items}
    reversed_names = {item for part in parts for item, back in part.keyed.items() if back}
    for item in instrument.items:
        codes = np.sort(np.array(item.coding.values, dtype=float))
        answers = raw[item.id].dropna().to_numpy()
        below = np.array(
            [(answers <= value).mean() if len(answers) else 0.5 for value in codes]
        )
        values.append(codes)
        thresholds.append(ndtri(np.clip(below[:-1], 1e-4, 1 - 1e-4)))
        side = -1.0 if item.id in reversed_names else 1.0
        loadings.append(side * 0.5 if item.id in home else 0.0)
        factor.append(home.get(item.id, 0))
    model = ThresholdModel(
        items=tuple(item.id for item in instrument.items),
        values=tuple(values),
        thresholds=tuple(thresholds),
        loadings=np.array(loadings),
        factor=tuple(factor),
        correlation=_factors(raw, parts, ends),
    )
    for number, part in enumerate(parts):
        model = _with_alpha(model, number, part, keyed_matrix(raw, part, dict(ends)))
    return model


def _factors(
    raw: pd.DataFrame, parts: Sequence[Facet], ends: Mapping[str, float]
) -> FloatArray:
    """Correlations of the scales' scores, freed of error of measurement."""
    keyed = [keyed_matrix(raw, part, dict(ends)) for part in parts]
    scores = np.stack([items_.mean(axis=1).to_numpy() for items_ in keyed])
    complete_items = ~np.isnan(scores).any(axis=0)
    size = len(parts)
    if size == 1 or complete_items.sum() < 3:
        return np.eye(size)
    correlation = np.nan_to_num(np.atleast_2d(np.corrcoef(scores[:, complete_items])))
    reliable = np.array([np.clip(_alpha(items_), 0.3, 1.0) for items_ in keyed])
    correlation = np.clip(correlation / np.sqrt(np.outer(reliable, reliable)), -0.95, 0.95)
    np.fill_diagonal(correlation, 1.0)
    weights, vectors = np.linalg.eigh(correlation)
    correlation = (vectors * np.clip(weights, 1e-6, None)) @ vectors.T
    spread = np.sqrt(np.diag(correlation))
    correlation_: FloatArray = correlation / np.outer(spread, spread)
    return correlation_


def _alpha(items: pd.DataFrame) -> float:
    try:
        return alpha(complete(items).values)
    except DataError:
        return 0.0


def _with_alpha(
    model: ThresholdModel, number: int, part: Facet, items: pd.DataFrame
) -> ThresholdModel:
    """The model with the loadings of one factor that give the alpha of these items."""
    alpha_target = _alpha(items)
    inside = np.array([factor_ == number for factor_ in model.factor]) & (model.loadings != 0)

    def at(loading: float) -> ThresholdModel:
        return replace(
            model, loadings=np.where(inside, np.sign(model.loadings) * loading, model.loadings)
        )

    low, high = 0.05, 0.97
    for _ in range(14 if len(part.items) > 1 else 0):
        middle = (low + high) / 2
        value = scale_spread(at(middle), part)[1]
        low, high = (middle, high) if value < alpha_target else (low, middle)
    return at((low + high) / 2 if len(part.items) > 1 else 0.7)


def run_limit(
    model: ThresholdModel, observed: NDArray[np.int_], *, ends: bool, edges: FloatArray
) -> tuple[int, float] | None:
    """From which length on runs are not chance; and how many that long chance would give.

    Chance is what the model gives for as many respondents. A length counts if
    the number of respondents who reach it is improbable (Poisson, shared among
    all lengths) and at most a tenth of them are to be expected.
    """
    from scipy.special import gammainc

    zero = np.zeros(len(model.correlation))
    (simulated,) = draw_answers(
        model, _DRAWS, shifts=[zero], stability=1.0, rng=np.random.default_rng(1)
    )
    chance = longest_runs(simulated, ends=ends, edges=edges)
    size = len(model.items)
    lengths = range(_SHORTEST, size + 1)
    for length in lengths:
        count = int((observed >= length).sum())
        share = (int((chance >= length).sum()) + 1) / (_DRAWS + 1)
        expected = share * len(observed)
        if not count or expected > _MOSTLY * count:
            continue
        # P(X >= count) of a Poisson variable is the regularised lower gamma function.
        if gammainc(count, expected) < LEAST_FALSE / len(lengths):
            return length, expected
    return None

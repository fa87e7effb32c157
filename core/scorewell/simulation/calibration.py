"""The model whose expected alphas, means and spread are the ones wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.reliability.alpha import alpha
from scorewell.reliability.items import Facet, Keyed
from scorewell.simulation.model import ThresholdModel
from scorewell.simulation.targets import AlphaTarget, NormTarget, Targets

FloatArray = NDArray[np.float64]

_CUTS = 1.5
_WIDTHS = (0.08, 12.0)
_PLACES = (-30.0, 30.0)
_LOADINGS = (0.01, 0.97)
_ROUNDS = 60


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """Per factor: where its answers lie, how far they spread, how its items load."""

    place: FloatArray
    width: FloatArray
    loading: FloatArray

    def set(self, name: str, positions: Sequence[int], value: float) -> _Shape:
        values = getattr(self, name).copy()
        values[list(positions)] = value
        return replace(self, **{name: values})


def calibrated(
    instrument: Instrument, target_values: Targets, *, correlation: float
) -> ThresholdModel:
    """The model that reproduces what is wanted.

    Items of a scale differ in difficulty and loading by a fixed pattern. The
    common part of the loadings gives alpha; the place of the thresholds the mean;
    their distance the standard deviation. All three are solved in turn until
    they hold together.

    Parameters
    ----------
    correlation : float
        Between factors, oriented so that better goes with better.

    Raises
    ------
    DataError
        If no such model exists, for example because so large a standard
        deviation does not fit between the ends of the scale.
    """
    count = len(target_values.facets)
    shape = _Shape(place=np.zeros(count), width=np.ones(count), loading=np.full(count, 0.7))
    build = _builder(instrument, target_values.facets, correlation)
    for _ in range(_ROUNDS):
        before = shape
        for target in target_values.alphas:
            shape = _with_alpha(shape, target, target_values.facets, build)
        for norm in target_values.norms:
            shape = _with_norm(shape, norm, target_values.facets, build)
        if _near(before, shape):
            break
    model = build(shape)
    _check(model, instrument, target_values)
    return model


def _near(first: _Shape, second: _Shape) -> bool:
    return all(
        np.allclose(getattr(first, name), getattr(second, name), atol=1e-5)
        for name in ("place", "width", "loading")
    )


def _builder(
    instrument: Instrument, parts: Sequence[Facet], correlation: float
) -> Callable[[_Shape], ThresholdModel]:
    better = np.array([-1.0 if part.scale.better == "lower" else 1.0 for part in parts])
    between = correlation * np.outer(better, better)
    np.fill_diagonal(between, 1.0)
    home = {item: number for number, part in enumerate(parts) for item in part.items}
    reversed_names = {item for part in parts for item, back in part.keyed.items() if back}
    values = tuple(np.sort(np.array(i.coding.values, dtype=float)) for i in instrument.items)
    names = tuple(item.id for item in instrument.items)
    place = np.arange(len(names))
    hard, strong = _pattern(place, 0.6180339887), _pattern(place, 0.7548776662)
    side = np.array([-1.0 if name in reversed_names else 1.0 for name in names])
    factor = tuple(home.get(name, 0) for name in names)
    is_scored = np.array([float(name in home) for name in names])

    def build(shape: _Shape) -> ThresholdModel:
        factor_array = np.array(factor)
        middle = side * (shape.place[factor_array] + 0.4 * hard)
        width = shape.width[factor_array]
        thresholds = tuple(
            (_cuts(len(values[n])) - middle[n]) / width[n] for n in range(len(names))
        )
        loadings = np.tanh(np.arctanh(shape.loading[factor_array]) + 0.15 * strong)
        return ThresholdModel(
            items=names,
            values=values,
            thresholds=thresholds,
            loadings=side * is_scored * np.clip(loadings, 0.0, 0.985),
            factor=factor,
            correlation=between,
        )

    return build


def _pattern(places: NDArray[np.int_], step: float) -> FloatArray:
    """Numbers from -1 to 1 that fill the range evenly however many are taken."""
    values: FloatArray = 2 * np.mod((places + 1) * step, 1) - 1
    return values


def _cuts(answers: int) -> FloatArray:
    """Evenly spaced cuts between so many answers."""
    return np.linspace(-_CUTS, _CUTS, answers + 1)[1:-1]


def scale_mean(model: ThresholdModel, part: Keyed, shifts: FloatArray | None = None) -> float:
    """Expected sum of keyed items; reversed ones count as lowest + highest - answer."""
    signs = model.signs(part)
    ends = np.array([values[0] + values[-1] for values in model.values])
    return float(signs @ model.means(shifts) + ends[signs < 0].sum())


def scale_spread(
    model: ThresholdModel, part: Keyed, shifts: FloatArray | None = None
) -> tuple[float, float]:
    """Expected standard deviation of a sum of keyed items, and its alpha, NaN if undefined."""
    signs = model.signs(part)
    inside = signs != 0
    shifted_model = model if shifts is None else _shift_thresholds(model, shifts)
    covariance = shifted_model.covariance() * np.outer(signs, signs)
    inside_covariance = covariance[np.ix_(inside, inside)]
    varies = len(inside_covariance) > 1 and inside_covariance.sum() > 1e-9
    return float(np.sqrt(max(inside_covariance.sum(), 0.0))), alpha(
        inside_covariance
    ) if varies else float("nan")


def _shift_thresholds(model: ThresholdModel, shifts: FloatArray) -> ThresholdModel:
    """The model with the factors' means moved, as a shift of every threshold."""
    by = model.loadings * shifts[list(model.factor)]
    thresholds = tuple(cuts - step for cuts, step in zip(model.thresholds, by, strict=True))
    return replace(model, thresholds=thresholds)


def _inside(parts: Sequence[Facet], whole: Keyed) -> list[int]:
    return [n for n, part in enumerate(parts) if set(part.items) <= set(whole.items)]


def _with_alpha(
    shape: _Shape,
    target: AlphaTarget,
    parts: Sequence[Facet],
    build: Callable[[_Shape], ThresholdModel],
) -> _Shape:
    positions = _inside(parts, target.scale)

    def excess(loading: float) -> float:
        model = build(shape.set("loading", positions, loading))
        return scale_spread(model, target.scale)[1] - target.value

    return shape.set("loading", positions, _root(excess, *_LOADINGS))


def _with_norm(
    shape: _Shape,
    target: NormTarget,
    parts: Sequence[Facet],
    build: Callable[[_Shape], ThresholdModel],
) -> _Shape:
    positions = _inside(parts, target.scale)

    def place_thresholds(width: float) -> _Shape:
        wide = shape.set("width", positions, width)

        def excess(place: float) -> float:
            return (
                scale_mean(build(wide.set("place", positions, place)), target.scale)
                - target.mean
            )

        return wide.set("place", positions, _root(excess, *_PLACES))

    if target.sd is None:
        return place_thresholds(float(shape.width[positions[0]]))
    target_sd = target.sd

    def excess_spread(log_width: float) -> float:
        model = build(place_thresholds(float(np.exp(log_width))))
        return scale_spread(model, target.scale)[0] - target_sd

    return place_thresholds(float(np.exp(_root(excess_spread, *np.log(_WIDTHS)))))


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is nought, or the end that is nearest to it."""
    from scipy.optimize import brentq

    at_low, at_high = excess(low), excess(high)
    if at_low >= 0:
        return low
    if at_high <= 0:
        return high
    return float(brentq(excess, low, high, xtol=1e-7))


def _check(model: ThresholdModel, instrument: Instrument, target_values: Targets) -> None:
    for target in target_values.alphas:
        spread = scale_spread(model, target.scale)[1]
        if not abs(spread - target.value) <= 0.005:
            raise DataError(
                f"{instrument.column(target.scale.scale.id)}: alpha {target.value:.3f} cannot "
                f"be reached; the nearest is {spread:.3f}",
                hint="ask for another with --alpha, or another correlation of the scales",
            )
    for norm in target_values.norms:
        mean, sd = scale_mean(model, norm.scale), scale_spread(model, norm.scale)[0]
        far = abs(mean - norm.mean) > 0.02 * max(sd, 0.1)
        if far or (norm.sd is not None and abs(sd / norm.sd - 1) > 0.02):
            raise DataError(
                f"{instrument.column(norm.scale.scale.id)}: no answers have the mean and "
                "standard deviation of this norm, this alpha and so few allowed values",
                hint="choose another norm, or leave it out",
            )

"""Answers drawn from a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.reliability.items import Facet, Keyed, keyed_scales
from scorewell.simulation.calibration import calibrated, scale_mean, scale_spread
from scorewell.simulation.design import Design
from scorewell.simulation.model import ThresholdModel
from scorewell.simulation.result import Simulation
from scorewell.simulation.targets import Targets, point_size, targets

FloatArray = NDArray[np.float64]


def simulate(instrument: Instrument, design: Design) -> Simulation:
    r"""Answers of made-up respondents to an instrument.

    Each occasion follows the model of
    :class:`~scorewell.simulation.model.ThresholdModel`. The continuous responses of
    two occasions correlate s, item by item:

    .. math:: y_t = \sqrt{s}\, z + \sqrt{1 - s}\, u_t

    with z and :math:`u_t` independent draws of the model, and s such that scores
    correlate as asked; later occasions move the mean of every factor by what
    makes the expected change of its scale the one asked for. Blanks and dropouts
    come by chance alone. The model does not know which items a form lets respondents
    skip, so answers may contradict an earlier one there.

    Raises
    ------
    DataError
        If no model gives what is asked for.

    Examples
    --------
    >>> from scorewell.registry.registry import open_registry
    >>> made = simulate(open_registry().load("pseq"), Design(respondents=3, seed=7))
    >>> made.frame.shape, list(made.frame.columns[:3])
    ((6, 12), ['respondent', 'occasion', 'pseq_1'])
    """
    target_values = targets(
        instrument, alpha=design.alpha, norm=design.norm, retest=design.retest
    )
    model = calibrated(instrument, target_values, correlation=design.correlation)
    shifts = [_shifts(model, target_values.facets, effect) for effect in design.effects]
    stability = _stability(model, target_values) if len(design.occasions) > 1 else 1.0
    rng = np.random.default_rng(design.seed)
    blocks = draw_answers(
        model, design.respondents, shifts=shifts, stability=stability, rng=rng
    )
    return Simulation(
        instrument=instrument,
        design=design,
        targets=target_values,
        model=model,
        frame=_frame(design, model, blocks, rng),
        expected=_expected(instrument, design, model, shifts, stability),
    )


def draw_answers(
    model: ThresholdModel,
    respondents: int,
    *,
    shifts: Sequence[FloatArray],
    stability: float,
    rng: np.random.Generator,
) -> list[FloatArray]:
    """One array of answers per occasion, shape (respondents, items), none missing."""
    stable_part = _responses(model, respondents, rng)
    blocks = []
    for shift in shifts:
        passing = _responses(model, respondents, rng)
        y = np.sqrt(stability) * stable_part + np.sqrt(1 - stability) * passing
        y = y + model.loadings * shift[list(model.factor)]
        answers = np.empty_like(y)
        for place, (values, cuts) in enumerate(
            zip(model.values, model.thresholds, strict=True)
        ):
            answers[:, place] = values[np.searchsorted(cuts, y[:, place])]
        blocks.append(answers)
    return blocks


def _responses(model: ThresholdModel, respondents: int, rng: np.random.Generator) -> FloatArray:
    values, vectors = np.linalg.eigh(model.correlation)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    factors = rng.standard_normal((respondents, len(values))) @ root.T
    unique_part = rng.standard_normal((respondents, len(model.items)))
    responses: FloatArray = (
        model.loadings * factors[:, list(model.factor)]
        + np.sqrt(1 - model.loadings**2) * unique_part
    )
    return responses


def _shifts(model: ThresholdModel, parts: Sequence[Facet], effect: float) -> FloatArray:
    """By how much each factor must move for the expected effect on its scale."""
    from scipy.optimize import brentq

    shifts = np.zeros(len(parts))
    if effect == 0:
        return shifts
    for number, part in enumerate(parts):
        if part.scale.better == "none":
            continue
        sign = -1.0 if part.scale.better == "lower" else 1.0
        start, sd = scale_mean(model, part), scale_spread(model, part)[0]

        def missing(
            step: float, number: int = number, part: Facet = part,
            start: float = start, aim: float = sign * effect * sd,
        ) -> float:  # fmt: skip
            part_shifts = np.zeros(len(parts))
            part_shifts[number] = step
            return scale_mean(model, part, part_shifts) - start - aim

        if missing(-20.0) > 0 or missing(20.0) < 0:
            most = abs(missing(20.0 * sign * np.sign(effect)) / sd + sign * effect)
            raise DataError(
                f"an effect of {effect:g} standard deviations does not fit on the scale "
                f"{part.scale.id}: its end is {most:.2f} away",
                hint="ask for less change, or for a norm further from that end",
            )
        shifts[number] = brentq(missing, -20.0, 20.0, xtol=1e-7)
    return shifts


def _stability(model: ThresholdModel, target_values: Targets) -> float:
    """The correlation of responses with which scores correlate as wanted."""
    from scipy.optimize import brentq

    part = target_values.retest_scale
    signs = model.signs(part)
    spread = signs @ model.covariance() @ signs

    def missing(stability: float) -> float:
        return (
            float(signs @ model.covariance(stability) @ signs / spread) - target_values.retest
        )

    if missing(0.999) <= 0:
        return 0.999
    return float(brentq(missing, 0.0, 0.999, xtol=1e-7)) if target_values.retest > 0 else 0.0


def _frame(
    design: Design,
    model: ThresholdModel,
    blocks: Sequence[FloatArray],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per respondent and occasion, by respondent; dropouts have no row."""
    width = max(3, len(str(design.respondents)))
    names = [f"R{number:0{width}d}" for number in range(1, design.respondents + 1)]
    later = len(blocks) - 1
    leave = 1 - (1 - design.dropout) ** (1 / later) if later else 0.0
    present = np.ones(design.respondents, dtype=bool)
    parts = []
    for place, (occasion, answers) in enumerate(zip(design.occasions, blocks, strict=True)):
        if place and leave:
            present &= rng.random(design.respondents) >= leave
        blank = rng.random(answers.shape) < design.missing
        answer_frame = pd.DataFrame(np.where(blank, np.nan, answers), columns=list(model.items))
        answer_frame.insert(0, "occasion", occasion)
        answer_frame.insert(0, "respondent", names)
        parts.append(answer_frame[present])
    stacked = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    whole = all(np.all(values == np.floor(values)) for values in model.values)
    return stacked.astype(dict.fromkeys(model.items, "Int64")) if whole else stacked


def _expected(
    instrument: Instrument,
    design: Design,
    model: ThresholdModel,
    shifts: Sequence[FloatArray],
    stability: float,
) -> pd.DataFrame:
    rows = []
    for part in keyed_scales(instrument):
        size = point_size(instrument, part)
        if size is None or part.scale.auxiliary:
            continue
        start = sum(instrument.item(item).coding.lowest for item in part.items)
        first, spread = scale_mean(model, part), scale_spread(model, part)[0]
        for occasion, shift in zip(design.occasions, shifts, strict=True):
            mean = scale_mean(model, part, shift)
            sd, value = scale_spread(model, part, shift)
            sign = -1 if part.scale.better == "lower" else 1
            rows.append(
                {
                    "scale": instrument.column(part.scale.id),
                    "occasion": occasion,
                    "alpha": value,
                    "mean": part.scale.low + size * (mean - start),
                    "sd": size * sd,
                    "effect": sign * (mean - first) / spread + 0.0,
                    "retest": _retest(model, part, stability),
                }
            )
    return pd.DataFrame(rows)


def _retest(model: ThresholdModel, part: Keyed, stability: float) -> float:
    signs = model.signs(part)
    between = signs @ model.covariance(stability) @ signs
    return float(between / (signs @ model.covariance() @ signs))

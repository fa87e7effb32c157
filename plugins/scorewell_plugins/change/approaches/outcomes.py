"""Outcomes of respondents, from gains and from movement over a cut-off."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import STATUS, code_labels
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.pairs import REASONS
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.parameters.criterion import Ranges
from scorewell.change.resolve import preset_inputs
from scorewell.change.results.approach_results import Judgement, approach_cases
from scorewell.change.sample import PairedSample
from scorewell.definitions.model import Scale

IMPROVED, UNCHANGED, DETERIORATED = 1, 2, 3
"""Places in :data:`~scorewell.change.classes.classify.OUTCOMES`."""


def score_tolerance(scale: Scale) -> float:
    """Within how many points two scores of a scale are the same."""
    return TOLERANCE * (scale.high - scale.low)


def gains(sample: PairedSample) -> NDArray[np.float64]:
    """Change in points, positive where it is an improvement."""
    return sample.request.direction * (sample.pairs.post - sample.pairs.pre)


def outcome_places(
    improved: NDArray[np.bool_], deteriorated: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Places in OUTCOMES; never recovered."""
    places = np.where(improved, IMPROVED, np.where(deteriorated, DETERIORATED, UNCHANGED))
    return places.astype(np.int8)


def status_columns(baseline: NDArray[np.int8], end: NDArray[np.int8]) -> dict[str, pd.Series]:
    """Columns of the range, clinical or functional, in which each score lies."""
    return {
        "baseline_status": code_labels(baseline, STATUS),
        "end_status": code_labels(end, STATUS),
    }


def judgement(
    approach: str,
    sample: PairedSample,
    *,
    outcome: NDArray[np.int8],
    columns: Mapping[str, pd.Series | NDArray[np.float64]] | None = None,
    inputs: tuple[Input, ...] = (),
    ranges: Ranges | None = None,
    reason: NDArray[np.int8] | None = None,
    reasons: tuple[str, ...] = REASONS,
    recovers: bool = False,
) -> Judgement:
    """Result of an approach, from the outcome of each respondent."""
    request = sample.request
    return Judgement(
        approach=approach,
        instrument=request.instrument,
        scale=request.scale,
        cases=approach_cases(
            sample.pairs, outcome=outcome, columns=columns or {}, reason=reason, reasons=reasons
        ),
        cutoff=None if ranges is None else ranges.cutoffs.value,
        inputs=(*preset_inputs(request), *inputs, *(() if ranges is None else ranges.inputs)),
        findings=(*sample.findings, *(() if ranges is None else ranges.findings)),
        recovers=recovers,
        barrier="" if ranges is None else ranges.cutoffs.barrier,
    )

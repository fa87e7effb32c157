"""Approaches without an index of change: the cut-off alone, and amounts that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.approaches.important_change import amount
from scorewell.change.classes.classify import (
    RELIABLE,
    STATUS,
    labelled,
    outcome_codes,
)
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.pairs import REASONS
from scorewell.change.inputs.tolerance import TOLERANCE, beyond
from scorewell.change.options.options import Options
from scorewell.change.parameters.criterion import Ranges, ranges
from scorewell.change.resolve import preset_inputs
from scorewell.change.results.approach_results import Judgement, judged
from scorewell.change.sample import Sample, take
from scorewell.definitions.model import Instrument, Scale

_IMPROVED, _UNCHANGED, _DETERIORATED = 1, 2, 3


def statistical(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    options: Options = (),
) -> Judgement:
    """Movement over the cut-off alone, however small the change.

    Improved is who was clinical before and is functional after, deteriorated
    the reverse. Whatever a score on the cut-off counts as at either occasion,
    who did not move is unchanged: with different rules before and after, a
    score on the cut-off at both would otherwise cross it by standing still.

    Parameters
    ----------
    pairs, scale, instrument, options
        As for :func:`~scorewell.change.analyse.analyse`. No reliability is
        needed.

    Returns
    -------
    Judgement
        Its cases also have ``baseline_status`` and ``end_status``. Without a
        cut-off nobody has an outcome.

    Raises
    ------
    ChangeError
        If a figure that was asked for is lacking, or the pairs cannot be read.

    Examples
    --------
    The R package clinicalsignificance counts 6 improved, 15 unchanged and 4 deteriorated.
    One of the 4 scored exactly the cut-off twice and did not change: unchanged here.

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> found = statistical(pairs(), SCALE, instrument=INSTRUMENT, options=CHOICES)
    >>> found.summary()["n"].tolist()
    [6, 16, 3]
    """
    sample = take(pairs, scale, instrument=instrument, options=options)
    found = ranges(sample.request)
    before, after = _statuses(sample, found)
    gain, edge = gain_of(sample)
    clinical, functional = STATUS.index("clinical"), STATUS.index("functional")
    better = (before == clinical) & (after == functional) & (gain > edge)
    worse = (before == functional) & (after == clinical) & (gain < -edge)
    outcome = codes(better, worse)
    if found.cutoffs.value is None:
        outcome = np.full(outcome.shape, -1, dtype=np.int8)
    return judgement(
        "statistical",
        sample,
        outcome=outcome,
        columns=_status_columns(before, after),
        found=found,
    )


def anchor(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    improvement: str | float,
    deterioration: str | float | None = None,
    cutoff: bool = False,
    options: Options = (),
    origin: str = "call",
) -> Judgement:
    """A change of at least the amount that matters to people, either way.

    Parameters
    ----------
    pairs, scale, instrument, options
        As for :func:`~scorewell.change.analyse.analyse`. No reliability is
        needed.
    improvement : str or float
        The minimal important improvement: id of a threshold of the scale, or
        points. A change of exactly that much counts.
    deterioration : str or float or None
        The same for deterioration; that of improvement if not given.
    cutoff : bool
        Whether recovery is judged, too: improved, clinical before and
        functional after.
    origin : str
        Who gives the amounts.

    Raises
    ------
    ChangeError
        If an amount is unknown or not above 0, or the pairs cannot be read.

    Examples
    --------
    The R package clinicalsignificance counts 16 improved, 4 unchanged and 5 deteriorated
    for an amount of 8 points; some change by exactly 8.

    >>> from scorewell.change.example_data import INSTRUMENT, SCALE, pairs
    >>> found = anchor(pairs(), SCALE, instrument=INSTRUMENT, improvement=8)
    >>> found.summary()["n"].tolist()
    [16, 4, 5]
    """
    sample = take(pairs, scale, instrument=instrument, options=options)
    request = sample.request
    least, first = amount(
        request, improvement, name="minimal important improvement", origin=origin
    )
    most, second = (
        least,
        replace(
            first,
            name="minimal important deterioration",
            detail=f"as for improvement: {first.detail}",
        ),
    )
    if deterioration is not None:
        most, second = amount(
            request, deterioration, name="minimal important deterioration", origin=origin
        )
    gain, _ = gain_of(sample)
    reliable = codes(
        beyond(gain, least, size=least, ties=True), beyond(-gain, most, size=most, ties=True)
    )
    if not cutoff:
        return judgement("anchor", sample, outcome=reliable, columns={}, inputs=(first, second))
    found = ranges(request)
    before, after = _statuses(sample, found)
    missing = np.isnan(gain)
    places = np.where(missing, -1, reliable - _IMPROVED).astype(np.int8)
    outcome = outcome_codes(places, before, after, recovered_from=found.rules.recovered_from)
    columns = {"important": labelled(places, RELIABLE), **_status_columns(before, after)}
    return judgement(
        "anchor", sample, outcome=outcome, columns=columns, inputs=(first, second), found=found,
        recovers=found.cutoffs.value is not None,
    )  # fmt: skip


def edge_of(scale: Scale) -> float:
    """Within how many points scores of a scale are the same."""
    return TOLERANCE * (scale.high - scale.low)


def gain_of(sample: Sample) -> tuple[NDArray[np.float64], float]:
    """The change in the direction of improvement, and within what it is none."""
    change = sample.read.post - sample.read.pre
    return sample.request.direction * change, edge_of(sample.request.scale)


def codes(better: NDArray[np.bool_], worse: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Places in OUTCOMES; never recovered."""
    codes = np.where(better, _IMPROVED, np.where(worse, _DETERIORATED, _UNCHANGED))
    return codes.astype(np.int8)


def _statuses(sample: Sample, found: Ranges) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    return found.statuses(sample.request, pre=sample.read.pre, post=sample.read.post)


def _status_columns(before: NDArray[np.int8], after: NDArray[np.int8]) -> dict[str, pd.Series]:
    return {"baseline_status": labelled(before, STATUS), "end_status": labelled(after, STATUS)}


def judgement(
    approach: str,
    sample: Sample,
    *,
    outcome: NDArray[np.int8],
    columns: Mapping[str, Any],
    inputs: tuple[Input, ...] = (),
    found: Ranges | None = None,
    reason: NDArray[np.int8] | None = None,
    reasons: tuple[str, ...] = REASONS,
    recovers: bool = False,
) -> Judgement:
    """What an approach found, from the outcome of each respondent."""
    request = sample.request
    extra = () if found is None else found.inputs
    return Judgement(
        approach=approach,
        instrument=request.instrument,
        scale=request.scale,
        cases=judged(
            sample.read, outcome=outcome, columns=columns, reason=reason, reasons=reasons
        ),
        cutoff=None if found is None else found.cutoffs.value,
        inputs=(*preset_inputs(request), *inputs, *extra),
        findings=(*sample.findings, *(() if found is None else found.findings)),
        recovers=recovers,
    )

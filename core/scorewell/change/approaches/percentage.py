"""Change as a share of the score before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scorewell.change.approaches.anchor import codes, edge_of, judgement
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.pairs import REASONS
from scorewell.change.inputs.tolerance import beyond
from scorewell.change.options.options import Options
from scorewell.change.options.typed_figures import check_number
from scorewell.change.results.approach_results import Judgement
from scorewell.change.sample import take
from scorewell.definitions.model import Instrument, Scale

ZERO_BASELINE = "baseline score is 0"
"""Why a respondent has no percentage of change."""


def percentage(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    improvement: float,
    deterioration: float | None = None,
    options: Options = (),
    origin: str = "call",
) -> Judgement:
    """A change of at least a share of the score before, either way.

    There is no share of 0: who had 0 before is not assessable, and counted.

    Parameters
    ----------
    pairs, scale, instrument, options
        As for :func:`~scorewell.change.analyse.analyse`.
    improvement : float
        Share of the score before, above 0: 0.5 for 50 %. A change of exactly
        that much counts.
    deterioration : float or None
        The same for deterioration; that of improvement if not given.
    origin : str
        Who gives the shares.

    Returns
    -------
    Judgement
        Its cases also have ``share``: the change divided by the size of the
        score before.

    Raises
    ------
    ChangeError
        If a share is not above 0, or the pairs cannot be read.

    Examples
    --------
    The R package clinicalsignificance counts 12 improved, 8 unchanged and 5 deteriorated
    for 30 % and 20 %.

    >>> from scorewell.change.example_data import INSTRUMENT, SCALE, pairs
    >>> found = percentage(
    ...     pairs(), SCALE, instrument=INSTRUMENT, improvement=0.3, deterioration=0.2
    ... )
    >>> found.summary()["n"].tolist()
    [12, 8, 5]
    """
    check_number("improvement", improvement, above=0)
    if deterioration is not None:
        check_number("deterioration", deterioration, above=0)
    worse_by = improvement if deterioration is None else deterioration
    sample = take(pairs, scale, instrument=instrument, options=options)
    pre, post = sample.read.pre, sample.read.post
    zero = np.abs(pre) <= edge_of(scale)
    with np.errstate(invalid="ignore"):
        share = (post - pre) / np.where(zero, np.nan, np.abs(pre))
    gain = sample.request.direction * share
    outcome = codes(
        beyond(gain, improvement, size=1, ties=True),
        beyond(-gain, worse_by, size=1, ties=True),
    )
    reason = np.where(zero & sample.read.assessable, len(REASONS), sample.read.reason)
    inputs = (
        Input(name="improvement", value=improvement, origin=origin, detail="share, typed"),
        Input(
            name="deterioration",
            value=worse_by,
            origin=origin if deterioration is not None else "default",
            detail="share, typed" if deterioration is not None else "as for improvement",
        ),
    )
    found = judgement(
        "percentage",
        sample,
        outcome=outcome,
        columns={"share": share},
        inputs=inputs,
        reason=reason.astype(np.int8),
        reasons=(*REASONS, ZERO_BASELINE),
    )
    if scale.low == 0:
        return found
    note = sample.request.finding(
        "percentage-of-shifted-scale",
        f"the scale begins at {scale.low:g}, not at 0: a percentage of its scores depends on "
        "how answers are coded",
        severity="warning",
        hint="use an index of change, or an amount in points",
    )
    return replace(found, findings=(*found.findings, note))

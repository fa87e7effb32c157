"""An amount of change that matters to people, for each respondent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.approaches.shared_parameters import AMOUNTS, COPAY

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.approach_results import Judgement


def anchor(
    pairs: pd.DataFrame,
    context: ApproachContext,
    *,
    improvement: str | float,
    deterioration: str | float | None = None,
    cutoff: bool = False,
) -> Judgement:
    """A change of at least the amount that matters to people, either way.

    Parameters
    ----------
    improvement : str or float
        The minimal important improvement: id of a threshold of the scale, or
        points. A change of exactly that much counts.
    deterioration : str or float or None
        The same for deterioration; that of improvement if not given.
    cutoff : bool
        Whether recovery is judged, too: improved, clinical before and
        functional after.

    Raises
    ------
    ChangeError
        If an amount is unknown or not above 0, or the pairs cannot be read.

    Examples
    --------
    The R package clinicalsignificance counts 16 improved, 4 unchanged and 5 deteriorated
    for an amount of 8 points; some change by exactly 8.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> anchor(pairs(), example_context(), improvement=8).summary()["n"].tolist()
    [16, 4, 5]
    """
    import numpy as np

    from scorewell.change.classes.classify import RELIABLE, code_labels, outcome_codes
    from scorewell.change.inputs.tolerance import exceeds
    from scorewell.change.parameters.criterion import ranges as find_ranges
    from scorewell.change.sample import approach_sample
    from scorewell_plugins.change.approaches.important_change import important_changes
    from scorewell_plugins.change.approaches.outcomes import (
        IMPROVED,
        gains,
        judgement,
        outcome_places,
        status_columns,
    )

    sample = approach_sample(pairs, context)
    better, worse = important_changes(
        sample.request, improvement, deterioration, context.origin
    )
    if deterioration is None:
        worse = replace(worse, detail=f"as for improvement: {better.detail}")
    gain, least, most = gains(sample), float(better.value), float(worse.value)
    outcome = outcome_places(
        exceeds(gain, least, size=least, ties=True), exceeds(-gain, most, size=most, ties=True)
    )
    inputs = (better, worse)
    if not cutoff:
        return judgement("anchor", sample, outcome=outcome, inputs=inputs)
    ranges = find_ranges(sample.request)
    baseline, end = ranges.statuses(
        sample.request, pre=sample.pairs.pre, post=sample.pairs.post
    )
    important = np.where(np.isnan(gain), -1, outcome - IMPROVED).astype(np.int8)
    return judgement(
        "anchor",
        sample,
        outcome=outcome_codes(
            important, baseline, end, recovered_from=ranges.rules.recovered_from
        ),
        columns={
            "important": code_labels(important, RELIABLE),
            **status_columns(baseline, end),
        },
        inputs=inputs,
        ranges=ranges,
        recovers=ranges.cutoffs.value is not None,
    )


ANCHOR = Approach(
    name="anchor",
    title="An amount of change that matters to people",
    summary="A change of at least the minimal important one, either way; with a cut-off "
    "also recovery.",
    formula="improved: D * (x2 - x1) >= I; deteriorated: D * (x2 - x1) <= -W; with x1 and "
    "x2 the scores before and after, I and W the minimal important improvement and "
    "deterioration in points, and D 1 where higher is better and -1 where lower is",
    reference=COPAY,
    inputs=("minimal important change", "cut-off for recovery"),
    parameters={
        "required": ["improvement"],
        "properties": {
            **AMOUNTS,
            "cutoff": {
                "description": "Whether recovery is judged, too: improved, clinical before "
                "and functional after. False unless told otherwise.",
                "type": "boolean",
            },
        },
    },
    judge=anchor,
)

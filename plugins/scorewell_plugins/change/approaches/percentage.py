"""Change as a percentage of the score before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.registry.contracts import Approach, ApproachContext

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.approach_results import Judgement

ZERO_BASELINE = "baseline score is 0"
"""Why a respondent has no percentage of change."""


def percentage(
    pairs: pd.DataFrame,
    context: ApproachContext,
    *,
    improvement: float,
    deterioration: float | None = None,
) -> Judgement:
    """A change of at least a percentage of the score before, either way.

    There is no percentage of 0: who had 0 before is not assessable, and counted.

    Parameters
    ----------
    improvement : float
        Percentage of the score before, above 0: 50 for half of it. A change of
        exactly that much counts.
    deterioration : float or None
        The same for deterioration; that of improvement if not given.

    Returns
    -------
    Judgement
        Its cases also have ``share``: the change divided by the size of the
        score before.

    Raises
    ------
    ChangeError
        If a percentage is not above 0, or the pairs cannot be read.

    Examples
    --------
    The R package clinicalsignificance counts 12 improved, 8 unchanged and 5 deteriorated
    for 30 % and 20 %.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> result = percentage(pairs(), example_context(), improvement=30, deterioration=20)
    >>> result.summary()["n"].tolist()
    [12, 8, 5]
    """
    import numpy as np

    from scorewell.change.inputs.input import Input
    from scorewell.change.inputs.pairs import REASONS
    from scorewell.change.inputs.tolerance import exceeds
    from scorewell.change.options.typed_figures import check_number
    from scorewell.change.sample import approach_sample
    from scorewell_plugins.change.approaches.outcomes import (
        judgement,
        outcome_places,
        score_tolerance,
    )

    check_number("improvement", improvement, above=0)
    if deterioration is not None:
        check_number("deterioration", deterioration, above=0)
    better = improvement / 100
    worse = better if deterioration is None else deterioration / 100
    sample = approach_sample(pairs, context)
    pre, post = sample.pairs.pre, sample.pairs.post
    zero = np.abs(pre) <= score_tolerance(context.scale)
    with np.errstate(invalid="ignore"):
        share = (post - pre) / np.where(zero, np.nan, np.abs(pre))
    gain = sample.request.direction * share
    reason = np.where(zero & sample.pairs.assessable, len(REASONS), sample.pairs.reason)
    detail = "share, typed"
    result = judgement(
        "percentage",
        sample,
        outcome=outcome_places(
            exceeds(gain, better, size=1, ties=True), exceeds(-gain, worse, size=1, ties=True)
        ),
        columns={"share": share},
        inputs=(
            Input(name="improvement", value=better, origin=context.origin, detail=detail),
            Input(
                name="deterioration",
                value=worse,
                origin="default" if deterioration is None else context.origin,
                detail="as for improvement" if deterioration is None else detail,
            ),
        ),
        reason=reason.astype(np.int8),
        reasons=(*REASONS, ZERO_BASELINE),
    )
    low = context.scale.low
    if low == 0:
        return result
    finding = sample.request.finding(
        "percentage-of-shifted-scale",
        f"the scale begins at {low:g}, not at 0: a percentage of its scores depends on "
        "how answers are coded",
        severity="warning",
        hint="use an index of change, or an amount in points",
    )
    return replace(result, findings=(*result.findings, finding))


PERCENTAGE = Approach(
    name="percentage",
    title="Change as a percentage of the score before",
    summary="A change of at least a percentage of the score before, either way; there is "
    "no percentage of 0.",
    formula="improved: 100 * D * (x2 - x1) / |x1| >= I; deteriorated: the same <= -W; with "
    "x1 and x2 the scores before and after, I and W percentages, and D 1 where higher is "
    "better and -1 where lower is",
    reference="Hiller W, Schindler A, Lambert MJ (2011). Defining response and remission in "
    "psychotherapy research: a comparison of the RCI and the method of percent improvement. "
    "Psychotherapy Research, published online 28 September 2011. PMID 21943215",
    parameters={
        "required": ["improvement"],
        "properties": {
            "improvement": {
                "description": "Percentage of improvement: 50 for half the score before.",
                "type": "number",
                "minimum": 1,
            },
            "deterioration": {
                "description": "Percentage of deterioration; that of improvement unless told "
                "otherwise. Write 50 for 50 %.",
                "type": "number",
                "minimum": 1,
            },
        },
    },
    judge=percentage,
)

"""Movement over the cut-off alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.approach_results import Judgement


NOT_JUDGED = "no cut-off that can judge"
"""Why respondents with both scores have no outcome."""


def statistical(pairs: pd.DataFrame, context: ApproachContext) -> Judgement:
    """Movement over the cut-off alone, however small the change.

    Improved is who was clinical before and is functional after, deteriorated
    the reverse. Whatever a score on the cut-off counts as at either occasion,
    who did not move is unchanged: with different rules before and after, a
    score on the cut-off at both would otherwise cross it by standing still.

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

    >>> from scorewell.change.example_data import example_context, pairs
    >>> statistical(pairs(), example_context()).summary()["n"].tolist()
    [6, 16, 3]
    """
    import numpy as np

    from scorewell.change.classes.classify import STATUS
    from scorewell.change.inputs.pairs import REASONS
    from scorewell.change.parameters.criterion import ranges as find_ranges
    from scorewell.change.sample import approach_sample
    from scorewell_plugins.change.approaches.outcomes import (
        gains,
        judgement,
        outcome_places,
        score_tolerance,
        status_columns,
    )

    sample = approach_sample(pairs, context)
    ranges = find_ranges(sample.request)
    baseline, end = ranges.statuses(
        sample.request, pre=sample.pairs.pre, post=sample.pairs.post
    )
    gain, tolerance = gains(sample), score_tolerance(context.scale)
    clinical, functional = STATUS.index("clinical"), STATUS.index("functional")
    outcome = outcome_places(
        (baseline == clinical) & (end == functional) & (gain > tolerance),
        (baseline == functional) & (end == clinical) & (gain < -tolerance),
    )
    reason = sample.pairs.reason
    if ranges.cutoffs.value is None:
        reason = np.where(reason < 0, len(REASONS), reason).astype(np.int8)
    return judgement(
        "statistical",
        sample,
        outcome=outcome,
        columns=status_columns(baseline, end),
        ranges=ranges,
        reason=reason,
        reasons=(*REASONS, NOT_JUDGED),
    )


STATISTICAL = Approach(
    name="statistical",
    title="Movement over the cut-off alone",
    summary="Improved is who was clinical before and is functional after, however small "
    "the change; deteriorated the reverse.",
    formula="improved: D * x1 < D * c < D * x2; deteriorated: D * x2 < D * c < D * x1; "
    "with x1 and x2 the scores before and after, c the cut-off by criterion a, b or c, and "
    "D 1 where higher is better and -1 where lower is; a score on c as the tie rules say, "
    "and who did not move is unchanged",
    reference=JACOBSON_TRUAX.reference,
    inputs=("cut-off",),
    judge=statistical,
)

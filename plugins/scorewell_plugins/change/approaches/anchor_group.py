"""How much a group changed, compared with the amount that matters to people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.errors import ChangeError
from scorewell.i18n.messages import Figure, code_message, join_messages, list_messages, words
from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.approaches.shared_parameters import AMOUNTS, COPAY, LEVEL

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from scorewell.change.inputs.input import Input
    from scorewell.change.inputs.request import Request
    from scorewell.change.results.approach_results import GroupJudgement
    from scorewell.change.sample import PairedSample
    from scorewell_plugins.change.approaches.mean_intervals import Estimate

RELEVANCE = (
    code_message("larger than important"),
    code_message("probably important"),
    code_message("possibly important"),
    code_message("smaller than important"),
    code_message("not distinguishable from none"),
)
"""How a difference compares with the minimal important one, by where its interval lies."""

_BAYESIAN = {
    "bayesian": {
        "description": "Median and central interval of the posterior instead of the t "
        "interval. False unless told otherwise.",
        "type": "boolean",
    }
}


def anchor_group(
    pairs: pd.DataFrame,
    context: ApproachContext,
    *,
    improvement: str | float,
    deterioration: str | float | None = None,
    level: float = 0.95,
    bayesian: bool = False,
) -> GroupJudgement:
    """The mean change of a group against the amount that matters to people.

    Parameters
    ----------
    improvement, deterioration
        As for :func:`~scorewell_plugins.change.approaches.anchor.anchor`.
    level : float
        Of the interval, above 0.5 and below 1.
    bayesian : bool
        Median and central interval of the posterior instead of the paired t
        interval; see
        :func:`~scorewell_plugins.change.approaches.mean_intervals.bayes_interval`.

    Raises
    ------
    ChangeError
        If an amount is unknown, or fewer than two pairs or no spread are left.

    Examples
    --------
    The R package clinicalsignificance gives -6.28, from -10.44805323729674 to
    -2.11194676270326.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> result = anchor_group(pairs(), example_context(), improvement=8)
    >>> difference = result.figures[0]
    >>> [round(number, 9) for number in (difference.value, difference.low, difference.high)]
    [-6.28, -10.448053237, -2.111946763]
    """
    import numpy as np

    from scorewell.change.inputs.input import Input
    from scorewell.change.sample import approach_sample
    from scorewell_plugins.change.approaches.important_change import important_changes
    from scorewell_plugins.change.approaches.mean_intervals import bayes_interval, t_interval

    sample = approach_sample(pairs, context)
    change = (sample.pairs.post - sample.pairs.pre)[sample.pairs.assessable]
    change = np.sort(change)
    _check_size(sample.request, change, "pairs")
    interval = bayes_interval if bayesian else t_interval
    return _judgement(
        sample,
        interval(change, level=level),
        name=words("mean change"),
        n=(change.size,),
        level=Input(
            name="level",
            value=level,
            origin=context.origin,
            detail=(
                words("posterior of the mean change")
                if bayesian
                else words("paired t interval")
            ),
        ),
        amounts=important_changes(sample.request, improvement, deterioration, context.origin),
    )


def anchor_between(
    pairs: pd.DataFrame,
    context: ApproachContext,
    *,
    group: str | float,
    reference: str | float,
    improvement: str | float,
    deterioration: str | float | None = None,
    level: float = 0.95,
    bayesian: bool = False,
) -> GroupJudgement:
    """The later scores of two groups apart, against the amount that matters to people.

    Parameters
    ----------
    group, reference : str or number
        Labels in the column ``group``; the difference is group minus
        reference, among respondents with both scores.
    improvement, deterioration, level, bayesian
        As for :func:`anchor_group`; the t interval is Welch's.

    Raises
    ------
    ChangeError
        If a group is not there, or too small.

    Examples
    --------
    Odd ids against even ones: statsmodels 0.15.0 gives -2.018722 to 10.877696
    (``CompareMeans``, unequal variances).

    >>> import numpy as np
    >>> from scorewell.change.example_data import example_context, pairs
    >>> frame = pairs().assign(group=lambda data: np.where(data["id"] % 2, "odd", "even"))
    >>> result = anchor_between(
    ...     frame, example_context(), group="odd", reference="even", improvement=8
    ... )
    >>> difference = result.figures[0]
    >>> [round(number, 6) for number in (difference.value, difference.low, difference.high)]
    [4.429487, -2.018722, 10.877696]
    """
    from scorewell.change.inputs.input import Input
    from scorewell.change.sample import approach_sample
    from scorewell_plugins.change.approaches.important_change import important_changes
    from scorewell_plugins.change.approaches.mean_intervals import (
        bayes_interval,
        welch_interval,
    )

    sample = approach_sample(pairs, context)
    first, second = (_later_scores(sample, str(label)) for label in (group, reference))
    interval = bayes_interval if bayesian else welch_interval
    return _judgement(
        sample,
        interval(first, second, level=level),
        name=words(
            "mean after of {{ group }} minus that of {{ reference }}",
            group=str(group),
            reference=str(reference),
        ),
        n=(first.size, second.size),
        level=Input(
            name="level",
            value=level,
            origin=context.origin,
            detail=(
                words("posterior of the difference")
                if bayesian
                else words("Welch's t interval")
            ),
        ),
        amounts=important_changes(sample.request, improvement, deterioration, context.origin),
    )


def _later_scores(sample: PairedSample, label: str) -> NDArray[np.float64]:
    import numpy as np

    frame, path = sample.pairs.frame, sample.request.path
    if "group" not in frame.columns:
        raise ChangeError(f"{path}: the pairs have no groups to compare")
    groups = frame["group"].astype("string")
    rows = (groups == label).to_numpy(dtype=np.bool_, na_value=False)
    if not rows.any():
        labels = ", ".join(sorted(groups.dropna().unique()))
        raise ChangeError(
            f"{path}: no respondent is in the group '{label}'", hint=f"the groups are {labels}"
        )
    scores = np.sort(sample.pairs.post[rows & sample.pairs.assessable])
    _check_size(sample.request, scores, f"respondents in the group '{label}'")
    return scores


def _check_size(request: Request, scores: NDArray[np.float64], units: str) -> None:
    if scores.size < 2 or scores[0] == scores[-1]:
        raise ChangeError(
            f"{request.path}: an interval needs at least two {units} that differ, and there "
            f"are {scores.size}" + (", all alike" if scores.size > 1 else "")
        )


def _judgement(
    sample: PairedSample,
    estimate: Estimate,
    *,
    name: str,
    n: tuple[int, ...],
    level: Input,
    amounts: tuple[Input, Input],
) -> GroupJudgement:
    """Direction and relevance of a difference, from where its interval lies."""
    from scorewell.change.results.approach_results import GroupFigure, GroupJudgement

    better, worse = amounts
    value, low, high = estimate
    direction, threshold = words("no clear change"), better
    if low > 0 or high < 0:
        improved = sample.request.direction * value > 0
        direction = code_message("improvement" if improved else "deterioration")
        threshold = better if improved else worse
    conclusion = join_messages([direction, _relevance(estimate, float(threshold.value))], ", ")
    method, share = level.detail, float(level.value)
    return GroupJudgement(
        approach="anchor-group",
        instrument=sample.request.instrument,
        scale=sample.request.scale,
        figures=(
            GroupFigure(name=name, value=value, low=low, high=high, level=share, how=method),
        ),
        verdict=conclusion,
        words=words(
            "The difference is {{ difference }} points ({{ level }}% interval {{ low }} to "
            "{{ high }}; n = {{ n }}): {{ verdict }}.",
            difference=Figure(f"{value:.2f}"),
            level=Figure(f"{100 * share:.0f}"),
            low=Figure(f"{low:.2f}"),
            high=Figure(f"{high:.2f}"),
            n=list_messages(map(str, n)),
            verdict=conclusion,
        ),
        n=n,
        inputs=(
            better,
            worse,
            replace(level, detail=join_messages([code_message("two-sided"), method], "; ")),
        ),
        findings=sample.findings,
    )


def _relevance(estimate: Estimate, threshold: float) -> str:
    """Where the interval lies, turned so that it is above 0."""
    if estimate.low <= 0 <= estimate.high:
        return RELEVANCE[4]
    near, far = sorted((abs(estimate.low), abs(estimate.high)))
    if near > threshold:
        return RELEVANCE[0]
    if far < threshold:
        return RELEVANCE[3]
    return RELEVANCE[1] if abs(estimate.value) >= threshold else RELEVANCE[2]


ANCHOR_GROUP = Approach(
    name="anchor-group",
    title="The mean change of the group against an amount that matters",
    summary="Whether the group changed, and by an important amount, from where the "
    "interval of its mean change lies.",
    formula="m +/- t * s / sqrt(n), with m, s and n the mean, standard deviation and "
    "number of the changes and t the quantile with n - 1 degrees of freedom; or the median "
    "and central interval of the posterior of the mean under a Cauchy prior of scale "
    "sqrt(2)/2 on the standardised effect; held against 0 and the minimal important change",
    reference=COPAY,
    inputs=("minimal important change",),
    parameters={"required": ["improvement"], "properties": {**AMOUNTS, **LEVEL, **_BAYESIAN}},
    judge=anchor_group,
)

ANCHOR_BETWEEN = Approach(
    name="anchor-between",
    title="Two groups after, against an amount that matters",
    summary="Whether the later scores of two groups differ by an important amount.",
    formula="m1 - m2 +/- t * sqrt(s1^2 / n1 + s2^2 / n2), with m, s and n the means, "
    "standard deviations and numbers of the later scores of the two groups and t the "
    "quantile with Welch's degrees of freedom; or the posterior as of anchor-group; held "
    "against 0 and the minimal important change",
    reference=COPAY,
    inputs=("minimal important change", "groups"),
    parameters={
        "required": ["improvement", "group", "reference"],
        "properties": {
            "group": {
                "description": "Label of the group that is compared.",
                "type": ["string", "number"],
            },
            "reference": {
                "description": "Label of the group that it is compared with.",
                "type": ["string", "number"],
            },
            **AMOUNTS,
            **LEVEL,
            **_BAYESIAN,
        },
    },
    judge=anchor_between,
)

"""The smallest change that is more than error of measurement, as a number of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.i18n.messages import Figure, words
from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.approach_results import GroupJudgement


def minimal_detectable_change(pairs: pd.DataFrame, context: ApproachContext) -> GroupJudgement:
    r"""The minimal detectable change of a scale.

    Raises
    ------
    ChangeError
        If the reliability or the standard deviation is lacking.

    Notes
    -----
    .. math:: MDC = z \sqrt{2}\, s \sqrt{1 - r}

    with s the standard deviation, r the reliability and z the critical value:
    the limit of Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12.

    Examples
    --------
    The R package CECPfuns gives 6.894784471329744 points for a standard
    deviation of 7.5 and a reliability of .89.

    >>> from scorewell.change.example_data import pairs
    >>> from scorewell.change.options.options import ChangeOptions
    >>> from scorewell.registry.registry import open_registry
    >>> pseq = open_registry().load("pseq")
    >>> options = ChangeOptions(reliability=0.89, sd=7.5, level=0.95)
    >>> result = minimal_detectable_change(pairs(), ApproachContext(
    ...     instrument=pseq, scale=pseq.scale("total"), options=[("call", options)]
    ... ))
    >>> round(result.figures[0].value, 9)
    6.894784471
    >>> result.verdict
    'a change of more than 6.89 points is detectable, so at least 7 in whole score steps'
    """
    from scorewell.change.inputs.tie_rules import critical_value
    from scorewell.change.inputs.tolerance import steps_beyond
    from scorewell.change.parameters.reliability_and_sd import reliability as find_reliability
    from scorewell.change.parameters.reliability_and_sd import sd as find_sd
    from scorewell.change.results.approach_results import GroupFigure, GroupJudgement
    from scorewell.change.sample import approach_sample
    from scorewell.change.score_steps import score_step

    sample = approach_sample(pairs, context)
    request = sample.request
    critical, level = critical_value(request)
    reliability, sd = find_reliability(request), find_sd(request)
    error = sd.value * (1 - reliability.value) ** 0.5
    change = critical * 2**0.5 * error
    value = Figure(f"{change:.2f}")
    conclusion = words("a change of more than {{ value }} points is detectable", value=value)
    sentence = words("A change of more than {{ value }} points is detectable.", value=value)
    step = score_step(context.scale, context.instrument)
    if step is not None:
        ties = request.choice("on_limit").value == "changed"
        least = Figure(f"{steps_beyond(change, step, ties=ties) * step:g}")
        conclusion = words(
            "a change of more than {{ value }} points is detectable, so at least {{ least }} "
            "in whole score steps",
            value=value,
            least=least,
        )
        sentence = words(
            "A change of more than {{ value }} points is detectable, so at least {{ least }} "
            "in whole score steps.",
            value=value,
            least=least,
        )
    return GroupJudgement(
        approach="minimal-detectable-change",
        instrument=context.instrument,
        scale=context.scale,
        figures=(
            GroupFigure(name=words("minimal detectable change"), value=change),
            GroupFigure(name=words("standard error of one score"), value=error),
        ),
        verdict=conclusion,
        words=sentence,
        n=(len(pairs[["pre", "post"]].dropna()),),
        inputs=(reliability.source, sd.source, level),
        findings=(*sample.findings, *reliability.findings, *sd.findings),
    )


DETECTABLE_CHANGE = Approach(
    name="minimal-detectable-change",
    title="The minimal detectable change as a number",
    summary="The smallest change that is more than error of measurement, in points.",
    formula="MDC = z * sqrt(2) * s * sqrt(1 - r), with s the standard deviation, r the "
    "reliability and z the critical value",
    reference=JACOBSON_TRUAX.reference,
    inputs=("reliability", "sd"),
    judge=minimal_detectable_change,
)

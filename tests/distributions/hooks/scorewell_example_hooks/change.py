"""A change method: how far a score moved, in standard deviations of the baseline."""

from __future__ import annotations

from scorewell import ChangeIndex, ChangeMethod


def compute(pre, post, inputs):
    """The change divided by the standard deviation; NaN where a score is missing."""
    return ChangeIndex.around(pre, post, standard_error=inputs["sd"])


IN_BASELINE_SDS = ChangeMethod(
    name="in-baseline-sds",
    title="Change in baseline standard deviations",
    summary="The change divided by the standard deviation of the baseline scores.",
    formula="(x2 - x1) / s, with x1 and x2 the scores before and after and s the standard "
    "deviation of the baseline scores",
    reference="made up for this example",
    inputs=("sd",),
    compute=compute,
)

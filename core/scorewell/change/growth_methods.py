"""The ways to judge a respondent's slope over all occasions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["GROWTH_METHODS", "GrowthMethod"]

_MODEL = (
    "in the model y = (b0 + u0) + (b1 + u1) * t + e, with y the score at time t, b0 and b1 the "
    "average line, u0 and u1 the deviations of one respondent, and e the rest; variances by "
    "restricted maximum likelihood"
)


@dataclass(frozen=True, kw_only=True)
class GrowthMethod:
    """A way to judge a respondent's slope over all occasions.

    Attributes
    ----------
    name : str
        The word that calls use.
    title, summary, formula, reference : str
        What a reader is told.
    inputs : tuple of str
        What it needs.
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    inputs: tuple[str, ...] = ("scores at three occasions or more", "their times")


GROWTH_METHODS: Mapping[str, GrowthMethod] = {
    "growth-slope": GrowthMethod(
        name="growth-slope",
        title="A respondent's own slope",
        summary="The slope of a respondent, average and deviation together, divided by its own "
        "error: whether this respondent changed.",
        formula=f"(b1 + u1) / SE(b1 + u1) {_MODEL}",
        reference="Laird NM, Ware JH (1982). Random-effects models for longitudinal data. "
        "Biometrics 38(4):963-974. doi:10.2307/2529876",
    ),
    "growth-deviation": GrowthMethod(
        name="growth-deviation",
        title="The deviation from the average slope",
        summary="Only how far a respondent's slope lies from the average one: where everybody "
        "improves alike, nobody does. It is what clinicalsignificance calls HLM.",
        formula=f"u1 / SD(u1 given y) {_MODEL}",
        reference="Laird NM, Ware JH (1982). Random-effects models for longitudinal data. "
        "Biometrics 38(4):963-974. doi:10.2307/2529876",
    ),
}
"""Every growth method by name."""

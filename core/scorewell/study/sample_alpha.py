"""The reliability of a scale from the sample's own items, where a study asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.change import SAMPLE_ALPHA, ChangeOptions, SampleAlpha
from scorewell.errors import DataError
from scorewell.responses import DECLARED
from scorewell.study.data import GROUP, ID, OCCASION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scorewell.model import Instrument, Scale
    from scorewell.study.measure import Scored
    from scorewell.study.plan import StudyPlan

__all__ = ["asks_for_alpha", "sample_alpha", "with_alpha"]

_OPTIONS = ("reliability", "reliability_post")

Voices = tuple[tuple[str, ChangeOptions], ...]


def asks_for_alpha(voices: Iterable[tuple[str, ChangeOptions]]) -> bool:
    """Whether anybody names the alpha of the sample as a reliability."""
    return any(
        getattr(options, name) == SAMPLE_ALPHA for _, options in voices for name in _OPTIONS
    )


def sample_alpha(
    scored: Scored, instrument: Instrument, scale: Scale, plan: StudyPlan
) -> SampleAlpha:
    """Alpha of the items at the baseline occasion, one row per respondent.

    A control group does not count, as it is not judged.

    Raises
    ------
    DataError
        If the data hold no item answers, or too few.
    """
    from scorewell.reliability import sample_reliability
    from scorewell.reliability.items import bound_items

    where = instrument.column(scale.id)
    binding = scored.binding
    if binding is None:
        raise DataError(
            f"{where}: the reliability is to be that of the sample's own items, and the data "
            "hold scores and no items",
            hint="name a reliability of the scale, or give a number",
        )
    answers = scored.answers
    keep = scored.frame[ID].is_not_null()
    if plan.pre:
        keep &= (scored.frame[OCCASION] == plan.pre).fill_null(value=False)
    label = plan.call.control_group or plan.change.control_group
    if label is not None:
        keep &= (scored.frame[GROUP] != str(label)).fill_null(value=True)
    # Which encoding it is was settled by all the answers, when they were scored.
    coding = binding.coding or binding.marker.coding or DECLARED
    items = bound_items(answers.filter(keep), replace(binding, coding=coding), scale.id)
    found = sample_reliability(items, instrument, scale.id)
    alpha = found.alpha
    return SampleAlpha(
        value=alpha.value,
        n=alpha.n,
        items=found.n_items,
        low=alpha.low,
        high=alpha.high,
        when=plan.pre,
        findings=tuple(each for each in found.findings if each.severity != "note"),
    )


def with_alpha(voices: Voices, alpha: SampleAlpha) -> Voices:
    """The same voices, with the figure where they name it."""

    def figure(value: str | float | SampleAlpha | None) -> str | float | SampleAlpha | None:
        return alpha if value == SAMPLE_ALPHA else value

    return tuple(
        (
            origin,
            replace(
                options,
                reliability=figure(options.reliability),
                reliability_post=figure(options.reliability_post),
            ),
        )
        for origin, options in voices
    )

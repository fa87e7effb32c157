"""Order, counts and words of outcomes, and the band of unreliable change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say
from scorewell.report.formatting import join_words, one_line

if TYPE_CHECKING:
    from scorewell.change.parameters.cutoffs import Cutoffs
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.uncertainty.result import PrecisionResult


@dataclass(frozen=True, kw_only=True)
class UnreliableBand:
    """Between which scores afterwards a change is not reliable.

    Attributes
    ----------
    slope : float
        Slope of both edges over the baseline score; 1 where the method looks
        at the change alone.
    low, high : float
        Where the edges cross a baseline score of 0.
    """

    slope: float
    low: float
    high: float

    @property
    def parallel(self) -> bool:
        """Whether the edges run parallel to the line of no change, equally far from it."""
        return self.slope == 1 and self.low == -self.high


def unreliable_band(result: ChangeResult) -> UnreliableBand | None:
    """The band of unreliable change, or None where it has no straight edges or no cases."""
    line, limit = result.expected_line, result.limit
    if limit is None or line is None or not result.n_assessable:
        return None
    return UnreliableBand(
        slope=line.slope, low=line.intercept - limit, high=line.intercept + limit
    )


OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")
"""From the best to the worst."""


def assessable_cases(result: ChangeResult | PrecisionResult) -> pd.DataFrame:
    """The respondents who could be classified."""
    return result.cases[result.cases["assessable"].to_numpy(dtype=bool)]


def possible_outcomes(result: ChangeResult | CourseResult) -> list[str]:
    """The outcomes that there can be: without a cut-off nobody can recover."""
    return list(OUTCOMES if result.cutoffs.value is not None else OUTCOMES[1:])


def outcome_counts(result: ChangeResult) -> list[tuple[str, int]]:
    """The outcomes that there can be, each with the number of its respondents."""
    counts = assessable_cases(result)["outcome"].value_counts()
    return [(name, int(counts.get(name, 0))) for name in possible_outcomes(result)]


def outcome_count_words(counts: Iterable[tuple[str, int]]) -> str:
    """Numbers of respondents by outcome, for example ``6 recovered and 7 unchanged``."""
    return join_words([f"{n} {say(f'outcome.{outcome}')}" for outcome, n in counts])


def direction_words(result: ChangeResult) -> str:
    """Which scores are better, in words."""
    return say(f"figure.{result.scale.better}")


def cutoff_name(cutoffs: Cutoffs) -> str:
    """How the key of a figure calls the cut-off."""
    if cutoffs.entry is not None:
        return say("figure.cutoff_published")
    return say("figure.cutoff", criterion=one_line(cutoffs.label))

"""In which order, in which words, and with which marks outcomes stand in drawings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.i18n.messages import say
from scorewell.report.formatting import join_words

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.uncertainty.result import PrecisionResult


_TOLERANCE = 1e-6


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
    """The band of unreliable change, or None where it has no straight edges.

    The edges are read off the cases: where the index is the change divided by
    its standard error, they are the limit away from the line of no change;
    where it is another linear function of the two scores, they follow from
    that function.
    """
    limit, error, critical = result.limit, result.standard_error, result.critical_value
    cases = assessable_cases(result)
    if limit is None or error is None or critical is None or cases.empty:
        return None
    pre, post, index = (
        cases[name].to_numpy(dtype=np.float64) for name in ("pre", "post", "index")
    )
    if np.allclose(index * error, post - pre, rtol=0, atol=_TOLERANCE * error):
        return UnreliableBand(slope=1.0, low=-limit, high=limit)
    return _linear(pre, post, index, critical)


def _linear(
    pre: NDArray[np.float64],
    post: NDArray[np.float64],
    index: NDArray[np.float64],
    critical: float,
) -> UnreliableBand | None:
    """Edges of ``|k0 + k1 pre + k2 post| = critical``, if that is what the index is."""
    terms = np.column_stack([np.ones_like(pre), pre, post])
    solution, _, rank, _ = np.linalg.lstsq(terms, index)
    constant, of_pre, of_post = (float(value) for value in solution)
    exact = np.allclose(terms @ solution, index, rtol=0, atol=_TOLERANCE)
    if rank < 3 or not exact or of_post <= 0:
        return None
    return UnreliableBand(
        slope=-of_pre / of_post,
        low=(-critical - constant) / of_post,
        high=(critical - constant) / of_post,
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

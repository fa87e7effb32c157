"""The possible scores of a scale, and which of them mean what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classify import RELIABLE, STATUS, reliable_codes, status_codes
from scorewell.change.index import index_of
from scorewell.change.request import Request
from scorewell.change.steps import score_step
from scorewell.change.terms import Terms
from scorewell.change.ties import steps_beyond

__all__ = ["Targets", "targets"]


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Which possible scores mean what; None where there is no such score.

    Attributes
    ----------
    step : float or None
        The smallest difference between two possible scores; None if it is
        not known, and then so is everything else.
    needed : float or None
        The smallest possible change beyond the limit, in points.
    functional : float or None
        The functional score nearest to the clinical range.
    improved, deteriorated : float or None
        The score nearest to the respondent's that would be a reliable
        improvement or deterioration.
    """

    step: float | None = None
    needed: float | None = None
    functional: float | None = None
    improved: float | None = None
    deteriorated: float | None = None


def targets(
    request: Request, terms: Terms, *, limit: float | None, pre: float | None
) -> Targets:
    """Which possible scores mean what, found by classifying all of them.

    Parameters
    ----------
    limit : float or None
        How many points from the score before a reliable change exceeds;
        None where that depends on the score before.
    """
    step = score_step(request.scale, request.instrument)
    if step is None:
        return Targets()
    low, high = request.scale.low, request.scale.high
    scores = np.linspace(low, high, round((high - low) / step) + 1)
    direction = request.direction
    functional = status_codes(
        scores,
        cutoff=terms.cutoffs.value,
        direction=direction,
        span=high - low,
        on_cutoff=terms.rules.post_on_cutoff,
    )
    ties = terms.rules.on_limit == "changed"
    better = worse = None
    if pre is not None:
        index = index_of(terms, np.full(scores.shape, pre), scores)
        reliable = reliable_codes(
            index.index,
            critical_value=terms.critical_value,
            direction=direction,
            rules=terms.rules,
        )
        better = _worst(scores[reliable == RELIABLE.index("improved")], direction)
        worse = _worst(scores[reliable == RELIABLE.index("deteriorated")], -direction)
    return Targets(
        step=step,
        needed=None if limit is None else steps_beyond(limit, step, ties=ties) * step,
        functional=_worst(scores[functional == STATUS.index("functional")], direction),
        improved=better,
        deteriorated=worse,
    )


def _worst(scores: NDArray[np.float64], direction: int) -> float | None:
    """The score farthest from the better end; None without any."""
    if scores.size == 0:
        return None
    return float(scores.max() if direction < 0 else scores.min())

"""Which possible scores of a scale mean what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classes.classify import RELIABLE, STATUS, reliable_codes, status_codes
from scorewell.change.index import index_of
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tolerance import steps_beyond
from scorewell.change.resolve import ChangeSettings
from scorewell.change.score_steps import score_step


@dataclass(frozen=True, kw_only=True)
class ChangeTargets:
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
    request: Request, settings: ChangeSettings, *, limit: float | None, pre: float | None
) -> ChangeTargets:
    """Which possible scores mean what, found by classifying all of them.

    Parameters
    ----------
    limit : float or None
        How many points from the score before a reliable change exceeds;
        None where that depends on the score before.
    """
    step = score_step(request.scale, request.instrument)
    if step is None:
        return ChangeTargets()
    low, high = request.scale.low, request.scale.high
    scores = np.linspace(low, high, round((high - low) / step) + 1)
    direction = request.direction
    functional = status_codes(
        scores,
        cutoff=settings.cutoffs.value,
        direction=direction,
        span=high - low,
        on_cutoff=settings.tie_rules.post_on_cutoff,
    )
    ties = settings.tie_rules.on_limit == "changed"
    better = worse = None
    if pre is not None:
        index = index_of(settings, np.full(scores.shape, pre), scores)
        reliable = reliable_codes(
            index.index,
            critical_value=settings.critical_value,
            direction=direction,
            rules=settings.tie_rules,
        )
        better = _worst(scores[reliable == RELIABLE.index("improved")], direction)
        worse = _worst(scores[reliable == RELIABLE.index("deteriorated")], -direction)
    return ChangeTargets(
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

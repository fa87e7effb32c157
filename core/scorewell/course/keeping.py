"""Whether a gain reached by the end of treatment is kept at follow-up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.request import Request
from scorewell.change.terms import Terms
from scorewell.course.grid import Grid
from scorewell.course.standing import (
    DETERIORATED,
    IMPROVED,
    Places,
    Standing,
    compare,
    first,
)

__all__ = ["FOLLOW_UP", "KEPT", "Keeping", "keep"]

KEPT = ("kept", "lost")
"""What became of a gain on one follow-up."""

FOLLOW_UP = ("maintained", "maintained where measured", "lost", "no gain at post")
"""What became of a gain over all follow-ups."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Keeping:
    """What became of the gains.

    Attributes
    ----------
    cell : array of int, shape (n_respondents, n_occasions)
        Place in :data:`KEPT`; -1 where there is no gain at ``post``, no
        follow-up, or no score.
    respondent : array of int, shape (n_respondents,)
        Place in :data:`FOLLOW_UP`; -1 where it is not known.
    lost_at : array of int, shape (n_respondents,)
        Column of the first follow-up on which the gain is lost; -1 if never.
    missing : array of int, shape (n_respondents,)
        How many follow-ups have no score.
    """

    cell: NDArray[np.int8]
    respondent: NDArray[np.int8]
    lost_at: Places
    missing: NDArray[np.int64]


def keep(grid: Grid, standing: Standing, terms: Terms, request: Request) -> Keeping:
    """Follow every gain at ``post`` over the follow-ups.

    Notes
    -----
    A respondent has a gain where the score at ``post`` is a reliable
    improvement on the baseline. On a follow-up with a score the gain is

    - **lost** where the score is no longer a reliable improvement on the
      baseline, or is a reliable deterioration from the score at ``post``;
    - **kept** otherwise.

    The gain is *maintained* where it is kept on every follow-up, *maintained
    where measured* where it is kept on every follow-up that has a score and
    some have none, *lost* where it is lost on any one, also if it is there
    again later. Without a score at ``post``, or with a gain and no follow-up
    score at all, it is not known.
    """
    shape = grid.scores.shape
    nobody = np.full(shape[0], -1, dtype=np.int8)
    if grid.post < 0:
        return Keeping(
            cell=np.full(shape, -1, dtype=np.int8),
            respondent=nobody,
            lost_at=nobody.astype(np.intp),
            missing=np.zeros(shape[0], dtype=np.int64),
        )
    follow_up = (np.arange(shape[1]) > grid.post) & grid.listed
    at_post = standing.reliable[:, grid.post]
    gain = at_post == IMPROVED
    scored = follow_up & grid.assessable & gain[:, None]
    post = np.where(scored, grid.scores[:, grid.post, None], np.nan)
    _, since = compare(terms, request, post, np.where(scored, grid.scores, np.nan))
    lost = scored & ((standing.reliable != IMPROVED) | (since == DETERIORATED))
    missing = (follow_up & (grid.reason >= 0)).sum(axis=1)
    cell = np.where(scored, lost, -1).astype(np.int8)
    whole = np.where(missing > 0, 1, 0)
    found = np.where(lost.any(axis=1), 2, np.where(scored.any(axis=1), whole, -1))
    respondent = np.where(at_post < 0, -1, np.where(gain, found, 3)).astype(np.int8)
    return Keeping(cell=cell, respondent=respondent, lost_at=first(lost), missing=missing)

"""The status of each score: against the baseline, the best so far, and the cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classes.classify import (
    RELIABLE,
    STATUS,
    outcome_codes,
    reliable_codes,
    status_codes,
)
from scorewell.change.index import index_of
from scorewell.change.inputs.request import Request
from scorewell.change.resolve import ChangeSettings
from scorewell.change.trajectory.score_grid import Floats, Grid, first_of

IMPROVED, DETERIORATED = RELIABLE.index("improved"), RELIABLE.index("deteriorated")
CLINICAL, FUNCTIONAL = STATUS.index("clinical"), STATUS.index("functional")

_Number = TypeVar("_Number", np.float64, np.intp)

Codes = NDArray[np.int8]
Places = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreStatus:
    """The status of each score; arrays of the shape of the grid.

    Attributes
    ----------
    change, index : array of float
        Score minus baseline score, in points and in standard errors.
    reliable : array of int
        The same as a place in ``RELIABLE``.
    status : array of int
        Place in ``STATUS``.
    outcome : array of int
        Place in ``OUTCOMES``.
    best : array of float
        The best score from the baseline to the occasion before.
    best_at : array of int
        Its column; the first one, if it was reached more than once.
    from_best : array of float
        Score minus that best score, in points.
    against_best : array of int
        The same as a place in ``RELIABLE``.
    peak : array of float, shape (n_respondents,)
        The best score of all, from the baseline on.
    peak_at : array of int, shape (n_respondents,)
        Its column; the first one, if it was reached more than once.

    Codes are -1, places -1 and numbers NaN where there is nothing to say.
    """

    change: Floats
    index: Floats
    reliable: Codes
    status: Codes
    outcome: Codes
    best: Floats
    best_at: Places
    from_best: Floats
    against_best: Codes
    peak: Floats
    peak_at: Places


def compare(
    settings: ChangeSettings, request: Request, before: Floats, after: Floats
) -> tuple[Floats, Codes]:
    """Index and reliable class of scores against earlier ones, of any shape."""
    index = index_of(settings, before.ravel(), after.ravel()).index
    codes = reliable_codes(
        index,
        critical_value=settings.critical_value,
        direction=request.direction,
        rules=settings.tie_rules,
    )
    return index.reshape(after.shape), codes.reshape(after.shape)


def classify_scores(
    grid: Grid, settings: ChangeSettings, pair_settings: ChangeSettings, request: Request
) -> ScoreStatus:
    """The status of each score: against the baseline by `pair_settings`, else by `settings`."""
    assessable_scores = np.where(grid.assessable, grid.scores, np.nan)
    base = np.where(grid.assessable, grid.baseline_scores[:, None], np.nan)
    index, reliable = compare(pair_settings, request, base, assessable_scores)
    status = _status(grid, pair_settings, request)
    baseline_status = first_of(status.astype(np.float64), grid.start)
    known_status = np.where(np.isnan(baseline_status), -1, baseline_status).astype(np.int8)
    oriented, record = _best(grid, request.direction)
    before, best_column = _shift_right(oriented, -np.inf), _shift_right(record, -1)
    has_best = grid.assessable & np.isfinite(before)
    best = np.where(has_best, request.direction * before, np.nan)
    _, against_best = compare(settings, request, best, assessable_scores)
    peak = oriented[:, -1]
    return ScoreStatus(
        change=assessable_scores - base,
        index=index,
        reliable=reliable,
        status=status,
        outcome=outcome_codes(
            reliable,
            known_status[:, None],
            status,
            recovered_from=pair_settings.tie_rules.recovered_from,
        ),
        best=best,
        best_at=np.where(has_best, best_column, -1).astype(np.intp),
        from_best=assessable_scores - best,
        against_best=against_best,
        peak=np.where(np.isfinite(peak), request.direction * peak, np.nan),
        peak_at=record[:, -1].astype(np.intp),
    )


def first_column(mask: NDArray[np.bool_]) -> Places:
    """The first column of each row that is true; -1 where none is."""
    return np.where(mask.any(axis=1), mask.argmax(axis=1), -1).astype(np.intp)


def last_column(mask: NDArray[np.bool_]) -> Places:
    """The last column of each row that is true; -1 where none is."""
    place = first_column(mask[:, ::-1])
    return np.where(place < 0, -1, mask.shape[1] - 1 - place).astype(np.intp)


def _status(grid: Grid, settings: ChangeSettings, request: Request) -> Codes:
    """The side of the cut-off, with one rule for ties up to the baseline, another after it."""
    codes = [
        status_codes(
            grid.scores,
            cutoff=settings.cutoffs.value,
            direction=request.direction,
            span=request.scale.high - request.scale.low,
            on_cutoff=rule,
        )
        for rule in (settings.tie_rules.pre_on_cutoff, settings.tie_rules.post_on_cutoff)
    ]
    return np.where(grid.after, codes[1], codes[0]).astype(np.int8)


def _best(grid: Grid, direction: int) -> tuple[Floats, Places]:
    """The best score from the baseline to each occasion, turned so that more is better.

    With it goes its column; before there is one, minus infinity and -1.
    """
    eligible = (grid.at_baseline | grid.assessable) & ~np.isnan(grid.scores)
    oriented = np.where(eligible, direction * grid.scores, -np.inf)
    running = np.maximum.accumulate(oriented, axis=1)
    columns = np.arange(oriented.shape[1])
    record = np.where(oriented > _shift_right(running, -np.inf), columns, -1)
    return running, np.maximum.accumulate(record, axis=1).astype(np.intp)


def _shift_right(values: NDArray[_Number], fill: float) -> NDArray[_Number]:
    """Every column one to the right."""
    copy = np.full_like(values, fill)
    copy[:, 1:] = values[:, :-1]
    return copy


GAIN_WORDS = ("kept", "lost", "gained later", "no gain")
"""The status of a gain on one follow-up."""

_GAIN, _LOSS, _LATE_GAIN, _NO_GAIN = range(len(GAIN_WORDS))

FOLLOW_UP = ("kept", "kept where measured", "lost", "gained later", "no gain at post")
"""The status of a gain over all follow-ups."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GainStatus:
    """Whether gains at the end of treatment are kept at follow-up.

    Attributes
    ----------
    cell : array of int, shape (n_respondents, n_occasions)
        Place in :data:`GAIN_WORDS`; -1 where there is no score at ``post``,
        no follow-up, or no score on it.
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


def follow_gains(
    grid: Grid, status: ScoreStatus, settings: ChangeSettings, request: Request
) -> GainStatus:
    """Follow every gain at ``post`` over the follow-ups.

    Notes
    -----
    A respondent has a gain where the score at ``post`` is a reliable
    improvement on the baseline. On a follow-up with a score the gain is

    - **lost** where the score is no longer a reliable improvement on the
      baseline, or is a reliable deterioration from the score at ``post``;
    - **kept** otherwise.

    Where there is no gain at ``post``, a follow-up score that is a reliable
    improvement on the baseline is **gained later**.

    Over all follow-ups the gain is *kept* where it is kept on every one, *kept
    where measured* where it is kept on every one that has a score and some
    have none, *lost* where it is lost on any one, also if it is there again
    later. Without a gain at ``post`` it is *gained later* where the last
    follow-up with a score is, and otherwise *no gain at post*. Without a score
    at ``post``, or with a gain and no follow-up score at all, it is not known.
    """
    shape = grid.scores.shape
    unknown = np.full(shape[0], -1, dtype=np.int8)
    if grid.post < 0:
        return GainStatus(
            cell=np.full(shape, -1, dtype=np.int8),
            respondent=unknown,
            lost_at=unknown.astype(np.intp),
            missing=np.zeros(shape[0], dtype=np.int64),
        )
    follow_up = (np.arange(shape[1]) > grid.post) & grid.has_row
    at_post = status.reliable[:, grid.post]
    gain = at_post == IMPROVED
    with_score = follow_up & grid.assessable & (at_post >= 0)[:, None]
    scored_follow_up = with_score & gain[:, None]
    post = np.where(scored_follow_up, grid.scores[:, grid.post, None], np.nan)
    _, since = compare(settings, request, post, np.where(scored_follow_up, grid.scores, np.nan))
    is_lost = scored_follow_up & ((status.reliable != IMPROVED) | (since == DETERIORATED))
    missing = (follow_up & (grid.reason >= 0)).sum(axis=1)
    later = np.where(status.reliable == IMPROVED, _LATE_GAIN, _NO_GAIN)
    codes = np.where(gain[:, None], np.where(is_lost, _LOSS, _GAIN), later)
    cell = np.where(with_score, codes, -1).astype(np.int8)
    whole = np.where(missing > 0, 1, 0)
    gain_codes = np.where(
        is_lost.any(axis=1), 2, np.where(scored_follow_up.any(axis=1), whole, -1)
    )
    at_last = first_of(cell.astype(np.float64), last_column(with_score))
    no_gain_codes = np.where(at_last == _LATE_GAIN, 3, 4)
    respondent = np.where(at_post < 0, -1, np.where(gain, gain_codes, no_gain_codes)).astype(
        np.int8
    )
    return GainStatus(
        cell=cell, respondent=respondent, lost_at=first_column(is_lost), missing=missing
    )

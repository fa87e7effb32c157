"""Every interval between neighbouring sessions, held against the criteria of sudden gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tolerance import exceeds
from scorewell.change.trajectory.score_grid import Floats, Grid
from scorewell.change.trajectory.status import Codes, Places, first_column
from scorewell.change.trajectory.sudden_gains import LIMIT, SuddenGains
from scorewell.errors import ChangeError

_SIDE = 3
"""How many sessions stand for the level before a gain, and after it."""

_CRITERIA = ("large", "substantial", "stable")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Levels:
    """The level before and after each interval; shape (n_respondents, n_intervals).

    ``before`` and ``after`` are means that fall where a respondent gets
    better; ``threshold`` is what their difference must exceed, NaN where
    there are too few sessions.
    """

    before: Floats
    after: Floats
    n_before: NDArray[np.int64]
    n_after: NDArray[np.int64]
    threshold: Floats


def cut_of(rule: SuddenGains, limit: float) -> float | None:
    """The cut of criterion 1, in points; None if it is switched off."""
    if rule.cut is None:
        return None
    return limit if rule.cut == LIMIT else float(rule.cut)


def sessions_of(rule: SuddenGains, grid: Grid) -> Places:
    """The columns among which gains are looked for."""
    unknown = [occasion for occasion in rule.occasions if occasion not in grid.labels]
    if unknown:
        raise ChangeError(
            f"sudden gains are to be looked for at {unknown[0]}, which is not among the "
            "occasions",
            hint=f"they are, in order: {', '.join(grid.labels)}",
        )
    last = grid.post if grid.post >= 0 else len(grid.labels) - 1
    columns_of_sessions = [
        place
        for place, label in enumerate(grid.labels)
        if (label in rule.occasions if rule.occasions else place <= last)
    ]
    return np.array(columns_of_sessions, dtype=np.intp)


def find_sudden_gains(
    grid: Grid, rule: SuddenGains, *, limit: float, request: Request
) -> pd.DataFrame:
    """Every interval between two neighbouring sessions that both have a score.

    Returns
    -------
    pandas.DataFrame
        ``id``; ``before`` and ``after``, the two sessions; ``score_before``,
        ``score_after``; ``gain``, in points of improvement; ``share`` of the
        score before; ``mean_before``, ``mean_after``, ``n_before``,
        ``n_after``, of the sessions around; ``threshold``, which the
        difference of these means must exceed; ``large``, ``substantial``,
        ``stable``, the three criteria, missing where switched off or where
        there are too few sessions; ``sudden_gain``, whether all that apply
        are met, missing where one cannot be told and none fails;
        ``reversed``, of sudden gains that a later session with a score
        could reverse, and ``reversed_at``.
    """
    columns = sessions_of(rule, grid)
    scores = grid.scores[:, columns]
    worse = -request.direction * scores
    gain = worse[:, :-1] - worse[:, 1:]
    size = _size(scores[:, :-1], rule, request)
    levels = _levels(worse, rule)
    span = request.scale.high - request.scale.low
    criteria = _criteria(gain, size, levels, rule, cut=cut_of(rule, limit), span=span)
    sudden = _all(criteria, gain.shape)
    back = _reversed_at(worse, gain, sudden > 0, rule, span)
    respondent, interval = np.nonzero(~np.isnan(gain))
    cells = (respondent, interval)
    labels = pd.array([grid.labels[column] for column in columns], dtype="string")
    share = np.divide(gain, size, out=np.full(gain.shape, np.nan), where=size > 0)
    undone = np.where((sudden > 0) & _has_later_score(worse), back >= 0, -1).astype(np.int8)
    none = np.full(gain.shape, -1, dtype=np.int8)
    return pd.DataFrame(
        {
            "id": grid.ids.take(respondent).reset_index(drop=True),
            "before": labels.take(interval),
            "after": labels.take(interval + 1),
            "score_before": scores[respondent, interval],
            "score_after": scores[respondent, interval + 1],
            "gain": gain[cells],
            "share": share[cells],
            "mean_before": -request.direction * levels.before[cells],
            "mean_after": -request.direction * levels.after[cells],
            "n_before": levels.n_before[cells],
            "n_after": levels.n_after[cells],
            "threshold": levels.threshold[cells],
            **{name: _flags(criteria.get(name, none)[cells]) for name in _CRITERIA},
            "sudden_gain": _flags(sudden[cells]),
            "reversed": _flags(undone[cells]),
            "reversed_at": labels.take(back[cells], allow_fill=True),
        }
    )


def _size(scores: Floats, rule: SuddenGains, request: Request) -> Floats:
    """What the share of criterion 2 is of."""
    if rule.share_of == "score":
        return np.abs(scores)
    best = request.scale.high if request.direction > 0 else request.scale.low
    return np.abs(scores - best)


def _levels(worse: Floats, rule: SuddenGains) -> _Levels:
    """Means and threshold of criterion 3, of the sessions around each interval."""
    from scipy.special import stdtrit

    n, sessions = worse.shape
    if sessions < 2:
        empty = np.zeros((n, 0))
        none = empty.astype(np.int64)
        return _Levels(before=empty, after=empty, n_before=none, n_after=none, threshold=empty)
    edge = np.full((n, _SIDE - 1), np.nan)
    windows = sliding_window_view(np.hstack([edge, worse, edge]), 2 * _SIDE, axis=1)
    before, n_before, squares_before = _moments(windows[..., :_SIDE])
    after, n_after, squares_after = _moments(windows[..., _SIDE:])
    df = n_before + n_after - 2
    testable = (n_before >= 2) & (n_after >= 2)
    spread = np.sqrt((squares_before + squares_after) / np.maximum(df, 1))
    degrees = df if rule.adjusted else np.full(df.shape, 2 * _SIDE - 2)
    critical = stdtrit(np.maximum(degrees, 1), 0.5 + rule.level / 2)
    factor = np.ones(df.shape)
    if rule.stability != "pooled-sd":
        factor = np.sqrt(1 / np.maximum(n_before, 1) + 1 / np.maximum(n_after, 1))
    return _Levels(
        before=before,
        after=after,
        n_before=n_before,
        n_after=n_after,
        threshold=np.where(testable, critical * spread * factor, np.nan),
    )


def _moments(window: Floats) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Mean, number and sum of squared deviations of the scores there are."""
    has_score = ~np.isnan(window)
    number = has_score.sum(axis=-1)
    total = np.where(has_score, window, 0.0).sum(axis=-1)
    mean = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    squares = np.where(has_score, window - mean[..., None], 0.0) ** 2
    return mean, number, squares.sum(axis=-1)


def _criteria(
    gain: Floats,
    size: Floats,
    levels: _Levels,
    rule: SuddenGains,
    *,
    cut: float | None,
    span: float,
) -> dict[str, Codes]:
    """The criteria that apply: 1 met, 0 not met, -1 where that cannot be told."""
    codes_by_criterion: dict[str, Codes] = {}
    if cut is not None:
        codes_by_criterion["large"] = exceeds(gain, cut, size=span, ties=True).astype(np.int8)
    if rule.share is not None:
        over = gain - rule.share * size
        codes_by_criterion["substantial"] = exceeds(over, 0.0, size=span, ties=True).astype(
            np.int8
        )
    if rule.stability is not None:
        over = levels.before - levels.after - levels.threshold
        stable = exceeds(over, 0.0, size=span, ties=False)
        codes_by_criterion["stable"] = np.where(np.isnan(over), -1, stable).astype(np.int8)
    return codes_by_criterion


def _all(criteria: dict[str, Codes], shape: tuple[int, ...]) -> Codes:
    """Whether all criteria are met; a failed one decides, whatever cannot be told."""
    codes = np.stack(
        [np.broadcast_to(codes_of_criterion, shape) for codes_of_criterion in criteria.values()]
    )
    fails = (codes == 0).any(axis=0)
    return np.where(fails, 0, codes.min(axis=0)).astype(np.int8)


def _reversed_at(
    worse: Floats, gain: Floats, sudden: NDArray[np.bool_], rule: SuddenGains, span: float
) -> Places:
    """The session on which a sudden gain is first seen to be reversed; -1 if never."""
    reversal = np.full(gain.shape, -1, dtype=np.intp)
    # After the last interval there is no session that could reverse a gain.
    for interval in np.flatnonzero(sudden[:, :-1].any(axis=0)):
        later = worse[:, interval + 2 :]
        given_back = later - worse[:, interval + 1, None] - rule.reversal * gain[:, [interval]]
        place = first_column(exceeds(given_back, 0.0, size=span, ties=False))
        reversal[:, interval] = np.where(place < 0, -1, place + interval + 2)
    return np.where(sudden, reversal, -1)


def _has_later_score(worse: Floats) -> NDArray[np.bool_]:
    """Whether a session that could reverse the gain of an interval has a score."""
    has_score = ~np.isnan(worse[:, ::-1])
    ever = np.logical_or.accumulate(has_score, axis=1)[:, ::-1]
    none = np.zeros((len(worse), 1), dtype=bool)
    return np.hstack([ever[:, 2:], none])[:, : max(worse.shape[1] - 1, 0)]


def _flags(codes: Codes) -> pd.arrays.BooleanArray:
    """Codes as true, false and missing."""
    return pd.arrays.BooleanArray(codes > 0, codes < 0)

"""Scores by respondent and occasion, with the reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.inputs.baseline import Baseline
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.trajectory.occasions import FIRST_SCORE, OWN_ORDER, Occasions
from scorewell.change.trajectory.read_scores import Columns, Rows, list_values, place_rows
from scorewell.errors import ChangeError, Finding

REASONS = (
    "no row",
    "no score",
    "score out of range",
    "no baseline score",
    "before the baseline",
)
"""Why a respondent is not assessable on an occasion. At the baseline there is nothing to
assess, and only the first three apply."""

_NO_ROW, _NO_SCORE, _OUTSIDE, _NO_BASELINE, _BEFORE = range(len(REASONS))

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Scores by respondent (rows) and occasion (columns).

    Attributes
    ----------
    ids, group : pandas.Series
        The respondents, in order of first appearance; ``group`` may be None.
    labels : tuple of str
        The occasions, in order.
    scores : array, shape (n_respondents, n_occasions)
        NaN where missing or out of range.
    times : array or None
        Numbers or dates of the same shape, as given.
    has_row : array of bool
        Which cells exist: all of them, or, where each respondent has a
        sequence of their own, those that have a row.
    reason : array of int
        Place in :data:`REASONS`; -1 where there is none.
    start : array of int, shape (n_respondents,)
        Column of the baseline; also where its score is missing. -1 where the
        first score is the baseline and there is no score.
    post : int
        Column of the end of treatment; -1 without one.
    findings : tuple of Finding
        What is to be said about the rows.
    """

    ids: pd.Series
    group: pd.Series | None
    labels: tuple[str, ...]
    scores: Floats
    times: NDArray[Any] | None
    has_row: NDArray[np.bool_]
    reason: NDArray[np.int8]
    start: NDArray[np.intp]
    post: int
    findings: tuple[Finding, ...] = ()

    @property
    def after(self) -> NDArray[np.bool_]:
        """Which cells come after the baseline."""
        start = np.where(self.start < 0, len(self.labels), self.start)
        later: NDArray[np.bool_] = np.arange(len(self.labels)) > start[:, None]
        return later

    @property
    def at_baseline(self) -> NDArray[np.bool_]:
        """Which cells are the baseline."""
        is_baseline: NDArray[np.bool_] = np.arange(len(self.labels)) == self.start[:, None]
        return is_baseline

    @property
    def baseline_scores(self) -> Floats:
        """The baseline score of each respondent; NaN where there is none."""
        return first_of(self.scores, self.start)

    @property
    def assessable(self) -> NDArray[np.bool_]:
        """Which cells can be held against a baseline."""
        return self.after & (self.reason < 0)

    @property
    def population(self) -> Baseline:
        """The baseline scores as a population.

        Pairs are complete with a score at ``post``, or, without one, with any
        score after the baseline.
        """
        scores = self.baseline_scores
        later = self.assessable
        complete = later[:, self.post] if self.post >= 0 else later.any(axis=1)
        return Baseline(
            all_scores=np.sort(scores[~np.isnan(scores)]), paired=np.sort(scores[complete])
        )


def first_of(values: Floats, columns: NDArray[np.intp]) -> Floats:
    """The value in one column per row; NaN where the column is -1."""
    entries = np.take_along_axis(values, np.maximum(columns, 0)[:, None], axis=1)[:, 0]
    return np.where(columns < 0, np.nan, entries)


def make_grid(rows: Rows, occasions: Occasions, request: Request) -> Grid:
    """Put every row in its place."""
    columns = place_rows(rows, occasions, request)
    if not columns.labels:
        raise ChangeError(f"{request.path}: no row has an occasion or a time")
    occasions.check(columns.labels)
    respondent, column = rows.respondent[columns.rows], columns.column
    _refuse_twice(rows, respondent, column, columns, request)
    shape = (len(rows.ids), len(columns.labels))
    present = np.zeros(shape, dtype=bool)
    present[respondent, column] = True
    scores = np.full(shape, np.nan)
    scores[respondent, column] = rows.score[columns.rows]
    times = _times(rows, columns, respondent, shape)
    tolerance = TOLERANCE * (request.scale.high - request.scale.low)
    outside = (scores < request.scale.low - tolerance) | (
        scores > request.scale.high + tolerance
    )
    reason = np.full(shape, -1, dtype=np.int8)
    reason[np.isnan(scores)] = _NO_SCORE
    reason[~present] = _NO_ROW
    reason[outside] = _OUTSIDE
    scores[outside] = np.nan
    start = _start(scores, columns.labels, occasions)
    return Grid(
        ids=rows.ids,
        group=_groups(rows),
        labels=columns.labels,
        scores=scores,
        times=times,
        has_row=present if columns.sequence == OWN_ORDER else np.ones(shape, dtype=bool),
        reason=_against_baseline(reason, scores, start),
        start=start,
        post=columns.labels.index(occasions.post) if occasions.post else -1,
        findings=(
            *columns.findings,
            *_outside(outside, rows, request),
            *_disorder(times, rows, request),
            *_two_groups(rows, request),
        ),
    )


def _start(scores: Floats, labels: tuple[str, ...], occasions: Occasions) -> NDArray[np.intp]:
    if occasions.baseline == FIRST_SCORE:
        has_score = ~np.isnan(scores)
        return np.where(has_score.any(axis=1), has_score.argmax(axis=1), -1).astype(np.intp)
    column = labels.index(occasions.baseline) if occasions.baseline else 0
    return np.full(len(scores), column, dtype=np.intp)


def _against_baseline(
    reason: NDArray[np.int8], scores: Floats, start: NDArray[np.intp]
) -> NDArray[np.int8]:
    """Reasons of cells that have a score, and nothing to hold it against."""
    columns = np.arange(scores.shape[1])
    free = reason < 0
    none = np.isnan(first_of(scores, start))[:, None] & (columns > start[:, None])
    before = columns < start[:, None]
    reasons = np.where(free & none, _NO_BASELINE, reason)
    return np.where(free & before, _BEFORE, reasons).astype(np.int8)


def _refuse_twice(
    rows: Rows,
    respondent: NDArray[np.intp],
    column: NDArray[np.intp],
    columns: Columns,
    request: Request,
) -> None:
    cells = respondent * len(columns.labels) + column
    distinct_cells, counts = np.unique(cells, return_counts=True)
    twice = distinct_cells[counts > 1]
    if twice.size:
        people = rows.ids.take(twice // len(columns.labels)).tolist()
        labels = [columns.labels[place] for place in (twice % len(columns.labels)).tolist()]
        texts = [
            f"{respondent} at {label}" for respondent, label in zip(people, labels, strict=True)
        ]
        raise ChangeError(
            f"{request.path}: {twice.size} respondents and occasions have more than one row "
            f"({list_values(texts)})",
            hint="keep one row per respondent and occasion, or give the rows other occasions",
        )


def _times(
    rows: Rows, columns: Columns, respondent: NDArray[np.intp], shape: tuple[int, int]
) -> NDArray[Any] | None:
    if rows.time is None:
        return None
    row_times = rows.time.to_numpy()
    empty = np.datetime64("NaT", "ns") if row_times.dtype.kind == "M" else np.nan
    times = np.full(shape, empty, dtype=row_times.dtype)
    times[respondent, columns.column] = row_times[columns.rows]
    return times


def _groups(rows: Rows) -> pd.Series | None:
    """The group label of each respondent; none where the rows name more than one."""
    if rows.group is None:
        return None
    labels = rows.group.groupby(rows.respondent)
    return labels.first().where(labels.nunique() <= 1).reindex(range(len(rows.ids)))


def _two_groups(rows: Rows, request: Request) -> tuple[Finding, ...]:
    if rows.group is None:
        return ()
    labels = rows.group.groupby(rows.respondent).nunique()
    ids = rows.ids[labels.reindex(rows.ids.index) > 1].tolist()
    if not ids:
        return ()
    return (
        request.finding(
            "several-groups",
            f"{len(ids)} respondents have more than one group (id {list_values(ids)}); they "
            "are in none",
            severity="warning",
        ),
    )


def _outside(outside: NDArray[np.bool_], rows: Rows, request: Request) -> tuple[Finding, ...]:
    ids = rows.ids[np.flatnonzero(outside.any(axis=1))].tolist()
    if not ids:
        return ()
    low, high = request.scale.low, request.scale.high
    return (
        request.finding(
            "score-out-of-range",
            f"{int(outside.sum())} scores lie outside the range of the scale, {low:g} to "
            f"{high:g} (id {list_values(ids)}); they are not assessed",
            severity="error",
            hint="a code for a missing answer, a score in another metric, or a typing error",
        ),
    )


def _disorder(times: NDArray[Any] | None, rows: Rows, request: Request) -> tuple[Finding, ...]:
    """Times that run against the order of the occasions."""
    if times is None or times.shape[1] < 2:
        return ()
    numbers = times.astype(np.float64)
    if times.dtype.kind == "M":
        numbers[np.isnat(times.astype("datetime64[ns]"))] = np.nan
    earlier = np.fmax.accumulate(numbers, axis=1)[:, :-1]
    ids = rows.ids[np.flatnonzero((numbers[:, 1:] < earlier).any(axis=1))].tolist()
    if not ids:
        return ()
    return (
        request.finding(
            "time-against-order",
            f"the times of {len(ids)} respondents run against the order of the occasions "
            f"(id {list_values(ids)}); the order of the occasions counts",
            severity="warning",
            hint="an occasion or a date may be wrong",
        ),
    )

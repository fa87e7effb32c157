"""The course of every respondent as tables: by cell, by respondent, by occasion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import OUTCOMES, RELIABLE, STATUS, code_labels
from scorewell.change.classes.proportion_interval import intervals
from scorewell.change.trajectory.score_grid import REASONS, Grid, first_of
from scorewell.change.trajectory.status import (
    DETERIORATED,
    FOLLOW_UP,
    GAIN_WORDS,
    IMPROVED,
    GainStatus,
    Places,
    ScoreStatus,
    first_column,
    last_column,
)

ROLES = ("before the baseline", "baseline", "later", "post", "follow-up")
"""What an occasion is for; with a ``post``, ``later`` is what lies before it."""

NO_SCORE, ONE_SCORE, NO_BASELINE = (
    "no score",
    "no score after the baseline",
    "no baseline score",
)

Cells = tuple[NDArray[np.intp], NDArray[np.intp]]


def cell_table(grid: Grid, status: ScoreStatus, gain_status: GainStatus) -> pd.DataFrame:
    """One row per respondent and occasion; see ``CourseResult.cells``."""
    respondent, place = np.nonzero(grid.has_row)
    cells = (respondent, place)
    labels = pd.array(list(grid.labels), dtype="string")
    return pd.DataFrame(
        {
            **_people(grid, respondent),
            "occasion": labels.take(place),
            "place": place + 1,
            "role": code_labels(_roles(grid)[cells], ROLES),
            **_times(grid, cells),
            "score": grid.scores[cells],
            "status": code_labels(status.status[cells], STATUS),
            "change": status.change[cells],
            "index": status.index[cells],
            "reliable": code_labels(status.reliable[cells], RELIABLE),
            "outcome": code_labels(status.outcome[cells], OUTCOMES),
            "best": status.best[cells],
            "best_at": labels.take(status.best_at[cells], allow_fill=True),
            "from_best": status.from_best[cells],
            "against_best": code_labels(status.against_best[cells], RELIABLE),
            "follow_up": code_labels(gain_status.cell[cells], GAIN_WORDS),
            "assessable": grid.assessable[cells],
            "reason": code_labels(grid.reason[cells], REASONS),
        }
    )


def respondent_table(
    grid: Grid, status: ScoreStatus, gain_status: GainStatus, gains: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per respondent; see ``CourseResult.respondents``."""
    labels = pd.array(list(grid.labels), dtype="string")

    def label(places: Places) -> pd.api.extensions.ExtensionArray:
        return labels.take(places, allow_fill=True)

    assessable = grid.assessable.sum(axis=1) > 0
    last = last_column(grid.assessable)
    post = np.full(len(grid.ids), grid.post, dtype=np.intp)
    is_follow_up = np.arange(len(grid.labels)) > (grid.post if grid.post >= 0 else np.inf)
    follow_up = last_column(grid.assessable & is_follow_up)
    table = pd.DataFrame(
        {
            **_people(grid, np.arange(len(grid.ids))),
            "baseline": grid.baseline_scores,
            "baseline_status": code_labels(_code(status.status, grid.start), STATUS),
            "n_later": grid.assessable.sum(axis=1),
            "best": status.peak,
            "best_at": label(status.peak_at),
            "last": first_of(grid.scores, last),
            "last_at": label(last),
            "last_reliable": code_labels(_code(status.reliable, last), RELIABLE),
            "last_status": code_labels(_code(status.status, last), STATUS),
            "last_outcome": code_labels(_code(status.outcome, last), OUTCOMES),
            "post_status": code_labels(_code(status.status, post), STATUS),
            "post_outcome": code_labels(_code(status.outcome, post), OUTCOMES),
            "follow_up_at": label(follow_up),
            "follow_up_outcome": code_labels(_code(status.outcome, follow_up), OUTCOMES),
            "first_gain": label(first_column(status.reliable == IMPROVED)),
            "first_deterioration": label(first_column(status.reliable == DETERIORATED)),
            "first_fall_from_best": label(first_column(status.against_best == DETERIORATED)),
            "follow_up": code_labels(gain_status.respondent, FOLLOW_UP),
            "lost_at": label(gain_status.lost_at),
            "follow_ups_missing": gain_status.missing,
            "assessable": assessable,
            "reason": code_labels(
                _reason_codes(grid, assessable), (NO_SCORE, NO_BASELINE, ONE_SCORE)
            ),
        }
    )
    return table if gains is None else table.assign(**_gains(table["id"], gains))


def summary_table(cells: pd.DataFrame, *, classified: bool, level: float) -> pd.DataFrame:
    """Shares by occasion; see ``CourseResult.summary``."""
    assessable = cells["assessable"]
    at_baseline = (cells["role"] == "baseline") & cells["score"].notna()
    improved = cells["reliable"] == "improved"
    functional = cells["status"] == "functional"
    had_gain = cells["follow_up"].isin(("kept", "lost"))
    had_none = cells["follow_up"].isin(("gained later", "no gain"))
    rows = {
        "improved": (improved, assessable),
        "unchanged": (cells["reliable"] == "unchanged", assessable),
        "deteriorated": (cells["reliable"] == "deteriorated", assessable),
        "worse than best": (cells["against_best"] == "deteriorated", assessable),
    }
    if classified:
        rows["functional"] = (functional, assessable | at_baseline)
        rows["recovered"] = (cells["outcome"] == "recovered", assessable)
    rows["kept"] = (cells["follow_up"] == "kept", had_gain)
    rows["lost"] = (cells["follow_up"] == "lost", had_gain)
    rows["gained later"] = (cells["follow_up"] == "gained later", had_none)
    keys = [cells["place"], cells["occasion"]]
    n = _count_rows({name: yes & among for name, (yes, among) in rows.items()}, keys)
    of = _count_rows({name: among for name, (_, among) in rows.items()}, keys)
    counts = pd.DataFrame(
        {
            "occasion": n.index.get_level_values("occasion").repeat(len(rows)),
            "what": pd.array([*rows] * len(n), dtype="string"),
            "n": n.to_numpy(np.int64).ravel(),
            "of": of.to_numpy(np.int64).ravel(),
        }
    )
    counts = counts[counts["of"] > 0].reset_index(drop=True)
    successes, people = counts[["n", "of"]].to_numpy(np.int64).T
    low, high = intervals(successes, people, level=level)
    return counts.assign(share=successes / people, low=low, high=high)


def reason_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Respondents by occasion and why they are not assessable; see ``CourseResult.missing``."""
    keys = [cells["place"], cells["occasion"]]
    columns = {
        "respondents": pd.Series(True, index=cells.index),
        "scored": cells["score"].notna(),
        "assessable": cells["assessable"],
        **{reason: cells["reason"] == reason for reason in REASONS},
    }
    return _count_rows(columns, keys).reset_index().drop(columns="place")


def _count_rows(columns: dict[str, pd.Series], keys: list[pd.Series]) -> pd.DataFrame:
    """How many rows of each occasion are true; what is missing is not."""
    truths = pd.DataFrame(columns).fillna(value=False).astype(bool)
    return truths.groupby(keys, sort=True).sum()


def _people(grid: Grid, respondent: NDArray[np.intp]) -> dict[str, pd.Series]:
    people = {"id": grid.ids.take(respondent).reset_index(drop=True)}
    if grid.group is not None:
        people["group"] = grid.group.take(respondent).reset_index(drop=True)
    return people


def _times(grid: Grid, cells: Cells) -> dict[str, NDArray[Any]]:
    """The time as given, and since the baseline, in its unit or in days."""
    if grid.times is None:
        return {}
    columns = np.maximum(grid.start, 0)[:, None]
    since = grid.times - np.take_along_axis(grid.times, columns, axis=1)
    if since.dtype.kind == "m":
        since = since / np.timedelta64(1, "D")
    since = np.where((grid.start >= 0)[:, None], since, np.nan)
    return {"time": grid.times[cells], "since": since[cells]}


def _roles(grid: Grid) -> NDArray[np.int8]:
    columns = np.arange(len(grid.labels))
    start = np.where(grid.start < 0, len(grid.labels), grid.start)[:, None]
    later = np.full(columns.shape, ROLES.index("later"))
    if grid.post >= 0:
        later[grid.post] = ROLES.index("post")
        later[grid.post + 1 :] = ROLES.index("follow-up")
    roles = np.where(columns > start, later, np.where(columns == start, 1, 0))
    return roles.astype(np.int8)


def _code(codes: NDArray[np.int8], columns: Places) -> NDArray[np.int8]:
    first_codes = first_of(codes.astype(np.float64), columns)
    return np.where(np.isnan(first_codes), -1, first_codes).astype(np.int8)


def _reason_codes(grid: Grid, assessable: NDArray[np.bool_]) -> NDArray[np.int8]:
    none = np.isnan(grid.scores).all(axis=1)
    no_baseline = np.isnan(grid.baseline_scores)
    code = np.where(none, 0, np.where(no_baseline, 1, 2))
    return np.where(assessable, -1, code).astype(np.int8)


def _gains(ids: pd.Series, gains: pd.DataFrame) -> dict[str, Any]:
    """How many sudden gains each respondent has, and the session after the first of them."""
    hits = gains[gains["sudden_gain"].fillna(value=False)]
    number = hits.groupby("id", sort=False).size().reindex(ids, fill_value=0)
    earliest = hits.drop_duplicates("id").set_index("id")["after"].reindex(ids)
    return {"sudden_gains": number.to_numpy(np.int64), "first_sudden_gain": earliest.array}

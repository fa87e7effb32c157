"""Scores of all occasions as a growth model takes them, and who has too few."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.request import Request
from scorewell.change.ties import TOLERANCE
from scorewell.errors import ChangeError, Finding

__all__ = ["FEWEST", "read_scores", "slope_reasons"]

FEWEST = 3
"""How many scores a respondent needs to have a slope judged."""


def read_scores(
    long: pd.DataFrame, request: Request
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The rows with ids, times and scores; scores out of range are missing.

    Raises
    ------
    ChangeError
        If a column is missing or holds other than numbers, a row has no id, or
        a respondent has two scores at one time.
    """
    lacking = [name for name in ("id", "time", "score") if name not in long.columns]
    if lacking:
        raise ChangeError(
            f"{request.where}: the rows have no column {', '.join(lacking)}",
            hint=f"there are {', '.join(map(str, long.columns))}",
        )
    rows = long[["id", "time", "score"]].reset_index(drop=True)
    if rows["id"].isna().any():
        raise ChangeError(f"{request.where}: rows have no id")
    for name in ("time", "score"):
        numbers = pd.to_numeric(rows[name], errors="coerce")
        if (numbers.isna() & rows[name].notna()).any() or np.isinf(numbers).any():
            raise ChangeError(f"{request.where}: the column {name} holds other than numbers")
        rows[name] = numbers.astype(np.float64)
    rows = rows[rows["time"].notna()].reset_index(drop=True)
    twice = rows.duplicated(["id", "time"])
    if twice.any():
        raise ChangeError(
            f"{request.where}: {int(twice.sum())} rows have the id and time of another "
            f"(id {rows.loc[twice, 'id'].iloc[0]})",
            hint="each respondent has one score at a time",
        )
    slack = TOLERANCE * (request.scale.high - request.scale.low)
    low, high = request.scale.low - slack, request.scale.high + slack
    strange = (rows["score"] < low) | (rows["score"] > high)
    if not strange.any():
        return rows, ()
    rows["score"] = rows["score"].mask(strange)
    found = request.finding(
        "score-out-of-range",
        f"{int(strange.sum())} scores lie outside the range of the scale, "
        f"{request.scale.low:g} to {request.scale.high:g}; they are taken as missing",
        severity="error",
    )
    return rows, (found,)


def slope_reasons(person: NDArray[np.intp], rows: pd.DataFrame, *, n: int) -> NDArray[np.int8]:
    """Why a respondent has no slope: 0 too few scores, 1 one time; -1 for who has."""
    scored = rows["score"].notna().to_numpy()
    times = rows["time"].to_numpy()
    count = np.bincount(person[scored], minlength=n)
    first, last = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(first, person[scored], times[scored])
    np.maximum.at(last, person[scored], times[scored])
    return np.where(count < FEWEST, 0, np.where(first == last, 1, -1)).astype(np.int8)

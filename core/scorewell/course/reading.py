"""The rows of a long frame: respondent, occasion, time, score, held against the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.request import Request
from scorewell.course.occasions import occasion_text
from scorewell.errors import ChangeError, did_you_mean

__all__ = ["Rows", "listed", "read_rows", "read_times"]

_NAMED = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """The rows of a long frame, checked one by one.

    Attributes
    ----------
    ids : pandas.Series
        Every respondent once, in order of first appearance.
    who : array of int, shape (n_rows,)
        Place of the respondent in ``ids``.
    occasion : pandas.Series or None
        The occasion as text; missing where there is none.
    time : pandas.Series or None
        Numbers or dates; missing where there is none.
    score : array, shape (n_rows,)
        NaN where missing.
    group : pandas.Series or None
        As given.
    """

    ids: pd.Series
    who: NDArray[np.intp]
    occasion: pd.Series | None
    time: pd.Series | None
    score: NDArray[np.float64]
    group: pd.Series | None


def read_rows(frame: pd.DataFrame, request: Request) -> Rows:
    """Check the columns of a long frame.

    Raises
    ------
    ChangeError
        If a column is missing, a row has no id, a score is not a number, or a
        time is neither a number nor a date.
    """
    where = request.where
    lacking = [name for name in ("id", "score") if name not in frame.columns]
    if not {"occasion", "time"} & set(frame.columns):
        lacking.append("occasion or time")
    if lacking:
        raise ChangeError(
            f"{where}: the scores have no column {', '.join(lacking)}",
            hint=did_you_mean(lacking[0], map(str, frame.columns))
            or f"there are {', '.join(map(str, frame.columns))}",
        )
    frame = frame.reset_index(drop=True)
    blank = np.flatnonzero(frame["id"].isna().to_numpy())
    if blank.size:
        raise ChangeError(
            f"{where}: {blank.size} rows have no id (row {listed((blank + 1).tolist())})",
            hint="scores are put together by id, never by the order of the rows",
        )
    who, ids = pd.factorize(frame["id"])
    return Rows(
        ids=pd.Series(ids, name="id"),
        who=who.astype(np.intp),
        occasion=_occasions(frame["occasion"]) if "occasion" in frame else None,
        time=read_times(frame["time"], where) if "time" in frame else None,
        score=_numbers(frame["score"], frame["id"], where),
        group=frame.get("group"),
    )


def listed(values: Sequence[object]) -> str:
    """The first few values, and how many more there are."""
    shown = ", ".join(str(value) for value in values[:_NAMED])
    more = len(values) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _occasions(column: pd.Series) -> pd.Series:
    """The occasions as text; an empty one is missing."""
    codes, found = pd.factorize(column)
    texts = pd.array([occasion_text(each) or None for each in found], dtype="string")
    return pd.Series(texts.take(codes, allow_fill=True))


def _numbers(column: pd.Series, ids: pd.Series, where: str) -> NDArray[np.float64]:
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        raise ChangeError(f"{where}: the scores are {column.dtype}; expected numbers")
    numbers = pd.to_numeric(column, errors="coerce")
    lost = ids[numbers.isna() & column.notna()].unique().tolist()
    if lost:
        raise ChangeError(
            f"{where}: scores of {len(lost)} respondents are not numbers (id {listed(lost)})"
        )
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)


def read_times(column: pd.Series, where: str) -> pd.Series:
    """Numbers as floats, dates as timestamps without a zone.

    Raises
    ------
    ChangeError
        If a time is neither.
    """
    if pd.api.types.is_bool_dtype(column):
        raise ChangeError(f"{where}: the times are true and false; expected numbers or dates")
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert(None)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.astype("datetime64[ns]")
    given = column.notna()
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    if (np.isfinite(numbers) | ~given).all():
        return numbers
    dates = pd.to_datetime(column, errors="coerce", format="ISO8601", utc=True)
    wrong = column[given & dates.isna()].unique().tolist()
    if wrong:
        raise ChangeError(
            f"{where}: {len(wrong)} times are neither numbers nor dates ({listed(wrong)})",
            hint="write days, weeks or sessions as numbers, or dates as 2024-01-31",
        )
    return dates.dt.tz_convert(None).astype("datetime64[ns]")

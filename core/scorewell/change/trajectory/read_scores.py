"""Read the rows of a long frame and find the occasion of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.answers.values.numbers import read_numbers
from scorewell.change.inputs.request import Request
from scorewell.change.trajectory.occasions import OWN_ORDER, SHARED, Occasions, occasion_text
from scorewell.errors import ChangeError, Finding, did_you_mean

_MOST = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """The rows of a long frame, checked one by one.

    Attributes
    ----------
    ids : pandas.Series
        Every respondent once, in order of first appearance.
    respondent : array of int, shape (n_rows,)
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
    respondent: NDArray[np.intp]
    occasion: pd.Series | None
    time: pd.Series | None
    score: NDArray[np.float64]
    group: pd.Series | None


def read_rows(frame: pd.DataFrame, request: Request) -> Rows:
    """Check the columns of a long frame."""
    path = request.path
    absent = [name for name in ("id", "score") if name not in frame.columns]
    if not {"occasion", "time"} & set(frame.columns):
        absent.append("occasion or time")
    if absent:
        raise ChangeError(
            f"{path}: the scores have no column {', '.join(absent)}",
            hint=did_you_mean(absent[0], map(str, frame.columns))
            or f"there are {', '.join(map(str, frame.columns))}",
        )
    frame = frame.reset_index(drop=True)
    blank = np.flatnonzero(frame["id"].isna().to_numpy())
    if blank.size:
        raise ChangeError(
            f"{path}: {blank.size} rows have no id (row {list_values((blank + 1).tolist())})",
            hint="scores are put together by id, never by the order of the rows",
        )
    numbers, ids = pd.factorize(frame["id"])
    return Rows(
        ids=pd.Series(ids, name="id"),
        respondent=numbers.astype(np.intp),
        occasion=_occasions(frame["occasion"]) if "occasion" in frame else None,
        time=read_times(frame["time"], path) if "time" in frame else None,
        score=_numbers(frame["score"], frame["id"], path),
        group=frame.get("group"),
    )


def list_values(values: Sequence[object]) -> str:
    """The first few values, and how many more there are."""
    text = ", ".join(str(value) for value in values[:_MOST])
    more = len(values) - _MOST
    return f"{text} and {more} more" if more > 0 else text


def _occasions(column: pd.Series) -> pd.Series:
    """The occasions as text; an empty one is missing."""
    codes, distinct = pd.factorize(column)
    texts = pd.array([occasion_text(entry) or None for entry in distinct], dtype="string")
    return pd.Series(texts.take(codes, allow_fill=True))


def _numbers(column: pd.Series, ids: pd.Series, path: str) -> NDArray[np.float64]:
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        raise ChangeError(f"{path}: the scores are {column.dtype}; expected numbers")
    numbers = read_numbers(column)
    non_numeric = ids[numbers.isna() & column.notna()].unique().tolist()
    if non_numeric:
        raise ChangeError(
            f"{path}: scores of {len(non_numeric)} respondents are not numbers "
            f"(id {list_values(non_numeric)})"
        )
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)


def read_times(column: pd.Series, path: str) -> pd.Series:
    """Numbers as floats, dates as timestamps without a zone."""
    if pd.api.types.is_bool_dtype(column):
        raise ChangeError(f"{path}: the times are true and false; expected numbers or dates")
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert(None)
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.astype("datetime64[ns]")
    present = column.notna()
    numbers = read_numbers(column).astype("float64")
    if (np.isfinite(numbers) | ~present).all():
        return numbers
    dates = pd.to_datetime(column, errors="coerce", format="ISO8601", utc=True)
    wrong = column[present & dates.isna()].unique().tolist()
    if wrong:
        raise ChangeError(
            f"{path}: {len(wrong)} times are neither numbers nor dates ({list_values(wrong)})",
            hint="write days, weeks or sessions as numbers, or dates as 2024-01-31",
        )
    return dates.dt.tz_convert(None).astype("datetime64[ns]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Columns:
    """Which occasion each row belongs to.

    Attributes
    ----------
    labels : tuple of str
        The occasions, in order.
    rows : array of int
        The rows that belong to one.
    column : array of int
        Their places in ``labels``.
    sequence : {'shared', 'own'}
        Whether the occasions are the same for everybody.
    """

    labels: tuple[str, ...]
    rows: NDArray[np.intp]
    column: NDArray[np.intp]
    sequence: str = SHARED
    findings: tuple[Finding, ...] = field(default=())


def place_rows(rows: Rows, occasions: Occasions, request: Request) -> Columns:
    """The order of the occasions, and the place of each row in it."""
    if occasions.order:
        return _columns_in_order(rows, occasions.order, request)
    if rows.time is None:
        raise ChangeError(
            f"{request.path}: nothing says in which order the occasions come",
            hint="declare their order, or give a column time; the order of the rows never "
            "counts",
        )
    dates = rows.time.dtype.kind == "M"
    sequence = occasions.sequence or (OWN_ORDER if dates and rows.occasion is None else SHARED)
    if sequence == OWN_ORDER:
        return _own_columns(rows, request)
    if rows.occasion is not None:
        return _by_time_of_occasion(rows, request)
    return _by_time(rows, request)


def _columns_in_order(rows: Rows, order: tuple[str, ...], request: Request) -> Columns:
    if rows.occasion is None:
        raise ChangeError(
            f"{request.path}: the order of the occasions is declared, and the scores have no "
            "column occasion"
        )
    places = pd.Index(order).get_indexer(pd.Index(rows.occasion))
    unknown = rows.occasion[(places < 0) & rows.occasion.notna().to_numpy()]
    findings = _left_out(rows.occasion.isna(), "no occasion", request)
    if len(unknown):
        findings += (
            request.finding(
                "other-occasion",
                f"{len(unknown)} rows are of occasions that the order does not name "
                f"({list_values(sorted(unknown.unique().tolist()))}); they are left out",
                hint=f"the order is: {', '.join(order)}",
            ),
        )
    row_numbers = np.flatnonzero(places >= 0)
    counts = np.bincount(places[row_numbers], minlength=len(order))
    empty = [order[place] for place in np.flatnonzero(counts == 0)]
    if empty:
        findings += (
            request.finding(
                "occasion-without-rows",
                f"there is no row of {list_values(empty)}",
                severity="warning",
                hint=did_you_mean(empty[0], unknown.unique().tolist()),
            ),
        )
    return Columns(
        labels=order, rows=row_numbers, column=places[row_numbers], findings=findings
    )


def _by_time(rows: Rows, request: Request) -> Columns:
    """Each distinct time is an occasion."""
    time = _time(rows)
    row_numbers = np.flatnonzero(time.notna().to_numpy())
    distinct, place = np.unique(time.to_numpy()[row_numbers], return_inverse=True)
    # Times that differ by rounding alone are written alike, and are one occasion.
    column, labels = pd.factorize(
        pd.Index([_label(time_value) for time_value in distinct], dtype=object)
    )
    return Columns(
        labels=tuple(labels),
        rows=row_numbers,
        column=column[place.reshape(-1)].astype(np.intp),
        findings=_left_out(time.isna(), "no time", request),
    )


def _own_columns(rows: Rows, request: Request) -> Columns:
    """Each respondent's rows in order of time: 1, 2, 3 and so on."""
    time = _time(rows)
    row_numbers = np.flatnonzero(time.notna().to_numpy())
    times = time.to_numpy()[row_numbers]
    respondents = rows.respondent[row_numbers]
    order = np.lexsort((times, respondents))
    respondents, times, row_numbers = respondents[order], times[order], row_numbers[order]
    first = (
        np.flatnonzero(np.r_[True, respondents[1:] != respondents[:-1]])
        if respondents.size
        else respondents
    )
    lengths = np.diff(np.r_[first, respondents.size])
    column = np.arange(respondents.size) - np.repeat(first, lengths)
    duplicates = (
        np.flatnonzero((respondents[1:] == respondents[:-1]) & (times[1:] == times[:-1])) + 1
    )
    if duplicates.size:
        texts = [
            f"{respondent} at {_label(moment)}"
            for respondent, moment in zip(
                rows.ids.take(respondents[duplicates]), times[duplicates], strict=True
            )
        ]
        raise ChangeError(
            f"{request.path}: {duplicates.size} respondents and times have more than one row "
            f"({list_values(texts)})",
            hint="two rows of one moment have no order; keep one",
        )
    return Columns(
        labels=tuple(str(place + 1) for place in range(int(lengths.max(initial=0)))),
        rows=row_numbers,
        column=column.astype(np.intp),
        sequence=OWN_ORDER,
        findings=_left_out(time.isna(), "no time", request),
    )


def _by_time_of_occasion(rows: Rows, request: Request) -> Columns:
    """Occasions in the order of their times, where these do not overlap."""
    time, occasion = _time(rows), rows.occasion
    pairs = pd.DataFrame({"occasion": occasion, "time": time}).dropna()
    spans = pairs.groupby("occasion")["time"].agg(["min", "max"])
    spans = spans.sort_values(["min", "max"])
    ends, starts = spans["max"].to_numpy()[:-1], spans["min"].to_numpy()[1:]
    overlaps = np.flatnonzero(ends >= starts)
    if overlaps.size:
        earlier, later = spans.index[overlaps[0]], spans.index[overlaps[0] + 1]
        raise ChangeError(
            f"{request.path}: the times do not tell the order of the occasions: {earlier} and "
            f"{later} overlap",
            hint="declare the order of the occasions, or give each respondent a sequence of "
            "their own",
        )
    order = tuple(str(occasion) for occasion in spans.index)
    return _columns_in_order(rows, order, request)


def _time(rows: Rows) -> pd.Series:
    return pd.Series(dtype="float64") if rows.time is None else rows.time


def _label(moment: object) -> str:
    if isinstance(moment, np.datetime64):
        return str(moment).removesuffix(".000000000").removesuffix("T00:00:00")
    return occasion_text(moment)


def _left_out(mask: pd.Series, reason: str, request: Request) -> tuple[Finding, ...]:
    number = int(mask.sum())
    if not number:
        return ()
    return (
        request.finding(
            "row-without-occasion",
            f"{number} rows have {reason}, so nothing says where they belong; "
            "they are left out",
            severity="warning",
        ),
    )

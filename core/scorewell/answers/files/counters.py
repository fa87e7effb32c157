"""Columns that number the rows of a file, and identify nobody."""

from __future__ import annotations

import polars as pl

_DENSE = 2 / 3
_MOST_SKIPPED = 5


def is_counter(column: pl.Series) -> bool:
    """Whether a column numbers the rows from 0 or 1 in the order of the file.

    Numbers may be skipped, as of submissions that were deleted, but at most one in three;
    the first number may be up to 5. A single row is not enough to say so.

    Examples
    --------
    >>> is_counter(pl.Series(["1", "2", "4", "5"]))
    True
    >>> is_counter(pl.Series(["2", "1", "3"])), is_counter(pl.Series(["101", "102", "103"]))
    (False, False)
    """
    texts = column.cast(pl.String).str.strip_chars().str.replace(r"^(\d+)[.,]0+$", "$1")
    if texts.len() < 2 or texts.null_count():
        return False
    if not texts.str.contains(r"^(0|[1-9]\d{0,8})$").all():
        return False
    numbers = texts.cast(pl.Int64)
    first, last = int(numbers[0]), int(numbers[-1])
    if not (numbers.diff().drop_nulls() > 0).all():
        return False
    return first <= _MOST_SKIPPED and last - min(first, 1) + 1 <= numbers.len() / _DENSE

"""Cells of a file as columns of one type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


_SAFE = 2.0**53


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as 2024-01-31.

    Examples
    --------
    >>> cell_text(3.0), cell_text(2.5), cell_text(True), cell_text(dt.datetime(2024, 1, 31))
    ('3', '2.5', 'TRUE', '2024-01-31')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _SAFE:
        return str(int(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def column(name: str, values: Sequence[object], *, text: bool = False) -> pl.Series:
    """A column of numbers where all cells are numbers and not ``text``, otherwise of text.

    Empty texts become null.
    """
    import polars as pl

    cells = [None if value == "" else value for value in values]
    present = [value for value in cells if value is not None]
    kinds = {type(value) for value in present}
    if not text and kinds and kinds <= {int, float} and _numbers_fit(present):
        if all(float(value).is_integer() for value in present):  # type: ignore[arg-type]
            integers = [None if value is None else int(value) for value in cells]  # type: ignore[call-overload]
            return pl.Series(name, integers, dtype=pl.Int64)
        return pl.Series(name, cells, dtype=pl.Float64, strict=False)
    texts = [None if value is None else cell_text(value) for value in cells]
    return pl.Series(name, texts, dtype=pl.String)


def _numbers_fit(values: Sequence[object]) -> bool:
    return all(abs(float(value)) < _SAFE for value in values)  # type: ignore[arg-type]

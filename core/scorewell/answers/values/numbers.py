"""Numbers in columns of scores and times, with a decimal point or a decimal comma."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import pandas as pd

_DECIMAL_COMMA = r"^\s*([+-]?\d*),(\d+)\s*$"


def read_number(x: pl.Expr) -> pl.Expr:
    """The number that a text stands for; null where it is none.

    Examples
    --------
    >>> frame = pl.DataFrame({"score": ["12,5", " 20.0 ", "-,5", "1.234,5", "often", None]})
    >>> frame.select(read_number(pl.col("score"))).to_series().to_list()
    [12.5, 20.0, -0.5, None, None, None]
    """
    text = x.cast(pl.String).str.replace(_DECIMAL_COMMA, "$1.$2").str.strip_chars()
    return text.cast(pl.Float64, strict=False)


def read_numbers(column: pd.Series) -> pd.Series:
    """The numbers in a pandas column of numbers or text; missing where there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> read_numbers(pd.Series(["0,5", "1.5", 2, "x"], dtype=object)).tolist()
    [0.5, 1.5, 2.0, nan]
    """
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if not pd.api.types.is_numeric_dtype(column):
        column = column.replace(_DECIMAL_COMMA, r"\1.\2", regex=True)
    numbers: pd.Series = pd.to_numeric(column, errors="coerce")
    return numbers


def value_text(x: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The answers in a column as text, whole numbers without a fraction."""
    if not dtype.is_float():
        return x.cast(pl.String)
    whole = x.cast(pl.Int64, strict=False)
    return pl.when(whole == x).then(whole.cast(pl.String)).otherwise(x.cast(pl.String))

"""The door: frames of any kind come in as something that plans run on.

pandas frames enter through Polars, column by column, whatever types they
have: NaN becomes null, mixed columns become text, and the frame itself is
never touched. Eager Polars frames become lazy. Everything else goes to
narwhals as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from scorewell.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["column_names", "in_memory", "to_pandas", "to_sheet"]

_NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal", "boolean"}


def column_names(frame: Any) -> list[str]:
    """Names of the columns of any frame, as text.

    Examples
    --------
    >>> import pandas as pd
    >>> column_names(pd.DataFrame({"id": ["a"], 1: [3]}))
    ['id', '1']
    """
    if nw.dependencies.is_pandas_dataframe(frame):
        return [str(name) for name in frame.columns]
    return list(nw.from_native(frame).collect_schema().names())


def in_memory(frame: Any) -> bool:
    """Whether a frame is one of pandas, or an eager one of Polars, wrapped or not.

    Examples
    --------
    >>> in_memory(pl.DataFrame()), in_memory(pl.LazyFrame())
    (True, False)
    """
    native = nw.to_native(frame, pass_through=True)
    return isinstance(native, pl.DataFrame) or nw.dependencies.is_pandas_dataframe(native)


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """A Polars frame as a pandas frame, without the help of PyArrow.

    Text becomes what pandas holds text in; null becomes its missing value.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["a", None], "score": [1.5, None]})
    >>> to_pandas(frame).isna().sum().to_dict()
    {'id': 1, 'score': 1}
    """
    import pandas as pd

    return pd.DataFrame({column.name: _column(column) for column in frame})


def _column(column: pl.Series) -> Any:
    import numpy as np
    import pandas as pd

    if column.dtype == pl.Null:
        return np.full(len(column), None, dtype=object)
    values = column.to_numpy()
    if column.dtype != pl.String:
        return values
    has_str = int(pd.__version__.split(".")[0]) >= 3
    return pd.array(values, dtype="str") if has_str else values


def to_sheet(frame: Any, columns: Sequence[str]) -> nw.LazyFrame[Any] | nw.DataFrame[Any]:
    """A frame on which a plan can run.

    Parameters
    ----------
    frame : frame
        Any frame that narwhals knows.
    columns : sequence of str
        The columns that will be read. Of a pandas frame only these come
        along; other frames keep all theirs.

    Raises
    ------
    DataError
        If a column is missing or of a kind that holds no answers.
    """
    if nw.dependencies.is_pandas_dataframe(frame):
        names = column_names(frame)
        lost = [column for column in columns if column not in names]
        if lost:
            raise DataError(f"the data has no column {', '.join(lost[:12])}")
        series = {column: frame.iloc[:, names.index(column)] for column in columns}
        taken = pl.DataFrame({name: _series(name, one) for name, one in series.items()})
        return _lazy(taken)
    if isinstance(nw.to_native(frame, pass_through=True), pl.DataFrame):
        return _lazy(nw.to_native(frame, pass_through=True))
    wrapped: nw.LazyFrame[Any] | nw.DataFrame[Any] = nw.from_native(frame)
    return wrapped


def _lazy(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    return nw.from_native(frame.lazy())


def _series(name: str, column: pd.Series[Any]) -> pl.Series:
    import pandas as pd

    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        column = column.astype(object)
    elif pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
        return _numbers(name, column)
    elif not (pd.api.types.is_string_dtype(dtype) or pd.api.types.is_object_dtype(dtype)):
        raise DataError(
            f"column '{name}' holds {dtype}, which are no answers",
            hint="name another column for the item, or read the column as text",
        )
    blank = column.isna().to_numpy(dtype=bool)
    values = column.to_numpy(dtype=object, copy=True)
    values[blank] = None
    held = pd.api.types.infer_dtype(values, skipna=True)
    if held in _NUMBERS:
        return _numbers(name, pd.Series(values).astype(float))
    texts = values if held == "string" else [v if v is None else _text(v) for v in values]
    return pl.Series(name, list(texts), dtype=pl.String)


def _numbers(name: str, column: pd.Series[Any]) -> pl.Series:
    import numpy as np

    plain = isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub"
    values = column.to_numpy() if plain else column.to_numpy(dtype="float64", na_value=np.nan)
    return pl.Series(name, values, nan_to_null=True)


def _text(value: object) -> str:
    import numpy as np

    return str(int(value)) if isinstance(value, bool | np.bool_) else str(value)

"""Frames of any library as sheets, on which plans run.

pandas frames are converted to Polars, column by column, whatever their types: NaN becomes null
and mixed columns become text; the frame itself is not changed. Eager Polars frames become lazy.
All other frames are wrapped by narwhals, which is imported only then.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from scorewell.errors import DataError

if TYPE_CHECKING:
    import pandas as pd


_NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal", "boolean"}


def column_names(frame: Any) -> list[str]:
    """Names of the columns of any frame, as text.

    Examples
    --------
    >>> import pandas as pd
    >>> column_names(pd.DataFrame({"id": ["a"], 1: [3]}))
    ['id', '1']
    """
    if is_pandas(frame):
        return [str(name) for name in frame.columns]
    if isinstance(frame, pl.DataFrame):
        return frame.columns
    if not isinstance(frame, pl.LazyFrame):
        frame = _wrap(frame)
    return list(frame.collect_schema().names())


def is_pandas(frame: Any) -> bool:
    """Whether a frame is one of pandas, without importing it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(frame, pandas.DataFrame)


def is_in_memory(frame: Any) -> bool:
    """Whether a frame is one of pandas, or an eager one of Polars, wrapped or not.

    Examples
    --------
    >>> is_in_memory(pl.DataFrame()), is_in_memory(pl.LazyFrame())
    (True, False)
    """
    return isinstance(to_native(frame), pl.DataFrame) or is_pandas(to_native(frame))


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """A Polars frame as a pandas frame, without PyArrow.

    Text has the type that this version of pandas uses for it, null is its missing value.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["a", None], "score": [1.5, None]})
    >>> to_pandas(frame).isna().sum().to_dict()
    {'id': 1, 'score': 1}
    """
    import pandas as pd

    return pd.DataFrame({column.name: _column(column) for column in frame})


def frame_to_pandas(frame: Any) -> pd.DataFrame:
    """Any frame as a pandas frame; one of pandas comes back as it is.

    Examples
    --------
    >>> frame_to_pandas(pl.LazyFrame({"id": ["a"], "pre": [20]})).to_dict("list")
    {'id': ['a'], 'pre': [20]}
    """
    if is_pandas(frame):
        data: pd.DataFrame = frame
        return data
    return to_pandas(collect_sheet(to_sheet(frame, ())))


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


def to_sheet(frame: Any, columns: Sequence[str]) -> Any:
    """A frame on which a plan can run: a lazy one of Polars, or one wrapped by narwhals.

    Parameters
    ----------
    frame : frame
        Any frame that narwhals accepts.
    columns : sequence of str
        The columns that will be read. Only these are converted from a pandas
        frame; other frames keep all columns.
    """
    if is_pandas(frame):
        names = column_names(frame)
        absent = [column for column in columns if column not in names]
        if absent:
            raise DataError(f"the data has no column {', '.join(absent[:12])}")
        series = {column: frame.iloc[:, names.index(column)] for column in columns}
        return pl.LazyFrame({name: _series(name, column) for name, column in series.items()})
    native = to_native(frame)
    if isinstance(native, pl.DataFrame | pl.LazyFrame):
        return native.lazy()
    return _wrap(frame)


def collect_sheet(sheet: Any) -> pl.DataFrame:
    """The rows of a sheet as a Polars frame in memory."""
    if isinstance(sheet, pl.LazyFrame):
        return sheet.collect(engine="streaming")
    result: pl.DataFrame = sheet.lazy().collect("polars").to_native()
    return result


def _wrap(frame: Any) -> Any:
    import narwhals.stable.v2 as nw

    return nw.from_native(frame)


def to_native(frame: Any) -> Any:
    """A frame without the wrapper of narwhals, if it has one."""
    return frame.to_native() if hasattr(frame, "to_native") else frame


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
    kind = pd.api.types.infer_dtype(values, skipna=True)
    if kind in _NUMBERS:
        return _numbers(name, pd.Series(values).astype(float))
    texts = values if kind == "string" else [v if v is None else _text(v) for v in values]
    return pl.Series(name, list(texts), dtype=pl.String)


def _numbers(name: str, column: pd.Series[Any]) -> pl.Series:
    import numpy as np

    is_numpy = isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub"
    values = (
        column.to_numpy() if is_numpy else column.to_numpy(dtype="float64", na_value=np.nan)
    )
    return pl.Series(name, values, nan_to_null=True)


def _text(value: object) -> str:
    import numpy as np

    return str(int(value)) if isinstance(value, bool | np.bool_) else str(value)

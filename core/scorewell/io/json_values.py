"""Results as plain values that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def plain(value: object) -> object:
    """A value as strings, numbers, booleans, None, lists and dicts.

    What is missing or not finite becomes None; what has no JSON form of its
    own (a date) its text.

    Examples
    --------
    >>> plain({"share": float("nan"), "range": (0.0, 36.0)})
    {'share': None, 'range': [0.0, 36.0]}
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else None
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    name = type(value).__name__  # of NumPy and pandas, which are not imported for this
    if name in {"NAType", "NaTType"}:
        return None
    return bool(value) if name == "bool" else str(value)


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a frame as plain values."""
    names = [str(name) for name in frame.columns]
    columns = [[plain(value) for value in frame[name].tolist()] for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

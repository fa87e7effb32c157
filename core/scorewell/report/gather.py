"""The tables of several scales under one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

__all__ = ["gather"]

_Result = TypeVar("_Result")


def gather(
    results: Sequence[_Result],
    make: Callable[[_Result], pd.DataFrame],
    columns: Sequence[str] = (),
    *,
    worded: Sequence[str] = (),
) -> pd.DataFrame:
    """One table of all results, each row with its ``instrument`` and ``scale``.

    Parameters
    ----------
    results : sequence
        Each of one scale: with ``instrument`` and ``scale``.
    make : callable
        The table of one result.
    columns : sequence of str
        The columns of the table when there are no results.
    worded : sequence of str
        Columns whose text the engine worded; they stay objects, which know how.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, then every column that one of the tables
        has; NaN where a table lacks it.
    """
    held: dict[str, list[Any]] = {"instrument": [], "scale": []}
    rows = 0
    for result in results:
        part = make(result)
        own = {str(name): part[name].tolist() for name in part.columns}
        own["instrument"] = [_id(result, "instrument")] * len(part)
        own["scale"] = [_id(result, "scale")] * len(part)
        for name in own:
            held.setdefault(name, [np.nan] * rows)
        rows += len(part)
        for name, values in held.items():
            values.extend(own.get(name, [np.nan] * len(part)))
    if not results:
        return pd.DataFrame(columns=pd.Index(["instrument", "scale", *columns]))
    made = {name: pd.Series(values, dtype=object) for name, values in held.items()}
    frame = pd.DataFrame(made)
    typed = frame.infer_objects()
    for name in worded:
        if name in made:
            typed[name] = frame[name]
    return typed


def _id(result: object, part: str) -> str:
    return str(getattr(result, part).id)

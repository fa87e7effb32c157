"""Results as rows of plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from numbers import Integral, Real

import pandas as pd

from scorewell.reliability.coefficient import Coefficient

__all__ = ["coefficient_table", "plain", "records"]


def coefficient_table(coefficients: Sequence[Coefficient]) -> pd.DataFrame:
    """One row per coefficient; the columns are its attributes."""
    names = list(Coefficient.__dataclass_fields__)
    return pd.DataFrame([asdict(each) for each in coefficients], columns=names)


def plain(value: object) -> object:
    """A value that JSON can hold; None where it is missing or not finite.

    Examples
    --------
    >>> plain(float("nan")), plain(True), plain(3), plain("alpha")
    (None, True, 3, 'alpha')
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else None
    return bool(value) if type(value).__name__ == "bool" else None


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a frame as plain values."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]

"""Cells that a spreadsheet program must not take for a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scorewell.formats import FORMULA, NUMBER

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["csv_bytes", "neutral"]

_FORMULA = re.compile(FORMULA)
_NUMBER = re.compile(NUMBER)


def neutral(value: object) -> object:
    """A value as it may stand in a spreadsheet cell.

    Text that would be taken for a formula gets an apostrophe in front, which
    spreadsheet programs read as *this is text*. Numbers stay what they are,
    also where they come as text.

    Examples
    --------
    >>> neutral("=1+1"), neutral("-3"), neutral(-3), neutral("R-01")
    ("'=1+1", '-3', -3, 'R-01')
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8, safe to open in a spreadsheet program."""
    safe = frame.rename(columns=neutral)
    for position, dtype in enumerate(safe.dtypes):
        if dtype.kind not in "biufc":
            texts = safe.iloc[:, position].astype(object).map(neutral, na_action="ignore")
            safe.isetitem(position, texts.to_numpy(dtype=object))
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")

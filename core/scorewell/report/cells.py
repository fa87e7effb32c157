"""Cells that a spreadsheet program must not take for a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.formulas import neutral

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["csv_bytes", "neutral"]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8, safe to open in a spreadsheet program."""
    safe = frame.rename(columns=neutral)
    for position, dtype in enumerate(safe.dtypes):
        if dtype.kind not in "biufc":
            texts = safe.iloc[:, position].astype(object).map(neutral, na_action="ignore")
            safe.isetitem(position, texts.to_numpy(dtype=object))
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")

"""The column of a file with the dates of its rows."""

from __future__ import annotations

import re
from collections.abc import Collection

import polars as pl

DATED = r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
"""Pattern of text that is written like a date: 2024-01-31, 31.1.2024 or 1/31/2024."""

_NAMES = re.compile(
    r"date|datum|fecha|data\b|time|zeit|completed|submitted|recorded", re.IGNORECASE
)
_BIRTH = re.compile(r"birth|dob|born|geb|naiss|nasc|nacim", re.IGNORECASE)
_MOSTLY = 0.9


def find_date_column(
    frame: pl.DataFrame, *, exclude: Collection[str] = (), declared_column: str = ""
) -> str:
    """The column with the date of each row, or an empty text.

    Its name is that of a date, but not of a date of birth, and nearly all its values look
    like dates.

    Examples
    --------
    >>> frame = pl.DataFrame({"birth date": ["1990-01-01"], "Date": ["30.2.2024"]})
    >>> find_date_column(frame)
    'Date'
    """
    candidates = [
        name for name in frame.columns if _NAMES.search(name) and not _BIRTH.search(name)
    ]
    for name in [declared_column, *candidates]:
        if name not in frame.columns or name in exclude:
            continue
        texts = frame[name].cast(pl.String).str.strip_chars()
        texts_present = texts.filter(texts.str.len_chars() > 0)
        if (
            texts_present.len()
            and texts_present.str.contains(DATED).sum() >= _MOSTLY * texts_present.len()
        ):
            return name
    return ""

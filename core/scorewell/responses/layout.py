"""How a text file is laid out, judged from its beginning."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from scorewell.errors import DataError

__all__ = ["Layout", "sniff"]

_HEAD = 1 << 16
_LINES = 500
_SEPARATORS = (",", ";", "\t", "|")
_WHOLE = re.compile(r"\s*[+-]?\d{1,18}")
_NUMBER = re.compile(r"\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)|nan", re.IGNORECASE)
_PADDED = re.compile(r"\s*[+-]?0\d+.*|\s*\+.*|\s+.*|\d{16,}.*")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Separator, names and first values of a text file.

    Attributes
    ----------
    separator : str
        The character between two values.
    decimal_comma : bool
        Whether fractions are written with a comma.
    columns : tuple of str
        Names of the columns.
    rows : tuple of tuple of str
        The first rows.
    """

    separator: str
    decimal_comma: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def types(self, items: Collection[str] | None) -> dict[str, type[pl.DataType]]:
        """The columns to read as numbers, with their types.

        Parameters
        ----------
        items : collection of str or None
            The columns that may be numbers; None for every column whose
            first values stay the same when they are written again.
        """
        found: dict[str, type[pl.DataType]] = {}
        for place, column in enumerate(self.columns):
            values = [row[place] for row in self.rows if place < len(row) and row[place]]
            free = items is None and not any(_PADDED.fullmatch(value) for value in values)
            kind = _kind(values) if free or column in (items or ()) else None
            if kind is not None and (values or items is not None):
                found[column] = kind
        return found


def _kind(values: Sequence[str]) -> type[pl.DataType] | None:
    if all(_WHOLE.fullmatch(value) for value in values):
        return pl.Int64
    return pl.Float64 if all(_NUMBER.fullmatch(value) for value in values) else None


def sniff(path: Path, *, separator: str = "") -> Layout:
    """Read the beginning of a text file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    separator : str, optional
        The separator, if it is known.

    Raises
    ------
    DataError
        If the file is empty, binary, not UTF-8, has no rows, only one column
        or two columns of one name.
    """
    text, cut = _head(path)
    separator = separator or max(_SEPARATORS, key=lambda one: len(_rows(text, one, most=1)[0]))
    header, *rows = _rows(text, separator, most=_LINES + 1)
    rows = rows[:-1] if cut and len(rows) > 1 else rows
    _check(path, header, rows)
    commas = (re.fullmatch(r"\s*[+-]?\d+,\d+\s*", value) for row in rows for value in row)
    return Layout(
        separator=separator,
        decimal_comma=separator != "," and any(commas),
        columns=tuple(header),
        rows=tuple(map(tuple, rows)),
    )


def _head(path: Path) -> tuple[str, bool]:
    """The first characters, and whether the file goes on after them."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    cut = path.stat().st_size > len(head)
    if not head.strip():
        raise DataError(f"{path.name}: the file is empty")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{path.name}: the file is UTF-16", hint="save it as CSV UTF-8")
    if b"\x00" in head:
        raise DataError(
            f"{path.name}: the file is binary, not text",
            hint="a spreadsheet must be saved as CSV UTF-8 first",
        )
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not (cut and error.start > len(head) - 4):
            raise not_utf8(path) from error
        text = head[: error.start].decode("utf-8-sig")
    return text, cut


def not_utf8(path: Path) -> DataError:
    """The error for text in another character set."""
    return DataError(
        f"{path.name}: the text is not UTF-8",
        hint="save it as 'CSV UTF-8'; in a spreadsheet this is a choice of its own",
    )


def _rows(text: str, separator: str, *, most: int) -> list[list[str]]:
    """The first rows that are not blank; one empty row if the text cannot be split."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(islice((row for row in reader if row), most)) or [[]]
    except csv.Error:
        return [[]]


def _check(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if len(header) < 2:
        raise DataError(
            f"{path.name}: only one column was found",
            hint="values are separated by a comma, a semicolon, a tab or |",
        )
    doubled = [name for name, times in Counter(header).items() if times > 1]
    if doubled:
        raise DataError(
            f"{path.name}: several columns are called {', '.join(doubled[:12])}",
            hint="rename them, so that it is clear which is meant",
        )
    if not rows:
        raise DataError(f"{path.name}: there are column names and no rows")

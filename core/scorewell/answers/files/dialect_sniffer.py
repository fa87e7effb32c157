"""The dialect of a text file, detected from its beginning."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import polars as pl

from scorewell.answers.files.charset import Charset, detect_charset
from scorewell.errors import DataError

_HEAD = 1 << 16
_LINES = 500
_SEPARATORS = (",", ";", "\t", "|")
_INTEGER = re.compile(r"\s*[+-]?\d{1,18}")
_NUMBER = re.compile(r"\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)|nan", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"sep=([^\r\n])\r?\n")
_PADDED = re.compile(r"\s*[+-]?0\d+.*|\s*\+.*|\s+.*|\d{16,}.*")


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Separator, names and first values of a text file.

    Attributes
    ----------
    lines_before : int
        Number of lines before the names of the columns.
    carriage_returns : bool
        Whether lines end with a carriage return alone.
    heading : int
        Number of lines with the names of the columns.
    has_placeholders : bool
        Whether columns without a name got one here.
    head : bytes
        The beginning of the file, with all these rows.
    """

    separator: str
    decimal_comma: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    charset: Charset = Charset()
    lines_before: int = 0
    carriage_returns: bool = False
    heading: int = 1
    has_placeholders: bool = False
    head: bytes = field(default=b"", repr=False)

    def types(
        self, items: Collection[str] | None, *, bits: int = 64
    ) -> dict[str, type[pl.DataType]]:
        """The types of the columns that are read as numbers.

        Parameters
        ----------
        items : collection of str or None
            The columns that may be numbers; None for every column whose
            first values stay the same when they are written again.
        bits : {64, 32, 16, 8}, optional
            The size of a whole number.
        """
        types: dict[str, type[pl.DataType]] = {}
        for place, column in enumerate(self.columns):
            values = {row[place] for row in self.rows if place < len(row) and row[place]}
            free = items is None and not any(_PADDED.fullmatch(value) for value in values)
            kind = _kind(values, bits) if free or column in (items or ()) else None
            if kind is not None and (values or items is not None):
                types[column] = kind
        return types


def _kind(values: Collection[str], bits: int) -> type[pl.DataType] | None:
    if all(_INTEGER.fullmatch(value) for value in values):
        kind: type[pl.DataType] = getattr(pl, f"Int{bits}")
        return kind
    return pl.Float64 if all(_NUMBER.fullmatch(value) for value in values) else None


def sniff(
    path: Path,
    *,
    separator: str = "",
    encoding: str = "",
    header_row: int = 0,
    doubled: bool = False,
) -> Dialect:
    """The dialect of a text file.

    Raises
    ------
    DataError
        If the file is empty, binary, of an unknown character set, has no
        rows, only one column or two columns of one name.
    """
    head, cut = _head(path)
    charset = detect_charset(path, head, name=encoding)
    text = _decoded(path, head, charset, cut=cut)
    carriage_returns = "\r" in text and "\n" not in text
    text = text.replace("\r", "\n") if carriage_returns else text
    separator_line = _SEPARATOR_LINE.match(text)
    lines_before = max(header_row - 1, 0)
    if separator_line:
        separator, lines_before = separator_line[1], max(lines_before, 1)
    for _ in range(lines_before):
        text = text.partition("\n")[2]
    separator = separator or max(
        _SEPARATORS, key=lambda candidate: len(_rows(text, candidate, most=1)[0])
    )
    header, *rows = _rows(text, separator, most=_LINES + 1)
    rows = rows[:-1] if cut and len(rows) > 1 else rows
    heading = 1 + sum(name.count("\n") for name in header)
    has_placeholders = (
        not doubled and len(header) > 1 and not all(name.strip() for name in header)
    )
    if has_placeholders:
        header = [
            name if name.strip() else placeholder_name(n) for n, name in enumerate(header)
        ]
    _check(path, header, rows, doubled=doubled)
    commas = (re.fullmatch(r"\s*[+-]?\d+,\d+\s*", value) for row in rows for value in row)
    return Dialect(
        separator=separator,
        decimal_comma=separator != "," and any(commas),
        columns=tuple(header),
        rows=tuple(map(tuple, rows)),
        charset=charset,
        lines_before=lines_before,
        carriage_returns=carriage_returns,
        heading=heading,
        has_placeholders=has_placeholders,
        head=head,
    )


def placeholder_name(place: int) -> str:
    """The name of a column without one, by its index from 0."""
    return f"(column {place + 1})"


def _head(path: Path) -> tuple[bytes, bool]:
    """The first bytes, and whether there are more after them."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        cut = path.stat().st_size > len(head)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not head.strip():
        raise DataError(f"{path.name}: the file is empty")
    return head, cut


def _decoded(path: Path, head: bytes, charset: Charset, *, cut: bool) -> str:
    decoder = codecs.getincrementaldecoder(charset.name)()
    try:
        text = decoder.decode(head, final=not cut).removeprefix("\ufeff")
    except UnicodeError as error:
        raise DataError(
            f"{path.name}: the text is not {charset.name}",
            hint="name its character set with --encoding",
        ) from error
    if "\x00" in text:
        raise DataError(
            f"{path.name}: the file is binary, not text",
            hint="if it is a workbook, its name must end in .xlsx, .xls or .ods",
        )
    return text


def _rows(text: str, separator: str, *, most: int) -> list[list[str]]:
    """The first rows that are not blank; one empty row if the text cannot be split."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return list(islice((row for row in reader if row), most)) or [[]]
    except csv.Error:
        return [[]]


def _check(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], *, doubled: bool
) -> None:
    if len(header) < 2:
        raise DataError(
            f"{path.name}: only one column was found",
            hint="values are separated by a comma, a semicolon, a tab or |",
        )
    if not doubled:
        check_header(path, header)
    if not rows:
        raise DataError(f"{path.name}: there are column names and no rows")


def check_header(path: Path, header: Sequence[str]) -> None:
    """Refuse two columns of one name."""
    doubled = [name or "(blank)" for name, times in Counter(header).items() if times > 1]
    if doubled:
        raise DataError(
            f"{path.name}: several columns are called {', '.join(doubled[:12])}",
            hint="if the row below holds names, too, both make them: --header-row 1-2"
            if "(blank)" in doubled
            else "rename them, so that it is clear which is meant",
        )

"""Findings about the form of a file that has been read: names, rows and line breaks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from scorewell.answers.files.dialect_sniffer import placeholder_name, sniff
from scorewell.errors import DataError, Finding
from scorewell.registry.contracts.files import ReadOptions, Table, file_finding

if TYPE_CHECKING:
    from scorewell.answers.files.dialect_sniffer import Dialect


_MOST_BYTES = 1 << 26
_MAX_NAMES = 5
_MAX_HEADER_LINE = 30
_NUMBER = re.compile(r"\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)\s*")
_TEXT = "text ("


def file_findings(
    path: Path, frame: pl.DataFrame, table: Table, options: ReadOptions = ReadOptions()
) -> tuple[Finding, ...]:
    """Findings about columns without names, short rows, line breaks and a second header."""
    findings = [*_broken_values(path, frame), *_second_names(path, frame)]
    if table.format.startswith(_TEXT):
        findings += _nameless(path, frame, table, options)
        findings += _short_rows(path, frame, table, options)
    return tuple(findings)


def _nameless(
    path: Path, frame: pl.DataFrame, table: Table, options: ReadOptions
) -> Iterator[Finding]:
    """Columns with values and without a name in a text file."""
    names = [
        name
        for place, name in enumerate(frame.columns)
        if name == placeholder_name(place) and frame[name].null_count() < frame.height
    ]
    only_first = frame.width > 3 and names == frame.columns[1:]
    title = only_first and not options.header_row
    row = _row_of_names(path, frame.width, table) if title else 0
    if row:
        yield file_finding(
            path,
            "column-without-name",
            f"row 1 names 1 of {frame.width} columns, as a title does",
            f"row {row} has something in every column; if these are names: --header-row {row}",
        )
    elif names:
        yield file_finding(
            path,
            "column-without-name",
            f"{len(names)} columns have values and no name: {', '.join(names[:_MAX_NAMES])}",
            "give each column a name; if the row below holds names, too: --header-row 1-2",
        )


def _row_of_names(path: Path, width: int, table: Table) -> int:
    """The first row with something in every column, counted in lines from 1; 0 if none."""
    try:
        separator = sniff(path, encoding=table.encoding, doubled=True).separator
        with path.open(encoding=table.encoding or "utf-8", newline="") as file:
            rows = csv.reader(file, delimiter=separator)
            line = 1
            for row in islice(rows, _MAX_HEADER_LINE):
                if len([value for value in row if value.strip()]) >= width:
                    return line
                line = rows.line_num + 1
    except (DataError, OSError, UnicodeError, LookupError, csv.Error):
        pass
    return 0


def _rows(numbers: Sequence[int]) -> str:
    row_list = ", ".join(map(str, numbers[:_MAX_NAMES]))
    more = len(numbers) - _MAX_NAMES
    word = "row" if len(numbers) == 1 else "rows"
    return f"{word} {row_list}" + (f" and {more} more" if more > 0 else "")


def _broken_values(path: Path, frame: pl.DataFrame) -> Iterator[Finding]:
    """Values with a line break and a separator, most likely several rows within quotes."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    if not texts:
        return
    is_broken = pl.any_horizontal(pl.col(texts).str.contains(r"[\r\n].*[,;\t|]"))
    rows = frame.with_row_index("\N{SECTION SIGN}row", offset=1).filter(is_broken)
    if rows.height:
        numbers = rows["\N{SECTION SIGN}row"].to_list()
        yield file_finding(
            path,
            "line-break",
            f"a value goes over several lines in {_rows(numbers)}",
            "if whole rows stand in one value, a quotation mark is missing before or after it",
        )


def _second_names(path: Path, frame: pl.DataFrame) -> Iterator[Finding]:
    """A first row of words above columns of numbers."""
    if frame.height < 3:
        return
    head = frame.head(200)
    above = 0
    columns = 0
    for name, dtype in head.schema.items():
        if dtype != pl.String:
            continue
        first, *rest = head[name].to_list()
        values = [value for value in rest if value]
        if values and all(_NUMBER.fullmatch(value) for value in values):
            columns += 1
            above += bool(first) and not _NUMBER.fullmatch(first)
    if columns and above * 2 > columns and above > 1:
        yield file_finding(
            path,
            "second-header",
            f"row 1 holds words where {above} of {columns} columns hold numbers below it",
            "it looks like a second row of names: --header-row 1-2 makes the names of both, "
            "--header-row 2 of the second alone (counted from the top of the file)",
        )


def _short_rows(
    path: Path, frame: pl.DataFrame, table: Table, options: ReadOptions
) -> Iterator[Finding]:
    """Rows with fewer values than there are columns, whose other values count as missing."""
    large = path.stat().st_size > _MOST_BYTES
    if large or not frame.width or not frame[frame.columns[-1]].null_count():
        return
    short_rows = _find_short_rows(path, frame.width, table, options)
    if short_rows:
        yield file_finding(
            path,
            "short-row",
            f"{len(short_rows)} rows have fewer values than there are columns, the others were "
            f"taken as missing: {_rows(short_rows)}",
            "look whether a value or a separator was lost there",
        )


def _find_short_rows(path: Path, width: int, table: Table, options: ReadOptions) -> list[int]:
    try:
        dialect = sniff(
            path, encoding=table.encoding, header_row=options.header_row, doubled=True
        )
        text = path.read_bytes().decode(table.encoding or "utf-8")
    except (DataError, UnicodeError, LookupError):
        return []
    if '"' not in text and "\r" not in text.replace("\r\n", ""):
        return _short_lines(text, dialect, width, options.header_rows)
    lines = io.StringIO(text, newline="")
    for _ in range(dialect.lines_before):
        lines.readline()
    rows = csv.reader(lines, delimiter=dialect.separator)
    try:
        for _ in range(options.header_rows):
            next(rows, None)
        return [number for number, row in enumerate(rows, start=1) if 0 < len(row) < width]
    except csv.Error:
        return []


def _short_lines(text: str, dialect: Dialect, width: int, header_rows: int) -> list[int]:
    """The short rows where no value is quoted, so that every line is a row."""
    lines = (
        pl.Series([text]).str.split("\n").explode().slice(dialect.lines_before + header_rows)
    )
    n_separators = lines.str.count_matches(dialect.separator, literal=True)
    short = (n_separators < width - 1) & ~lines.is_in(["", "\r"])
    return (short.arg_true() + 1).to_list()

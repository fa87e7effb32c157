"""File formats: what a reader and a writer give to the engine.

A reader turns a file into a :class:`Table`: a lazy frame and what the file
says about it. A writer puts a frame into a file. Both are values with a name;
plugins hand them over through ``register_readers`` and ``register_writers``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import DataError, Finding

if TYPE_CHECKING:
    import polars as pl


OPTIONS = {
    "sheet": "--sheet",
    "header_row": "--header-row",
    "encoding": "--encoding",
    "dictionary": "--dictionary",
}
"""What a person may say about the form of a file: its name in a study, and on the line."""

Code = float | str | tuple[float, float]
"""What is written in a file: a number, a text, or any number from one to another."""


_ROWS = re.compile(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?")
_MOST_ROWS = 9


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How a file is to be read.

    What a reader says that it does not use is refused before it is asked; see
    :class:`Reader`. Otherwise a reader ignores what its format does not have.

    Attributes
    ----------
    reader : str
        Name of the reader; empty lets the file's name and beginning decide.
    sheet : str
        Name of the sheet of a workbook.
    header_row : int
        Row that holds the names of the columns, counted from 1; 0 for the
        first that is not empty.
    header_rows : int
        How many rows from there on make the names; a word above several
        columns goes in front of each of them.
    encoding : str
        Character set of a text file; empty lets the file decide.
    dictionary : pathlib.Path or None
        Data dictionary that describes the file.
    text : bool
        Whether every column is wanted as text.
    numbers : collection of str or None
        The columns that may be read as numbers, others stay as written; None
        for any column.
    checked : bool
        Whether to look at the whole file before a column is taken for
        numbers, instead of at its beginning.
    bits : {64, 32, 16, 8}
        What a whole number may take; a larger one makes the query fail, and
        small ones are read faster.
    """

    reader: str = ""
    sheet: str = ""
    header_row: int = 0
    header_rows: int = 1
    encoding: str = ""
    dictionary: Path | None = None
    text: bool = False
    numbers: Collection[str] | None = None
    checked: bool = False
    bits: int = 64


@dataclass(frozen=True, kw_only=True)
class Table:
    """Content of a file, with what the file says about its columns.

    Attributes
    ----------
    frame : polars.LazyFrame
        The rows. A reader of a streaming format has read no more than its
        beginning.
    format : str
        What the file is, for a reader: ``CSV (separator ;)``.
    encoding : str
        Character set of a text file.
    findings : tuple of Finding
        What was noteworthy on the way in.
    labels : mapping of str to mapping
        Column to its value labels: what is written to what it means.
    missing : mapping of str to mapping
        Column to the codes that the file itself declares missing, each with
        its label or an empty text; a pair of numbers is a range. The reader
        leaves them in the frame, the engine takes them out and tells them
        apart from blanks.
    descriptions : mapping of str to str
        Column to the question that it holds.
    id_column, occasion_column, time_column : str
        Columns that the format itself sets aside; empty if it has none.
    raw : polars.LazyFrame or None
        The rows with the declared codes in them, where there are such; the
        engine sets it.
    first : polars.LazyFrame or None
        The first rows, where a reader has them at hand and the whole would be
        slow to begin with.
    """

    frame: pl.LazyFrame
    format: str = ""
    encoding: str = ""
    findings: tuple[Finding, ...] = ()
    labels: Mapping[str, Mapping[float | str, str]] = field(default_factory=dict)
    missing: Mapping[str, Mapping[Code, str]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    id_column: str = ""
    occasion_column: str = ""
    time_column: str = ""
    raw: pl.LazyFrame | None = None
    first: pl.LazyFrame | None = None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A named file format that answers come in.

    Attributes
    ----------
    name : str
        The word that options use.
    summary : str
        One sentence for a person.
    suffixes : tuple of str
        Endings of file names, in lower case with the dot.
    read : callable
        ``read(path, options) -> Table``. It raises a
        :class:`~scorewell.errors.DataError` where the file is not what it
        should be, and imports what it needs when it is called.
    recognises : callable or None
        ``recognises(path, options) -> bool``: whether a file with one of the
        suffixes is certainly of this format, told from its beginning. A
        reader that recognises a file goes before one that has none, which
        takes every file with its suffixes.
    guesses : bool
        Whether it takes numbers from the beginning of the file, so that it
        may have to be asked again with ``checked`` or ``text``.
    uses : collection of str or None
        Which of the options ``sheet``, ``header_row``, ``encoding`` and
        ``dictionary`` it uses; ``header_rows`` goes with ``header_row``. Any
        other that is given is then an error, so that nothing is left out
        without a word. None, as by default, refuses nothing.
    plugin : str
        Name of the plugin that brought it; the engine sets it, and leaves it
        empty for a bundled one.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, ReadOptions], Table]
    recognises: Callable[[Path, ReadOptions], bool] | None = None
    guesses: bool = False
    uses: Collection[str] | None = None
    plugin: str = ""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """A named file format that results go out in.

    Attributes
    ----------
    name : str
        The word for it.
    summary : str
        One sentence for a person.
    suffixes : tuple of str
        Endings of file names, in lower case with the dot.
    write : callable
        ``write(frame, path)``: puts an eager frame into a file that does not
        exist yet.
    sink : callable or None
        ``sink(frame, path) -> query``: the lazy query that writes a lazy
        frame in a stream once it is collected; None for a format that cannot
        be written so.
    formulas : bool
        Whether a spreadsheet program that opens the file takes text that
        begins like a formula for one. The engine then puts an apostrophe in
        front of it, unless it is told not to.
    plugin : str
        Name of the plugin that brought it; the engine sets it, and leaves it
        empty for a bundled one.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    write: Callable[[pl.DataFrame, Path], None]
    sink: Callable[[pl.LazyFrame, Path], pl.LazyFrame] | None = None
    formulas: bool = False
    plugin: str = ""


def heading_rows(text: str | int) -> tuple[int, int]:
    """The first row of names and how many there are, from ``2`` or ``1-2``.

    Raises
    ------
    DataError
        If it is neither.

    Examples
    --------
    >>> heading_rows("2"), heading_rows("1-2"), heading_rows("")
    ((2, 1), (1, 2), (0, 1))
    """
    match = _ROWS.fullmatch(str(text).strip() or "0")
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
    if not first <= last <= first + _MOST_ROWS or (last > first and not first):
        raise DataError(
            f"'{text}' is no row of names",
            hint="write the row, counted from 1, or the first and the last: 1-2",
        )
    return first, last - first + 1


def combined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Names of columns that stand in several rows.

    A word in an upper row goes on over the blank cells to its right, as in
    merged cells, and in front of the names below it.

    Examples
    --------
    >>> combined_names([["", "pre", "", "post"], ["id", "q1", "q2", "q1"]])
    ['id', 'pre_q1', 'pre_q2', 'post_q1']
    """
    width = max(map(len, rows))
    lines: list[list[str]] = []
    for place, row in enumerate(rows):
        cells = [text.strip() for text in row] + [""] * (width - len(row))
        if place < len(rows) - 1:
            for column in range(1, width):
                cells[column] = cells[column] or cells[column - 1]
        lines.append(cells)
    columns = (dict.fromkeys(filter(None, parts)) for parts in zip(*lines, strict=True))
    return ["_".join(parts) for parts in columns]


def code_text(code: Code) -> str:
    """A code for a reader.

    Examples
    --------
    >>> code_text(99.0), code_text((-9.0, -1.0)), code_text(".a")
    ('99', '-9 to -1', '.a')
    """
    if isinstance(code, tuple):
        return f"{code[0]:g} to {code[1]:g}"
    return code if isinstance(code, str) else f"{code:g}"


def file_finding(
    path: Path, code: str, message: str, hint: str = "", *, severity: str = "warning"
) -> Finding:
    """A finding about the form of a file, for the findings of a table."""
    return Finding(code=code, message=message, severity=severity, file=path.name, hint=hint)


def library_missing(path: Path, library: str, extra: str) -> DataError:
    """The error for a file whose format needs a library that is not installed.

    Examples
    --------
    >>> print(library_missing(Path("answers.sav"), "pyreadstat", "spss"))
    answers.sav: this format needs the library pyreadstat, which is not installed
    hint: pip install 'scorewell[spss]'
    """
    return DataError(
        f"{path.name}: this format needs the library {library}, which is not installed",
        hint=f"pip install 'scorewell[{extra}]'",
    )


def refuse_unused(
    path: Path,
    options: ReadOptions,
    uses: Collection[str],
    *,
    subject: str,
    readers: Collection[Reader] = (),
) -> None:
    """Refuse an option that cannot be used in reading a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    options : ReadOptions
        What was said.
    uses : collection of str
        The options that can be used, of those in ``OPTIONS``.
    subject : str
        Who reads the file, in words: ``the reader csv``.
    readers : collection of Reader, optional
        The readers there are; those that use the option are named.

    Raises
    ------
    DataError
        If another one was given.

    Examples
    --------
    >>> said = ReadOptions(sheet="Answers")
    >>> refuse_unused(Path("a.xlsx"), said, ["sheet"], subject="the reader excel")
    >>> refuse_unused(Path("a.csv"), said, ["encoding"], subject="the reader csv")
    Traceback (most recent call last):
    scorewell.errors.DataError: a.csv: the reader csv has no use for --sheet Answers
    hint: leave it out for this file (in a study: sheet)
    """
    for name, option in OPTIONS.items():
        value = getattr(options, name)
        if not value or name in uses:
            continue
        if name == "header_row" and options.header_rows > 1:
            value = f"{value}-{value + options.header_rows - 1}"
        names = ", ".join(
            other_reader.name for other_reader in readers if name in (other_reader.uses or ())
        )
        more = f"; readers that use it: {names}" if names else ""
        raise DataError(
            f"{path.name}: {subject} has no use for {option} {value}",
            hint=f"leave it out for this file (in a study: {name}){more}",
        )

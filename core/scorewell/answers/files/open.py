"""Choosing a reader for a file, and opening it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from scorewell.answers.files.charset import Charset
from scorewell.answers.files.declared_missing import blank_declared_codes
from scorewell.answers.files.delimited_text import (
    collect_in_stream,
    format_error,
    retry_options,
)
from scorewell.answers.files.dialect_sniffer import placeholder_name
from scorewell.answers.files.file_checks import file_findings
from scorewell.errors import DataError, ScorewellError, did_you_mean
from scorewell.registry.contracts.files import Reader, ReadOptions, Table, refuse_unused
from scorewell.registry.plugins.discovery import load_plugins

Readers = Mapping[str, Reader]


@cache
def installed_readers() -> Readers:
    """The readers of every plugin that is installed."""
    return load_plugins().readers


@dataclass(frozen=True, kw_only=True)
class LoadedTable:
    """The rows of a file in memory, and what the file says about itself."""

    frame: pl.DataFrame
    table: Table


def find_reader(
    path: Path, options: ReadOptions = ReadOptions(), *, readers: Readers | None = None
) -> Reader:
    """The reader of a file: the one named in the options, or by its ending and beginning."""
    readers = installed_readers() if readers is None else readers
    if options.reader:
        if options.reader not in readers:
            raise DataError(
                f"there is no reader '{options.reader}'",
                hint=did_you_mean(options.reader, readers)
                or f"the readers are {', '.join(readers)}",
            )
        return readers[options.reader]
    if path.is_dir():
        _check_there(path)
    suffix = path.suffix.lower()
    by_suffix = [reader for reader in readers.values() if suffix in reader.suffixes]
    if not by_suffix:
        suffixes = sorted({name for reader in readers.values() for name in reader.suffixes})
        suffix_list = ", ".join(suffixes)
        raise DataError(
            f"{path.name}: files called '{path.suffix}' are not read here",
            hint=f"files called {suffix_list} are; --reader names a reader for this one",
        )
    _check_there(path)
    certain = [
        reader for reader in by_suffix if reader.recognises and reader.recognises(path, options)
    ]
    candidates = certain or [reader for reader in by_suffix if reader.recognises is None]
    if len(candidates) != 1:
        names = ", ".join(reader.name for reader in candidates or by_suffix)
        raise DataError(
            f"{path.name}: the readers {names} take such a file", hint="name one with --reader"
        )
    return candidates[0]


def _check_there(path: Path) -> None:
    if not path.is_file():
        problem = "is a folder, not a file" if path.is_dir() else "is not there"
        raise DataError(f"the data file {path} {problem}")


def open_table(
    path: str | Path, options: ReadOptions = ReadOptions(), *, readers: Readers | None = None
) -> Table:
    """A file as a lazy frame, and what it says about itself.

    Raises
    ------
    DataError
        If the file is missing, of an unknown format or damaged, or if the
        reader does not use one of the options.
    """
    path = Path(path)
    reader = find_reader(path, options, readers=readers)
    _check_there(path)
    _refuse_unused(path, reader, options, installed_readers() if readers is None else readers)
    try:
        table = reader.read(path, options)
        _check_names(path, table)
        return blank_declared_codes(table)
    except ScorewellError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:  # a reader may raise anything
        raise format_error(path, error) from error


def _refuse_unused(path: Path, reader: Reader, options: ReadOptions, readers: Readers) -> None:
    """Refuse options that the reader does not use."""
    if reader.uses is not None:
        subject = f"the reader {reader.name}"
        refuse_unused(path, options, reader.uses, subject=subject, readers=readers.values())


def _check_names(path: Path, table: Table) -> None:
    """Refuse names that Polars reads as patterns for several columns."""
    names = table.frame.collect_schema().names()
    odd = [name for name in names if name == "*" or (name[:1] == "^" and name[-1:] == "$")]
    if odd:
        raise DataError(
            f"{path.name}: a column is called '{odd[0]}', which stands for several columns",
            hint="rename it in the file",
        )


def load_table(
    path: str | Path, options: ReadOptions = ReadOptions(), *, readers: Readers | None = None
) -> LoadedTable:
    """A file in memory, with columns of text unless the format has types."""
    path = Path(path)
    options = replace(options, text=True)
    table = open_table(path, options, readers=readers)
    try:
        frame = collect_table(path, table.frame)
    except DataError as failure:
        if failure.__cause__ is None:
            raise
        reader = find_reader(path, options, readers=readers)
        again = retry_options(path, options, failure, reader=reader)
        if again is None:
            raise
        charset = Charset(name=again.encoding).findings(path)
        table = open_table(path, again, readers=readers)
        table = replace(table, findings=(*charset, *table.findings))
        frame = collect_table(path, table.frame)
    blank = [
        name
        for place, name in enumerate(frame.columns)
        if name == placeholder_name(place) and frame[name].null_count() == frame.height
    ]
    more = file_findings(path, frame, table, options)
    return LoadedTable(
        frame=frame.drop(blank), table=replace(table, findings=(*table.findings, *more))
    )


def collect_table(path: Path, frame: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a lazy frame of a file in memory."""
    try:
        return collect_in_stream([frame])[0]
    except ScorewellError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:  # a reader may raise anything
        raise format_error(path, error) from error


def scan(
    path: str | Path,
    *,
    text_columns: bool = False,
    items: Collection[str] | None = None,
    readers: Readers | None = None,
) -> pl.LazyFrame:
    """A file as a lazy frame; of a streaming format only the beginning is read.

    Columns of a text file whose first values are numbers are read as numbers.
    A later value that is not a number makes the query fail; ``text_columns``
    reads such a file.

    Parameters
    ----------
    path : path
        A file of any format that a reader takes.
    text_columns : bool, optional
        Whether to read every column of a text file as text.
    items : collection of str, optional
        The columns that may be read as numbers. All others stay text, so
        that an identifier such as ``007`` is not changed. By default any
        column may, unless its first values would change.
    readers : mapping of str to Reader, optional
        The available readers; by default all installed ones.

    Raises
    ------
    DataError
        If the file is missing, of an unknown format or damaged.
    """
    options = ReadOptions(text=text_columns, numbers=items)
    return open_table(path, options, readers=readers).frame

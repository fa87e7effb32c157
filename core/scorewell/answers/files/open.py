"""Choosing a reader for a file, and opening it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from scorewell.errors import DataError, Finding, PluginError, ScorewellError, did_you_mean
from scorewell.registry.contracts.files import (
    Reader,
    ReadOptions,
    Table,
    file_finding,
    refuse_unused,
)
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.isolation import error_place, plugin_hint

Readers = Mapping[str, Reader]

PLUGIN_FINDINGS = ("other-reader", "plugin-failed")
"""Codes of what the readers of plugins say of a file that another one reads."""


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
    bundled = [reader for reader in by_suffix if not reader.plugin]
    candidates = _candidates(path, options, bundled) or _candidates(path, options, by_suffix)
    if len(candidates) != 1:
        names = ", ".join(_label(reader) for reader in candidates or by_suffix)
        raise DataError(
            f"{path.name}: the readers {names} take such a file", hint="name one with --reader"
        )
    return candidates[0]


def _label(reader: Reader) -> str:
    return f"{reader.name} (plugin {reader.plugin})" if reader.plugin else reader.name


def _candidates(
    path: Path, options: ReadOptions, readers: Collection[Reader]
) -> Sequence[Reader]:
    """The readers that recognise a file, or else those that take every file with its suffix."""
    certain = [reader for reader in readers if _recognises(reader, path, options)]
    return certain or [reader for reader in readers if reader.recognises is None]


def _recognises(reader: Reader, path: Path, options: ReadOptions) -> bool:
    """Whether a reader recognises a file; one that fails does not."""
    try:
        return reader.recognises is not None and reader.recognises(path, options)
    except PluginError:  # told with the findings of the table
        return False


def _reader_findings(
    path: Path, reader: Reader, options: ReadOptions, readers: Readers
) -> Iterator[Finding]:
    """What the readers of plugins say of a file that another reader reads."""
    suffix = path.suffix.lower()
    for rival in readers.values():
        if options.reader or rival is reader or not rival.plugin or not rival.recognises:
            continue
        if suffix not in rival.suffixes:
            continue
        try:
            if rival.recognises(path, options):
                yield file_finding(
                    path,
                    "other-reader",
                    f"the reader {rival.name} of the plugin {rival.plugin} recognises this "
                    f"file, too; it is read by {reader.name}, which is bundled",
                    f"--reader {rival.name} (in a study: reader) reads it with that one, "
                    f"--reader {reader.name} says that this one is right",
                )
        except PluginError as error:
            yield file_finding(path, "plugin-failed", error.message, error.hint)


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
    readers = installed_readers() if readers is None else readers
    reader = find_reader(path, options, readers=readers)
    _check_there(path)
    _refuse_unused(path, reader, options, readers)
    try:
        table = reader.read(path, options)
        _check_names(path, table)
        table = blank_declared_codes(table)
    except ScorewellError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:  # a reader may raise anything
        raise reading_error(path, error, reader) from error
    more = tuple(_reader_findings(path, reader, options, readers))
    return replace(table, findings=(*table.findings, *more)) if more else table


def reading_error(path: Path, error: Exception | None, reader: Reader) -> ScorewellError:
    """The error for a file that a reader fails on: of the file, or of the reader's plugin."""
    if not reader.plugin or error is None:
        return format_error(path, error)
    return PluginError(
        f"{path.name}: the reader `{reader.name}` of the plugin {reader.plugin} failed: "
        f"{type(error).__name__} ({error_place(error)})",
        hint=plugin_hint(reader.plugin),
    )


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
    reader = find_reader(path, options, readers=readers)
    try:
        frame = collect_table(path, table.frame, reader)
    except (DataError, PluginError) as failure:
        if failure.__cause__ is None:
            raise
        again = retry_options(path, options, failure.__cause__, reader=reader)
        if again is None:
            raise
        charset = Charset(name=again.encoding).findings(path)
        table = open_table(path, again, readers=readers)
        table = replace(table, findings=(*charset, *table.findings))
        frame = collect_table(path, table.frame, reader)
    blank = [
        name
        for place, name in enumerate(frame.columns)
        if name == placeholder_name(place) and frame[name].null_count() == frame.height
    ]
    if frame.width and len(blank) == frame.width:
        raise DataError(
            f"{path.name}: there are separators and nothing else: no name and no value",
            hint="look into the file; perhaps the export wrote an empty table",
        )
    more = file_findings(path, frame, table, options)
    return LoadedTable(
        frame=frame.drop(blank), table=replace(table, findings=(*table.findings, *more))
    )


def collect_table(path: Path, frame: pl.LazyFrame, reader: Reader) -> pl.DataFrame:
    """The rows of a lazy frame of a file in memory."""
    try:
        return collect_in_stream([frame])[0]
    except ScorewellError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:  # a reader may raise anything
        raise reading_error(path, error, reader) from error


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

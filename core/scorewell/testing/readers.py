"""What every reader must do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scorewell.answers.files.delimited_text import format_error
from scorewell.errors import DataError
from scorewell.registry.contracts.files import OPTIONS, Reader, ReadOptions
from scorewell.testing.check import Check, CheckError, checks_from, demand, demand_texts
from scorewell.testing.tables import (
    Columns,
    check_description,
    demand_columns,
    demand_same_files,
    folder_of_files,
    wrong_files,
)


@dataclass(frozen=True, kw_only=True)
class ReaderCase:
    """What a reader is tried with.

    Attributes
    ----------
    write : callable
        ``write(path)`` makes a sound file of the format at a path that does
        not exist yet, by other means than the plugin's own where there are such.
    columns : mapping of str to list
        What the reader must make of it: the values of every column, in order.
        Numbers may come back as text that says the same number.
    options : ReadOptions
        How it is read.
    suffix : str
        Ending of the file's name; the first of the reader's, if empty.
    """

    write: Callable[[Path], object]
    columns: Columns
    options: ReadOptions = ReadOptions()
    suffix: str = ""


@dataclass(frozen=True)
class _Trial:
    reader: Reader
    case: ReaderCase | None


def _good_file(trial: _Trial, folder: Path) -> Path | None:
    """The sound file of the case, where there is a case."""
    if trial.case is None:
        return None
    path = folder / f"answers{trial.case.suffix or trial.reader.suffixes[0]}"
    trial.case.write(path)
    return path


def _description(trial: _Trial) -> None:
    """It has a name that options can write, a summary, and suffixes with their dots.

    What it says that it uses are options that there are.
    """
    check_description(trial.reader)
    for option in trial.reader.uses or ():
        demand(
            option in OPTIONS,
            f"It says that it uses `{option}`; there are {', '.join(OPTIONS)}",
        )


def _reads(trial: _Trial) -> None:
    """It makes of a sound file the table that is in it."""
    with folder_of_files() as folder:
        path = _good_file(trial, folder)
        if path is None or trial.case is None:
            raise CheckError("Give it a ReaderCase that makes a file of its format")
        table = trial.reader.read(path, trial.case.options)
        demand(isinstance(table.frame, pl.LazyFrame), "The frame of its table is not lazy")
        demand_texts(table, "format")
        demand_columns(table.frame.collect(), trial.case.columns)


def _recognises(trial: _Trial) -> None:
    """A sound file is recognised; a wrong one is not, without an error."""
    if trial.reader.recognises is None:
        return
    options = trial.case.options if trial.case else ReadOptions()
    with folder_of_files() as folder:
        path = _good_file(trial, folder)
        if path is not None:
            answer = trial.reader.recognises(path, options)
            demand(answer is True, f"Of a sound file it says {answer!r}")
        for wrong in wrong_files(folder, trial.reader.suffixes[0]):
            answer = trial.reader.recognises(wrong, options)
            demand(answer is False, f"Of the file {wrong.stem} it says {answer!r}")


def _never_writes(trial: _Trial) -> None:
    """No file is made, changed or removed, whatever is read."""
    with folder_of_files() as folder:
        paths = [_good_file(trial, folder), *wrong_files(folder, trial.reader.suffixes[0])]
        with demand_same_files(folder):
            for path in paths:
                if path is not None:
                    _attempt(trial, path)


def _attempt(trial: _Trial, path: Path) -> BaseException | None:
    """Read a file to its end; the error that it gives, if any.

    What Polars says while a lazy frame is collected counts as refused: the
    engine makes a DataError of it.
    """
    try:
        if trial.reader.recognises is not None:
            trial.reader.recognises(path, ReadOptions())
        frame = trial.reader.read(path, ReadOptions()).frame
    except (Exception, pl.exceptions.PanicException) as error:  # a reader may raise anything
        return error
    try:
        frame.collect()
    except pl.exceptions.PolarsError as error:
        return format_error(path, error)
    except (Exception, pl.exceptions.PanicException) as error:  # as above
        return error
    return None


def _refuses_wrong_files(trial: _Trial) -> None:
    """An empty file, noise and a picture are refused with a DataError that says why."""
    with folder_of_files() as folder:
        for path in wrong_files(folder, trial.reader.suffixes[0]):
            error = _attempt(trial, path)
            if error is None:
                raise CheckError(f"It makes a table of the file {path.stem}")
            message = f"{type(error).__name__}: {error}"
            demand(isinstance(error, DataError), f"Of the file {path.stem} it raises {message}")
            demand(str(error).strip(), f"Of the file {path.stem} its error says nothing")


def _reads_again(trial: _Trial) -> None:
    """The same file is the same table a second time."""
    with folder_of_files() as folder:
        path = _good_file(trial, folder)
        if path is None or trial.case is None:
            return
        options = trial.case.options
        first, second = (trial.reader.read(path, options).frame.collect() for _ in range(2))
        demand(first.equals(second), "A second time it reads another table")


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _description, _reads, _reads_again, _recognises, _never_writes, _refuses_wrong_files,
)  # fmt: skip


def reader_checks(reader: Reader, case: ReaderCase | None = None) -> list[Check]:
    """Every check of a reader.

    Parameters
    ----------
    reader : Reader
        The reader.
    case : ReaderCase, optional
        A sound file of the format. Without one, only wrong files are tried and
        the check ``reads`` fails.
    """
    return checks_from(f"{reader.name} (reader)", _CHECKS, _Trial(reader, case))

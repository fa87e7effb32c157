"""What every writer must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from scorewell.errors import DataError
from scorewell.registry.contracts.files import Reader, ReadOptions, Writer
from scorewell.testing.check import Check, checks_from, demand
from scorewell.testing.tables import Columns, check_description, demand_columns, folder_of_files

USUAL: Columns = {
    "respondent": ["R001", "R002", "007", "R004"],
    "occasion": ["pre", "post", "pre", "post"],
    "item_1": [0, 3, None, 1],
    "item_2": [1.5, 2.25, 0.125, None],
    "remark": ["a, b; c", 'said "no"', "=1+1", "Grüße, ñ, 漢"],
}
"""Text with separators, quotes and letters of many kinds; what looks like a formula; blanks."""


@dataclass(frozen=True, kw_only=True)
class WriterCase:
    """What a writer is tried with.

    Attributes
    ----------
    columns : mapping of str to list
        The table that is written.
    reader : Reader or None
        Who reads it back; the one of the plugin or an installed one that
        takes the file, if not given.
    names : mapping of str to str
        Names that the format cannot hold, to the ones that it has instead.
    """

    columns: Columns = field(default_factory=lambda: USUAL)
    reader: Reader | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def read_back(self) -> Columns:
        """What a reader must find in the file."""
        return {self.names.get(name, name): values for name, values in self.columns.items()}


@dataclass(frozen=True)
class _Trial:
    writer: Writer
    case: WriterCase
    readers: Mapping[str, Reader]


def _description(trial: _Trial) -> None:
    """It has a name that options can write, a summary, and suffixes with their dots."""
    check_description(trial.writer)


def _frame(trial: _Trial) -> pl.DataFrame:
    return pl.DataFrame(dict(trial.case.columns))


def _read_back(trial: _Trial, path: Path) -> pl.DataFrame:
    reader = trial.case.reader
    if reader is None:
        taking = [
            candidate
            for candidate in trial.readers.values()
            if path.suffix in candidate.suffixes and candidate.recognises is None
        ]
        demand(taking, f"No reader takes {path.suffix}; give it a WriterCase with a reader")
        reader = taking[0]
    return reader.read(path, ReadOptions()).frame.collect()


def _comes_back(trial: _Trial) -> None:
    """What it writes is read back as the same table, with every one of its suffixes."""
    for suffix in trial.writer.suffixes:
        with folder_of_files() as folder:
            path = folder / f"scores{suffix}"
            trial.writer.write(_frame(trial), path)
            names = sorted(path.name for path in folder.iterdir())
            demand(names == [path.name], f"Asked for {path.name} it makes {', '.join(names)}")
            demand_columns(_read_back(trial, path), trial.case.read_back())


def _streams_the_same(trial: _Trial) -> None:
    """What it writes in a stream is read back as the same table."""
    if trial.writer.sink is None:
        return
    with folder_of_files() as folder:
        path = folder / f"scores{trial.writer.suffixes[0]}"
        query = trial.writer.sink(_frame(trial).lazy(), path)
        demand(isinstance(query, pl.LazyFrame), "Its sink is no lazy query")
        query.collect()
        demand_columns(_read_back(trial, path), trial.case.read_back())


def _no_rows(trial: _Trial) -> None:
    """A table without rows is a file, or is refused with a DataError."""
    with folder_of_files() as folder:
        path = folder / f"scores{trial.writer.suffixes[0]}"
        try:
            trial.writer.write(_frame(trial).clear(), path)
        except DataError:
            return
        demand(path.is_file(), "It makes no file")


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _description, _comes_back, _streams_the_same, _no_rows,
)  # fmt: skip


def writer_checks(
    writer: Writer,
    case: WriterCase | None = None,
    *,
    readers: Mapping[str, Reader] | None = None,
) -> list[Check]:
    """Every check of a writer.

    Parameters
    ----------
    writer : Writer
        The writer.
    case : WriterCase, optional
        What it is tried with: text with separators and quotes, what looks like
        a formula, numbers and blanks, unless given.
    readers : mapping of str to Reader, optional
        Who may read it back; all installed ones, if not given.

    Examples
    --------
    >>> from scorewell.registry.plugins.discovery import load_plugins
    >>> for check in writer_checks(load_plugins().writers["csv"]):
    ...     check()
    """
    from scorewell.registry.plugins.discovery import load_plugins

    possible_readers = load_plugins().readers if readers is None else readers
    trial = _Trial(writer, case or WriterCase(), possible_readers)
    return checks_from(f"{writer.name} (writer)", _CHECKS, trial)

"""Data files to one frame: one row per respondent and occasion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.marker_columns import NO_CODING_MARKER, NO_LANGUAGE_MARKER
from scorewell.answers.files.open import LoadedTable, load_table
from scorewell.answers.layout.data_file import (
    FILE,
    GROUP,
    ID,
    OCCASION,
    PLACE_COLUMNS,
    ROW,
    TIME,
    USUAL_IDS,
    USUAL_OCCASION,
    OpenFile,
    list_names,
)
from scorewell.answers.layout.rows_left_out import FileRows
from scorewell.errors import DataError, Finding, did_you_mean
from scorewell.registry.contracts.files import Reader

if TYPE_CHECKING:
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.definitions.model import Instrument

__all__ = [
    "FILE",
    "GROUP",
    "ID",
    "OCCASION",
    "ROW",
    "TIME",
    "USUAL_IDS",
    "USUAL_OCCASION",
    "Assembled",
    "assemble",
]


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """All data of a study in one frame.

    Attributes
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion, in the order of the files, with
        the columns named by :data:`FILE`, :data:`ROW` (from 1, the header not
        counted), :data:`ID`, :data:`OCCASION`, :data:`TIME` and :data:`GROUP`,
        and then the columns of the files, affixes removed. All of these are
        text; where the study has a time and no occasions, the time is the
        occasion.
    lines : tuple of polars.DataFrame
        Findings about single values, met while the rows were arranged.
    findings : tuple of Finding
        What was noteworthy in the form of the files.
    labels : mapping of str to mapping
        Value labels that the files bring, by column.
    rows_left_out : tuple of polars.DataFrame
        The rows that are no respondent, with the reason; they are not in the frame.
    parts : tuple of frozenset of str
        The columns of each part of which the frame was put together.
    file_rows : tuple of FileRows
        How many rows each file has, and where they went.
    column_cells : tuple of (str, str, str, int)
        Columns that the layout renames: file, name in it, new name, and cells with a value.
    """

    frame: pl.DataFrame
    lines: tuple[pl.DataFrame, ...] = ()
    findings: tuple[Finding, ...] = ()
    labels: Mapping[str, Mapping[float | str, str]] = field(default_factory=dict)
    parts: tuple[frozenset[str], ...] = ()
    rows_left_out: tuple[pl.DataFrame, ...] = ()
    file_rows: tuple[FileRows, ...] = ()
    column_cells: tuple[tuple[str, str, str, int], ...] = ()

    def bind(self, instrument: Instrument, **options: Any) -> Binding:
        """An instrument tied to the columns; see :func:`scorewell.answers.columns.bind.bind`.

        A column that names an encoding or a language counts only where every
        part that has answers to the instrument has it.
        """
        binding = bind(self.columns, instrument, **options)
        items = set(binding.columns.values())
        concerned = [part for part in self.parts if items & part]
        if not all(binding.coding_marker.column in part for part in concerned):
            binding = replace(binding, coding_marker=NO_CODING_MARKER)
        if not all(binding.language_marker.column in part for part in concerned):
            binding = replace(binding, language_marker=NO_LANGUAGE_MARKER)
        return binding

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the files, without our own."""
        return tuple(name for name in self.frame.columns if name not in PLACE_COLUMNS)


def assemble(
    layout: DataLayout,
    *,
    readers: Mapping[str, Reader] | None = None,
    tables: Sequence[LoadedTable] = (),
) -> Assembled:
    """Read every data file and put the rows under one another.

    Parameters
    ----------
    layout : DataLayout
        What to read, and how it is arranged.
    readers : mapping of str to Reader, optional
        The readers there are; all installed ones, if not given.
    tables : sequence of LoadedTable, optional
        The files in memory, where they were read before.

    Raises
    ------
    DataError
        If a file cannot be read, a named column is absent, nothing says which
        occasion a row belongs to, or the occasions asked for are not there.
    """
    tables = tables or [
        load_table(file.path, file.read, readers=readers) for file in layout.files
    ]
    files = [
        OpenFile(file, layout, contents)
        for file, contents in zip(layout.files, tables, strict=True)
    ]
    _refuse_counters(files)
    parts_by_file = [file.parts() for file in files]
    parts = [part for file_parts in parts_by_file for part in file_parts]
    frame = pl.concat(parts, how="diagonal_relaxed")
    _require_occasions(frame, layout)
    labels: dict[str, Mapping[float | str, str]] = {}
    for file in files:
        labels |= file.labels
    return Assembled(
        frame=frame,
        lines=tuple(line for file in files for line in file.lines),
        rows_left_out=tuple(rows for file in files for rows in file.rows_left_out),
        findings=tuple(finding for file in files for finding in file.table.findings),
        labels=labels,
        parts=tuple(frozenset(part.columns) for part in parts),
        file_rows=tuple(
            file.count_rows(sum(part.height for part in file_parts))
            for file, file_parts in zip(files, parts_by_file, strict=True)
        ),
        column_cells=tuple(
            (file.file.title, *names, cells)
            for file in files
            for names, cells in file.column_cells.items()
        ),
    )


def _refuse_counters(files: Sequence[OpenFile]) -> None:
    """Refuse a column that only numbers the rows of each of several files, unless named.

    Raises
    ------
    DataError
        With the column, and how to say that it identifies the respondent.
    """
    columns = [file.refuse_counter() for file in files] if len(files) > 1 else []
    if not columns or not all(columns):
        return
    raise DataError(
        f"the column `{columns[0]}` numbers the rows of {files[0].shown} and of "
        f"{files[1].shown}; respondents would be compared by the order of their rows",
        hint=f"name the column that identifies the respondent: --id NAME; --id {columns[0]} "
        f"if it is this one; the columns are: {list_names(files[0].names)}",
    )


def _require_occasions(frame: pl.DataFrame, layout: DataLayout) -> None:
    if layout.pre and layout.pre == layout.post:
        raise DataError("pre and post are the same occasion", hint="name two occasions")
    present = frame[OCCASION].drop_nulls().unique().sort().to_list()
    for role, occasion in (("pre", layout.pre), ("post", layout.post)):
        if occasion and occasion not in present:
            raise DataError(
                f"there is no row of the occasion `{occasion}` ({role})",
                hint=did_you_mean(occasion, present)
                or f"the occasions are: {list_names(present)}",
            )

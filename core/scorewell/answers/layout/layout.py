"""How answers lie in their files: which files, and which columns say whose answers they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorewell.registry.contracts.files import ReadOptions, heading_rows


@dataclass(frozen=True, kw_only=True)
class DataFile:
    """One data file and how it tells the occasions apart.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    occasion : str
        The occasion of every row; empty if a column or affix says it.
    prefixes, suffixes : mapping of str to str
        Occasion to the prefix or suffix of its columns.
    pattern : str
        Text with ``{occasion}`` and ``{item}`` that names the columns.
    columns : mapping of str to mapping
        Occasion to its columns: name in the file to name in the study.
    items : tuple of (str, str) or None
        For data with a row for each answer: the column with the name of the
        item and the column with the answer.
    read : ReadOptions
        How the file is read.
    """

    path: Path
    occasion: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    suffixes: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    items: tuple[str, str] | None = None
    read: ReadOptions = ReadOptions()

    @property
    def title(self) -> str:
        """Name of the file, with its sheet where one is named."""
        return f"{self.path.name} ({self.read.sheet})" if self.read.sheet else self.path.name

    @property
    def rearranged(self) -> bool:
        """Whether rows of the file are not yet rows of one respondent on one occasion."""
        marks = self.prefixes or self.suffixes or self.pattern or self.columns
        return bool(marks) or self.items is not None

    @classmethod
    def from_mapping(cls, entry: Mapping[str, Any], folder: Path) -> DataFile:
        """A data file as a study file describes it; paths are relative to ``folder``."""
        row, rows = heading_rows(entry.get("header_row", 0))
        items = entry.get("items")
        return cls(
            path=folder / entry["file"],
            occasion=entry.get("occasion", ""),
            prefixes=entry.get("prefixes", {}),
            suffixes=entry.get("suffixes", {}),
            pattern=entry.get("pattern", ""),
            columns=entry.get("columns", {}),
            items=(items["item"], items["answer"]) if items is not None else None,
            read=ReadOptions(
                reader=entry.get("reader", ""),
                sheet=entry.get("sheet", ""),
                header_row=row,
                header_rows=rows,
                encoding=entry.get("encoding", ""),
                dictionary=folder / entry["dictionary"] if "dictionary" in entry else None,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class DataLayout:
    """How the answers of one analysis lie in their files.

    Attributes
    ----------
    files : tuple of DataFile
        The data files.
    id_column : str or tuple of str
        Column that identifies the respondent, or several that do so together; names with
        commas between them count as several where no column has that name.
    occasion_column, group_column, time_column : str
        Columns with the respondent, the occasion, the group, and the time (a
        number or a date) of each row. Without a name, the usual names of
        respondent and occasion are looked for, and there is no group or time.
    pre, post : str
        The two occasions that are compared, as written in the data; empty
        where only courses are followed, or nothing is compared.
    order : tuple of str
        All occasions from the first to the last, as far as they are named.
    course : bool
        Whether respondents are followed over all occasions of ``order``, not
        only compared between ``pre`` and ``post``.
    policies : mapping of str to str
        Kind of finding to what becomes of it.
    rows_stand_alone : bool
        Whether rows need no respondent and no occasion.
    exclude_test_entries : bool
        Whether rows whose id is a word for trying a form (test, asdf, demo) are left out.
    """

    files: tuple[DataFile, ...]
    id_column: str | tuple[str, ...] = ""
    occasion_column: str = ""
    group_column: str = ""
    time_column: str = ""
    pre: str = ""
    post: str = ""
    order: tuple[str, ...] = ()
    course: bool = False
    policies: Mapping[str, str] = field(default_factory=dict)
    rows_stand_alone: bool = False
    exclude_test_entries: bool = False

    @property
    def compared(self) -> tuple[str, ...]:
        """The occasions that are compared; empty if all are."""
        return self.order if self.course else self.pair

    @property
    def pair(self) -> tuple[str, ...]:
        """Pre and post, as far as they are named."""
        return tuple(occasion for occasion in (self.pre, self.post) if occasion)

    @property
    def occasions(self) -> tuple[str, ...]:
        """The occasions as they are written in the data, as far as they are named."""
        return self.order or self.pair

"""TODO."""

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


def _data_file(entry: Mapping[str, Any], base: Path) -> DataFile:
    heading = heading_rows(entry.get("header_row", 0))
    return DataFile(
        path=base / entry["file"],
        occasion=entry.get("occasion", ""),
        prefixes=entry.get("prefixes", {}),
        suffixes=entry.get("suffixes", {}),
        pattern=entry.get("pattern", ""),
        columns=entry.get("columns", {}),
        items=(entry["items"]["item"], entry["items"]["answer"]) if "items" in entry else None,
        read=ReadOptions(
            reader=entry.get("reader", ""),
            sheet=entry.get("sheet", ""),
            header_row=heading[0],
            header_rows=heading[1],
            encoding=entry.get("encoding", ""),
            dictionary=base / entry["dictionary"] if "dictionary" in entry else None,
        ),
    )

"""A study file as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorewell.change import ChangeOptions
from scorewell.errors import DefinitionError
from scorewell.loading import check_schema, read_document

__all__ = ["DataFile", "Measure", "StudyPlan", "read_plan"]


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
    columns : mapping of str to mapping
        Occasion to its columns: name in the file to name in the study.
    """

    path: Path
    occasion: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    suffixes: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One instrument of a study.

    Attributes
    ----------
    instrument : str
        Id, acronym or alias.
    columns : str or mapping or None
        Pattern or map from item to column.
    totals : mapping of str to str
        For data with scores and no items: scale to column.
    coding : str
        Name of the alternative encoding; empty for the declared one.
    scales : tuple of str
        The scales to compare; all with a direction if empty.
    change : ChangeOptions
        For every scale of this measure.
    by_scale : mapping of str to ChangeOptions
        For single scales; stronger than ``change``.
    """

    instrument: str
    columns: str | Mapping[str, str] | None = None
    totals: Mapping[str, str] = field(default_factory=dict)
    coding: str = ""
    scales: tuple[str, ...] = ()
    change: ChangeOptions = field(default_factory=ChangeOptions)
    by_scale: Mapping[str, ChangeOptions] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StudyPlan:
    """One evaluation as it was asked for.

    Attributes
    ----------
    pre, post : str
        The two occasions that are compared, as written in the data.
    call : ChangeOptions
        What the call asks for; stronger than everything in the study file.
    file, digest : str
        The study file and its SHA-256; empty for a plan made by a command.
    """

    title: str
    data: tuple[DataFile, ...]
    measures: tuple[Measure, ...]
    id_column: str = ""
    occasion_column: str = ""
    group_column: str = ""
    pre: str = "pre"
    post: str = "post"
    authors: tuple[str, ...] = ()
    note: str = ""
    missing_codes: tuple[float | str, ...] = ()
    instruments: tuple[Path, ...] = ()
    overlays: tuple[Path, ...] = ()
    change: ChangeOptions = field(default_factory=ChangeOptions)
    call: ChangeOptions = field(default_factory=ChangeOptions)
    file: str = ""
    digest: str = ""


def read_plan(path: Path) -> StudyPlan:
    """Read a study file; paths in it are relative to it.

    Raises
    ------
    DefinitionError
        With every finding of the file.
    """
    document = read_document(path)
    findings = [*document.findings, *check_schema(document, "study")]
    if findings:
        raise DefinitionError(f"{path} is not a valid study", findings=findings)
    data = document.data
    base = path.parent
    return StudyPlan(
        title=data["title"],
        authors=tuple(data.get("authors", ())),
        note=data.get("note", ""),
        data=tuple(_data_file(each, base) for each in data["data"]),
        id_column=data["columns"]["id"],
        occasion_column=data["columns"].get("occasion", ""),
        group_column=data["columns"].get("group", ""),
        pre=_occasion(data["occasions"]["pre"]),
        post=_occasion(data["occasions"]["post"]),
        missing_codes=tuple(data.get("missing_codes", ())),
        instruments=tuple(base / each for each in data.get("instruments", ())),
        overlays=tuple(base / each for each in data.get("overlays", ())),
        change=_options(data),
        measures=tuple(_measure(each) for each in data["measures"]),
        file=document.file,
        digest=document.digest,
    )


def _data_file(entry: Mapping[str, Any], base: Path) -> DataFile:
    return DataFile(
        path=base / entry["file"],
        occasion=entry.get("occasion", ""),
        prefixes=entry.get("prefixes", {}),
        suffixes=entry.get("suffixes", {}),
        columns=entry.get("columns", {}),
    )


def _measure(entry: Mapping[str, Any]) -> Measure:
    by_scale = entry.get("by_scale", {})
    return Measure(
        instrument=entry["instrument"],
        columns=entry.get("columns"),
        totals=entry.get("totals", {}),
        coding=entry.get("coding", ""),
        scales=tuple(entry.get("scales", ())),
        change=_options(entry),
        by_scale={scale: ChangeOptions.from_mapping(each) for scale, each in by_scale.items()},
    )


def _options(entry: Mapping[str, Any]) -> ChangeOptions:
    return ChangeOptions.from_mapping(entry.get("change", {}))


def _occasion(value: str | float) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)

"""Microsoft Forms and Google Forms: questions as names, labels as answers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scorewell.errors import DataError
from scorewell.registry.contracts.files import (
    Reader,
    ReadOptions,
    Table,
    file_finding,
    refuse_unused,
)

_MICROSOFT = ("id", "start time", "completion time")
_GOOGLE = "timestamp"
_ADMINISTRATIVE = {
    "email",
    "name",
    "last modified time",
    "email address",
    "username",
    "score",
    "total points",
}
_GRADED = ("points - ", "feedback - ")
_GRID = re.compile(r".*\[(.+)\]\s*", re.DOTALL)
_QUESTION = 4
_MOST = 1 << 22


def _recognises(path: Path, options: ReadOptions) -> bool:
    if options.header_row:
        return False
    return _kind(_header(path, options)) != ""


def _header(path: Path, options: ReadOptions) -> list[str]:
    """The names of the columns, as far as they can be read quickly."""
    if path.suffix.lower() == ".csv":
        from scorewell.answers.files.charset import read_beginning

        try:
            text = read_beginning(path, 1 << 18, encoding=options.encoding)
            return next(csv.reader(io.StringIO(text, newline="")), [])
        except (OSError, DataError, csv.Error):
            return []
    if path.stat().st_size > _MOST:
        return []  # exports of forms are small; --reader forms reads a large one
    try:
        import python_calamine as calamine

        from scorewell_plugins.readers.workbook_package import check_package

        check_package(path)
        book = calamine.CalamineWorkbook.from_path(path)
        names = [options.sheet] if options.sheet in book.sheet_names else book.sheet_names[:1]
        rows = book.get_sheet_by_name(names[0]).to_python(nrows=1)
    except Exception:  # a damaged workbook is reported by the reader that takes it
        return []
    return [str(value) for value in rows[0]] if rows else []


def _kind(header: Sequence[str]) -> str:
    names = [_clean(name).casefold() for name in header]
    if tuple(names[:3]) == _MICROSOFT:
        return "Microsoft Forms"
    questions = [name for name in names[1:] if name not in _ADMINISTRATIVE and " " in name]
    if names[:1] == [_GOOGLE] and len(questions) >= min(_QUESTION, max(len(names) - 2, 1)):
        return "Google Forms"
    return ""


def _clean(name: str) -> str:
    """A name without line breaks, hard blanks and zero-width characters."""
    return " ".join(name.replace("\u200b", "").split())


def _read(path: Path, options: ReadOptions) -> Table:
    from scorewell.answers.files.delimited_text import read_text

    kind = _kind(_header(path, options)) or "form"
    if path.suffix.lower() == ".csv":
        refuse_unused(path, options, ("header_row", "encoding"), subject="an export in text")
        table = read_text(path, replace(options, text=True), rename_doubled=True)
    else:
        from scorewell_plugins.readers.excel import read_workbook

        refuse_unused(path, options, ("sheet", "header_row"), subject="a workbook")
        table = read_workbook(path, replace(options, text=True), rename_doubled=True)
    names = table.frame.collect_schema().names()
    new_names = _new_names(names)
    graded = [name for name in names if _clean(name).casefold().startswith(_GRADED)]
    findings = [*table.findings]
    if graded:
        message = f"{len(graded)} columns of points and feedback are left out"
        findings.append(file_finding(path, "columns-left-out", message, severity="note"))
    names_by_fold = {name.casefold(): name for name in new_names.values()}
    return Table(
        frame=table.frame.drop(graded).rename(
            {old: new for old, new in new_names.items() if old not in graded}
        ),
        format=f"{kind} export",
        encoding=table.encoding,
        findings=tuple(findings),
        descriptions={new: _clean(old) for old, new in new_names.items() if new != old},
        id_column=names_by_fold.get("id", "") if kind == "Microsoft Forms" else "",
        time_column=names_by_fold.get("completion time", names_by_fold.get(_GOOGLE, "")),
    )


def _new_names(names: Sequence[str]) -> dict[str, str]:
    """New names without hard blanks, with the row of a grid instead of its question."""
    clean_names = {name: _clean(name) for name in names}
    rows = {
        name: match[1].strip()
        for name, text in clean_names.items()
        if (match := _GRID.fullmatch(text))
    }
    short_names = {name: rows.get(name, text) for name, text in clean_names.items()}
    counts = list(short_names.values())
    return {
        name: text if counts.count(text) == 1 else clean_names[name]
        for name, text in short_names.items()
    }


READERS = (
    Reader(
        name="forms",
        summary="Microsoft Forms (workbook) or Google Forms (CSV): questions as names.",
        suffixes=(".csv", ".xlsx"),
        read=_read,
        recognises=_recognises,
        uses=("sheet", "header_row", "encoding"),  # each of its two formats some of them
    ),
)

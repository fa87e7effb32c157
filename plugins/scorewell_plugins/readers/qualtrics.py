"""Qualtrics' CSV and TSV exports, with their three rows of names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import DataError, Finding
from scorewell.registry.contracts.files import Reader, ReadOptions, Table, file_finding

if TYPE_CHECKING:
    import polars as pl

_HEAD = 1 << 20
_MARK = '"ImportId"'
_PREVIEW = {"survey preview", "1", "preview", "survey test", "2", "test"}


def _recognises(path: Path, options: ReadOptions) -> bool:
    return _head(path, options) is not None


def _head(path: Path, options: ReadOptions) -> tuple[list[list[str]], int] | None:
    """The three rows of names and their number of lines; None for a file of another kind."""
    from scorewell.answers.files.charset import read_beginning

    try:
        text = read_beginning(path, _HEAD, encoding=options.encoding)
    except (OSError, DataError):
        return None
    if _MARK.strip('"') not in text:
        return None
    separator = "\t" if text.split("\n", 1)[0].count("\t") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        head = [next(rows) for _ in range(3)]
    except (StopIteration, csv.Error):
        return None
    sure = len(head[0]) == len(head[2]) and all(_MARK.strip('"') in text for text in head[2])
    return (head, rows.line_num) if sure else None


def _read(path: Path, options: ReadOptions) -> Table:
    from scorewell.answers.files.delimited_text import read_text
    from scorewell.answers.files.dialect_sniffer import check_header

    head = _head(path, options)
    if head is None:
        raise DataError(
            f"{path.name}: this is no Qualtrics export with three rows of names",
            hint="export CSV and keep the rows of names, or read it with --reader csv",
        )
    (names, questions, _), lines = head
    check_header(path, names)
    table = read_text(path, replace(options, text=True, header_row=0), names=names, skip=lines)
    frame = table.frame
    findings = [finding for finding in table.findings if finding.code != "lines-skipped"]
    findings += _status_findings(path, frame, names)
    return Table(
        frame=frame,
        format="Qualtrics export",
        encoding=table.encoding,
        findings=tuple(findings),
        descriptions={
            name: " ".join(question.split())
            for name, question in zip(names, questions, strict=False)
            if question.strip() and question != name
        },
        id_column="ResponseId" if "ResponseId" in names else "",
        time_column="",
    )


def _status_findings(path: Path, frame: pl.LazyFrame, names: Sequence[str]) -> list[Finding]:
    """Findings about previews and unfinished rows, which are scored like the others."""
    import polars as pl

    conditions = {}
    if "Status" in names:
        text = pl.col("Status").str.strip_chars().str.to_lowercase()
        conditions["preview"] = text.is_in(sorted(_PREVIEW))
    if "Finished" in names:
        text = pl.col("Finished").str.strip_chars().str.to_lowercase()
        conditions["unfinished"] = text.is_in(["0", "false"])
    if not conditions:
        return []
    counts = frame.select(
        [
            condition.fill_null(value=False).sum().alias(name)
            for name, condition in conditions.items()
        ]
    )
    row = counts.collect().row(0, named=True)
    words = {
        "preview": "rows are previews or tests of the survey",
        "unfinished": "rows were not finished",
    }
    return [
        file_finding(
            path,
            f"{name}-rows",
            f"{count} {words[name]}; they are scored like the others",
            "take them out of the file if they do not belong",
        )
        for name, count in row.items()
        if count
    ]


READERS = (
    Reader(
        name="qualtrics",
        summary="Qualtrics' CSV or TSV export, with its three rows of names.",
        suffixes=(".csv", ".tsv"),
        read=_read,
        recognises=_recognises,
        uses=("encoding",),
    ),
)

"""Where the rows of the data went and which cells were read as something else, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.formatting import localize_number, one_line
from scorewell.report.tables.display_table import DisplayTable

if TYPE_CHECKING:
    from scorewell.answers.checks.data_summary import DataSummary, Replacement

_MOST_CODES = 12


def data_rows_display(summary: DataSummary) -> DisplayTable:
    """Rows by file and reason, sheets by what became of them, cells by replacement."""
    lines = [*_rows(summary), *_sheets(summary), *_cells(summary)]
    rows = [(text, localize_number(f"{n}")) for text, n in lines]
    return DisplayTable.of(
        "rows.caption", ("what", "n"), rows, numeric=("n",), fixed_order=True
    )


def _rows(summary: DataSummary) -> Iterator[tuple[str, int]]:
    """The rows of each file."""
    for file in summary.files:
        name = one_line(file.file)
        yield say("rows.total", file=name), file.total
        for kind, n in file.excluded.items():
            yield say("rows.excluded", file=name, reason=_reason(kind)), n
        if file.sheets != file.included:
            yield say("rows.included", file=name), file.included
            yield say("rows.file_sheets", file=name), file.sheets


def _sheets(summary: DataSummary) -> Iterator[tuple[str, int]]:
    """The sheets of all files, and the respondents."""
    yield say("rows.sheets"), summary.sheets
    for kind, n in summary.not_compared.items():
        yield say("rows.not_compared", reason=_reason(kind)), n
    yield say("rows.compared"), summary.compared
    yield say("rows.respondents"), summary.respondents or 0


def _cells(summary: DataSummary) -> Iterator[tuple[str, int]]:
    """The cells of each replacement; many of one kind in one line."""

    def key(entry: Replacement) -> tuple[str, str]:
        return entry.instrument or entry.file, entry.kind

    for (subject, kind), group in groupby(sorted(summary.replacements, key=key), key):
        entries = list(group)
        name = f"rows.{kind}"
        one_by_one = kind not in {"column", "reversed"} and len(entries) <= _MOST_CODES
        for part in [[entry] for entry in entries] if one_by_one else [entries]:
            first, more = part[0], len(part) - 1
            text = say(
                name, subject=one_line(subject), text=one_line(first.text),
                meaning=one_line(first.meaning),
            )  # fmt: skip
            cells = sum(entry.cells for entry in part)
            yield (say("rows.more", text=text, n=more) if more else text), cells


def _reason(kind: str) -> str:
    """Why rows are left out or not compared."""
    return say(f"rows.{kind}")

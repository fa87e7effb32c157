"""All tables in one workbook, one sheet for each kind."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import creation_time, one_line, possible_words
from scorewell.report.tables.approaches import approach_frame
from scorewell.report.tables.display_table import column_words
from scorewell.report.tables.frames import (
    case_frame,
    combination_frame,
    finding_frame,
    input_frame,
    limit_frame,
    occasion_frame,
    outcome_frame,
    respondent_frame,
    rule_count_frame,
    uncertainty_frames,
)
from scorewell.report.text.publication_table import PublicationTable, published_table
from scorewell.report.text.result_table import COLUMNS, result_table

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.study.result import StudyResult


_MOST_ROWS = 1_048_575
_LONGEST = 32_767
_SHARES = {"share", "low", "high"}
_OF_DATA = {
    "id", "group", "other", "occasion", "instrument", "scale", "file", "rule", "citation",
    "entry", "code", "kind", "column", "item", "definition", "message", "target", "ids",
    "best_at", "last_at", "first_gain", "first_fall_from_best", "problem", "action",
}  # fmt: skip
"""Columns whose text is not translated: data, names of definitions, finished sentences."""
_ALTERNATIVES = "outcome_possible"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def workbook_bytes(result: StudyResult) -> bytes:
    """All tables of a study as an Excel workbook.

    At most eight sheets: the result with the table as published, respondents, outcomes (with
    other approaches and rules), courses, uncertainty, inputs (with limits), findings (with
    alerts), and about. Text is always text: no cell is a formula or a link.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": one_line(result.title),
                "created": creation_time(result.manifest.get("created")),
            }
        )
        writer = _Writer(book)
        writer.result("result", result)
        for name, frames in _sheets(result).items():
            present = {key: frame for key, frame in frames.items() if frame is not None}
            if present:
                writer.tables(name, present)
        writer.lines("about", _about(result))
    return buffer.getvalue()


def _sheets(result: StudyResult) -> dict[str, dict[str, pd.DataFrame | None]]:
    """The tables of each sheet but the first and the last; None for one that there is not."""
    uncertainty = {
        name.removesuffix(".csv"): frame for name, frame in uncertainty_frames(result).items()
    }
    multiverses, courses, rules = result.multiverses, result.courses, result.outcomes
    has_approaches = bool(result.judgements or result.growths)
    return {
        "respondents": {"respondents": case_frame(result.changes)},
        "outcomes": {
            "outcomes": outcome_frame(result.changes),
            "approaches": approach_frame(result) if has_approaches else None,
            "rules": rule_count_frame(rules) if rules else None,
        },
        "courses": {
            "occasions": occasion_frame(courses) if courses else None,
            "courses": respondent_frame(courses) if courses else None,
        },
        "uncertainty": {
            **uncertainty,
            "choices": combination_frame(multiverses) if multiverses else None,
        },
        "inputs": {
            "limits": limit_frame(result.changes),
            "inputs": input_frame(result.changes),
        },
        "findings": {"findings": finding_frame(result), "alerts": result.alerts},
    }


class _Writer:
    """Sheets of one workbook, in one set of formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        line = {"bottom": 1, "bottom_color": "#8593A3"}
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top"} | line
        )
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.fraction = book.add_format({"num_format": "0.00", "valign": "top"})
        self.bold_first = book.add_format({"bold": True, "top": 1, "top_color": "#D3DBE3"})
        self.plain = book.add_format({"valign": "top"})
        self.share = book.add_format({"num_format": "0.0%"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def _sheet(self, name: str) -> Any:
        """A new sheet, with the name of its key if Excel allows that name."""
        title = _NOT_IN_NAMES.sub(" ", say(f"sheet.{name}")).strip("' ")[:31]
        titles = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        return self.book.add_worksheet(name if title.casefold() in titles else title)

    def result(self, name: str, result: StudyResult) -> None:
        """The first table of the report, and below it the table as published."""
        sheet = self._sheet(name)
        sheet.write_string(0, 0, _cut(one_line(result.title)), self.title)
        row = self._publication(sheet, result_table(result.changes), 2)
        self._publication(sheet, published_table(result.changes), row + 1)
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, len(COLUMNS), 18)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _publication(self, sheet: Any, table: PublicationTable, row: int) -> int:
        """A table as published from a row on, counts as numbers; the row after it."""
        sheet.write_string(row, 0, table.caption, self.bold)
        lines = [table.columns]
        for heading, rows in table.blocks:
            lines += [(heading,), *rows] if heading else rows
        for number, line in enumerate(lines, start=row + 1):
            cell = self.heading if number == row + 1 else self.plain
            cell = self.bold_first if len(line) == 1 else cell
            for column, text in enumerate(line):
                _write(sheet, number, column, int(text) if text.isdecimal() else text, cell)
        return row + 1 + len(lines)

    def tables(self, name: str, frames: Mapping[str, pd.DataFrame]) -> None:
        """Tables below one another; a single one keeps its headings in view and has filters."""
        sheet, row, widths = self._sheet(name), 0, dict[int, int]()
        for key, frame in frames.items():
            if len(frames) > 1:
                sheet.write_string(row, 0, say(f"sheet.{key}"), self.title)
                row += 1
            for column, width in enumerate(self._table(sheet, frame, row)):
                widths[column] = max(width, widths.get(column, 0))
            row += len(frame) + 2
        for column, width in widths.items():
            sheet.set_column(column, column, width)
        if len(frames) == 1 and widths:
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(row - 2, 1), len(widths) - 1)
            sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _table(self, sheet: Any, frame: pd.DataFrame, first: int) -> Iterator[int]:
        """Write a frame from a row on; the width of each column."""
        most = max(_MOST_ROWS - first, 0)
        for column, heading in enumerate(map(str, frame.columns)):
            words = column_words(heading)
            sheet.write_string(first, column, words, self.heading)
            values = frame.iloc[:most, column].tolist()
            if heading not in _OF_DATA:
                tell = possible_words if heading == _ALTERNATIVES else term
                values = [tell(value) if isinstance(value, str) else value for value in values]
            for row, value in enumerate(values, start=first + 1):
                _write(sheet, row, column, value, self._cell(heading, value))
            yield _width(words, values)

    def _cell(self, heading: str, value: object) -> Any:
        """The format of a value: shares in per cent, other fractions with two decimals."""
        if heading in _SHARES:
            return self.share
        is_fraction = isinstance(value, float) and math.isfinite(value) and value % 1
        return self.fraction if is_fraction else self.plain

    def lines(self, name: str, lines: Sequence[tuple[str, str]]) -> None:
        """Labels with texts, one pair a row."""
        sheet = self._sheet(name)
        for row, (label, words) in enumerate(lines):
            sheet.write_string(row, 0, _cut(label), self.bold)
            sheet.write_string(row, 1, _cut(words), self.wrapped)
            # Some programs do not adapt the height to wrapped text.
            sheet.set_row(row, 15 * min(1 + len(words) // 90, 20))
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 100)
        sheet.fit_to_pages(1, 0)


def _write(sheet: Any, row: int, column: int, value: object, cell: Any) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, _cut(value), cell)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, cell)
    elif isinstance(value, Real) and math.isfinite(number := float(value)):
        sheet.write_number(row, column, number, cell)


def _cut(text: str) -> str:
    """Text cut to the length that a cell can hold."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\u2026"


def _width(heading: str, values: Iterable[object]) -> int:
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return min(max(len(heading) + 3, longest + 1, 9), 60)


def _about(result: StudyResult) -> list[tuple[str, str]]:
    lines = [
        (say("sheet.title"), one_line(result.title)),
        (say("sheet.authors"), one_line(", ".join(result.authors))),
        (say("sheet.note"), one_line(result.note)),
        (say("sheet.full"), say("sheet.full_words")),
    ]
    for key, value in result.manifest.items():
        lines += _leaves(one_line(key).replace("_", " ").capitalize(), value)
    return [(label, words) for label, words in lines if words]


def _leaves(label: str, value: object) -> Iterator[tuple[str, str]]:
    """What a value of the manifest holds, a line each, under its path."""
    match value:
        case Mapping():
            for key, entry in value.items():
                yield from _leaves(f"{label}: {one_line(key).replace('_', ' ')}", entry)
        case list() | tuple():
            for place, entry in enumerate(value, start=1):
                yield from _leaves(f"{label} {place}" if len(value) > 1 else label, entry)
        case None:
            pass
        case bool():
            yield label, "yes" if value else "no"
        case _:
            yield label, one_line(value)

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
from scorewell.report.text.publication_table import published_table

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

    Sheets: the table as published, respondents, outcomes; precision,
    robustness, missing, denominators, other choices, courses and rules where
    there are any; limits, inputs, findings, alerts, and about. Text is always
    text: no cell is a formula or a link.
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
        writer.published("table", result)
        writer.table("respondents", case_frame(result.changes))
        writer.table("outcomes", outcome_frame(result.changes))
        if result.judgements or result.growths:
            writer.table("approaches", approach_frame(result))
        for name, frame in _further(result):
            writer.table(name, frame)
        writer.table("limits", limit_frame(result.changes))
        writer.table("inputs", input_frame(result.changes))
        writer.table("findings", finding_frame(result))
        writer.table("alerts", result.alerts)
        writer.lines("about", _about(result))
    return buffer.getvalue()


def _further(result: StudyResult) -> Iterator[tuple[str, pd.DataFrame]]:
    """The sheets that not every study has."""
    for name, frame in uncertainty_frames(result).items():
        yield name.removesuffix(".csv"), frame
    if result.multiverses:
        yield "choices", combination_frame(result.multiverses)
    if result.courses:
        yield "occasions", occasion_frame(result.courses)
        yield "courses", respondent_frame(result.courses)
    if result.outcomes:
        yield "rules", rule_count_frame(result.outcomes)


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
        self.first = book.add_format({"top": 1, "top_color": "#D3DBE3"})
        self.bold_first = book.add_format({"bold": True, "top": 1, "top_color": "#D3DBE3"})
        self.plain = book.add_format({"valign": "top"})
        self.share = book.add_format({"num_format": "0.0%"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def _sheet(self, name: str) -> Any:
        """A new sheet, with the name of its key if Excel allows that name."""
        title = _NOT_IN_NAMES.sub(" ", say(f"sheet.{name}")).strip("' ")[:31]
        titles = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        return self.book.add_worksheet(name if title.casefold() in titles else title)

    def published(self, name: str, result: StudyResult) -> None:
        """The one table in the published layout."""
        sheet = self._sheet(name)
        sheet.write_string(0, 0, _cut(one_line(result.title)), self.title)
        sheet.write_string(1, 0, say("sheet.table_caption"))
        publication = published_table(result.changes)
        for column, heading in enumerate((say("published.measure"), *publication.columns)):
            sheet.write_string(3, column, heading, self.heading)
        rows = [(measure, *row) for measure, block in publication.blocks for row in block]
        before = ""
        for row, (measure, significance, *counts) in enumerate(rows, start=4):
            first = measure != before
            cell = self.first if first else self.plain
            if first:
                sheet.write_string(row, 0, _cut(measure), self.bold_first)
            sheet.write_string(row, 1, significance, cell)
            for column, count in enumerate(counts, start=2):
                sheet.write_number(row, column, int(count), cell)
            before = measure
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 4, 18)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """A frame with a heading row that stays in view and can be filtered."""
        sheet = self._sheet(name)
        names = [str(column) for column in frame.columns]
        for column, heading in enumerate(names):
            words = column_words(heading)
            sheet.write_string(0, column, words, self.heading)
            values = frame.iloc[:_MOST_ROWS, column].tolist()
            if heading not in _OF_DATA:
                tell = possible_words if heading == _ALTERNATIVES else term
                values = [tell(value) if isinstance(value, str) else value for value in values]
            cell = self.share if heading in _SHARES else self.plain
            for row, value in enumerate(values, start=1):
                _write(sheet, row, column, value, cell)
            sheet.set_column(column, column, _width(words, values))
        sheet.freeze_panes(1, 0)
        if names:
            sheet.autofilter(0, 0, max(len(frame.iloc[:_MOST_ROWS]), 1), len(names) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

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

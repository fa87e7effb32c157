"""Empty sheets to collect answers: CSV, or a workbook with lists to choose from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError

if TYPE_CHECKING:
    from scorewell.model import Coding, Instrument, Item

__all__ = ["as_csv", "header", "rows", "write_workbook"]

FIXED = ("respondent", "occasion", "date")
EMPTY_ROWS = 500
"""Rows that a workbook without respondents is prepared for."""

_LONGEST_LIST = 255


def header(instruments: Sequence[Instrument]) -> list[str]:
    """Names of the columns; items of different instruments must differ.

    Raises
    ------
    DataError
        If two instruments have an item of one id.
    """
    items = [item.id for instrument in instruments for item in instrument.items]
    if len(set(items)) < len(items):
        raise DataError("two of the instruments have items of the same id")
    return [*FIXED, *items]


def rows(respondents: int, occasions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Respondent and occasion of every row."""
    width = max(3, len(str(respondents)))
    for number in range(1, respondents + 1):
        for occasion in occasions:
            yield f"R{number:0{width}d}", occasion


def as_csv(
    instruments: Sequence[Instrument], respondents: int, occasions: Sequence[str]
) -> str:
    """The sheet as CSV text."""
    names = header(instruments)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    blanks = [""] * (len(names) - 2)
    writer.writerows([*each, *blanks] for each in rows(respondents, occasions))
    return text.getvalue()


def write_workbook(
    path: Path,
    instruments: Sequence[Instrument],
    *,
    respondents: int,
    occasions: Sequence[str],
    labels: bool = False,
) -> None:
    """Write the sheet as a workbook.

    The sheet ``answers`` has a list to choose from in every cell of an item, a
    header that stays in view and a note on each column; ``instructions`` says
    how to fill it in and what each answer means.

    Parameters
    ----------
    path : pathlib.Path
        The .xlsx file.
    instruments : sequence of Instrument
        Whose items there are.
    respondents, occasions
        Rows that are prepared; without respondents 500 empty ones.
    labels : bool, optional
        Whether the lists hold the labels of the answers where all of them have
        one, instead of their numbers.

    Raises
    ------
    DataError
        If two instruments have an item of one id.
    """
    import xlsxwriter

    names = header(instruments)
    prepared = list(rows(respondents, occasions))
    last = len(prepared) or EMPTY_ROWS
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, about = book.add_worksheet("answers"), book.add_worksheet("instructions")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, bold)
        for row, (who, occasion) in enumerate(prepared, start=1):
            sheet.write_string(row, 0, who)
            sheet.write_string(row, 1, occasion)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 2, 12)
        sheet.set_column(3, len(names) - 1, 12)
        if occasions:
            _choose(sheet, 1, last, list(occasions), "occasion")
        _dates(sheet, book, last)
        items = [(one, item) for one in instruments for item in one.items]
        for place, (instrument, item) in enumerate(items, start=len(FIXED)):
            sheet.write_comment(0, place, _shown(instrument, item))
            _choose(sheet, place, last, _choices(item.coding, labels=labels), item.id)
        _instructions(about, bold, instruments, labels=labels)


def _choices(coding: Coding, *, labels: bool) -> list[float | str]:
    """Numbers, or labels where they are unlike each other and fit into a list."""
    words = [answer.label.strip() for answer in coding.answers]
    fits = len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words)
    alike = len({word.casefold() for word in words}) < len(words)
    if labels and coding.labelled and fits and not alike:
        return list(words)
    return [int(v) if float(v).is_integer() else v for v in coding.values]


def _choose(
    sheet: Any, place: int, last: int, choices: Sequence[float | str], name: str
) -> None:
    sheet.data_validation(
        1,
        place,
        last,
        place,
        {
            "validate": "list",
            "source": [str(each) for each in choices],
            "error_title": name[:32],
            "error_message": "Choose one of the answers in the list, or leave it empty.",
        },
    )


def _dates(sheet: Any, book: Any, last: int) -> None:
    from datetime import date

    column = FIXED.index("date")
    shown = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(column, column, 12, shown)
    wanted = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    sheet.data_validation(1, column, last, column, wanted)


def _shown(instrument: Instrument, item: Item) -> str:
    """Wording where the licence lets it be printed; otherwise our own label."""
    allowed = item.text and instrument.licence.text.allows_reproduction
    return f"{item.position}. {item.text if allowed else item.label}"


def _instructions(
    sheet: Any, bold: Any, instruments: Sequence[Instrument], *, labels: bool
) -> None:
    lines: list[tuple[str, str]] = [
        ("respondent", "A code for the person, the same on every occasion; never a name."),
        ("occasion", "Which time this is. One row per respondent and occasion."),
        ("date", "When it was filled in, as 2026-01-31. May stay empty."),
        ("answers", "Choose from the list. An item that was not answered stays empty."),
        ("as answered", "Nothing is reversed here: enter what stands on the form."),
    ]
    for instrument in instruments:
        commands = f"scorewell score {instrument.id} FILE"
        lines += [("", ""), (instrument.id, f"{instrument.name}; scored by: {commands}")]
        lines += [(item.id, _shown(instrument, item)) for item in instrument.items]
        for coding in {item.coding.id: item.coding for item in instrument.items}.values():
            each = [f"{a.value:g} {a.label}".strip() for a in coding.answers]
            way = "labels" if isinstance(_choices(coding, labels=labels)[0], str) else "numbers"
            lines.append((f"answers ({coding.id}), as {way}", "; ".join(each)))
    for row, (name, words) in enumerate(lines):
        sheet.write_string(row, 0, name, bold if name and not words else None)
        sheet.write_string(row, 1, words)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 90)

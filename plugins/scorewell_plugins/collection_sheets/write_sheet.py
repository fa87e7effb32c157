"""Writing an empty sheet: as CSV, or as a workbook with lists of the answers."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell_plugins.collection_sheets.sheet_columns import (
    FIXED_COLUMNS,
    LONGEST_LIST,
    coding_markers,
    covariates,
    header,
    language_markers,
    not_applicable,
    shows_labels,
)

if TYPE_CHECKING:
    from scorewell.definitions.model import Coding, Covariate, Instrument, Item

EMPTY_ROWS = 500
"""Rows with lists in a workbook without respondents."""


def rows(respondents: int, occasions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Respondent and occasion of every row."""
    width = max(3, len(str(respondents)))
    for number in range(1, respondents + 1):
        for occasion in occasions:
            yield f"R{number:0{width}d}", occasion


def as_csv(
    instruments: Sequence[Instrument],
    respondents: int,
    occasions: Sequence[str],
    *,
    labels: bool = False,
) -> str:
    """The sheet as CSV text."""
    names = header(instruments, labels=labels)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    blanks = [""] * (len(names) - 2)
    writer.writerows([*row, *blanks] for row in rows(respondents, occasions))
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
        The instruments whose items the sheet has.
    respondents, occasions
        The rows to prepare; without respondents 500 empty ones.
    labels : bool, optional
        Whether the lists hold the labels of the answers, where all of them
        have one, instead of their numbers.
    """
    import xlsxwriter

    names = header(instruments, labels=labels)
    prepared = list(rows(respondents, occasions))
    last = len(prepared) or EMPTY_ROWS
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, about = book.add_worksheet("answers"), book.add_worksheet("instructions")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, bold)
        for row, (respondent, occasion) in enumerate(prepared, start=1):
            sheet.write_string(row, 0, respondent)
            sheet.write_string(row, 1, occasion)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(names) - 1, 12)
        marker_names = {*coding_markers(instruments), *language_markers(instruments)}
        for place in (place for place, name in enumerate(names) if name in marker_names):
            sheet.set_column(place, place, 12, None, {"hidden": True})
        if occasions:
            _choose(sheet, 1, last, list(occasions), "occasion")
        _dates(sheet, book, last)
        for covariate in covariates(instruments).values():
            _covariate(sheet, names.index(covariate.id), last, covariate)
        for instrument in instruments:
            for item in instrument.items:
                place = names.index(item.id)
                sheet.write_comment(0, place, _item_text(instrument, item))
                _answer(sheet, place, last, item, labels=labels)
        _instructions(about, bold, instruments, labels=labels)


def _answer(sheet: Any, place: int, last: int, item: Item, *, labels: bool) -> None:
    """A list of the answers, or the limits of the numbers where a list would be too long."""
    coding = item.coding
    choices = _choices(coding, labels=labels)
    if len(",".join(choices)) <= LONGEST_LIST:
        _choose(sheet, place, last, choices, item.id)
        return
    limits = {
        "validate": "integer" if coding.integral else "decimal",
        "criteria": "between",
        "minimum": coding.lowest,
        "maximum": coding.highest,
        "error_title": item.id[:32],
        "error_message": f"Enter one of {', '.join(coding.words)}, or leave it empty."[:255],
    }
    _validate(sheet, place, last, limits)


def _choices(coding: Coding, *, labels: bool) -> list[str]:
    """Numbers, or labels where they differ and fit into a list."""
    absent = not_applicable(coding)
    if labels and shows_labels(coding):
        return [*(answer.label.strip() for answer in coding.answers), *absent]
    return [*(f"{value:.15g}" for value in coding.values), *absent]


def _choose(sheet: Any, place: int, last: int, choices: Sequence[str], name: str) -> None:
    rule = {
        "validate": "list",
        "source": list(choices),
        "error_title": name[:32],
        "error_message": "Choose one of the answers in the list, or leave it empty.",
    }
    _validate(sheet, place, last, rule)


def _validate(sheet: Any, column: int, last_row: int, rule: dict[str, Any]) -> None:
    sheet.data_validation(1, column, last_row, column, rule)


def _covariate(sheet: Any, place: int, last: int, covariate: Covariate) -> None:
    sheet.write_comment(0, place, _about(covariate))
    if covariate.values:
        _choose(sheet, place, last, covariate.values, covariate.id)
    elif math.isfinite(covariate.low) and math.isfinite(covariate.high):
        limits = {"minimum": covariate.low, "maximum": covariate.high}
        rule = {"validate": "decimal", "criteria": "between", **limits}
        _validate(sheet, place, last, rule)


def _about(covariate: Covariate) -> str:
    if covariate.values:
        return f"{covariate.label}: {' or '.join(covariate.values)}"
    numbers = f"{covariate.low:g} to {covariate.high:g}"
    bounded = math.isfinite(covariate.low) and math.isfinite(covariate.high)
    unit = f" in {covariate.unit}" if covariate.unit else ""
    return f"{covariate.label}{unit}, {numbers if bounded else 'a number'}"


def _dates(sheet: Any, book: Any, last: int) -> None:
    from datetime import date

    column = FIXED_COLUMNS.index("date")
    date_format = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(column, column, 12, date_format)
    rule = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    _validate(sheet, column, last, rule)


def _item_text(instrument: Instrument, item: Item) -> str:
    """The wording where the licence allows its reproduction, otherwise the neutral label."""
    reproducible = item.text and instrument.licence.text.allows_reproduction
    return f"{item.position}. {item.text if reproducible else item.label}"


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
    lines += [
        (covariate.id, f"{_about(covariate)}.")
        for covariate in covariates(instruments).values()
    ]
    for name, target in coding_markers(instruments).items():
        lines.append(
            (name, f"Stays empty. Says that answers to {target.id} are coded as here.")
        )
    for name, coding in (language_markers(instruments) if labels else {}).items():
        lines.append((name, f"Stays empty. Says that the labels are in '{coding.language}'."))
    for instrument in instruments:
        commands = f"scorewell score {instrument.id} FILE"
        lines += [("", ""), (instrument.id, f"{instrument.name}; scored by: {commands}")]
        lines += [(item.id, _item_text(instrument, item)) for item in instrument.items]
        for coding in {item.coding.id: item.coding for item in instrument.items}.values():
            answers = list(coding.words)
            form = "labels" if labels and shows_labels(coding) else "numbers"
            answers += not_applicable(coding)
            lines.append((f"answers ({coding.id}), as {form}", "; ".join(answers)))
    for row, (name, words) in enumerate(lines):
        sheet.write_string(row, 0, name, bold if name and not words else None)
        sheet.write_string(row, 1, words)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 90)

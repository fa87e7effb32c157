"""Workbooks: Excel and OpenDocument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError, Finding, did_you_mean
from scorewell.io.formula_injection import unescape_formula
from scorewell.registry.contracts.files import (
    Reader,
    ReadOptions,
    Table,
    combined_names,
    file_finding,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ZIPPED = (".xlsx", ".xlsm", ".ods")
_USUAL = {"answers", "data", "responses", "sheet1"}
_MAX_NAMES = 5


def read_workbook(path: Path, options: ReadOptions, *, rename_doubled: bool = False) -> Table:
    """One sheet of a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    options : ReadOptions
        How to read it.
    rename_doubled : bool, optional
        Whether a second column of the same name gets a number, instead of
        being an error.

    Raises
    ------
    DataError
        If it is not a workbook, too large, has a password, or several sheets
        could be meant.
    """
    import polars as pl

    from scorewell.answers.files.restore_formulas import restore_texts
    from scorewell_plugins.readers.cells import column

    sheet, formulas = _open(path, options)
    top, header, rows = _area(path, sheet, options)
    findings = [*formulas, *_merged_cell_findings(path, sheet, top - (options.header_rows < 2))]
    names, places, more = _names(path, header, rows, rename_doubled=rename_doubled)
    findings += more
    columns = [
        column(name, [row[place] for row in rows], text=options.text)
        for name, place in zip(names, places, strict=True)
    ]
    findings += _dates(path, columns, rows, places)
    return Table(
        frame=restore_texts(pl.LazyFrame(columns)),
        format=f"workbook (sheet '{sheet.name}')",
        findings=tuple(findings),
    )


def _open(path: Path, options: ReadOptions) -> tuple[CalamineSheet, list[Finding]]:
    """The sheet to read, and findings about its formulas."""
    import python_calamine as calamine

    from scorewell_plugins.readers.workbook_package import check_package, file_kind_hint

    if path.suffix.lower() in _ZIPPED:
        check_package(path)
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        sheet, places = _select_sheet(path, book, options)
    except calamine.PasswordError as error:
        raise DataError(
            f"{path.name}: the workbook has a password", hint="save it without one"
        ) from error
    except (calamine.CalamineError, OSError) as error:
        raise DataError(
            f"{path.name}: this is no workbook, or a damaged one: {error}",
            hint=file_kind_hint(path),
        ) from error
    return sheet, _formulas(path, places)


def _select_sheet(path: Path, book: Any, options: ReadOptions) -> tuple[Any, int]:
    """The sheet that the options name, or the only one with a table, and its index."""
    names = book.sheet_names
    if options.sheet:
        if options.sheet not in names:
            raise DataError(
                f"{path.name} has no sheet '{options.sheet}'",
                hint=did_you_mean(options.sheet, names)
                or f"its sheets are {', '.join(names[:20])}",
            )
        return book.get_sheet_by_name(options.sheet), names.index(options.sheet)
    visible = [
        metadata.name
        for metadata in book.sheets_metadata
        if "WorkSheet" in str(metadata.typ) and "Visible" in str(metadata.visible)
    ]
    sheets = [book.get_sheet_by_name(name) for name in visible]
    tables = [sheet for sheet in sheets if sheet.height > 1 and sheet.width > 1]
    usual = [sheet for sheet in tables if sheet.name.casefold() in _USUAL]
    candidates = tables if len(tables) == 1 else usual
    if len(candidates) == 1:
        return candidates[0], names.index(candidates[0].name)
    if not tables:
        raise DataError(f"{path.name}: no sheet holds column names and rows")
    sheet_list = ", ".join(sheet.name for sheet in tables[:20])
    raise DataError(
        f"{path.name}: several sheets hold tables: {sheet_list}",
        hint=f"say which one: --sheet '{tables[0].name}'; in a study, each sheet can be an "
        "entry of its own under data, with its sheet and its occasion",
    )


def _area(
    path: Path, sheet: CalamineSheet, options: ReadOptions
) -> tuple[int, list[object], list[list[object]]]:
    """Row of the names counted from 1, the names, and the rows down to the last not empty."""
    start = (sheet.start or (0, 0))[0]
    lines: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=True)]
    top = options.header_row - 1 - start if options.header_row else 0
    if not 0 <= top < len(lines):
        raise DataError(
            f"{path.name}: there is no row {options.header_row} on the sheet",
            hint=f"it goes from row {start + 1} to row {start + len(lines)}",
        )
    while (
        not options.header_row and top < len(lines) - 1 and not any(_filled_cells(lines[top]))
    ):
        top += 1
    below = top + options.header_rows
    header, rows = lines[top], lines[below:]
    if options.header_rows > 1:
        header = list(combined_names([_cells(line) for line in lines[top:below]]))
    while rows and not any(_filled_cells(rows[-1])):
        rows.pop()
    _check_heading(path, header, rows, start + below, options)
    if not rows:
        raise DataError(f"{path.name}: there are column names and no rows")
    return start + below, header, rows


def _cells(line: Sequence[object]) -> list[str]:
    from scorewell_plugins.readers.cells import cell_text

    return ["" if value is None else cell_text(value) for value in line]


def _filled_cells(row: Sequence[object]) -> list[bool]:
    return [value not in ("", None) for value in row]


def _check_heading(
    path: Path,
    header: Sequence[object],
    rows: Sequence[Sequence[object]],
    row: int,
    options: ReadOptions,
) -> None:
    """Refuse a single value above a wide table: it is a title, not a row of names."""
    if options.header_row or sum(_filled_cells(header)) > 1 or len(header) < 3:
        return
    for place, line in enumerate(rows[:20], start=row + 1):
        if sum(_filled_cells(line)) > 2:
            raise DataError(
                f"{path.name}: row {row} holds one value and no names of columns",
                hint=f"if the names stand in row {place}: --header-row {place}",
            )


def _names(
    path: Path,
    header: Sequence[object],
    rows: Sequence[Sequence[object]],
    *,
    rename_doubled: bool,
) -> tuple[list[str], list[int], list[Finding]]:
    """Names and indices of the columns that have a name or values, and findings."""
    from scorewell.answers.files.delimited_text import number_duplicates
    from scorewell.answers.files.dialect_sniffer import check_header
    from scorewell_plugins.readers.cells import cell_text

    names, places, nameless = [], [], []
    for place, value in enumerate(header):
        name = "" if value is None else unescape_formula(cell_text(value).strip())
        if not name and not any(_filled_cells([row[place] for row in rows])):
            continue
        if not name:
            name = f"(column {place + 1})"
            nameless.append(name)
        names.append(name)
        places.append(place)
    names = number_duplicates(names) if rename_doubled else names
    check_header(path, names)
    findings = []
    if nameless:
        name_list = ", ".join(nameless[:_MAX_NAMES])
        message = f"{len(nameless)} columns have values and no name: {name_list}"
        hint = "merged headings leave such columns behind; give each column a name of its own"
        findings.append(file_finding(path, "column-without-name", message, hint))
    return names, places, findings


def _merged_cell_findings(path: Path, sheet: CalamineSheet, top: int) -> Iterator[Finding]:
    """A finding about merged cells, of which only the first has a value."""
    try:
        ranges = sheet.merged_cell_ranges or []
    except Exception:  # not every kind of workbook tells
        return
    data = [area for area in ranges if area[1][0] >= top]
    if data:
        cell_list = ", ".join(_cell_name(*first) for first, _ in data[:_MAX_NAMES])
        message = (
            f"{len(data)} groups of merged cells, from {cell_list}: only the first cell of "
            "each has a value"
        )
        hint = "split them and fill in every cell; the others count as not answered"
        yield file_finding(path, "merged-cells", message, hint)


def _cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _formulas(path: Path, place: int) -> list[Finding]:
    """Findings about cells with formulas or errors."""
    from scorewell_plugins.readers.workbook_package import (
        error_cells,
        formula_cells,
        sheet_content,
    )

    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return []
    content = sheet_content(path, place)
    count, empty = formula_cells(content)
    errors = error_cells(content)
    findings = []
    if empty:
        message = (
            f"{len(empty)} cells hold a formula and no result, and are taken as empty: "
            f"{', '.join(empty[:_MAX_NAMES])}"
        )
        hint = "open the workbook in a spreadsheet program and save it, or paste the values"
        findings.append(file_finding(path, "formula-without-result", message, hint))
    elif count:
        message = f"{count} cells hold formulas; the results saved with them are read"
        findings.append(file_finding(path, "formula", message, severity="note"))
    if errors:
        message = (
            f"{len(errors)} cells hold an error such as #N/A, and are taken as empty: "
            f"{', '.join(errors[:_MAX_NAMES])}"
        )
        findings.append(file_finding(path, "error-cell", message, "mend them in the workbook"))
    return findings


def _dates(
    path: Path, columns: Sequence[Any], rows: Sequence[Sequence[object]], places: Sequence[int]
) -> Iterator[Finding]:
    """Findings about columns in which some cells are dates: 3-4 became the 3rd of April."""
    import datetime as dt

    for column, place in zip(columns, places, strict=True):
        values = [row[place] for row in rows if row[place] not in ("", None)]
        dates = sum(isinstance(value, dt.date) for value in values)
        if 0 < dates < len(values):
            message = f"column '{column.name}' holds {dates} dates among {len(values)} values"
            hint = "a spreadsheet program turns 3-4 into a date; mend them in a text column"
            yield file_finding(path, "date-among-values", message, hint)


READERS = (
    Reader(
        name="excel",
        summary="A sheet of an Excel or OpenDocument workbook.",
        suffixes=(".xlsx", ".xlsm", ".xls", ".ods"),
        read=read_workbook,
        uses=("sheet", "header_row"),
    ),
)

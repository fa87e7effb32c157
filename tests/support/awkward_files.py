"""Makes the nasty files that are no text, with the libraries that write such files."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from pathlib import Path

import pandas as pd

NAMES = ("id", "q_1", "q_2")


def book(path: Path, rows, *, sheets=None) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, lines in (sheets or {"Sheet1": rows}).items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(line)
    workbook.save(path)


def formulas(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, NAMES)
        for row, name in enumerate("abc", start=1):
            sheet.write_string(row, 0, name)
            sheet.write_number(row, 2, 4)
        sheet.write_number(1, 1, 0)
        sheet.write_formula(2, 1, "=1+1", None, 2)
        sheet.write_formula(3, 1, "=1+1", None, "")


def million_empty_rows(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        sheet.write_row(0, 0, NAMES)
        sheet.write_row(1, 0, ("a", 0, 4))
        sheet.write_row(2, 0, ("b", 1, 2))
        for row in range(3, 1_000_003):
            sheet.write_blank(row, 0, None, bold)


def mixed_types(path: Path) -> None:
    values = [3, "3", True, 2.5, "#N/A", dt.date(2024, 4, 3)]
    book(path, [NAMES, *([f"r{place}", value, 1] for place, value in enumerate(values))])


def _parts(path: Path) -> dict[str, bytes]:
    book(path, [NAMES, ("a", 0, 4)])
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_bomb(path: Path) -> None:
    parts = _parts(path)
    block = b" " * (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("xl/media/image1.xml", "w", force_zip64=True) as part:
            for _ in range(1 << 11):
                part.write(block)


def lying_bomb(path: Path) -> None:
    parts = _parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (64 << 20))
    raw = bytearray(path.read_bytes())
    place = raw.rfind(b"xl/worksheets/sheet9.xml") - 46
    struct.pack_into("<I", raw, place + 24, 100)  # the size that the directory tells
    path.write_bytes(raw)


def climbing(path: Path) -> None:
    parts = _parts(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("../../outside.txt", b"out")


def far_apart(path: Path) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(NAMES)
    sheet.append(("a", 0, 4))
    sheet.cell(1_048_576, 16_384, "far")
    workbook.save(path)


def write_merged(path: Path) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for line in (NAMES, ("a", 3, 4), ("b", None, 2), ("c", 1, 1)):
        sheet.append(line)
    sheet.merge_cells("B2:B3")
    workbook.save(path)


def write_repeated(path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    workbook = OpenDocumentSpreadsheet()
    sheet = Table(name="Sheet1")
    for times in (1, 1_000_000_000):
        row = TableRow(numberrowsrepeated=times)
        for value in NAMES:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            row.addElement(cell)
        sheet.addElement(row)
    workbook.spreadsheet.addElement(sheet)
    workbook.save(str(path))


def declared_missing(path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame({"id": ["a", "b", "c"], "q_1": [0.0, 99, None], "q_2": [4.0, -8, 2]})
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"q_1": {99: "refused"}},
        missing_ranges={"q_1": [99], "q_2": [{"lo": -9, "hi": -1}]},
    )


def cut_off(path: Path) -> None:
    if path.suffix == ".parquet":
        pd.DataFrame({"id": ["a"], "q_1": [1], "q_2": [2]}).to_parquet(path)
    else:
        book(path, [NAMES, ("a", 0, 4)])
    path.write_bytes(path.read_bytes()[:-40])


ROWS = [("a", 0, 4), ("b", 1, 2)]

MAKERS = {
    "formulas.xlsx": formulas,
    "million-empty-rows.xlsx": million_empty_rows,
    "mixed-types.xlsx": mixed_types,
    "zip-bomb.xlsx": zip_bomb,
    "lying-bomb.xlsx": lying_bomb,
    "climbing.xlsx": climbing,
    "far-apart.xlsx": far_apart,
    "merged.xlsx": write_merged,
    "title-row.xlsx": lambda path: book(path, [["Our service"], [], NAMES, *ROWS]),
    "two-header-rows.xlsx": lambda path: book(
        path, [NAMES, ("Respondent", "First", "Second"), *ROWS, ("c", 3, 3)]
    ),
    "duplicate-headers.xlsx": lambda path: book(path, [("id", "q_1", "q_1"), ("a", 0, 4)]),
    "column-without-name.xlsx": lambda path: book(
        path, [(*NAMES, None), ("a", 0, 4, "x"), ("b", 1, 2, "y")]
    ),
    "several-sheets.xlsx": lambda path: book(
        path, [], sheets={"pre": [NAMES, *ROWS], "post": [NAMES, *ROWS]}
    ),
    "ids-as-floats.xlsx": lambda path: book(path, [NAMES, (1.0, 0, 4), (2.0, 1, 2)]),
    "not-a-workbook.xlsx": lambda path: path.write_text("id,q_1,q_2\na,0,4\n"),
    "cut-off.xlsx": cut_off,
    "repeated.ods": write_repeated,
    "declared-missing.sav": declared_missing,
    "cut-off.parquet": cut_off,
}

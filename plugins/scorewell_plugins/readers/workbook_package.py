"""Checks of a zipped workbook before a parser opens it, and the XML of its sheets."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from scorewell.errors import DataError

MOST_BYTES = 1 << 30
"""Maximum size of all parts of a workbook, uncompressed."""

MOST_CELLS = 50_000_000
"""Maximum number of cells in the used area of one sheet."""

_BLOCK = 1 << 20
_PLACES = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_REPEAT_COUNT = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')
_SHEETS = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"')
_RELATIONS = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_TARGET = re.compile(rb'\bTarget="([^"]+)"')
_ERRORS = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+\d+)"')
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>.*?</f>)\s*(?:<v\s*/>|<v>(.*?)</v>)?',
    re.DOTALL,
)


def check_package(path: Path) -> None:
    """Refuse a workbook that would fill the memory, or that no program writes.

    Every part is unpacked once, block by block, so that a wrong size in the
    archive does not matter.

    Raises
    ------
    DataError
        If the file is not an archive, the name of a part leads out of it, the
        parts are too large, or the cells of a sheet are too far apart.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            total = 0
            for info in archive.infolist():
                _check_name(path, info.filename)
                if info.flag_bits & 1:
                    raise DataError(
                        f"{path.name}: the workbook has a password",
                        hint="save it without one, on a disk that is itself protected",
                    )
                total = _unpack_part(path, archive, info, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise DataError(
            f"{path.name}: this is no workbook, or a damaged one: {error}",
            hint=file_kind_hint(path),
        ) from error


def _check_name(path: Path, name: str) -> None:
    parts_ = PurePosixPath(name.replace("\\", "/"))
    if parts_.is_absolute() or ".." in parts_.parts:
        raise DataError(
            f"{path.name}: the workbook holds a part whose name leads out of it",
            hint="no spreadsheet program writes that; do not trust this file",
        )


def _unpack_part(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, total: int
) -> int:
    """The bytes so far, with this part unpacked and its cells checked."""
    extent = _Extent(path, info.filename)
    if total + info.file_size > MOST_BYTES:
        raise _too_large(path)
    with archive.open(info) as part:
        while block := part.read(_BLOCK):
            total += len(block)
            if total > MOST_BYTES:
                raise _too_large(path)
            extent.check(block)
    return total


def _too_large(path: Path) -> DataError:
    return DataError(
        f"{path.name}: unpacked, the workbook would take more than {MOST_BYTES >> 30} GiB",
        hint="save the sheet with the answers as CSV UTF-8 or Parquet",
    )


class _Extent:
    """The area that the cells of one sheet take."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.sheet = name.startswith("xl/worksheets/")
        self.open_document = name == "content.xml"
        self.rows = self.columns = 0
        self.rest = b""

    def check(self, block: bytes) -> None:
        """Check the next block."""
        if self.sheet:
            block = self.rest + block
            for column, row in _PLACES.findall(block):
                self.columns = max(self.columns, _column_number(column))
                self.rows = max(self.rows, int(row))
            self.rest = block[-64:]
            if self.rows * self.columns > MOST_CELLS:
                raise self._too_far()
        elif self.open_document:
            self._check_open_document(block)

    def _check_open_document(self, block: bytes) -> None:
        """Refuse cells with a value that are repeated too often."""
        block = self.rest + block
        for row in block.split(b"<table:table-row")[1:]:
            if b"office:value" not in row and b"<text:p" not in row:
                continue
            repetitions = 1
            for times in _REPEAT_COUNT.findall(row.partition(b"<text:p")[0]):
                repetitions *= max(int(times), 1)
            if repetitions > MOST_CELLS:
                raise self._too_far()
        self.rest = (
            block[block.rfind(b"<table:table-row") :] if b"<table:table-row" in block else b""
        )
        if len(self.rest) > 4 * _BLOCK:
            self.rest = b""

    def _too_far(self) -> DataError:
        return DataError(
            f"{self.path.name}: the cells of a sheet lie too far apart "
            f"(its area has more than {MOST_CELLS:,} cells)",
            hint="delete what stands far right of and far below the answers, or save the "
            "answers as CSV UTF-8",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheet_content(path: Path, place: int) -> bytes:
    """The XML of a sheet of an Excel workbook, by its index from 0; empty if it is absent."""
    with zipfile.ZipFile(path) as archive:
        try:
            sheets = _SHEETS.findall(archive.read("xl/workbook.xml"))
            relations = archive.read("xl/_rels/workbook.xml.rels")
            relation_id = sheets[place]
            for tag in _RELATIONS.findall(relations):
                if b'Id="' + relation_id + b'"' in tag:
                    target = _TARGET.search(tag)
                    name = target[1].decode() if target else ""
                    inside = name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
                    return archive.read(inside)
        except (KeyError, IndexError):
            pass
    return b""


def error_cells(content: bytes) -> list[str]:
    """Cells of a sheet that hold an error such as #N/A.

    Examples
    --------
    >>> error_cells(b'<c r="B2" t="e"><v>#N/A</v></c><c r="B3" t="n"><v>1</v></c>')
    ['B2']
    """
    return [cell.decode() for cell in _ERRORS.findall(content)]


def formula_cells(content: bytes) -> tuple[int, list[str]]:
    """The number of cells with formulas in a sheet, and the cells without a saved result.

    Examples
    --------
    >>> formula_cells(b'<c r="B2"><f>1+1</f><v>2</v></c><c r="B3"><f>1+1</f><v></v></c>')
    (2, ['B3'])
    """
    if b"<f" not in content:
        return 0, []
    matches = _FORMULA.findall(content)
    return len(matches), [cell.decode() for cell, value in matches if not value]


def file_kind_hint(path: Path) -> str:
    """A hint for a file that is named like a workbook and is something else."""
    try:
        with path.open("rb") as file:
            start = file.read(1 << 12)
    except OSError:
        return ""
    begin = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begin.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "it is a web page under another name: open it in Excel and save it as .xlsx"
    if start and b"\x00" not in start and any(sign in start for sign in b",;\t|"):
        return "it looks like text with separators: name it .csv, or say --reader csv"
    return ""

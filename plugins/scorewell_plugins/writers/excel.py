"""Excel workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError
from scorewell.registry.contracts.files import Writer

if TYPE_CHECKING:
    import polars as pl

_MAX_ROWS = 1_048_575
_MAX_TEXT = 32_767
_MAX_WIDTH = 60
_WORKBOOK_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write one sheet with a heading that stays in view; text is never taken for a formula."""
    import xlsxwriter

    if frame.height > _MAX_ROWS:
        raise DataError(
            f"{path.name}: a sheet holds {_MAX_ROWS:,} rows, and there are {frame.height:,}",
            hint="write CSV or Parquet",
        )
    with xlsxwriter.Workbook(path, _WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet("Scores")
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        for index, name in enumerate(frame.columns):
            sheet.write_string(0, index, name, heading)
            values = frame[name].to_list()
            for row, value in enumerate(values, start=1):
                _write_cell(sheet, row, index, value)
            longest = max((len(str(value)) for value in values[:200]), default=0)
            sheet.set_column(index, index, min(max(len(name) + 3, longest + 1, 9), _MAX_WIDTH))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(frame.height, 1), max(frame.width - 1, 0))


def _write_cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None and value != "":
        sheet.write_string(row, column, str(value)[:_MAX_TEXT])


WRITERS = (
    Writer(name="excel", summary="An Excel workbook.", suffixes=(".xlsx",), write=_write),
)

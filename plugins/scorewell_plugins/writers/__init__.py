"""The file formats that results go out in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError
from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    import polars as pl

    from scorewell.registry.contracts.files import Writer

_MOST_ROWS = 1_048_575
_LONGEST = 32_767
_WIDEST = 60
_NAME = 64


def _write_text(frame: pl.DataFrame, path: Path, *, separator: str) -> None:
    frame.write_csv(path, separator=separator)


def _sink_text(frame: pl.LazyFrame, path: Path, *, separator: str) -> pl.LazyFrame:
    return frame.sink_csv(path, separator=separator, lazy=True)


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


def _sink_parquet(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    return frame.sink_parquet(path, lazy=True)


def _write_feather(frame: pl.DataFrame, path: Path) -> None:
    frame.write_ipc(path)


def _sink_feather(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    return frame.sink_ipc(path, lazy=True)


def _write_json_lines(frame: pl.DataFrame, path: Path) -> None:
    frame.write_ndjson(path)


def _sink_json_lines(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    return frame.sink_ndjson(path, lazy=True)


def _write_json(frame: pl.DataFrame, path: Path) -> None:
    frame.write_json(path)


def _write_excel(frame: pl.DataFrame, path: Path) -> None:
    """One sheet with a heading that stays in view; text is always text, never a formula."""
    import xlsxwriter

    if frame.height > _MOST_ROWS:
        raise DataError(
            f"{path.name}: a sheet holds {_MOST_ROWS:,} rows, and there are {frame.height:,}",
            hint="write CSV or Parquet",
        )
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Scores")
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        for place, name in enumerate(frame.columns):
            sheet.write_string(0, place, name, heading)
            values = frame[name].to_list()
            for row, value in enumerate(values, start=1):
                _write_cell(sheet, row, place, value)
            longest = max((len(str(value)) for value in values[:200]), default=0)
            sheet.set_column(place, place, min(max(len(name) + 3, longest + 1, 9), _WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(frame.height, 1), max(frame.width - 1, 0))


def _write_cell(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None and value != "":
        sheet.write_string(row, column, str(value)[:_LONGEST])


def _write_spss(frame: pl.DataFrame, path: Path) -> None:
    """Names that SPSS allows, with our own names as labels of the variables."""
    try:
        import pyreadstat
    except ModuleNotFoundError:
        from scorewell.registry.contracts.files import library_missing

        raise library_missing(path, "pyreadstat", "spss") from None
    import polars as pl

    from scorewell.answers.values.frames import to_pandas

    names = _spss_names(frame.columns)
    numbers = frame.with_columns(pl.col(pl.Boolean).cast(pl.Int8))
    table = to_pandas(numbers)
    table.columns = list(names.values())
    for new, dtype in zip(names.values(), numbers.dtypes, strict=True):
        if dtype in {pl.String, pl.Null}:
            table[new] = table[new].astype(object).where(table[new].notna(), "")
    labels: dict[str, str | None] = {new: old for old, new in names.items() if old != new}
    pyreadstat.write_sav(table, str(path), column_labels=labels)


def _spss_names(columns: list[str]) -> dict[str, str]:
    """Column to a name that SPSS takes, all different whatever their case.

    Examples
    --------
    >>> _spss_names(["phq-9.total", "phq_9.total", "1st"])
    {'phq-9.total': 'phq_9.total', 'phq_9.total': 'phq_9.total_2', '1st': 'v_1st'}
    """
    made: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"[^\w.@#$]", "_", column).rstrip(".") or "v"
        name = name if name[0].isalpha() else f"v_{name.lstrip('_')}"
        while len(name.encode()) > _NAME - 4:
            name = name[:-1]
        taken = {each.casefold() for each in made.values()}
        one, number = name, 1
        while one.casefold() in taken:
            number += 1
            one = f"{name}_{number}"
        made[column] = one
    return made


def _writers() -> tuple[Writer, ...]:
    from scorewell.registry.contracts.files import Writer

    return (
        Writer(
            name="csv",
            summary="Text with commas.",
            suffixes=(".csv", ".txt"),
            write=partial(_write_text, separator=","),
            sink=partial(_sink_text, separator=","),
            formulas=True,
        ),
        Writer(
            name="tsv",
            summary="Text with tabs.",
            suffixes=(".tsv",),
            write=partial(_write_text, separator="\t"),
            sink=partial(_sink_text, separator="\t"),
            formulas=True,
        ),
        Writer(
            name="parquet",
            summary="Apache Parquet.",
            suffixes=(".parquet", ".pq"),
            write=_write_parquet,
            sink=_sink_parquet,
        ),
        Writer(
            name="feather",
            summary="Feather version 2 (Arrow IPC).",
            suffixes=(".feather", ".arrow"),
            write=_write_feather,
            sink=_sink_feather,
        ),
        Writer(
            name="jsonl",
            summary="JSON lines: one object on each line.",
            suffixes=(".jsonl", ".ndjson"),
            write=_write_json_lines,
            sink=_sink_json_lines,
        ),
        Writer(
            name="json",
            summary="A JSON list with one object for each row.",
            suffixes=(".json",),
            write=_write_json,
        ),
        Writer(
            name="excel",
            summary="An Excel workbook.",
            suffixes=(".xlsx",),
            write=_write_excel,
        ),
        Writer(
            name="spss",
            summary="SPSS.",
            suffixes=(".sav", ".zsav"),
            write=_write_spss,
        ),
    )


@hookimpl
def register_writers(register: Callable[[Writer], None]) -> None:
    """Offer every bundled writer."""
    for writer in _writers():
        register(writer)

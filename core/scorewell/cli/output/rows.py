"""Printing of rows and values on stdout, and of notes on stderr."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TextIO

import typer

if TYPE_CHECKING:
    import pandas as pd


PAGE_WIDTH = 96
Progress = Callable[[str], None]


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def choose_format(format_: Format | None) -> Format:
    """The format asked for; by default a table on a terminal and CSV in a pipe."""
    return format_ or (Format.table if sys.stdout.isatty() else Format.csv)


def note(text: str) -> None:
    """Print a message on stderr."""
    typer.echo(text, err=True)


def print_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    format_: Format | None,
    *,
    title: str = "",
    keep_formulas: bool = False,
) -> None:
    """Print rows on stdout as a table, as CSV (formulas with an apostrophe) or as JSON."""
    style = choose_format(format_)
    if style is Format.json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows], default=str)
    elif style is Format.csv:
        _write_csv(sys.stdout, columns, rows, keep_formulas=keep_formulas)
    else:
        _print_table(columns, rows, title)


def print_json(value: object, *, default: Callable[[Any], object] | None = None) -> None:
    """Print a value on stdout as JSON; ``default`` turns what JSON lacks into what it has."""
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=default))


def field_lines(name: str, text: str, *, width: int, indent: int = 2) -> list[str]:
    """A name in a column of that width, with a text beside it; no line for no text."""
    import textwrap

    lead = " " * indent + f"{name:<{width}} "
    return textwrap.wrap(
        text, PAGE_WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)
    )


def rows_to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV, safe to open in a spreadsheet program."""
    text = io.StringIO(newline="")
    _write_csv(text, columns, rows)
    return text.getvalue()


def _write_csv(
    stream: TextIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    keep_formulas: bool = False,
) -> None:
    from scorewell.io.formula_injection import escape_formula

    writer = csv.writer(stream, lineterminator="\n")
    if keep_formulas:
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)
        return
    writer.writerow([escape_formula(name) for name in columns])
    writer.writerows([escape_formula(_cell(value)) for value in row] for row in rows)


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV, safe to open in a spreadsheet program."""
    from scorewell.report.tables.frames import csv_bytes

    return csv_bytes(frame).decode("utf-8").replace("\r\n", "\n")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    cells = [list(row) for row in rows]
    for index, name in enumerate(columns):
        numeric = bool(cells) and all(
            isinstance(row[index], (int, float)) or row[index] is None for row in cells
        )
        table.add_column(Text(str(name)), justify="right" if numeric else "left")
    for row in cells:
        table.add_row(*(Text(_cell_text(value)) for value in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, markup=False, emoji=False).print(table)


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


@contextmanager
def progress() -> Iterator[Progress]:
    """A function that shows the present step on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield status.update

"""``scorewell doctor``."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options import data_files as data_options
from scorewell.cli.options.common import (
    Coding,
    Columns,
    DataPath,
    Folders,
    FormatOption,
    InstrumentName,
    MissingCodes,
    Overlays,
    codes,
    registry,
)
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import chosen, csv_text, progress
from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.screening.result import Examination


class DoctorTable(StrEnum):
    """What is printed as CSV."""

    findings = "findings"
    items = "items"
    scales = "scales"
    respondents = "respondents"


def doctor(
    context: typer.Context,
    instrument: InstrumentName,
    data: DataPath,
    columns: Columns = None,
    coding: Coding = "",
    missing_codes: MissingCodes = "",
    written: data_options.Codes = "",
    reversed_already: data_options.ReversedAlready = "",
    occasion: Annotated[
        str,
        typer.Option(
            "--occasion",
            metavar="COLUMN",
            help="Column that says the occasion; `occasion` if there is one. Each occasion is "
            "examined by itself.",
        ),
    ] = "",
    table: Annotated[
        DoctorTable, typer.Option("--table", help="With CSV, which table is printed.")
    ] = DoctorTable.findings,
    reader: data_options.ReaderName = "",
    sheet: data_options.Sheet = "",
    encoding: data_options.Encoding = "",
    header_row: data_options.HeaderRow = "",
    dictionary: data_options.Dictionary = None,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Say whether a file looks reversed already, coded from another number, or mis-keyed.

    The answers themselves tell: how each item correlates with the rest of its scale, alpha
    with and without each reversal, whether columns fit another scale better, and runs of equal
    answers that are too long for chance. Nothing is changed. Exit code 1 if anything is sure or
    likely; docs/doctor.md says how often it is right.

    For example:

    scorewell doctor rses answers.csv
    """
    from scorewell.answers.files.open import load_table
    from scorewell.api.answers import examine

    (options,) = data_options.read_options(
        reader=reader, sheet=sheet, encoding=encoding, header_row=header_row,
        dictionary=dictionary,
    )  # fmt: skip
    known = registry(context, instruments, overlay)
    found = known.load(instrument)
    with progress() as tell:
        tell(f"reading {data.name}")
        loaded = load_table(data, options, readers=known.plugins.readers)
        read: dict[str, Any] = {
            "columns": columns,
            "coding": coding,
            "missing_codes": codes(missing_codes),
            "codes": data_options.read_codes(written) or None,
            "reversed_already": data_options.words(reversed_already),
        }
        data_options.hold_labels(loaded, found, read)
        results = [
            examine(rows, found, occasion=name, **read)
            for name, rows in _by_occasion(loaded.frame, occasion)
        ]
    _print(results, chosen(format_), table)
    if any(each.suspicious for each in results):
        raise typer.Exit(1)


def _by_occasion(frame: pl.DataFrame, asked: str) -> list[tuple[str, pl.DataFrame]]:
    from scorewell.answers.layout.data_file import USUAL_OCCASION

    column = asked or USUAL_OCCASION
    if column not in frame.columns:
        if asked:
            raise DataError(
                f"there is no column '{asked}' that says the occasion",
                hint=did_you_mean(asked, frame.columns),
            )
        return [("", frame)]
    parts = frame.partition_by(column, maintain_order=True)
    names = [str(part[column][0]) for part in parts]
    return list(zip(names if len(parts) > 1 else [""], parts, strict=True))


def _print(results: list[Examination], style: Format, table: DoctorTable) -> None:
    if style is Format.json:
        whole = [each.to_dict() for each in results]
        typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    elif style is Format.csv:
        typer.echo(csv_text(_together(results, table)), nl=False)
    else:
        for each in results:
            typer.echo(each.summary())


def _together(results: list[Examination], table: DoctorTable) -> pd.DataFrame:
    import pandas as pd

    parts: list[pd.DataFrame] = []
    for each in results:
        frame = (
            each.to_frame()
            if table is DoctorTable.findings
            else getattr(each, table.value).copy()
        )
        if table is not DoctorTable.findings:
            frame.insert(0, "occasion", each.occasion)
        parts.append(frame)
    whole: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return whole

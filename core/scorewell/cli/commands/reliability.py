"""``scorewell reliability``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options import data_files as reading_
from scorewell.cli.options.change import split_scale
from scorewell.cli.options.common import (
    Coding,
    Columns,
    DataPath,
    Folders,
    FormatOption,
    MissingCodes,
    Overlays,
    codes,
    registry,
    tell_overlays,
)
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import (
    chosen,
    csv_text,
    note,
    print_rows,
    progress,
)
from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import polars as pl

    from scorewell.definitions.model import Instrument
    from scorewell.registry.contracts.files import Reader, ReadOptions
    from scorewell.registry.registry import Registry
    from scorewell.reliability.result import SampleReliability


_SHOWN = 12


def reliability(
    context: typer.Context,
    instrument: Annotated[
        str,
        typer.Argument(
            metavar="ID[.SCALE]", help="Instrument, or one of its scales: pseq.total"
        ),
    ],
    data: DataPath,
    columns: Columns = None,
    coding: Coding = "",
    missing_codes: MissingCodes = "",
    written: reading_.Codes = "",
    reversed_already: reading_.ReversedAlready = "",
    occasion: Annotated[
        str,
        typer.Option(
            "--occasion",
            metavar="COLUMN",
            help="Column that says the occasion; `occasion` if there is one.",
        ),
    ] = "",
    occasion_value: Annotated[
        str,
        typer.Option(
            "--occasion-value", metavar="VALUE", help="Use only the rows of this occasion: pre"
        ),
    ] = "",
    retest: Annotated[
        str,
        typer.Option(
            "--retest",
            metavar="FILE|VALUE",
            help="The second occasion: another file, or a value of the occasion column.",
        ),
    ] = "",
    id_: Annotated[
        str,
        typer.Option(
            "--id",
            metavar="COLUMN",
            help="Column that identifies the respondent, for --retest; `respondent` or `id` "
            "unless given.",
        ),
    ] = "",
    rows: Annotated[
        str,
        typer.Option(
            "--rows",
            metavar="complete|pairwise",
            help="Only complete rows, or for each pair of items all rows that have both.",
        ),
    ] = "complete",
    level: Annotated[float, typer.Option("--level", help="Level of the intervals.")] = 0.95,
    items: Annotated[
        bool, typer.Option("--items", help="With CSV, the items instead of the coefficients.")
    ] = False,
    reader: reading_.ReaderName = "",
    sheet: reading_.Sheet = "",
    encoding: reading_.Encoding = "",
    header_row: reading_.HeaderRow = "",
    dictionary: reading_.Dictionary = None,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Say how reliable the scores are in a sample, beside what is published.

    Alpha with its interval, omega, lambda-6, split halves, the standard error of measurement,
    and every item: its correlation with the rest of the scale and alpha without it. Items are
    reversed first, as the definition says. With --retest also retest and intraclass
    correlations.

    For example:

    scorewell reliability pseq answers.csv --occasion-value pre
    """
    from scorewell.answers.files.open import load_table

    (options,) = reading_.read_options(
        reader=reader,
        sheet=sheet,
        encoding=encoding,
        header_row=header_row,
        dictionary=dictionary,
    )
    name, scale = split_scale(instrument)
    known = registry(context, instruments, overlay)
    found = known.load(name)
    tell_overlays(found)
    reading: dict[str, Any] = {
        "columns": columns,
        "coding": coding,
        "missing_codes": codes(missing_codes),
        "codes": reading_.read_codes(written) or None,
        "reversed_already": reading_.words(reversed_already),
    }
    with progress() as tell:
        tell(f"reading {data.name}")
        readers = known.plugins.readers
        loaded = load_table(data, options, readers=readers)
        frame = loaded.frame
        reading_.hold_labels(loaded, found, reading)
        first = _rows_of(frame, occasion, occasion_value)
        second = _second(frame, occasion, retest, options, readers) if retest else None
        _mention_invalid(first, found, reading)
        results = [
            _analyse(known, found, each, first, second, id_=id_, reading=reading, rows=rows,
                     level=level)
            for each in _scales(found, scale)
        ]  # fmt: skip
    _print(results, format_, items)


def _scales(instrument: Instrument, scale: str) -> list[str]:
    """The scale asked for, or all with more than one item."""
    from scorewell.reliability.items import keyed_items

    if scale:
        return [scale]
    wanted = []
    for each in instrument.scales:
        if len(keyed_items(instrument, each.id)) > 1:
            wanted.append(each.id)
        else:
            note(f"{instrument.column(each.id)} has one item, which has no consistency")
    return wanted


def _analyse(
    known: Registry,
    instrument: Instrument,
    scale: str,
    first: pl.DataFrame,
    second: pl.DataFrame | None,
    *,
    id_: str,
    reading: dict[str, Any],
    rows: str,
    level: float,
) -> SampleReliability:
    from scorewell.api.answers import analyse_reliability

    return analyse_reliability(
        first,
        instrument.column(scale),
        instrument=instrument,
        retest=second,
        id_column=_id_column(first, id_) if second is not None else "",
        rows=rows,
        level=level,
        registry=known,
        **reading,
    )


def _id_column(frame: pl.DataFrame, asked: str) -> str:
    from scorewell.answers.layout.data_file import USUAL_IDS

    usual = [name for name in USUAL_IDS if name in frame.columns]
    if asked or usual:
        return asked or usual[0]
    raise DataError(
        "nothing says which column identifies respondents, and a retest needs it",
        hint=f"name it with --id; the columns are {', '.join(frame.columns[:_SHOWN])}",
    )


def _second(
    frame: pl.DataFrame,
    occasion: str,
    retest: str,
    options: ReadOptions,
    readers: Mapping[str, Reader],
) -> pl.DataFrame:
    """The rows of the second occasion, from another file or from the same."""
    from scorewell.answers.files.open import load_table

    if Path(retest).suffix and Path(retest).is_file():
        return load_table(Path(retest), options, readers=readers).frame
    try:
        return _rows_of(frame, occasion, retest)
    except DataError as error:
        raise DataError(
            f"--retest {retest} is no file, and names no occasion: {error.message}",
            hint=error.hint,
        ) from error


def _rows_of(frame: pl.DataFrame, occasion: str, value: str) -> pl.DataFrame:
    """The rows of one occasion; all, where there is but one."""
    import polars as pl

    from scorewell.answers.layout.data_file import USUAL_OCCASION

    column = occasion or USUAL_OCCASION
    if column not in frame.columns:
        if not (occasion or value):
            return frame
        raise DataError(
            f"there is no column '{column}' that says the occasion",
            hint=did_you_mean(column, frame.columns) or "name it with --occasion",
        )
    text = pl.col(column).cast(pl.String).str.strip_chars()
    values = frame.select(text.drop_nulls().unique(maintain_order=True)).to_series().to_list()
    listed = ", ".join(values[:_SHOWN])
    if not value:
        if len(values) < 2:
            return frame
        raise DataError(
            f"the file has {len(values)} occasions ({listed}), and the same respondents would "
            "count several times",
            hint=f"choose the rows of one with --occasion-value {values[0]}",
        )
    if value not in values:
        raise DataError(
            f"no row has '{value}' in column '{column}'",
            hint=did_you_mean(value, values) or f"it holds {listed}",
        )
    return frame.filter(text == value)


def _mention_invalid(
    frame: pl.DataFrame, instrument: Instrument, reading: dict[str, Any]
) -> None:
    from scorewell.api.answers import findings

    invalid = len(findings(frame, instrument, **reading))
    if invalid:
        note(
            f"{invalid} answers are not allowed and were taken as missing; "
            "`scorewell score` lists them"
        )


def _print(results: list[SampleReliability], format_: Format | None, items: bool) -> None:
    style = chosen(format_)
    if style is Format.json:
        whole = [each.to_dict() for each in results]
        typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    if style is Format.csv:
        typer.echo(csv_text(_together(results, items)), nl=False)
        for finding in (one for each in results for one in each.findings):
            note(f"{finding.severity}: {finding.path}: {finding.message}")
        return
    for each in results:
        typer.echo(each.summary())
        typer.echo()
        table = each.items.round(3).astype(object)
        table = table.where(table.notna(), None)
        print_rows(list(table.columns), table.itertuples(index=False), style)


def _together(results: list[SampleReliability], items: bool) -> pd.DataFrame:
    import pandas as pd

    tables = []
    for each in results:
        table = each.items if items else each.to_frame()
        table.insert(0, "scale", each.instrument.column(each.scale.id))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)

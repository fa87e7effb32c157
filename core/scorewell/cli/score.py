"""``scorewell score``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options import (
    Coding,
    Columns,
    Covariates,
    DataPath,
    Folders,
    Format,
    FormatOption,
    InstrumentName,
    MissingCodes,
    OutputPath,
    Overlays,
    Overwrite,
    codes,
    registry,
)
from scorewell.cli.output import chosen, csv_text, note, print_rows, progress
from scorewell.errors import DataError
from scorewell.whole import written_whole

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.model import Instrument
    from scorewell.registry import Registry
    from scorewell.responses import Binding

__all__ = ["score"]

ROWS_ON_TERMINAL = 50


def score(
    context: typer.Context,
    instrument: InstrumentName,
    data: DataPath,
    columns: Columns = None,
    coding: Coding = "",
    missing_codes: MissingCodes = "",
    covariate: Covariates = None,
    keep: Annotated[
        str,
        typer.Option(
            "--keep",
            metavar="COLUMNS",
            help="Columns to hand through: id,occasion; all by default.",
        ),
    ] = "",
    scales: Annotated[
        str,
        typer.Option("--scales", metavar="SCALES", help="Only these scales: hated_self,..."),
    ] = "",
    brief: Annotated[
        bool,
        typer.Option("--brief", help="Only the scores: no counts, reasons, bands or alerts."),
    ] = False,
    norms: Annotated[
        list[str] | None,
        typer.Option(
            "--norms",
            metavar="ID",
            help="Set scores beside this norm as z, T and percentile: its id, or SCALE.ID. "
            "May be given more than once; `scorewell show` lists the norms.",
        ),
    ] = None,
    output: OutputPath = None,
    overwrite: Overwrite = False,
    findings: Annotated[
        Path | None,
        typer.Option(
            "--findings", metavar="FILE", help="Write every finding to this CSV file."
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Stop with exit code 1 if an answer is not allowed."),
    ] = False,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Score a file of answers: one row per respondent and occasion, one column per item.

    Columns are found by item id (case and separators do not matter) or by --columns. An answer
    that is not allowed is a finding and counts as missing; whether there is a score then, the
    missing rule of the scale decides.

    With --output a file of any size is scored in a stream.

    For example:

    scorewell score pseq answers.csv -o scores.csv --findings findings.csv

    scorewell score phq-9 answers.csv --norms jordan-2017
    """
    known = registry(context, instruments, overlay)
    found = known.load(instrument)
    binding = _bind(found, data, columns, coding, missing_codes, covariate or [])
    wanted = {
        "keep": _names(keep),
        "scales": _names(scales),
        "detail": not brief,
        "norms": [name.strip() for name in norms or ()],
    }
    if strict:
        table = _findings(data, binding)
        if len(table):
            _report(table, len(table), findings, overwrite, data)
            note("nothing was scored, because --strict was given")
            raise typer.Exit(1)
    with progress() as tell:
        tell(f"scoring {data.name}")
        if output is not None:
            invalid = _to_file(known, binding, data, output, overwrite, wanted)
        else:
            invalid = _to_stdout(known, binding, data, wanted, format_)
    _note_norms(found, wanted)
    if invalid or findings is not None:
        _report(_findings(data, binding), invalid, findings, overwrite, data)


def _note_norms(instrument: Instrument, wanted: dict[str, Any]) -> None:
    """Say which samples the scores were set beside."""
    from scorewell.cli.page import norm_line
    from scorewell.norms import choose_norms

    shown = wanted["scales"] or [scale.id for scale in instrument.scales]
    chosen = choose_norms(instrument, wanted["norms"], scales=shown)
    for each in chosen:
        note(f"{instrument.column(each.scale)} beside {norm_line(instrument, each.norm)}")
    if chosen:
        note("percentiles suppose that scores are normally distributed; they are estimates")


def _names(text: str) -> list[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] or None


def _bind(
    instrument: Instrument,
    data: Path,
    columns: str | None,
    coding: str,
    missing_codes: str,
    covariates: list[str],
) -> Binding:
    from scorewell.responses import bind, column_names, parse_covariate, scan

    return bind(
        column_names(scan(data)),
        instrument,
        mapping=columns,
        coding=coding,
        missing_codes=codes(missing_codes),
        covariates=dict(parse_covariate(each) for each in covariates),
    )


def _findings(data: Path, binding: Binding) -> pd.DataFrame:
    from scorewell.responses import findings, scan

    return findings(scan(data, text_columns=True), binding)


def _to_file(
    known: Registry,
    binding: Binding,
    data: Path,
    output: Path,
    overwrite: bool,
    wanted: dict[str, Any],
) -> int:
    from scorewell.scoring import score_file

    report = score_file(
        data,
        output,
        binding,
        methods=known.plugins.scoring_methods,
        overwrite=overwrite,
        **wanted,
    )
    note(f"{report.rows:,} rows scored; they are in {output}")
    return report.invalid


def _to_stdout(
    known: Registry,
    binding: Binding,
    data: Path,
    wanted: dict[str, Any],
    format_: Format | None,
) -> int:
    from scorewell.responses import scan
    from scorewell.scoring import score as score_frame

    frame = scan(data, text_columns=True).collect()
    scored = score_frame(frame, binding, methods=known.plugins.scoring_methods, **wanted)
    style = chosen(format_)
    shown = scored
    if style is Format.table and sys.stdout.isatty() and scored.height > ROWS_ON_TERMINAL:
        shown = scored.head(ROWS_ON_TERMINAL)
    print_rows(shown.columns, shown.iter_rows(), style)
    if shown.height < scored.height:
        note(f"the first {shown.height} of {scored.height:,} rows; --output FILE writes all")
    invalid = f"{binding.instrument.id}.invalid"
    return int(scored[invalid].sum()) if invalid in scored.columns else 0


def _report(
    table: pd.DataFrame, invalid: int, target: Path | None, overwrite: bool, data: Path
) -> None:
    """Say how many findings there are, and write them where asked."""
    if target is not None:
        if target.suffix.lower() != ".csv":
            raise DataError(f"{target} is not a CSV file", hint="name it findings.csv")
        with written_whole(target, overwrite=overwrite, inputs=[data]) as temporary:
            temporary.write_text(csv_text(table), encoding="utf-8")
        note(f"{len(table)} findings are in {target}")
        return
    note(f"{invalid} answers are not allowed and were taken as missing:")
    counts = table.groupby("problem", sort=False).size()
    for problem, count in counts.items():
        note(f"  {count:>6}  {problem}")
    first = table.iloc[0]
    note(f"  first: row {first['row']}, item {first['item']}, value {first['value']}")
    note("  --findings FILE writes all of them")

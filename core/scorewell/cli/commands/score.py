"""``scorewell score``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from scorewell.cli.options.columns import SheetOptions
from scorewell.cli.options.data import (
    DataOptions,
    DataPath,
    InstrumentName,
    load_definition,
    split_names,
)
from scorewell.cli.options.help_panels import OPTIONS, OUTPUT
from scorewell.cli.options.output import FindingsOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.findings import (
    exit_for_errors,
    has_errors,
    json_findings,
    note_data_summary,
    note_rows_left_out,
)
from scorewell.cli.output.rows import (
    Format,
    choose_format,
    note,
    print_json,
    print_rows,
    progress,
)

if TYPE_CHECKING:
    import polars as pl

    from scorewell.scores.score_table import ScoreRequest, ScoreTable


ROWS_ON_TERMINAL = 50


@dataclass(frozen=True, kw_only=True)
class ScaleOptions:
    """What is scored."""

    panel = OPTIONS
    keep: str = option(
        "Columns to hand through: id,occasion; all by default.", metavar="COLUMNS", default=""
    )
    scales: str = option("Only these scales: hated_self,...", metavar="SCALES", default="")
    norms: list[str] | None = option(
        "Set scores beside this norm as z, T and percentile: its id, the name of a "
        "set of norms in strata, or SCALE.ID. May be given more than once; "
        "`scorewell show` lists the norms.",
        metavar="ID",
    )


@dataclass(frozen=True, kw_only=True)
class ScoreOutputOptions(FindingsOptions):
    """What comes out."""

    panel = OUTPUT
    brief: bool = option("Only the scores: no counts, reasons, bands or alerts.", default=False)
    keep_formulas: bool = option(
        "Write text such as =A1 into CSV as it is, without an apostrophe in front.",
        default=False,
    )
    strict: bool = option(
        "Exit code 1 for what is only reported otherwise: answers that are not "
        "allowed; nothing is scored then.",
        default=False,
    )

    def check(self) -> None:
        """Refuse what can do nothing to the output that is asked for."""
        super().check()
        if self.output is not None:
            text = self.output.suffix.lower() in {".csv", ".tsv", ".txt"}
        else:
            text = choose_format(self.format_) is Format.csv
        if not text:
            reason = "only text such as CSV has an apostrophe in front of formulas"
            refuse_without_effect(reason, self, "keep_formulas")


@options(DataOptions, SheetOptions, ScaleOptions, ScoreOutputOptions)
def score(
    context: typer.Context,
    instrument: InstrumentName,
    data: DataPath,
    source: DataOptions,
    columns: SheetOptions,
    scales: ScaleOptions,
    output: ScoreOutputOptions,
) -> None:
    """Score a file of answers: one row per respondent and occasion, one column per item.

    Columns are found by item id (case and separators do not matter) or by --columns. Where a
    row holds several occasions, --prefixes, --suffixes or --pattern say how columns are named;
    where it holds one answer, --answer-rows. An answer that is not allowed is a finding and
    counts as missing; whether there is a score then, the missing rule of the scale decides.

    With --output a CSV or Parquet file of any size is scored in a stream.

    For example:

    scorewell score pseq answers.csv -o scores.csv --findings findings.csv

    scorewell score pseq answers.xlsx --sheet Answers --pattern '{occasion}_{item}'
    --occasions pre,post

    scorewell score phq-9 answers.csv --norms jordan-2017
    """
    policies = output.policies()
    registry = source.registry(context)
    definition = load_definition(registry, instrument)
    # Loads much, of which an unknown instrument needs nothing.
    from scorewell.scores.score_table import ScoreRequest, score_table

    request = ScoreRequest(
        instrument=definition,
        layout=columns.layout(data, source, policies),
        columns=columns.binding(),
        over_answers=columns.missing_codes_over_answers,
        keep=split_names(scales.keep) or None,
        scales=split_names(scales.scales) or None,
        detail=not output.brief,
        norms=[name.strip() for name in scales.norms or ()],
        strict=output.strict,
        list_findings=output.findings is not None,
        output=output.output,
        overwrite=output.overwrite,
        keep_formulas=output.keep_formulas,
    )
    with progress() as report:
        report(f"scoring {data.name}")
        table = score_table(request, registry)
    _note_file(request, table)
    if table.scores is not None:
        _print(request, table, table.scores, output.format_)
    if table.findings is not None:
        note_rows_left_out(table.findings)
    note_data_summary(table.data_summary)
    if not table.is_refused:
        _note_norms(request)
    if table.findings is not None and (len(table.findings) or output.findings is not None):
        output.note_findings(table.findings, inputs=[data])
    if table.is_refused:
        note("nothing was scored, because of --strict or a policy")
        raise typer.Exit(1)
    exit_for_errors(errors=has_errors(table.findings))


def _note_file(request: ScoreRequest, table: ScoreTable) -> None:
    """Say what was written."""
    if request.output is None or table.is_refused:
        return
    note(f"{table.rows:,} rows scored; they are in {request.output}")
    if table.apostrophes:
        note(
            f"{table.apostrophes:,} values that a spreadsheet program would take for formulas "
            "have an apostrophe in front; --keep-formulas writes them as they are"
        )
    for finding in table.notes:
        note(finding.message)
    if not table.rows_compared:
        hint = "" if request.is_large() else "; --findings FILE compares them"
        note(
            "the file was scored in a stream: rows were not compared with one another (second "
            f"rows of a respondent, spelling of ids, dates){hint}"
        )


def _note_norms(request: ScoreRequest) -> None:
    """Say which samples the scores were set beside."""
    if not request.norms:
        return
    from scorewell.cli.output.instrument_page import norm_line
    from scorewell.scores.norms import choose_norms

    instrument = request.instrument
    scales = request.scales or [scale.id for scale in instrument.output_scales]
    choices = choose_norms(instrument, request.norms, scales=scales)
    for choice in choices:
        for norm in choice.norms:
            stratum = f" ({norm.stratum.text})" if norm.stratum else ""
            name = instrument.column(choice.scale)
            note(f"{name}{stratum} beside {norm_line(instrument, norm)}")
    if any(not norm.percentiles for choice in choices for norm in choice.norms):
        note("percentiles suppose that scores are normally distributed; they are estimates")


def _print(
    request: ScoreRequest, table: ScoreTable, scores: pl.DataFrame, format_: Format | None
) -> None:
    keep_formulas = request.keep_formulas
    style = choose_format(format_)
    if style is Format.json:
        print_json(_json_rows(request, table, scores), default=str)
        return
    rows = scores
    if style is Format.table and sys.stdout.isatty() and scores.height > ROWS_ON_TERMINAL:
        rows = scores.head(ROWS_ON_TERMINAL)
    print_rows(rows.columns, rows.iter_rows(), style, keep_formulas=keep_formulas)
    if rows.height < scores.height:
        note(f"the first {rows.height} of {scores.height:,} rows; --output FILE writes all")


def _json_rows(
    request: ScoreRequest, table: ScoreTable, scores: pl.DataFrame
) -> list[dict[str, Any]]:
    """The scores by column, with the findings about each row.

    Findings about the file, or about a row that has no scores, stand in every row.
    """
    findings = json_findings(table.findings)
    rows = scores.to_dicts()
    places: list[tuple[object, ...]]
    columns: tuple[str, ...]
    if request.file.rearranged:
        columns = ("id", "occasion")
        places = [tuple(row[name] for name in columns) for row in rows]
    else:
        columns = ("row",)
        left_out = {entry["row"] for entry in findings if entry.get("action") == "left out"}
        numbers = (n for n in range(1, len(rows) + len(left_out) + 1) if n not in left_out)
        places = [(number,) for number in numbers]
    common: list[dict[str, Any]] = []
    by_place: dict[tuple[object, ...], list[dict[str, Any]]] = {place: [] for place in places}
    for entry in findings:
        by_place.get(tuple(entry.get(name) for name in columns), common).append(entry)
    return [
        row | {"findings": [*by_place[place], *common]}
        for row, place in zip(rows, places, strict=True)
    ]

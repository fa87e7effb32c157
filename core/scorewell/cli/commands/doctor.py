"""``scorewell doctor``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from scorewell.cli.options.columns import ColumnOptions
from scorewell.cli.options.data import DataOptions, DataPath, InstrumentName, load_definition
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.findings import note_analysis
from scorewell.cli.output.rows import Format, choose_format, csv_text, print_json, progress
from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import polars as pl

    from scorewell.screening.result import Examination


class DoctorTable(StrEnum):
    """What is printed as CSV."""

    findings = "findings"
    items = "items"
    scales = "scales"
    respondents = "respondents"


@dataclass(frozen=True, kw_only=True)
class ExaminationOutput(PrintOptions):
    """How an examination is printed."""

    panel = OUTPUT
    table: DoctorTable = option(
        "With CSV, which table is printed.", default=DoctorTable.findings
    )

    def check(self) -> None:
        """Refuse a table where none of the tables is printed."""
        if choose_format(self.format_) is not Format.csv:
            refuse_without_effect("only CSV is one table; say --format csv", self, "table")


@options(DataOptions, ColumnOptions, ExaminationOutput)
def doctor(
    context: typer.Context,
    instrument: InstrumentName,
    data: DataPath,
    source: DataOptions,
    columns: ColumnOptions,
    output: ExaminationOutput,
) -> None:
    """Say whether a file looks reversed already, coded from another number, or mis-keyed.

    The answers themselves tell: how each item correlates with the rest of its scale, alpha
    with and without each reversal, whether columns fit another scale better, and runs of equal
    answers that are too long for chance. Each occasion is examined by itself. Nothing is
    changed. Exit code 1 if anything is sure or likely; docs/doctor.md says how often it is
    right.

    For example:

    scorewell doctor rses answers.csv
    """
    from scorewell.api.answers import examine
    from scorewell.scores.score_table import load_answers

    (read,) = source.read_options()
    registry = source.registry(context)
    definition = load_definition(registry, instrument)
    binding = columns.binding()
    with progress() as report:
        report(f"reading {data.name}")
        frame, contents = load_answers(data, read, definition, registry, columns=binding)
        binding["columns"] = binding.pop("mapping")
        results = [
            examine(
                rows,
                definition,
                occasion=name,
                missing_codes_over_answers=columns.missing_codes_over_answers,
                **binding,
            )
            for name, rows in _split_occasions(frame, columns.occasion)
        ]
    note_analysis(contents.findings)
    style = choose_format(output.format_)
    _print(results, style, output.table)
    if style is not Format.table or not sys.stdout.isatty():
        note_analysis(finding for result in results for finding in result.findings)
    if any(result.suspicious for result in results):
        raise typer.Exit(1)


def _split_occasions(frame: pl.DataFrame, name: str) -> list[tuple[str, pl.DataFrame]]:
    from scorewell.answers.layout.data_file import USUAL_OCCASION

    column = name or USUAL_OCCASION
    if column not in frame.columns:
        if name:
            raise DataError(
                f"there is no column '{name}' that says the occasion",
                hint=did_you_mean(name, frame.columns),
            )
        return [("", frame)]
    parts = frame.partition_by(column, maintain_order=True)
    names = [str(part[column][0]) for part in parts]
    return list(zip(names if len(parts) > 1 else [""], parts, strict=True))


def _print(results: Sequence[Examination], style: Format, table: DoctorTable) -> None:
    if style is Format.json:
        print_json([result.to_dict() for result in results])
    elif style is Format.csv:
        typer.echo(csv_text(_concatenate(results, table)), nl=False)
    else:
        for result in results:
            typer.echo(result.summary())


def _concatenate(results: Sequence[Examination], table: DoctorTable) -> pd.DataFrame:
    import pandas as pd

    frames: list[pd.DataFrame] = []
    for result in results:
        if table is DoctorTable.findings:
            frames.append(result.to_frame())
        else:
            frame = getattr(result, table.value).copy()
            frame.insert(0, "occasion", result.occasion)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)

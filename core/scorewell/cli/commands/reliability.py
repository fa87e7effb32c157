"""``scorewell reliability``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorewell.cli.options.columns import RespondentOptions
from scorewell.cli.options.data import (
    DataOptions,
    DataPath,
    ScaleName,
    load_definition,
    split_scale,
)
from scorewell.cli.options.help_panels import COLUMNS, OPTIONS, OUTPUT
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.findings import exit_for_errors, note_analysis
from scorewell.cli.output.rows import (
    Format,
    choose_format,
    csv_text,
    note,
    print_json,
    print_rows,
    progress,
)
from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.definitions.model import Instrument
    from scorewell.reliability.result import SampleReliability


_MOST_NAMES = 12


class ReliabilityTable(StrEnum):
    """What is printed as CSV."""

    coefficients = "coefficients"
    items = "items"


@dataclass(frozen=True, kw_only=True)
class RetestOptions(RespondentOptions):
    """The item columns, and the occasions."""

    panel = COLUMNS
    occasion_value: str = option(
        "Use only the rows of this occasion: pre", metavar="VALUE", default=""
    )
    retest: str = option(
        "The second occasion: another file, or a value of the occasion column.",
        metavar="FILE|VALUE",
        default="",
    )

    def check(self) -> None:
        """Refuse a column of respondents where rows are not paired."""
        super().check()
        if not self.retest:
            reason = "respondents are matched only with --retest; leave it out"
            refuse_without_effect(reason, self, "id_")


@dataclass(frozen=True, kw_only=True)
class CoefficientOptions:
    """How coefficients are computed."""

    panel = OPTIONS
    rows: str = option(
        "Only complete rows, or for each pair of items all rows that have both.",
        metavar="complete|pairwise",
        default="complete",
    )
    confidence: float = option("Confidence level of the intervals.", default=0.95)


@dataclass(frozen=True, kw_only=True)
class CoefficientOutput(PrintOptions):
    """How coefficients are printed."""

    panel = OUTPUT
    table: ReliabilityTable = option(
        "With CSV, which table is printed.", default=ReliabilityTable.coefficients
    )

    def check(self) -> None:
        """Refuse a table where none of the tables is printed."""
        if choose_format(self.format_) is not Format.csv:
            refuse_without_effect("only CSV is one table; say --format csv", self, "table")


@options(DataOptions, RetestOptions, CoefficientOptions, CoefficientOutput)
def reliability(
    context: typer.Context,
    instrument: ScaleName,
    data: DataPath,
    source: DataOptions,
    columns: RetestOptions,
    coefficients: CoefficientOptions,
    output: CoefficientOutput,
) -> None:
    """Say how reliable the scores are in a sample, beside what is published.

    Alpha with its interval, omega, lambda-6, split halves, the standard error of measurement,
    and every item: its correlation with the rest of the scale and alpha without it. Items are
    reversed first, as the definition says. With --retest also retest and intraclass
    correlations.

    For example:

    scorewell reliability pseq answers.csv --occasion-value pre
    """
    from scorewell.api.answers import analyse_reliability
    from scorewell.api.answers import findings as list_findings
    from scorewell.scores.score_table import load_answers

    (read,) = source.read_options()
    name, scale = split_scale(instrument)
    registry = source.registry(context)
    definition = load_definition(registry, name)
    binding = columns.binding()
    with progress() as report:
        report(f"reading {data.name}")
        frame, contents = load_answers(data, read, definition, registry, columns=binding)
        rows = _select_rows(frame, columns.occasion, columns.occasion_value)
        second, id_column = None, ""
        if columns.retest and Path(columns.retest).suffix and Path(columns.retest).is_file():
            retest = Path(columns.retest)
            second, _ = load_answers(retest, read, definition, registry, columns=binding)
        elif columns.retest:
            second = _retest_rows(frame, columns)
        if second is not None:
            id_column = columns.id_ or _find_id_column(rows)
        binding["columns"] = binding.pop("mapping")
        binding["missing_codes_over_answers"] = columns.missing_codes_over_answers
        parts = [rows] if second is None else [rows, second]
        invalid = sum(len(list_findings(part, definition, **binding)) for part in parts)
        if invalid:
            note(
                f"error: {invalid} answers are not allowed and were taken as missing; "
                "`scorewell score` lists them"
            )
        results = [
            analyse_reliability(
                rows,
                definition.column(id_),
                instrument=definition,
                retest=second,
                id_column=id_column,
                rows=coefficients.rows,
                level=coefficients.confidence,
                registry=registry,
                **binding,
            )
            for id_ in ([scale] if scale else _scales(definition))
        ]
    _print(results, output)
    note_analysis(contents.findings)
    note_analysis(finding for result in results for finding in result.findings)
    exit_for_errors(errors=invalid > 0)


def _scales(instrument: Instrument) -> list[str]:
    """All scales with more than one item; a note names the others."""
    from scorewell.reliability.items import keyed_items

    scales = []
    for scale in instrument.scales:
        if len(keyed_items(instrument, scale.id)) > 1:
            scales.append(scale.id)
        else:
            note(f"{instrument.column(scale.id)} has one item, which has no consistency")
    return scales


def _find_id_column(frame: pl.DataFrame) -> str:
    from scorewell.answers.layout.data_file import USUAL_IDS

    for name in USUAL_IDS:
        if name in frame.columns:
            return name
    raise DataError(
        "nothing says which column identifies respondents, and a retest needs it",
        hint=f"name it with --id; the columns are {', '.join(frame.columns[:_MOST_NAMES])}",
    )


def _retest_rows(frame: pl.DataFrame, columns: RetestOptions) -> pl.DataFrame:
    """The rows of the second occasion in the same file."""
    try:
        return _select_rows(frame, columns.occasion, columns.retest)
    except DataError as error:
        raise DataError(
            f"--retest {columns.retest} is no file, and names no occasion: {error.message}",
            hint=error.hint,
        ) from error


def _select_rows(frame: pl.DataFrame, occasion: str, value: str) -> pl.DataFrame:
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
    names = ", ".join(values[:_MOST_NAMES])
    if not value:
        if len(values) < 2:
            return frame
        raise DataError(
            f"the file has {len(values)} occasions ({names}), and the same respondents would "
            "count several times",
            hint=f"choose the rows of one with --occasion-value {values[0]}",
        )
    if value not in values:
        raise DataError(
            f"no row has '{value}' in column '{column}'",
            hint=did_you_mean(value, values) or f"it holds {names}",
        )
    return frame.filter(text == value)


def _print(results: Sequence[SampleReliability], output: CoefficientOutput) -> None:
    style = choose_format(output.format_)
    if style is Format.json:
        print_json([result.to_dict() for result in results])
    elif style is Format.csv:
        typer.echo(csv_text(_concatenate(results, output.table)), nl=False)
    else:
        for result in results:
            typer.echo(result.summary())
            typer.echo()
            items = result.items.round(3).astype(object)
            items = items.where(items.notna(), None)
            print_rows(list(items.columns), items.itertuples(index=False), style)


def _concatenate(results: Sequence[SampleReliability], table: ReliabilityTable) -> pd.DataFrame:
    import pandas as pd

    frames = []
    for result in results:
        frame = result.items if table is ReliabilityTable.items else result.to_frame()
        frame.insert(0, "scale", result.instrument.column(result.scale.id))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)

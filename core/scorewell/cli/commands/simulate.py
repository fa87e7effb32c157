"""``scorewell simulate``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.data import (
    DefinitionOptions,
    InstrumentName,
    Occasions,
    split_names,
)
from scorewell.cli.options.help_panels import OPTIONS
from scorewell.cli.options.output import TableOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import note, print_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SampleOptions:
    """The sample that is made up."""

    panel = OPTIONS
    respondents: Annotated[
        int, typer.Option("--respondents", "-n", min=1, help="Number of respondents.")
    ] = 100
    change: Annotated[
        str,
        typer.Option(
            "--change",
            metavar="D",
            help="Standardised effect at every later occasion, or one each: 0.6,0.4. Positive "
            "is better.",
        ),
    ] = "0.5"
    occasions: Occasions = "pre,post"
    alpha: Annotated[
        float | None,
        typer.Option("--alpha", help="Alpha of each scale; the published one unless given."),
    ] = None
    correlation: Annotated[
        float,
        typer.Option(
            "--correlation", help="Between what the scales measure, better with better."
        ),
    ] = 0.5
    retest_correlation: Annotated[
        float | None,
        typer.Option(
            "--retest-correlation",
            help="Correlation of scores between occasions; the published one unless given.",
        ),
    ] = None
    start_norm: Annotated[
        str,
        typer.Option(
            "--start-norm",
            metavar="NORM",
            help="Norm whose mean and standard deviation the first occasion has; `show` "
            "lists them. Without it the mean lies in the middle of the scale.",
        ),
    ] = ""
    missing: Annotated[
        float, typer.Option("--missing", help="Share of answers that are blank, by chance.")
    ] = 0.0
    dropout: Annotated[
        float,
        typer.Option("--dropout", help="Share of respondents gone at the last occasion."),
    ] = 0.0
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same seed gives the same answers.")
    ] = 1


@options(DefinitionOptions, SampleOptions, TableOptions)
def simulate(
    context: typer.Context,
    instrument: InstrumentName,
    definitions: DefinitionOptions,
    sample: SampleOptions,
    output: TableOptions,
    wide: Annotated[
        bool,
        typer.Option("--wide", help="One row per respondent, with columns such as pre_pseq_1."),
    ] = False,
    expected: Annotated[
        bool,
        typer.Option(
            "--expected", help="Print what the model expects of each scale, and no answers."
        ),
    ] = False,
) -> None:
    """Make up answers that behave like published ones: to plan a study, to try, to teach.

    A threshold model with one factor for each scale, calibrated so that alpha is the published
    one (or --alpha); later occasions are better by --change standard deviations. Answers are as
    they stand on the form. Nobody gave them, and no result from them is evidence.

    For example:

    scorewell simulate pseq -n 200 --change 0.6 --missing 0.02 --dropout 0.2 -o answers.csv
    """
    from scorewell.api.answers import simulate as simulate_answers

    registry = definitions.registry(context)
    result = simulate_answers(
        registry.load(instrument),
        sample.respondents,
        occasions=split_names(sample.occasions),
        change=_numbers(sample.change),
        alpha=sample.alpha,
        correlation=sample.correlation,
        retest=sample.retest_correlation,
        norm=sample.start_norm,
        missing=sample.missing,
        dropout=sample.dropout,
        seed=sample.seed,
    )
    for line in result.summary().splitlines():
        note(line)
    table = result.wide() if wide else result.frame
    table = result.expected.round(4) if expected else table
    table = table.astype(object).where(table.notna(), None)
    if output.output is None:
        print_rows(list(table.columns), table.itertuples(index=False), output.format_)
    else:
        _write(table, output.output, overwrite=output.overwrite)
        note(f"{len(table):,} rows are in {output.output}")


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in split_names(text)]
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no effect; write --change 0.6") from None


def _write(table: pd.DataFrame, path: Path, *, overwrite: bool) -> None:
    import polars as pl

    from scorewell.answers.files.write import sink

    frame = pl.DataFrame({str(name): table[name].tolist() for name in table.columns})
    sink(frame.lazy(), path, overwrite=overwrite)

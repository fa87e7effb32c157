"""``scorewell simulate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.common import (
    Folders,
    FormatOption,
    InstrumentName,
    OutputPath,
    Overlays,
    Overwrite,
    registry,
)
from scorewell.cli.options.occasions import listed
from scorewell.cli.output.rows import note, print_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def simulate(
    context: typer.Context,
    instrument: InstrumentName,
    respondents: Annotated[
        int, typer.Option("--respondents", "-n", min=1, help="Respondents at first.")
    ] = 100,
    change: Annotated[
        str,
        typer.Option(
            "--change",
            metavar="D",
            help="Standardised effect at every later occasion, or one each: 0.6,0.4. Positive "
            "is better.",
        ),
    ] = "0.5",
    occasions: Annotated[
        str, typer.Option("--occasions", help="Occasions, with commas between.")
    ] = "pre,post",
    alpha: Annotated[
        float | None,
        typer.Option("--alpha", help="Alpha of each scale; the published one unless given."),
    ] = None,
    correlation: Annotated[
        float,
        typer.Option(
            "--correlation", help="Between what the scales measure, better with better."
        ),
    ] = 0.5,
    retest: Annotated[
        float | None,
        typer.Option(
            "--retest",
            help="Correlation of scores between occasions; the published one unless given.",
        ),
    ] = None,
    norm: Annotated[
        str,
        typer.Option(
            "--norm",
            metavar="NORM",
            help="Norm whose mean and standard deviation the first occasion has; `show` "
            "lists them. Without it the mean lies in the middle of the scale.",
        ),
    ] = "",
    missing: Annotated[
        float, typer.Option("--missing", help="Share of answers that are blank, by chance.")
    ] = 0.0,
    dropout: Annotated[
        float,
        typer.Option("--dropout", help="Share of respondents gone at the last occasion."),
    ] = 0.0,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same seed gives the same answers.")
    ] = 1,
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
    output: OutputPath = None,
    overwrite: Overwrite = False,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Make up answers that behave like published ones: to plan a study, to try, to teach.

    A threshold model with one factor for each scale, calibrated so that alpha is the published
    one (or --alpha); later occasions are better by --change standard deviations. Answers are as
    they stand on the form. Nobody gave them, and no result from them is evidence.

    For example:

    scorewell simulate pseq -n 200 --change 0.6 --missing 0.02 --dropout 0.2 -o answers.csv
    """
    from scorewell.api.answers import simulate as made_up

    known = registry(context, instruments, overlay)
    made = made_up(
        known.load(instrument),
        respondents,
        occasions=listed(occasions),
        change=_numbers(change),
        alpha=alpha,
        correlation=correlation,
        retest=retest,
        norm=norm,
        missing=missing,
        dropout=dropout,
        seed=seed,
    )
    for line in made.summary().splitlines():
        note(line)
    table = made.wide() if wide else made.frame
    table = made.expected.round(4) if expected else table
    if output is None:
        shown = table.astype(object).where(table.notna(), None)
        print_rows(list(shown.columns), shown.itertuples(index=False), format_)
    else:
        _write(table, output, overwrite)
        note(f"{len(table):,} rows are in {output}")


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in listed(text)]
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no effect; write --change 0.6") from None


def _write(table: pd.DataFrame, output: Path, overwrite: bool) -> None:
    import polars as pl

    from scorewell.answers.files.write import sink

    whole = table.astype(object).where(table.notna(), None)
    made = pl.DataFrame({str(name): whole[name].tolist() for name in whole.columns})
    sink(made.lazy(), output, overwrite=overwrite)

"""``scorewell simulate``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.data import (
    OCCASIONS,
    CheckedDefinitionOptions,
    InstrumentName,
    load_definition,
    split_names,
)
from scorewell.cli.options.help_panels import OPTIONS
from scorewell.cli.options.output import TableOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.rows import note, print_rows

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, kw_only=True)
class SampleOptions:
    """The sample that is made up."""

    panel = OPTIONS
    respondents: int = option(
        "Number of respondents.", flags=("--respondents", "-n"), default=100, min=1
    )
    change: str = option(
        "Standardised effect at every later occasion, or one each: 0.6,0.4. "
        "Positive is better.",
        metavar="D",
        default="0.5",
    )
    occasions: str = option(OCCASIONS, metavar="A,B,C", default="pre,post")
    alpha: float | None = option("Alpha of each scale; the published one unless given.")
    correlation: float = option(
        "Between what the scales measure, better with better.", default=0.5
    )
    retest_correlation: float | None = option(
        "Correlation of scores between occasions; the published one unless given."
    )
    start_norm: str = option(
        "Norm whose mean and standard deviation the first occasion has; `show` "
        "lists them. Without it the mean lies in the middle of the scale.",
        metavar="NORM",
        default="",
    )
    missing: float = option("Share of answers that are blank, by chance.", default=0.0)
    dropout: float = option("Share of respondents gone at the last occasion.", default=0.0)
    seed: int = option("The same seed gives the same answers.", default=1, min=0)


@options(CheckedDefinitionOptions, SampleOptions, TableOptions)
def simulate(
    context: typer.Context,
    instrument: InstrumentName,
    definitions: CheckedDefinitionOptions,
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

    if expected and wide:
        raise typer.BadParameter("--wide would change nothing: --expected prints no answers")
    if len(split_names(sample.occasions)) < 2:
        reason = "there is one occasion; name several with --occasions"
        refuse_without_effect(reason, sample, "change", "retest_correlation", "dropout")
    registry = definitions.registry(context)
    output.check_output(registry)
    result = simulate_answers(
        load_definition(registry, instrument),
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
        output.write_table(table, registry)
        note(f"{len(table):,} rows are in {output.output}")


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in split_names(text)]
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no effect; write --change 0.6") from None

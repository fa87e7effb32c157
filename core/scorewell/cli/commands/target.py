"""``scorewell target``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.change import IndexOptions, RespondentScores, advice
from scorewell.cli.options.data import CheckedDefinitionOptions
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.findings import note_analysis
from scorewell.cli.output.rows import Format, print_json

if TYPE_CHECKING:
    from scorewell.change.advice import Advice


@options(CheckedDefinitionOptions, RespondentScores, IndexOptions, PrintOptions)
def target(
    context: typer.Context,
    scale: Annotated[
        str, typer.Argument(metavar="ID.SCALE", help="A scale of an instrument: pseq.total")
    ],
    definitions: CheckedDefinitionOptions,
    scores: RespondentScores,
    judgement: IndexOptions,
    output: PrintOptions,
) -> None:
    """Say, for one respondent, how many points are reliable change and where the cut-off lies.

    One respondent has no standard deviation: it is that of a norm, which the definition or --sd
    names, or a number of your own. The page is text; --format json gives every number that
    entered.

    For example:

    scorewell target core-10 --pre-score 20

    scorewell target pseq.total --pre-score 18 --sd 11 --reliability 0.92
    """
    print_advice(advice(definitions.registry(context), scale, judgement, scores), output)


def print_advice(result: Advice, output: PrintOptions) -> None:
    """Print what holds for one respondent in words or as JSON, and its warnings on stderr."""
    if output.format_ is Format.csv:
        raise typer.BadParameter("one respondent has no CSV form; use table or json")
    if output.format_ is Format.json:
        print_json(result.to_dict())
    else:
        typer.echo(result.text())
    note_analysis(result.findings)

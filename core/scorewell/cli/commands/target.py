"""``scorewell target``."""

from __future__ import annotations

from typing import Annotated

import typer

from scorewell.cli.options.change import IndexOptions, RespondentScores, advice
from scorewell.cli.options.data import CheckedDefinitionOptions
from scorewell.cli.options.signature import options


@options(CheckedDefinitionOptions, RespondentScores, IndexOptions)
def target(
    context: typer.Context,
    scale: Annotated[
        str, typer.Argument(metavar="ID.SCALE", help="A scale of an instrument: pseq.total")
    ],
    definitions: CheckedDefinitionOptions,
    scores: RespondentScores,
    judgement: IndexOptions,
) -> None:
    """Say, for one respondent, how many points are reliable change and where the cut-off lies.

    One respondent has no standard deviation: it is that of a norm, which the definition or --sd
    names, or a number of your own.

    For example:

    scorewell target core-10 --pre-score 20

    scorewell target pseq.total --pre-score 18 --sd 11 --reliability 0.92
    """
    typer.echo(advice(definitions.registry(context), scale, judgement, scores))

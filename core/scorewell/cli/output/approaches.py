"""Results of approaches and growth methods: in words, as CSV or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from scorewell.cli.output.findings import print_json_results
from scorewell.cli.output.rows import Format, choose_format, csv_text
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


def print_judgements(result: StudyResult, format_: Format | None) -> None:
    """Print what an approach says of the pairs, with its warnings."""
    from scorewell.report.tables.approaches import judgement_frame
    from scorewell.report.text.approaches import approach_text

    style = choose_format(format_)
    if style is Format.json:
        print_json_results(result.judgements, result.findings)
    elif style is Format.csv:
        typer.echo(csv_text(judgement_frame(result.judgements)), nl=False)
    else:
        typer.echo(approach_text(result, heading=False))


def explain_judgements(result: StudyResult, respondent: str) -> str:
    """The judgement of one respondent with every number.

    Raises
    ------
    ScorewellError
        If the approach judges the group, not single respondents.
    """
    from scorewell.change.results.approach_results import Judgement

    texts = []
    for judgement in result.judgements:
        if not isinstance(judgement, Judgement):
            raise ScorewellError(
                f"the approach {judgement.approach} judges the group, not one respondent",
                hint="leave out --explain",
            )
        texts.append(judgement.explain(respondent))
    return "\n\n\n".join(texts)


def print_growth(result: StudyResult, format_: Format | None) -> None:
    """Print the slopes of respondents, with their findings."""
    from scorewell.report.tables.approaches import growth_frame
    from scorewell.report.text.approaches import approach_text

    style = choose_format(format_)
    if style is Format.json:
        print_json_results(result.growths, result.findings)
    elif style is Format.csv:
        typer.echo(csv_text(growth_frame(result.growths)), nl=False)
    else:
        typer.echo(approach_text(result, heading=False))

"""Results of approaches and growth methods: in words, as CSV or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from scorewell.cli.output.findings import print_json_results
from scorewell.cli.output.rows import Format, choose_format, csv_text, print_rows
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.study.result import StudyResult


def print_judgements(result: StudyResult, format_: Format | None) -> None:
    """Print what an approach says of the pairs, with its warnings."""
    from scorewell.change.results.approach_results import Judgement
    from scorewell.report.tables.approaches import judgement_frame
    from scorewell.report.text.approaches import approach_text

    style = choose_format(format_)
    if style is Format.json:
        print_json_results(result.judgements, result)
    elif style is Format.csv:
        typer.echo(csv_text(judgement_frame(result.judgements)), nl=False)
    else:
        typer.echo(approach_text(result, heading=False))
        for judgement in result.judgements:
            if isinstance(judgement, Judgement):
                title = f"{judgement.instrument.column(judgement.scale.id)}, by group"
                print_groups(title, judgement.cases)


def print_groups(title: str, cases: pd.DataFrame, *, outcome: str = "outcome") -> None:
    """Print how many respondents of each group had each outcome, if there are groups.

    Parameters
    ----------
    cases : pandas.DataFrame
        A row for each respondent, with ``group`` where there are groups, and
        ``assessable``.
    outcome : str
        The column with the outcomes.
    """
    if "group" not in cases or not cases["group"].notna().any():
        return
    from scorewell.change.classes.classify import OUTCOMES

    assessable = cases[cases["assessable"].astype(bool)]
    counts = assessable.groupby(["group", outcome], observed=True).size()
    rows = []
    for label in cases["group"].dropna().drop_duplicates():
        numbers = [int(counts.get((label, word), 0)) for word in OUTCOMES]
        rows.append([str(label), *numbers, sum(numbers)])
    print_rows(["group", *OUTCOMES, "assessable"], rows, Format.table, title=title)


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
        print_json_results(result.growths, result)
    elif style is Format.csv:
        typer.echo(csv_text(growth_frame(result.growths)), nl=False)
    else:
        typer.echo(approach_text(result, heading=False))

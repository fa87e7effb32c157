"""``change --approach`` and ``course --growth``: what is asked, and what was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import chosen, csv_text, note
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from scorewell.study.approaches import ApproachUse
    from scorewell.study.result import StudyResult


_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def parameters(told: Sequence[str]) -> dict[str, Any]:
    """What an approach is told: ``NAME=VALUE`` as names and values.

    Raises
    ------
    ScorewellError
        If one is not of this form, or comes twice.

    Examples
    --------
    >>> parameters(["improvement=5.5", "cutoff=yes", "group=a"])
    {'improvement': 5.5, 'cutoff': True, 'group': 'a'}
    """
    found: dict[str, Any] = {}
    for text in told:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not name or not equals or not value:
            raise ScorewellError(
                f"--set {text} is not of the form NAME=VALUE",
                hint="write for example --set improvement=30",
            )
        if name in found:
            raise ScorewellError(f"--set gives {name} twice", hint="give it once")
        found[name] = _value(value)
    return found


def _value(text: str) -> str | float | bool:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def uses(name: str, told: Sequence[str]) -> tuple[ApproachUse, ...]:
    """The approach asked for; nothing for the usual one."""
    given = parameters(told)
    if name == "combined" and not given:
        return ()
    from scorewell.study.approaches import ApproachUse

    return (ApproachUse(approach=name, parameters=given, origin="call"),)


def show(result: StudyResult, format_: Format | None, *, explain: str = "") -> None:
    """Print what an approach found: in words, as CSV or as JSON.

    Raises
    ------
    ScorewellError
        If one respondent is asked for and the approach judges the group.
    """
    from scorewell.report.text.approaches import approach_text

    style = chosen(format_)
    if explain:
        typer.echo("\n\n\n".join(_explained(each, explain) for each in result.judgements))
        return
    if style is Format.json:
        found = [each.to_dict() for each in result.judgements]
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif style is Format.csv:
        typer.echo(csv_text(table(result)), nl=False)
    else:
        typer.echo(approach_text(result, heading=False))
    for judged in result.judgements:
        for finding in judged.findings:
            if finding.severity != "note":
                note(str(finding))
    if len(result.findings):
        note(f"{len(result.findings)} findings in the data; `scorewell score` lists them")


def show_growth(result: StudyResult, format_: Format | None) -> None:
    """Print the slopes of respondents: in words, as CSV or as JSON."""
    from scorewell.report.tables.approaches import growth_frame
    from scorewell.report.text.approaches import approach_text

    style = chosen(format_)
    if style is Format.json:
        found = [each.to_dict() for each in result.growths]
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif style is Format.csv:
        typer.echo(csv_text(growth_frame(result.growths)), nl=False)
    else:
        typer.echo(approach_text(result, heading=False))
    for each in result.growths:
        for finding in each.findings:
            note(str(finding))


def _explained(found: Any, respondent: str) -> str:
    from scorewell.change.results.approach_results import Judgement

    if isinstance(found, Judgement):
        return found.explain(respondent)
    raise ScorewellError(
        f"the approach {found.approach} judges the group, not one respondent",
        hint="leave out --explain",
    )


def table(result: StudyResult) -> pd.DataFrame:
    """One line per respondent, or per figure of the group."""
    from scorewell.report.tables.approaches import judgement_frame

    return judgement_frame(result.judgements)

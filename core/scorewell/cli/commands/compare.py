"""``scorewell compare``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.common import FormatOption, Overwrite, registry
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import (
    chosen,
    csv_text,
    note,
    progress,
)
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse


def compare(
    context: typer.Context,
    study: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="The study file.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Folder to write: tables as CSV, plots as SVG.",
        ),
    ] = None,
    overwrite: Overwrite = False,
    format_: FormatOption = None,
) -> None:
    """Judge a study in every defensible way, and say what depends on the choices.

    Varied are the criterion, the change index, the reliability, the functional norm, the
    standard deviation and the rules for exact ties. For each scale: how far the result moves
    with each choice, and who keeps their class whatever is chosen. --format csv gives one line
    per combination, --format json everything.

    For example:

    scorewell compare study.yaml -o comparison
    """
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    plan = replace(read_plan(study), sensitivity=True)
    known = registry(context, list(plan.instruments), list(plan.overlays))
    with progress() as tell:
        result = run_study(plan, registry=known, progress=tell)
        if not result.multiverses:
            raise ScorewellError(
                f"{study} compares no scale between two occasions",
                hint="name the occasions pre and post, and a scale with a better end",
            )
        if output is not None:
            from scorewell.report.write_report import write_multiverse

            tell("writing tables and plots")
            write_multiverse(result.multiverses, output, overwrite=overwrite)
    _print(result.multiverses, format_)
    if output is not None:
        note(f"The tables and plots are in {output}")


def _print(multiverses: tuple[Multiverse, ...], format_: Format | None) -> None:
    from scorewell.report.tables.frames import combination_frame
    from scorewell.report.text.multiverse import multiverse_text

    style = chosen(format_)
    if style is Format.json:
        found = [each.to_dict() for each in multiverses]
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif style is Format.csv:
        typer.echo(csv_text(combination_frame(multiverses)), nl=False)
    else:
        typer.echo(multiverse_text(multiverses))

"""``scorewell plot``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.data import AcceptErrorsOptions, StudyPath
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import FileOptions, LanguageOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.findings import exit_for_errors, note_study
from scorewell.cli.output.rows import note
from scorewell.cli.run_study import run_study_file


class FigureName(StrEnum):
    """Which drawing."""

    jacobson = "jacobson"
    change = "change"
    distribution = "distribution"
    overview = "overview"
    trajectory = "trajectory"
    choices = "choices"


@dataclass(frozen=True, kw_only=True)
class FigureOutput(LanguageOptions, FileOptions):
    """How the figure is written."""

    panel = OUTPUT
    output: Path | None = option(
        "Where to write: a file: .svg, .png or .pdf (these two are extras).",
        flags=("--output", "-o"),
        metavar="FILE",
    )
    zoom: float = option("Dots per unit of a PNG.", default=3.0, min=0.5, max=10)

    def check(self) -> None:
        """Refuse dots where there are none."""
        super().check()
        if self.output is None or self.output.suffix.lower() != ".png":
            refuse_without_effect("only a PNG has dots; name one with -o", self, "zoom")


@options(AcceptErrorsOptions, FigureOutput)
def plot(
    context: typer.Context,
    study: StudyPath,
    definitions: AcceptErrorsOptions,
    output: FigureOutput,
    figure: Annotated[
        FigureName,
        typer.Argument(
            help="jacobson: before against after; change: each respondent, sorted; "
            "distribution: scores against the norm; overview: all scales; trajectory: all "
            "occasions; choices: every combination of choices."
        ),
    ] = FigureName.jacobson,
    scale: Annotated[
        str, typer.Option("--scale", metavar="ID.SCALE", help="Of which scale: pseq.total")
    ] = "",
) -> None:
    """Draw one figure of a study, as it is in the report.

    Without -o the SVG goes to stdout. A PNG needs the extra `plot`, a PDF the extra `pdf`.

    For example:

    scorewell plot study.yaml jacobson --scale pseq.total -o pseq.svg
    """
    from scorewell.i18n.catalog import use_language
    from scorewell.report.documents.images import PICTURES, check_picture, picture_bytes
    from scorewell.report.figures.figure_list import draw_figure

    path = output.output
    if path is not None and path.suffix.lower() not in PICTURES:
        raise typer.BadParameter(
            f"a figure is written as {', '.join(PICTURES)}, not as {path.suffix or path}"
        )
    suffix = check_picture(path) if path is not None else ".svg"
    plan, result = run_study_file(context, study, accept_errors=definitions.accept_errors)
    with use_language(output.language or plan.language):
        svg = draw_figure(result, figure.value, scale=scale)
    if path is None:
        typer.echo(svg)
    else:
        output.write(picture_bytes(svg, suffix, zoom=output.zoom), inputs=[study])
        note(f"The figure is in {path}")
    note_study(result)
    exit_for_errors(errors=result.has_errors)

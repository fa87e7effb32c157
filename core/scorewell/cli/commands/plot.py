"""``scorewell plot``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.common import Language, Overwrite, registry
from scorewell.cli.output.rows import note, progress
from scorewell.io.atomic_write import written_whole


class FigureName(StrEnum):
    """Which drawing."""

    jacobson = "jacobson"
    change = "change"
    distribution = "distribution"
    overview = "overview"
    trajectory = "trajectory"
    choices = "choices"


def plot(
    context: typer.Context,
    study: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="The study file.")],
    figure: Annotated[
        FigureName,
        typer.Argument(
            help="jacobson: before against after; change: each respondent, sorted; "
            "distribution: scores against the norm; overview: all scales; trajectory: all "
            "occasions; choices: every combination of choices."
        ),
    ] = FigureName.jacobson,
    scale: Annotated[
        str,
        typer.Option("--scale", metavar="ID.SCALE", help="Of which scale: pseq.total"),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file: .svg, .png or .pdf (these two are extras).",
        ),
    ] = None,
    zoom: Annotated[
        float, typer.Option("--zoom", min=0.5, max=10, help="Dots per unit of a PNG.")
    ] = 3.0,
    language: Language = None,
    overwrite: Overwrite = False,
) -> None:
    """Draw one figure of a study, as it is in the report.

    Without -o the SVG goes to stdout. A PNG needs the extra `plot`, a PDF the extra `pdf`.

    For example:

    scorewell plot study.yaml jacobson --scale pseq.total -o pseq.svg
    """
    from scorewell.i18n.catalog import use_language
    from scorewell.report.documents.images import PICTURES, check_picture, picture_bytes
    from scorewell.report.figures.figure_list import draw_figure
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    if output is not None and output.suffix.lower() not in PICTURES:
        raise typer.BadParameter(
            f"a figure is written as {', '.join(PICTURES)}, not as {output.suffix or output}"
        )
    suffix = check_picture(output) if output is not None else ".svg"
    plan = read_plan(study)
    with progress() as tell:
        result = run_study(
            plan,
            registry=registry(context, list(plan.instruments), list(plan.overlays)),
            progress=tell,
        )
    with use_language(language or plan.language):
        svg = draw_figure(result, figure.value, scale=scale)
    if output is None:
        typer.echo(svg)
        return
    made = picture_bytes(svg, suffix, zoom=zoom)
    with written_whole(output, overwrite=overwrite, inputs=[study]) as part:
        part.write_bytes(made)
    note(f"The figure is in {output}")

"""``scorewell target``."""

from __future__ import annotations

from typing import Annotated

import typer

from scorewell.cli.options import change as change_options
from scorewell.cli.options.common import Folders, Overlays, registry


def target(
    context: typer.Context,
    scale: Annotated[
        str, typer.Argument(metavar="ID.SCALE", help="A scale of an instrument: pseq.total")
    ],
    pre: Annotated[
        float | None, typer.Option("--pre", help="The respondent's baseline score.")
    ] = None,
    post: Annotated[
        float | None, typer.Option("--post", help="The respondent's later score.")
    ] = None,
    preset: change_options.Preset = None,
    method: change_options.Method = None,
    reliability: change_options.Reliability = None,
    reliability_post: change_options.ReliabilityPost = None,
    sd: change_options.Spread = None,
    clinical: change_options.Clinical = None,
    functional: change_options.Functional = None,
    criterion: change_options.Criterion = None,
    level: change_options.Level = None,
    multiplier: change_options.Multiplier = None,
    phi_max: change_options.PhiMax = None,
    sample: change_options.SampleFigures = None,
    control: change_options.ControlFigures = None,
    instruments: Folders = None,
    overlay: Overlays = None,
) -> None:
    """Say, for one respondent, how many points are reliable change and where the cut-off lies.

    One respondent has no standard deviation: it is that of a norm, which the definition or --sd
    names, or a number of your own.

    For example:

    scorewell target core-10 --pre 20

    scorewell target pseq.total --pre 18 --sd 11 --reliability 0.92
    """
    known = registry(context, instruments, overlay)
    asked = change_options.options(
        preset=preset, method=method, reliability=reliability,
        reliability_post=reliability_post, sd=sd, clinical=clinical, functional=functional,
        criterion=criterion, level=level, multiplier=multiplier, phi_max=phi_max,
        sample=sample, control=control,
    )  # fmt: skip
    typer.echo(change_options.advice(known, scale, asked, pre=pre, post=post))

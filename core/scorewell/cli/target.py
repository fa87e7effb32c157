"""``scorewell target``."""

from __future__ import annotations

from typing import Annotated

import typer

from scorewell.cli import judging
from scorewell.cli.options import Folders, Overlays, registry

__all__ = ["target"]


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
    preset: judging.Preset = None,
    method: judging.Method = None,
    reliability: judging.Reliability = None,
    reliability_post: judging.ReliabilityPost = None,
    sd: judging.Spread = None,
    clinical: judging.Clinical = None,
    functional: judging.Functional = None,
    criterion: judging.Criterion = None,
    level: judging.Level = None,
    multiplier: judging.Multiplier = None,
    phi_max: judging.PhiMax = None,
    sample: judging.SampleFigures = None,
    control: judging.ControlFigures = None,
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
    asked = judging.options(
        preset=preset, method=method, reliability=reliability,
        reliability_post=reliability_post, sd=sd, clinical=clinical, functional=functional,
        criterion=criterion, level=level, multiplier=multiplier, phi_max=phi_max,
        sample=sample, control=control,
    )  # fmt: skip
    typer.echo(judging.advice(known, scale, asked, pre=pre, post=post))

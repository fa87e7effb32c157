"""Every hook once, in the smallest form that does something."""

from __future__ import annotations

from pathlib import Path

import typer

from scorewell.hookspecs import hookimpl
from scorewell.methods import ChangeIndex, ChangeMethod, ScoringMethod, add


@hookimpl
def scorewell_instruments():
    """Bring the folder of definitions that lies beside this file."""
    return [Path(__file__).parent / "definitions"]


def _doubled(parts):
    return add(parts.values) * 2 * len(parts.ids) / (parts.count + (parts.count == 0))


DOUBLED = ScoringMethod(
    name="doubled-sum",
    summary="Twice the sum of the parts.",
    formula="2 x the sum of the values, scaled up when parts are missing",
    score=_doubled,
    reach=lambda ids, lows, highs, parameters: (2 * sum(lows), 2 * sum(highs)),
)


def _raw(pre, post, inputs):
    return ChangeIndex(index=(post - pre) / inputs["sd"], standard_error=inputs["sd"])


RAW = ChangeMethod(
    name="baseline-sd",
    title="Change in baseline standard deviations",
    summary="The change divided by the standard deviation of the baseline scores.",
    formula="(post - pre) / SD",
    reference="made up for this example",
    inputs=("sd",),
    compute=_raw,
)


@hookimpl
def register_scoring_methods(register):
    """Bring the method ``doubled-sum``."""
    register(DOUBLED)


@hookimpl
def register_change_methods(register):
    """Bring the method ``baseline-sd``."""
    register(RAW)


@hookimpl
def register_commands(app: typer.Typer):
    """Bring the command ``greet``."""

    @app.command("greet")
    def greet() -> None:
        """Say hello from a plugin."""
        typer.echo("hello from a plugin")

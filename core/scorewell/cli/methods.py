"""``scorewell methods``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options import FormatOption, registry
from scorewell.cli.output import print_rows, progress
from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.change.growth_methods import GrowthMethod
    from scorewell.change.presets import Preset
    from scorewell.methods import ChangeMethod, ScoringMethod
    from scorewell.plugins import Plugins

__all__ = ["methods"]

_WIDTH = 96
_COLUMNS = ("name", "kind", "inputs", "summary")


def methods(
    context: typer.Context,
    show: Annotated[
        str,
        typer.Argument(
            metavar="[show|text]",
            help="`show` and a NAME for one of them whole; `text` and a STUDY.yaml for the "
            "methods section of a paper.",
        ),
    ] = "",
    name: Annotated[
        str,
        typer.Argument(metavar="[NAME|STUDY.yaml]", help="The method or preset, or the study."),
    ] = "",
    format_: FormatOption = None,
) -> None:
    """List the methods of scoring, change and growth, and presets, or show one of them whole.

    For example:

    scorewell methods

    scorewell methods show edwards-nunnally

    scorewell methods text study.yaml
    """
    plugins: Plugins = context.obj
    if not show:
        print_rows(_COLUMNS, list(_rows(plugins)), format_)
        return
    if show == "text" and name:
        _print_text(context, Path(name))
        return
    if show != "show" or not name:
        raise typer.BadParameter(
            "write `scorewell methods`, `scorewell methods show NAME`, or "
            "`scorewell methods text STUDY.yaml`"
        )
    typer.echo("\n".join(_page(plugins, name)))


def _print_text(context: typer.Context, study: Path) -> None:
    """The methods section of a paper on a study."""
    from scorewell.report.methods import methods_text
    from scorewell.study import read_plan, run_study

    plan = read_plan(study)
    known = registry(context, list(plan.instruments), list(plan.overlays))
    with progress() as tell:
        text = methods_text(run_study(plan, registry=known, progress=tell))
    if not text:
        raise ScorewellError(
            f"{study} compares no scale between two occasions",
            hint="name the occasions pre and post, and a scale with a better end",
        )
    typer.echo(text)


def _presets() -> Mapping[str, Preset]:
    from scorewell.change.presets import PRESETS

    return PRESETS


def _growth() -> Mapping[str, GrowthMethod]:
    from scorewell.change.growth_methods import GROWTH_METHODS

    return GROWTH_METHODS


def _rows(plugins: Plugins) -> Iterator[tuple[str, str, str, str]]:
    for scoring in plugins.scoring_methods.values():
        parts = {"items": "items", "scales": "scales"}.get(scoring.over, "items or scales")
        yield scoring.name, "scoring", parts, scoring.summary
    for change in plugins.change_methods.values():
        yield change.name, "change", ", ".join(change.inputs), change.summary
    for growth in _growth().values():
        yield growth.name, "growth", ", ".join(growth.inputs), growth.summary
    for preset in _presets().values():
        yield preset.name, "preset", "", preset.summary


def _page(plugins: Plugins, name: str) -> Iterator[str]:
    scoring, change = plugins.scoring_methods, plugins.change_methods
    growth, presets = _growth(), _presets()
    if name not in {*scoring, *change, *growth, *presets}:
        raise ScorewellError(
            f"there is no method or preset '{name}'",
            hint=did_you_mean(name, [*scoring, *change, *growth, *presets])
            or "`scorewell methods` lists them",
        )
    blank = ""
    if name in scoring:
        yield from _scoring(scoring[name])
        blank = "\n"
    if name in change:
        yield from _change(change[name], lead=blank)
        blank = "\n"
    if name in growth:
        yield from _described(growth[name], kind="growth method", lead=blank)
        blank = "\n"
    if name in presets:
        yield from _preset(presets[name], lead=blank)


def _scoring(method: ScoringMethod) -> Iterator[str]:
    yield f"{method.name}: scoring method"
    yield from _field("does", method.summary)
    yield from _field("formula", method.formula)
    for key, entry in method.parameters.get("properties", {}).items():
        yield from _field("parameter", f"{key}: {entry.get('description', '')}")
    yield from _field("prorates", "yes" if method.prorates else "no")


def _change(method: ChangeMethod, *, lead: str) -> Iterator[str]:
    yield from _described(method, kind="change method", lead=lead)
    sides = {1: "each direction is tested at the whole level", 2: "two-sided"}
    yield from _field("level", sides[method.sides])


def _described(method: ChangeMethod | GrowthMethod, *, kind: str, lead: str) -> Iterator[str]:
    yield f"{lead}{method.name}: {kind}"
    yield from _field("title", method.title)
    yield from _field("does", method.summary)
    yield from _field("formula", method.formula)
    yield from _field("inputs", ", ".join(method.inputs))
    yield from _field("reference", method.reference)


def _preset(preset: Preset, *, lead: str) -> Iterator[str]:
    yield f"{lead}{preset.name}: preset"
    yield from _field("whose", preset.summary)
    for key, value in preset.options.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield from _field("option", f"{key}: {shown}")
    if preset.differs:
        yield from _field("differs", preset.differs)


def _field(name: str, text: str) -> list[str]:
    lead = f"  {name:<10} "
    return textwrap.wrap(
        text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)
    ) or [lead.rstrip()]

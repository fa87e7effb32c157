"""``scorewell methods``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options import FormatOption
from scorewell.cli.output import print_rows
from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
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
        typer.Argument(metavar="[show]", help="`show` and a NAME for one of them whole."),
    ] = "",
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="The method or preset to show.")
    ] = "",
    format_: FormatOption = None,
) -> None:
    """List the scoring methods, change methods and presets, or show one of them whole.

    For example:

    scorewell methods

    scorewell methods show edwards-nunnally
    """
    plugins: Plugins = context.obj
    if not show:
        print_rows(_COLUMNS, list(_rows(plugins)), format_)
        return
    if show != "show" or not name:
        raise typer.BadParameter("write `scorewell methods show NAME`, or `scorewell methods`")
    typer.echo("\n".join(_page(plugins, name)))


def _presets() -> Mapping[str, Preset]:
    from scorewell.change.presets import PRESETS

    return PRESETS


def _rows(plugins: Plugins) -> Iterator[tuple[str, str, str, str]]:
    for scoring in plugins.scoring_methods.values():
        parts = {"items": "items", "scales": "scales"}.get(scoring.over, "items or scales")
        yield scoring.name, "scoring", parts, scoring.summary
    for change in plugins.change_methods.values():
        yield change.name, "change", ", ".join(change.inputs), change.summary
    for preset in _presets().values():
        yield preset.name, "preset", "", preset.summary


def _page(plugins: Plugins, name: str) -> Iterator[str]:
    scoring, change, presets = plugins.scoring_methods, plugins.change_methods, _presets()
    if name not in {*scoring, *change, *presets}:
        raise ScorewellError(
            f"there is no method or preset '{name}'",
            hint=did_you_mean(name, [*scoring, *change, *presets])
            or "`scorewell methods` lists them",
        )
    blank = ""
    if name in scoring:
        yield from _scoring(scoring[name])
        blank = "\n"
    if name in change:
        yield from _change(change[name], lead=blank)
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
    yield f"{lead}{method.name}: change method"
    yield from _field("title", method.title)
    yield from _field("does", method.summary)
    yield from _field("formula", method.formula)
    yield from _field("inputs", ", ".join(method.inputs))
    sides = {1: "each direction is tested at the whole level", 2: "two-sided"}
    yield from _field("level", sides[method.sides])
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

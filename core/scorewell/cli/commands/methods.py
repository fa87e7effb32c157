"""``scorewell methods``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.findings import exit_for_errors, note_study
from scorewell.cli.output.rows import field_lines, print_rows
from scorewell.cli.run_study import require_comparison, run_study_file
from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.change.options.presets import Preset
    from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod, ScoringMethod
    from scorewell.registry.plugins.plugin_set import Plugins


_COLUMNS = ("name", "kind", "inputs", "summary")


class MethodKind(StrEnum):
    """What a method is."""

    scoring = "scoring"
    change_index = "index"
    approach = "approach"
    growth = "growth"
    preset = "preset"


@options(PrintOptions)
def methods(
    context: typer.Context,
    output: PrintOptions,
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
    kind: Annotated[
        MethodKind | None, typer.Option("--kind", help="List only those of one kind.")
    ] = None,
) -> None:
    """List scoring methods, indices of change, approaches, growth methods and presets.

    For example:

    scorewell methods --kind approach

    scorewell methods show edwards-nunnally

    scorewell methods text study.yaml
    """
    plugins: Plugins = context.obj
    if not show:
        rows = [row for row in _rows(plugins) if kind is None or row[1] == kind]
        print_rows(_COLUMNS, rows, output.format_)
        return
    if kind is not None or output.format_ is not None:
        raise typer.BadParameter(
            "--kind and --format are for the list of methods; a page or text has one form"
        )
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
    from scorewell.i18n.catalog import use_language
    from scorewell.report.text.methods_section import methods_text

    plan, result = run_study_file(context, study)
    with use_language(plan.language):
        text = methods_text(result)
    require_comparison(study, text)
    typer.echo(text)
    note_study(result)
    exit_for_errors(errors=result.has_errors)


def _presets() -> Mapping[str, Preset]:
    from scorewell.change.options.presets import PRESETS

    return PRESETS


def _rows(plugins: Plugins) -> Iterator[tuple[str, str, str, str]]:
    for scoring in plugins.scoring_methods.values():
        parts = {"items": "items", "scales": "scales"}.get(scoring.over, "items or scales")
        yield scoring.name, "scoring", parts, scoring.summary
    for change in plugins.change_methods.values():
        yield change.name, "index", ", ".join(change.inputs), change.summary
    for approach in plugins.approaches.values():
        schema: Mapping[str, Any] = approach.parameters
        parameters = [f"{name}=" for name in schema.get("properties", {})]
        needs = ", ".join((*approach.inputs, *parameters))
        yield approach.name, "approach", needs, approach.summary
    for growth in plugins.growth_methods.values():
        yield growth.name, "growth", ", ".join(growth.inputs), growth.summary
    for preset in _presets().values():
        yield preset.name, "preset", "", preset.summary


def _page(plugins: Plugins, name: str) -> Iterator[str]:
    pages: list[tuple[Mapping[str, Any], Callable[[Any], Iterator[str]]]] = [
        (plugins.scoring_methods, _scoring),
        (plugins.change_methods, _change),
        (plugins.approaches, _approach),
        (plugins.growth_methods, _growth),
        (_presets(), _preset),
    ]
    texts = [write(methods[name]) for methods, write in pages if name in methods]
    if not texts:
        names = [entry for methods, _ in pages for entry in methods]
        raise ScorewellError(
            f"there is no method or preset '{name}'",
            hint=did_you_mean(name, names) or "`scorewell methods` lists them",
        )
    for place, lines in enumerate(texts):
        if place:
            yield ""
        yield from lines


def _scoring(method: ScoringMethod) -> Iterator[str]:
    yield f"{method.name}: scoring method"
    yield from _field("does", method.summary)
    yield from _field("formula", method.formula)
    for key, entry in method.parameters.get("properties", {}).items():
        yield from _field("parameter", f"{key}: {entry.get('description', '')}")
    yield from _field("prorates", "yes" if method.prorates else "no")


def _change(method: ChangeMethod) -> Iterator[str]:
    yield from _facts(method, kind="index of change")
    sides = {
        1: "each direction is tested at the whole level: phi_max = 1 - level",
        2: "two-sided",
    }
    quantile = "normal" if method.freedom is None else "t"
    yield from _field("level", f"{sides[method.sides]}; {quantile} quantile")


def _approach(approach: Approach) -> Iterator[str]:
    yield from _facts(approach, kind="approach")
    schema: Mapping[str, Any] = approach.parameters
    required_names = schema.get("required", ())
    for key, entry in schema.get("properties", {}).items():
        must = " (required)" if key in required_names else ""
        yield from _field("parameter", f"{key}{must}: {entry.get('description', '')}")


def _growth(method: GrowthMethod) -> Iterator[str]:
    yield from _facts(method, kind="growth method")


def _facts(method: ChangeMethod | Approach | GrowthMethod, *, kind: str) -> Iterator[str]:
    yield f"{method.name}: {kind}"
    yield from _field("title", method.title)
    yield from _field("does", method.summary)
    yield from _field("formula", method.formula)
    yield from _field("inputs", ", ".join(method.inputs) or "pairs of scores")
    yield from _field("reference", method.reference)


def _preset(preset: Preset) -> Iterator[str]:
    yield f"{preset.name}: preset"
    yield from _field("whose", preset.summary)
    for key, value in preset.options.items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield from _field("option", f"{key}: {text}")
    if preset.differs:
        yield from _field("differs", preset.differs)


def _field(name: str, text: str) -> list[str]:
    return field_lines(name, text, width=10) or [f"  {name}"]

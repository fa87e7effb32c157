"""``scorewell show``."""

from __future__ import annotations

from dataclasses import asdict

import typer

from scorewell.cli.options.data import DefinitionOptions, InstrumentName
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import Format, print_json


@options(DefinitionOptions, PrintOptions)
def show(
    context: typer.Context,
    instrument: InstrumentName,
    definitions: DefinitionOptions,
    output: PrintOptions,
) -> None:
    """Show one instrument: items, scales, reliabilities, norms, bands, gaps, licence, sources.

    The page is text; --format json gives the whole definition.
    """
    from scorewell.cli.output.instrument_page import instrument_page

    definition = definitions.registry(context).load(instrument)
    if output.format_ is Format.csv:
        raise typer.BadParameter("a definition has no CSV form; use table or json")
    if output.format_ is Format.json:
        print_json(asdict(definition), default=_json_value)
    else:
        typer.echo(instrument_page(definition))


def _json_value(value: object) -> object:
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)

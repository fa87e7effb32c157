"""``scorewell show``."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from scorewell.cli.options.common import (
    Folders,
    FormatOption,
    InstrumentName,
    Overlays,
    registry,
)
from scorewell.cli.output.format import Format


def show(
    context: typer.Context,
    instrument: InstrumentName,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Show one instrument: items, scales, reliabilities, norms, bands, gaps, licence, sources.

    The page is text; --format json gives the whole definition.
    """
    from scorewell.cli.output.instrument_page import page

    found = registry(context, instruments, overlay).load(instrument)
    if format_ is Format.csv:
        raise typer.BadParameter("a definition has no CSV form; use table or json")
    if format_ is Format.json:
        typer.echo(json.dumps(asdict(found), indent=2, ensure_ascii=False, default=_plain))
    else:
        typer.echo(page(found))


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)

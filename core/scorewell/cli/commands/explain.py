"""``scorewell explain``: where a number comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.data import DefinitionOptions, InstrumentName
from scorewell.cli.options.signature import options
from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument, Provenance


@options(DefinitionOptions)
def explain(
    context: typer.Context,
    instrument: InstrumentName,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD",
            help="Path of a fact, for example scales.total.reliability, scales.total.key, "
            "licence.text, items.pseq_9, alerts.",
        ),
    ],
    definitions: DefinitionOptions,
) -> None:
    """Tell where a fact comes from: its source, where it was read, how well it is established.

    Paths go by id: scales.ID.reliability.ID, scales.ID.norms.ID, scales.ID.bands.ID,
    scales.ID.cutoffs.ID.
    """
    definition = definitions.registry(context).load(instrument)
    value: Any = definition
    path: list[str] = []
    for step in field.split("."):
        value = _step(value, step, path)
        path.append(step)
    typer.echo(f"{definition.id} {definition.version}: {field}")
    for line in _lines(definition, value, depth=1):
        typer.echo(line)


def _step(value: Any, step: str, path: list[str]) -> Any:
    parts: dict[str, Any] = {}
    if isinstance(value, Mapping):
        parts = dict(value)
    elif isinstance(value, tuple):
        parts = {_name(entry, index): entry for index, entry in enumerate(value)}
    elif is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
    if step not in parts:
        parent = ".".join(path) or "the instrument"
        raise DataError(
            f"{parent} has no `{step}`",
            hint=did_you_mean(step, parts)
            or f"{parent} has: {', '.join(parts) or 'nothing further'}",
        )
    return parts[step]


def _name(entry: Any, index: int) -> str:
    return str(getattr(entry, "id", "") or getattr(entry, "target", "") or index)


def _lines(instrument: Instrument, value: Any, *, depth: int) -> Iterator[str]:
    from scorewell.definitions.model import Origin, Provenance, Source, Stratum

    pad = "  " * depth
    if isinstance(value, Provenance):
        yield from _provenance(instrument, value, pad)
    elif isinstance(value, Source):
        yield f"{pad}{value.citation}"
    elif isinstance(value, Stratum):
        yield f"{pad}{value.text}"
    elif isinstance(value, Mapping):
        yield from _entries(instrument, value.items(), depth)
    elif isinstance(value, tuple) and any(is_dataclass(entry) for entry in value):
        entries = ((_name(entry, index), entry) for index, entry in enumerate(value))
        yield from _entries(instrument, entries, depth)
    elif is_dataclass(value):
        parts = ((field.name, getattr(value, field.name)) for field in fields(value))
        defaults: tuple[object, ...] = (None, "", (), {}, Origin())
        entries = (
            (name, part) for name, part in parts if part not in defaults and part is not False
        )
        yield from _entries(instrument, entries, depth)
    elif isinstance(value, (tuple, frozenset)):
        yield f"{pad}{', '.join(map(str, value)) or 'none'}"
    else:
        yield f"{pad}{'nothing stated' if value in (None, '') else value}"


def _entries(instrument: Instrument, entries: Any, depth: int) -> Iterator[str]:
    from scorewell.definitions.model import Provenance

    pad = "  " * depth
    empty = True
    for name, value in entries:
        empty = False
        if isinstance(value, Provenance):
            yield from _provenance(instrument, value, pad)
        elif is_dataclass(value) or (isinstance(value, (tuple, Mapping)) and value):
            lines = list(_lines(instrument, value, depth=depth + 1))
            if len(lines) == 1:
                yield f"{pad}{name}: {lines[0].strip()}"
            else:
                yield f"{pad}{name}:"
                yield from lines
        else:
            yield f"{pad}{name}: {value}"
    if empty:
        yield f"{pad}nothing is known"


def _provenance(instrument: Instrument, value: Provenance, pad: str) -> Iterator[str]:
    from scorewell.cli.output.instrument_page import CHECK_LEVELS

    if value.source:
        yield f"{pad}source: {instrument.sources[value.source].citation}"
    if value.locator:
        yield f"{pad}locator: {value.locator}"
    for source in value.read:
        yield f"{pad}read in: {instrument.sources[source].citation}"
    yield f"{pad}checked: {value.checked or 'gap'} ({CHECK_LEVELS[value.checked]})"
    if value.note:
        yield f"{pad}note: {value.note}"

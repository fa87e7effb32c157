"""``scorewell explain``: where a number comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.common import (
    Folders,
    InstrumentName,
    Overlays,
    registry,
)
from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument, Provenance


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
    instruments: Folders = None,
    overlay: Overlays = None,
) -> None:
    """Tell where a fact comes from: its source, where it was read, how well it is established.

    Paths go by id: scales.ID.reliability.ID, scales.ID.norms.ID, scales.ID.bands.ID,
    scales.ID.cutoffs.ID.
    """
    found = registry(context, instruments, overlay).load(instrument)
    value: Any = found
    walked: list[str] = []
    for step in field.split("."):
        value = _step(value, step, walked)
        walked.append(step)
    typer.echo(f"{found.id} {found.version}: {field}")
    for line in _lines(found, value, depth=1):
        typer.echo(line)


def _step(value: Any, step: str, walked: list[str]) -> Any:
    options: dict[str, Any]
    if isinstance(value, Mapping):
        options = dict(value)
    elif isinstance(value, tuple):
        options = {_name(each, index): each for index, each in enumerate(value)}
    elif is_dataclass(value):
        options = {each.name: getattr(value, each.name) for each in fields(value)}
    else:
        options = {}
    if step not in options:
        where = ".".join(walked) or "the instrument"
        known = ", ".join(options) or "nothing further"
        raise DataError(
            f"{where} has no `{step}`",
            hint=did_you_mean(step, options) or f"{where} has: {known}",
        )
    return options[step]


def _name(entry: Any, index: int) -> str:
    return str(getattr(entry, "id", "") or getattr(entry, "target", "") or index)


def _lines(instrument: Instrument, value: Any, *, depth: int) -> Iterator[str]:
    from scorewell.definitions.model import (
        Origin,
        Provenance,
        Source,
        Stratum,
    )

    pad = "  " * depth
    if isinstance(value, Provenance):
        yield from _provenance(instrument, value, pad)
    elif isinstance(value, Source):
        yield f"{pad}{value.citation}"
    elif isinstance(value, Stratum):
        yield f"{pad}{value.text}"
    elif isinstance(value, Mapping):
        yield from _entries(instrument, value.items(), depth)
    elif isinstance(value, tuple) and any(is_dataclass(each) for each in value):
        named = ((_name(each, index), each) for index, each in enumerate(value))
        yield from _entries(instrument, named, depth)
    elif is_dataclass(value):
        shown = ((each.name, getattr(value, each.name)) for each in fields(value))
        silent: tuple[object, ...] = (None, "", (), {}, Origin())
        kept = (
            (name, each) for name, each in shown if each not in silent and each is not False
        )
        yield from _entries(instrument, kept, depth)
    elif isinstance(value, (tuple, frozenset)):
        yield f"{pad}{', '.join(str(each) for each in value) or 'none'}"
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
    from scorewell.cli.output.instrument_page import CHECKED

    if value.source:
        yield f"{pad}source: {instrument.sources[value.source].citation}"
    if value.locator:
        yield f"{pad}locator: {value.locator}"
    for each in value.read:
        yield f"{pad}read in: {instrument.sources[each].citation}"
    yield f"{pad}checked: {value.checked or 'gap'} ({CHECKED[value.checked]})"
    if value.note:
        yield f"{pad}note: {value.note}"

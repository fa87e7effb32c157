"""A definition as nested facts by name, so that two can be laid side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from scorewell.model import Band, Coding, Instrument, Item, Stratum

__all__ = ["Facts", "facts"]

Facts = dict[str, Any]

_NOT_FACTS = {"version", "digest", "file", "overlays", "origin"}


def facts(instrument: Instrument) -> Facts:
    """Everything that a definition says, by name: entries by id, the others by place.

    What a definition leaves out and what it says as the format understands it
    anyway are the same; so are items by position and items by id.
    """
    return _record(instrument)


def _record(value: Any) -> Facts:
    found: Facts = {}
    for field in fields(value):
        if field.name not in _NOT_FACTS:
            entry = getattr(value, field.name)
            by_id = isinstance(value, Item) and field.name == "coding"
            found[field.name] = entry.id if by_id else _named(entry)
    return {name: entry for name, entry in found.items() if entry not in (None, "", (), {})}


def _named(value: Any) -> Any:
    if isinstance(value, Coding):
        return _coding(value)
    if isinstance(value, Band | Stratum):
        return value.text if isinstance(value, Stratum) else f"{value.interval} {value.label}"
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, Mapping):
        return {str(key): _named(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, tuple | list):
        if value and all(is_dataclass(each) and not isinstance(each, Band) for each in value):
            return {_name(each, place): _named(each) for place, each in enumerate(value)}
        return tuple(_named(each) for each in value)
    return value


def _coding(coding: Coding) -> Facts:
    labels = tuple(answer.label for answer in coding.answers)
    found = {name: entry for name, entry in _record(coding).items() if name != "answers"}
    return {**found, "values": coding.values, **({"labels": labels} if any(labels) else {})}


def _name(value: Any, place: int) -> str:
    """Id or name of an entry of a list; its place where it has neither."""
    for key in ("id", "name", "target", "item", "code", "language"):
        name = getattr(value, key, "")
        if name:
            return f"{name} {place + 1}" if key in {"target", "item"} else str(name)
    return str(place + 1)

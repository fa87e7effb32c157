"""What a page says of items that not everybody answers, and of scores beyond sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scorewell.model import Covariate, Instrument, Scale, Skip, Stratum

__all__ = ["form_facts", "key_facts"]

Fact = tuple[str, str]
_ENTRIES = 40


def form_facts(instrument: Instrument) -> Iterator[Fact]:
    """What belongs to the form as a whole: name of the line, and its text."""
    for variant in instrument.variants:
        yield "variant", f"{variant.id}: {variant.differs}; scored alike"
    for covariate in instrument.covariates.values():
        yield "needs", _covariate(covariate)
    for skip in instrument.skips:
        yield "skipped", _skip(instrument, skip)


def _covariate(covariate: Covariate) -> str:
    name = f"{covariate.id}: {covariate.label}"
    if covariate.values:
        return f"{name}, {' or '.join(covariate.values)}"
    return f"{name}, {covariate.low:g} to {covariate.high:g} {covariate.unit}".strip()


def _skip(instrument: Instrument, skip: Skip) -> str:
    edge = (
        f"{skip.at_most:g} or less"
        if skip.at_most is not None
        else f"{skip.at_least:g} or more"
    )
    positions = [str(instrument.item(each).position) for each in skip.after]
    to = (
        f"to item {positions[0]}"
        if len(positions) == 1
        else f"in all to items {', '.join(positions)}"
    )
    return (
        f"after {edge} {to}, {_items(instrument, skip.skipped)} may be blank and "
        f"counts {skip.counts_as:g}"
    )


def _items(instrument: Instrument, ids: Sequence[str]) -> str:
    positions = ", ".join(str(instrument.item(each).position) for each in ids)
    return f"item {positions}" if len(ids) == 1 else f"each of items {positions}"


def key_facts(instrument: Instrument, scale: Scale) -> Iterator[Fact]:
    """What belongs to the key of one scale beside its items."""
    turned: dict[tuple[tuple[float, float], ...], list[str]] = {}
    for item, values in scale.recoded.items():
        turned.setdefault(tuple(values.items()), []).append(item)
    for pairs, items in turned.items():
        told = ", ".join(f"{answer:g} as {value:g}" for answer, value in pairs)
        yield "recoded", f"{_items(instrument, items)}: {told}"
    for left in scale.left_out:
        whom = left.stratum.text if left.stratum else "whoever answers that it does not apply"
        yield "left out", f"{_items(instrument, left.items)} for {whom}"
    if scale.parameters:
        yield from _parameters(scale.parameters)


def _parameters(parameters: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in parameters.items():
        for text in _told(value):
            yield name.replace("_", " "), text


def _told(value: Any) -> Iterator[str]:
    """A parameter in words, one line for each entry of a list of maps."""
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        for each in value:
            yield _entry(each)
    elif isinstance(value, list):
        yield _list(value)
    elif isinstance(value, Mapping):
        yield ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    else:
        yield _plain(value)


def _entry(entry: Mapping[str, Any]) -> str:
    parts = []
    for key, value in entry.items():
        if key == "for":
            parts.append(f"for {Stratum.of(value).text}")
        elif key == "name":
            parts.append(str(value))
        else:
            text = _list(value) if isinstance(value, list) else _plain(value)
            parts.append(f"{key} {text}")
    return ", ".join(parts)


def _list(values: Sequence[Any]) -> str:
    shown = [_pair(each) for each in values[:_ENTRIES]]
    more = [f"and {len(values) - _ENTRIES} more"] if len(values) > _ENTRIES else []
    return ", ".join([*shown, *more])


def _pair(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_plain(value[0])} is {_plain(value[1])}"
    return _plain(value)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)

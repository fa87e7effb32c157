"""What two runs were made with, and what of it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_READING = ("columns", "totals", "coding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that two runs were not made with alike.

    Attributes
    ----------
    kind : {'data', 'definition', 'overlay', 'rule', 'plugin', 'scorewell', 'options'}
        What it is.
    text : str
        What differs, in words.
    instrument : str
        The instrument, or the outcome rule, that it concerns; empty for all.
    scores : bool
        Whether it can move a score, and not only a class.
    """

    kind: str
    text: str
    instrument: str = ""
    scores: bool = True


def manifest_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Everything that two manifests do not share and that can move a result.

    Parameters
    ----------
    old, new : mapping
        As in ``manifest.json``.

    Examples
    --------
    >>> old, new = ({"data": [{"file": "a.csv", "sha256": each}]} for each in "12")
    >>> [each.text for each in manifest_changes(old, new)]
    ['data changed: a.csv']
    """
    return (
        *_data(old, new),
        *_definitions(old, new),
        *_overlays(old, new),
        *_rules(old, new),
        *_plugins(old, new),
        *_core(old, new),
        *_options(old.get("options", {}), new.get("options", {})),
    )


def _data(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = (
        {(each["file"], each["sha256"]) for each in one.get("data", ())} for one in (old, new)
    )
    names = sorted({name for name, _ in before ^ after})
    contents = [{digest for _, digest in each} for each in (before, after)]
    if contents[0] != contents[1]:
        yield Change(kind="data", text=f"data changed: {', '.join(names)}")


def _definitions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = (
        {each["id"]: each for each in one.get("definitions", ())} for one in (old, new)
    )
    for name in [each for each in before if each in after]:
        one, other = before[name], after[name]
        # Older manifests hold one hash, of the definition with its overlays.
        own = "definition_sha256" if "definition_sha256" in one else "sha256"
        if one[own] == other[own]:
            continue
        moved = one["version"] != other["version"]
        what = f"{one['version']} -> {other['version']}" if moved else "with other content"
        text = f"definition changed: {name} {what}"
        yield Change(kind="definition", text=text, instrument=name)


def _overlays(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = (
        [(each["extends"], each["name"], each["sha256"]) for each in one.get("overlays", ())]
        for one in (old, new)
    )
    for instrument in dict.fromkeys(each[0] for each in [*before, *after]):
        lists = [[each[1:] for each in one if each[0] == instrument] for one in (before, after)]
        if lists[0] == lists[1]:
            continue
        names = dict.fromkeys(name for name, _ in lists[0] + lists[1])
        text = f"overlay changed: {', '.join(names)}"
        # An overlay adds figures and words; it cannot touch a key.
        yield Change(kind="overlay", text=text, instrument=instrument, scores=False)


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = (
        {each["name"]: each for each in one.get("rules", ())} for one in (old, new)
    )
    for name in [each for each in before if each in after]:
        one, other = before[name], after[name]
        if one != other:
            moved = one.get("version") != other.get("version")
            what = f" {one.get('version')} -> {other.get('version')}" if moved else ""
            text = f"rule changed: {name}{what}"
            yield Change(kind="rule", text=text, instrument=name, scores=False)


def _plugins(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = (
        {
            (each["distribution"], each["name"]): (each["version"], each.get("sha256", ""))
            for each in one.get("plugins", ())
            if each["status"] in {"loaded", "partly failed"}
        }
        for one in (old, new)
    )
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        # Older manifests do not hold the hash of a plugin.
        same = one and other and one[0] == other[0] and (one[1] == other[1] or not one[1])
        if not same:
            versions = " -> ".join(each[0] if each else "not there" for each in (one, other))
            yield Change(kind="plugin", text=f"plugin changed: {key[1]} {versions}")


def _core(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = old.get("scorewell"), new.get("scorewell")
    if before != after:
        yield Change(kind="scorewell", text=f"scorewell changed: {before} -> {after}")


def _options(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("occasions", "missing_codes"):
        if old.get(name) != new.get(name):
            yield Change(kind="options", text=f"study changed: {name}")
    for name in ("call", "change"):
        if old.get(name) != new.get(name):
            yield Change(kind="options", text=f"study changed: {name}", scores=False)
    before, after = (
        {each["instrument"]: each for each in one.get("measures", ())} for one in (old, new)
    )
    for name in [each for each in before if each in after]:
        one, other = before[name], after[name]
        for key in dict.fromkeys([*one, *other]):
            if one.get(key) != other.get(key):
                text = f"study changed: {key} of {name}"
                reading = key in _READING
                yield Change(kind="options", text=text, instrument=name, scores=reading)

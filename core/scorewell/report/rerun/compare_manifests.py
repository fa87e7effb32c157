"""What two runs were made with, and what of it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_READING = ("columns", "totals", "coding")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestChange:
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


def compare_manifests(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[ManifestChange, ...]:
    """Everything that two manifests do not share and that can move a result.

    Parameters
    ----------
    old, new : mapping
        As in ``manifest.json``.

    Examples
    --------
    >>> old, new = ({"data": [{"file": "a.csv", "sha256": each}]} for each in "12")
    >>> [each.text for each in compare_manifests(old, new)]
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


def _data(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    before, after = (
        {(entry["file"], entry["sha256"]) for entry in manifest.get("data", ())}
        for manifest in (old, new)
    )
    names = sorted({name for name, _ in before ^ after})
    contents = [{digest for _, digest in files} for files in (before, after)]
    if contents[0] != contents[1]:
        yield ManifestChange(kind="data", text=f"data changed: {', '.join(names)}")


def _definitions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    before, after = (
        {entry["id"]: entry for entry in manifest.get("definitions", ())}
        for manifest in (old, new)
    )
    for name in [definition for definition in before if definition in after]:
        first, second = before[name], after[name]
        # Older manifests hold one hash, of the definition with its overlays.
        hash_key = "definition_sha256" if "definition_sha256" in first else "sha256"
        if first[hash_key] == second[hash_key]:
            continue
        version_differs = first["version"] != second["version"]
        difference = (
            f"{first['version']} -> {second['version']}"
            if version_differs
            else "with other content"
        )
        text = f"definition changed: {name} {difference}"
        yield ManifestChange(kind="definition", text=text, instrument=name)


def _overlays(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    before, after = (
        [
            (overlay["extends"], overlay["name"], overlay["sha256"])
            for overlay in manifest.get("overlays", ())
        ]
        for manifest in (old, new)
    )
    for instrument in dict.fromkeys(overlay[0] for overlay in [*before, *after]):
        lists = [
            [overlay[1:] for overlay in overlays if overlay[0] == instrument]
            for overlays in (before, after)
        ]
        if lists[0] == lists[1]:
            continue
        names = dict.fromkeys(name for name, _ in lists[0] + lists[1])
        text = f"overlay changed: {', '.join(names)}"
        # An overlay adds figures and words; it cannot touch a key.
        yield ManifestChange(kind="overlay", text=text, instrument=instrument, scores=False)


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    before, after = (
        {entry["name"]: entry for entry in manifest.get("rules", ())} for manifest in (old, new)
    )
    for name in [rule for rule in before if rule in after]:
        first, second = before[name], after[name]
        if first != second:
            version_differs = first.get("version") != second.get("version")
            versions = (
                f" {first.get('version')} -> {second.get('version')}" if version_differs else ""
            )
            text = f"rule changed: {name}{versions}"
            yield ManifestChange(kind="rule", text=text, instrument=name, scores=False)


def _plugins(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    before, after = (
        {
            (plugin["distribution"], plugin["name"]): (
                plugin["version"],
                plugin.get("sha256", ""),
            )
            for plugin in manifest.get("plugins", ())
            if plugin["status"] in {"loaded", "partly failed"}
        }
        for manifest in (old, new)
    )
    for key in dict.fromkeys([*before, *after]):
        first, second = before.get(key), after.get(key)
        # Older manifests do not hold the hash of a plugin.
        equal = (
            first
            and second
            and first[0] == second[0]
            and (first[1] == second[1] or not first[1])
        )
        if not equal:
            versions = " -> ".join(
                plugin[0] if plugin else "not there" for plugin in (first, second)
            )
            yield ManifestChange(kind="plugin", text=f"plugin changed: {key[1]} {versions}")


def _core(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    before, after = old.get("scorewell"), new.get("scorewell")
    if before != after:
        yield ManifestChange(kind="scorewell", text=f"scorewell changed: {before} -> {after}")


def _options(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ManifestChange]:
    for name in ("occasions", "missing_codes"):
        if old.get(name) != new.get(name):
            yield ManifestChange(kind="options", text=f"study changed: {name}")
    for name in ("call", "change"):
        if old.get(name) != new.get(name):
            yield ManifestChange(kind="options", text=f"study changed: {name}", scores=False)
    before, after = (
        {measure["instrument"]: measure for measure in options.get("measures", ())}
        for options in (old, new)
    )
    for name in [measure for measure in before if measure in after]:
        first, second = before[name], after[name]
        for key in dict.fromkeys([*first, *second]):
            if first.get(key) != second.get(key):
                text = f"study changed: {key} of {name}"
                reading = key in _READING
                yield ManifestChange(kind="options", text=text, instrument=name, scores=reading)

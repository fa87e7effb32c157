"""Differences between the manifests of two runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Manifest = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestChange:
    """One difference between two runs.

    Attributes
    ----------
    kind : {'data', 'definition', 'overlay', 'rule', 'plugin', 'scorewell', 'options'}
        What differs.
    text : str
        The difference in words.
    instrument : str
        The instrument, or the outcome rule, that it concerns; empty for all.
    scores : bool
        Whether it can change a score, and not only a class.
    """

    kind: str
    text: str
    instrument: str = ""
    scores: bool = True


def compare_manifests(old: Manifest, new: Manifest) -> tuple[ManifestChange, ...]:
    """Differences between two manifests that can change a result.

    Examples
    --------
    >>> old, new = ({"data": [{"file": "a.csv", "sha256": x}]} for x in "12")
    >>> [change.text for change in compare_manifests(old, new)]
    ['data changed: a.csv']
    """
    core = [manifest.get("scorewell") for manifest in (old, new)]
    text = f"scorewell changed: {core[0]} -> {core[1]}"
    return (
        *_data(old, new),
        *_definitions(old, new),
        *_overlays(old, new),
        *_rules(old, new),
        *_plugins(old, new),
        *([ManifestChange(kind="scorewell", text=text)] if core[0] != core[1] else []),
        *_options(old.get("options", {}), new.get("options", {})),
    )


def _data(old: Manifest, new: Manifest) -> Iterator[ManifestChange]:
    before, after = (
        {(entry["file"], entry["sha256"]) for entry in manifest.get("data", ())}
        for manifest in (old, new)
    )
    # A file that was only renamed is no change.
    if {sha256 for _, sha256 in before} != {sha256 for _, sha256 in after}:
        names = sorted({name for name, _ in before ^ after})
        yield ManifestChange(kind="data", text=f"data changed: {', '.join(names)}")


def _pairs(old: Manifest, new: Manifest, part: str, key: str) -> Iterator[tuple[str, Any, Any]]:
    """The entries of a list that both manifests have: name, old and new entry."""
    before, after = (
        {entry[key]: entry for entry in manifest.get(part, ())} for manifest in (old, new)
    )
    return ((name, before[name], after[name]) for name in before if name in after)


def _versions(old: Manifest, new: Manifest) -> str:
    """The versions of both entries, or empty if they are the same."""
    before, after = old.get("version"), new.get("version")
    return f"{before} -> {after}" if before != after else ""


def _definitions(old: Manifest, new: Manifest) -> Iterator[ManifestChange]:
    for name, before, after in _pairs(old, new, "definitions", "id"):
        # Older manifests hold one hash, of the definition with its overlays.
        key = "definition_sha256" if "definition_sha256" in before else "sha256"
        if before[key] != after[key]:
            difference = _versions(before, after) or "with other content"
            text = f"definition changed: {name} {difference}"
            yield ManifestChange(kind="definition", text=text, instrument=name)


def _overlays(old: Manifest, new: Manifest) -> Iterator[ManifestChange]:
    before, after = ([*manifest.get("overlays", ())] for manifest in (old, new))
    for instrument in dict.fromkeys(overlay["extends"] for overlay in [*before, *after]):
        first, second = (
            [
                (entry["name"], entry["sha256"])
                for entry in part
                if entry["extends"] == instrument
            ]
            for part in (before, after)
        )
        if first != second:
            names = dict.fromkeys(name for name, _ in first + second)
            text = f"overlay changed: {', '.join(names)}"
            # An overlay adds figures and words; it cannot touch a key.
            yield ManifestChange(kind="overlay", text=text, instrument=instrument, scores=False)


def _rules(old: Manifest, new: Manifest) -> Iterator[ManifestChange]:
    for name, before, after in _pairs(old, new, "rules", "name"):
        if before != after:
            text = f"rule changed: {name} {_versions(before, after)}".rstrip()
            yield ManifestChange(kind="rule", text=text, instrument=name, scores=False)


def _plugins(old: Manifest, new: Manifest) -> Iterator[ManifestChange]:
    before, after = (
        {
            (plugin["distribution"], plugin["name"]): plugin
            for plugin in manifest.get("plugins", ())
            if plugin["status"] in {"loaded", "partly failed"}
        }
        for manifest in (old, new)
    )
    for key in dict.fromkeys([*before, *after]):
        first, second = before.get(key, {}), after.get(key, {})
        sha256 = first.get("sha256")  # older manifests do not hold it
        same_content = not sha256 or sha256 == second.get("sha256", "")
        if first.get("version") != second.get("version") or not same_content:
            versions = (plugin.get("version", "not there") for plugin in (first, second))
            text = f"plugin changed: {key[1]} {' -> '.join(versions)}"
            yield ManifestChange(kind="plugin", text=text)


def _options(old: Manifest, new: Manifest) -> Iterator[ManifestChange]:
    for name in ("occasions", "missing_codes", "call", "change"):
        if old.get(name) != new.get(name):
            scores = name in {"occasions", "missing_codes"}
            yield ManifestChange(kind="options", text=f"study changed: {name}", scores=scores)
    for name, before, after in _pairs(old, new, "measures", "instrument"):
        for key in dict.fromkeys([*before, *after]):
            if before.get(key) != after.get(key):
                yield ManifestChange(
                    kind="options",
                    text=f"study changed: {key} of {name}",
                    instrument=name,
                    scores=key in {"columns", "totals", "coding"},
                )

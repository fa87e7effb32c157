"""The bundled instruments as a collection: names, files, sources, wording, reversal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scorewell.definitions.lint.collection import lint_collection
from scorewell.definitions.reading.load import load_instrument
from scorewell.io.bundled_files import bundled
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import Registry

FILES = sorted(bundled("instruments").glob("*.yaml"))
KEYS = Path(__file__).parents[1] / "data" / "keys"
PLUGINS = load_plugins(entry_points=lambda group: [])
REGISTRY = Registry(PLUGINS.instrument_sources, plugins=PLUGINS)


def test_names_are_unique_and_no_stray_file_lies_among_them():
    instruments = [load_instrument(path) for path in FILES]
    assert lint_collection(instruments, folder=bundled("instruments")) == []
    assert [instrument.id for instrument in instruments] == [path.stem for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_instrument_is_found_by_every_way_of_writing_its_names(path: Path):
    head = REGISTRY.find(path.stem).head
    assert head.acronym
    for name in head.names:
        plain = name.replace("-", "").replace(" ", "")
        for output_text in (name, name.upper(), name.lower(), name.replace("-", " "), plain):
            assert REGISTRY.find(output_text).id == path.stem, output_text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sources_have_well_formed_identifiers(path: Path):
    for source in load_instrument(path).sources.values():
        assert source.title
        assert not source.doi or re.fullmatch(r"10\.\d{4,9}/[^\s]*[^\s.]", source.doi)
        assert not source.url or re.fullmatch(r"https?://[^\s/]+\.[^\s]+", source.url)
        assert source.doi or source.url or source.container
        assert source.year or source.accessed or source.note, source.id


def facts_of(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in a definition that says how it was checked, with its place."""
    if isinstance(part, dict):
        if "checked" in part:
            yield place, part
        for name, entry in part.items():
            yield from facts_of(entry, f"{place}.{name}")
    elif isinstance(part, list):
        for number, entry in enumerate(part):
            yield from facts_of(entry, f"{place}.{number}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_two_sources_are_two_texts_that_were_read(path: Path):
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    unread = {
        name
        for name, source in raw["sources"].items()
        if "not read itself" in source.get("note", "").lower()
    }
    for place, fact in facts_of(raw):
        if fact["checked"] == "two-sources":
            texts = {fact.get("source"), *fact.get("read", [])} - {None} - unread
            assert len(texts) >= 2, (place, texts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reversed_items_are_listed_in_a_source_or_said_to_be_ours(path: Path):
    for scale in load_instrument(path).scales:
        key = scale.key
        assert not scale.reversed or key.source or (key.checked == "ours" and key.note), (
            scale.id
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_wording_ships_only_with_evidence(path: Path):
    instrument = load_instrument(path)
    if any(item.text for item in instrument.items):
        assert instrument.licence.text.allows_reproduction


@pytest.mark.parametrize("path", sorted(KEYS.glob("*.json")), ids=lambda path: path.stem)
def test_reversed_items_are_those_of_the_key_typed_a_second_time(path: Path):
    instrument = load_instrument(bundled("instruments") / f"{path.stem}.yaml")
    for name, scale in json.loads(path.read_text(encoding="utf-8"))["scales"].items():
        if "items" not in scale:  # keys of another shape have tests of their own
            continue
        positions = {
            instrument.item(entry).position for entry in instrument.scale(name).reversed
        }
        assert positions == set(scale.get("reversed", ())) & set(scale["items"]), name


NOT_SHIPPED = Path(__file__).parents[2] / "docs/not_shipped.yaml"


def test_what_is_listed_as_lacking_is_lacking():
    # An entry with a part is about something that a definition leaves out.
    entries = yaml.safe_load(NOT_SHIPPED.read_text(encoding="utf-8"))
    stems = {path.stem for path in FILES}
    whole = {entry["id"] for entry in entries if "part" not in entry}
    parts = {entry["id"] for entry in entries if "part" in entry}
    assert not whole & stems
    assert parts <= stems
    assert all(entry["lacking"].strip().endswith(".") for entry in entries)

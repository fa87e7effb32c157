"""Rules for how sources are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scorewell.errors import Finding
from scorewell.lint.rule import Entry, Steps, Subject, rule

_UNREAD = "not read itself"
_FACTS = ("licence", "codings", "alerts", "codes", "items", "scales")


@rule(severity="warning", overlays=True)
def doi_in_its_place(subject: Subject) -> Iterator[Finding]:
    """A DOI stands under doi, not in an address or a title."""
    known = {each.doi.casefold() for each in subject.instrument.sources.values()}
    for key, source in subject.data["sources"].items():
        for name in ("url", "container", "title"):
            found = re.search(r"\b10\.[0-9]{4,9}/[^\s]*[^\s.]", str(source.get(name, "")))
            if found and "doi" not in source and found[0].casefold() not in known:
                yield subject.finding(
                    ("sources", key, name),
                    f"a DOI stands under {name}",
                    hint=f"write doi: {found[0]}",
                )


@rule(overlays=True)
def unread_is_read_elsewhere(subject: Subject) -> Iterator[Finding]:
    """A source whose note says "not read itself" is cited with the text that was read."""
    notes = {key: each.note.casefold() for key, each in subject.instrument.sources.items()}
    for path, entry in _facts(subject.data):
        source = entry.get("source", "")
        if _UNREAD in notes.get(source, "") and not ({"read", "gap"} & set(entry)):
            yield subject.finding(
                (*path, "source"),
                f"`{source}` was not read itself, and no text is named in which this was read",
                hint="add read with the ids of those texts",
            )


def _facts(data: Entry) -> Iterator[tuple[Steps, Entry]]:
    """Every map in the file that names a source."""
    for part in _FACTS:
        yield from _below(data.get(part), (part,))


def _below(value: Any, path: Steps) -> Iterator[tuple[Steps, Entry]]:
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield path, value
        for key, each in value.items():
            yield from _below(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _below(each, (*path, index))

"""Rules for sources, for where facts come from, and for the licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scorewell.definitions.lint.rule import Entry, Steps, Subject, rule
from scorewell.errors import Finding

_UNREAD = "not read itself"
_FACTS = ("licence", "codings", "alerts", "codes", "items", "scales")


@rule(severity="warning", overlays=True)
def doi_in_its_place(subject: Subject) -> Iterator[Finding]:
    """A DOI stands under doi, not in an address or a title."""
    dois = {source.doi.casefold() for source in subject.instrument.sources.values()}
    for key, source in subject.data["sources"].items():
        for name in ("url", "container", "title"):
            doi = re.search(r"\b10\.[0-9]{4,9}/[^\s]*[^\s.]", str(source.get(name, "")))
            if doi and "doi" not in source and doi[0].casefold() not in dois:
                yield subject.finding(
                    ("sources", key, name),
                    f"a DOI stands under {name}",
                    hint=f"write doi: {doi[0]}",
                )


@rule(overlays=True)
def unread_is_read_elsewhere(subject: Subject) -> Iterator[Finding]:
    """A source whose note says "not read itself" is cited with the text that was read."""
    notes = {key: source.note.casefold() for key, source in subject.instrument.sources.items()}
    facts_of_file = {part: subject.data.get(part) for part in _FACTS}
    for path, entry in _sourced_entries(facts_of_file, ()):
        source = entry.get("source", "")
        if _UNREAD in notes.get(source, "") and not ({"read", "gap"} & set(entry)):
            yield subject.finding(
                (*path, "source"),
                f"`{source}` was not read itself, and no text is named in which this was read",
                hint="add read with the ids of those texts",
            )


def _sourced_entries(value: Any, path: Steps) -> Iterator[tuple[Steps, Entry]]:
    """Every map below a value that names a source, with its path."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield path, value
        for key, element in value.items():
            yield from _sourced_entries(element, (*path, key))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from _sourced_entries(element, (*path, index))


_FIGURES = ("value", "at_least", "between", "mean", "sd")


def facts(data: Entry) -> Iterator[tuple[Steps, Entry]]:
    """Everything in a definition or overlay that comes from somewhere, except the licence."""
    for key, coding in data.get("codings", {}).items():
        if "values" in coding:
            yield ("codings", key), coding
        for language, translation in coding.get("translations", {}).items():
            yield ("codings", key, "translations", language), translation
    for kind in ("variants", "skips"):
        yield from _indexed_entries((kind,), data)
    yield from _indexed_entries(("codes",), data)
    yield from _indexed_entries(("alerts",), data)
    for index, item in enumerate(data.get("items", ())):
        yield from _indexed_entries(("items", index, "codes"), item)
    for index, scale in enumerate(data.get("scales", ())):
        path: Steps = ("scales", index)
        for key in ("missing", "key"):
            if key in scale:
                yield (*path, key), scale[key]
        for kind in (
            "left_out", "codes", "reliability", "norms", "thresholds", "bands", "cutoffs",
        ):  # fmt: skip
            yield from _indexed_entries((*path, kind), scale)


def _indexed_entries(path: Steps, holder: Entry) -> Iterator[tuple[Steps, Entry]]:
    for index, entry in enumerate(holder.get(str(path[-1]), ())):
        yield (*path, index), entry


def _licence(subject: Subject) -> Iterator[tuple[Steps, Entry]]:
    for part, entry in subject.data.get("licence", {}).items():
        yield ("licence", part), entry


@rule(overlays=True)
def source_traceable(subject: Subject) -> Iterator[Finding]:
    """A source can be found: it has a DOI, a web address or a place of publication."""
    for key, source in subject.data["sources"].items():
        if not any(field in source for field in ("doi", "url", "container")):
            yield subject.finding(
                ("sources", key),
                f"nobody can find the source `{key}`",
                hint="add doi, url or container",
                at_key=True,
            )


@rule(severity="warning", overlays=True)
def source_cited(subject: Subject) -> Iterator[Finding]:
    """Every source is cited somewhere."""
    cited = set(_cited({key: part for key, part in subject.data.items() if key != "sources"}))
    for key in subject.data["sources"]:
        if key not in cited:
            yield subject.finding(
                ("sources", key),
                f"nothing cites the source `{key}`",
                hint="cite it where something comes from it, or remove it",
                at_key=True,
            )


def _cited(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for element in part:
            yield from _cited(element)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "source" and isinstance(value, str):
                yield value
            elif key in {"read", "sources"} and isinstance(value, list):
                yield from (source_id for source_id in value if isinstance(source_id, str))
            else:
                yield from _cited(value)


@rule(severity="warning", overlays=True)
def doi_once(subject: Subject) -> Iterator[Finding]:
    """No two sources have one DOI."""
    first: dict[str, str] = {}
    for key, source in subject.instrument.sources.items():
        doi = source.doi.casefold()
        if doi and first.setdefault(doi, key) != key and key in subject.data["sources"]:
            yield subject.finding(
                ("sources", key, "doi"),
                f"`{key}` and `{first[doi]}` are one work, {source.doi}",
                hint="cite one of them everywhere",
            )


@rule(overlays=True)
def fact_has_source(subject: Subject) -> Iterator[Finding]:
    """A fact names its source and how well it is established, or is a choice of ours."""
    for path, entry in (*facts(subject.data), *_licence(subject)):
        evidence, source = entry.get("checked"), entry.get("source")
        is_licence = path[0] == "licence"
        figures = any(figure in entry for figure in _FIGURES)
        if evidence and evidence != "ours" and not source:
            yield subject.finding(
                (*path, "checked"),
                f"`{evidence}`, but no source is named",
                hint="add source, or write `checked: ours` if nobody published it",
            )
        elif source and not evidence and (figures or not entry.get("gap")):
            if not is_licence or entry["status"] != "unknown":
                yield subject.finding(
                    path,
                    f"the source `{source}` is named, but not how well this is established",
                    hint="add checked: two-sources, one-source or as-used",
                )
        elif not source and not evidence and _is_claim(path, entry):
            yield subject.finding(
                path,
                "it is not said where this comes from",
                hint="add source and checked, or `checked: ours` with a note",
            )


def _is_claim(path: Steps, entry: Entry) -> bool:
    if path[0] == "codings":
        return True
    return path[-1] == "missing" and entry["rule"] != "unknown"


@rule(overlays=True)
def read_elsewhere(subject: Subject) -> Iterator[Finding]:
    """The texts under read are others than the source itself."""
    for path, entry in (*facts(subject.data), *_licence(subject)):
        if "read" in entry and "source" not in entry:
            yield subject.finding(
                (*path, "read"),
                "texts in which it was read, but no source that states it",
                hint="name the work that states it under source",
            )
        for index, text in enumerate(entry.get("read", ())):
            if text == entry.get("source"):
                yield subject.finding(
                    (*path, "read", index),
                    f"`{text}` is the source itself",
                    hint="remove it: read is for other texts in which the fact was seen",
                )


@rule(overlays=True)
def two_sources_are_two(subject: Subject) -> Iterator[Finding]:
    """What is checked in two sources names two different texts."""
    sources = subject.instrument.sources
    for path, entry in (*facts(subject.data), *_licence(subject)):
        if entry.get("checked") != "two-sources" or not entry.get("source"):
            continue
        names = [entry["source"], *entry.get("read", ())]
        if len({sources[name].doi.casefold() or name for name in names}) < 2:
            yield subject.finding(
                (*path, "checked"),
                f"`two-sources`, but `{entry['source']}` is the only text named",
                hint="add the other text under read, or write one-source",
            )


@rule(overlays=True)
def licence_has_evidence(subject: Subject) -> Iterator[Finding]:
    """A licence status other than unknown quotes its evidence and names the source of it."""
    for path, entry in _licence(subject):
        if entry["status"] == "unknown":
            continue
        if "evidence" not in entry:
            yield subject.finding(
                (*path, "status"),
                f"`{entry['status']}` without evidence",
                hint="quote the statement under evidence, or write unknown",
            )
        elif "source" not in entry and "checked" not in entry:
            yield subject.finding(
                (*path, "evidence"),
                "it is not said where this statement stands",
                hint="add source and checked",
            )


@rule(overlays=True)
def text_licensed(subject: Subject) -> Iterator[Finding]:
    """Wording is there only where the licence of the text, with evidence, allows it."""
    licence = subject.instrument.licence.text
    places = [
        index for index, item in enumerate(subject.data.get("items", ())) if "text" in item
    ]
    if places and not licence.allows_reproduction:
        yield subject.finding(
            ("items", places[0], "text"),
            f"wording of {len(places)} item{'s' if len(places) > 1 else ''}, but licence.text "
            f"is `{licence.status}`",
            hint="remove the wording, or quote the permission under licence.text",
        )

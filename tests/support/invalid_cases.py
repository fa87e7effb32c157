"""Files with a fault, made by patches over the valid files in ``tests/cases/valid``.

Each file in ``tests/cases/invalid`` is a list of cases about one topic. A case has

- ``name``, and ``base``: the valid file (``base``, ``overlays/short``, ``studies/base`` ...);
- any of these edits, each a map; a path is written as in messages, ``scales[0].missing.rule``:
  ``set`` (path: another value, taken as it is written), ``remove`` (a list of paths), ``rename``
  (path of an entry: another key), ``insert`` (path of an entry: text that follows it as the next
  entry), ``repeat`` (path of a value: how often it stands there) and ``replace`` (old text, which
  must stand in the file once: new text);
- ``text`` instead of edits where the whole file is something else, and ``encoding`` if it is not UTF-8;
- ``codes``: the codes of its findings; ``expect``: what their messages contain, as
  ``line:column: path: message``, and below it ``hint: ...``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

CASES = Path(__file__).parents[1] / "cases"


class Entry(NamedTuple):
    """Where one entry stands in a text: from its key (or value) to the end of its value."""

    key: slice | None
    value: slice
    in_flow: bool  # within [] or {}

    @property
    def start(self) -> int:
        """Where the entry begins."""
        return (self.key or self.value).start

    @property
    def stop(self) -> int:
        """Where the entry ends."""
        return self.value.stop


@dataclass(frozen=True, kw_only=True)
class Case:
    """One file with a fault, and the findings that it must give."""

    topic: str
    name: str
    base: str
    text: str
    encoding: str
    codes: frozenset[str]
    messages: tuple[str, ...]

    def write(self, folder: Path) -> Path:
        """Write the file into a folder, under the name of its base."""
        path = folder / f"{Path(self.base).name}.yaml"
        path.write_bytes(self.text.encode(self.encoding))
        return path


def span(node: yaml.Node, text: str) -> slice:
    """Where a node stands in its text, without the lines that follow a block."""
    start, stop = node.start_mark.index, node.end_mark.index
    return slice(start, start + len(text[start:stop].rstrip()))


def entries(node: yaml.Node, text: str, path: str = "") -> Iterator[tuple[str, Entry]]:
    """Each entry of a document with its path."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{path}.{key.value}" if path else key.value
            yield inner, Entry(span(key, text), span(value, text), bool(node.flow_style))
            yield from entries(value, text, inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            inner = f"{path}[{index}]"
            yield inner, Entry(None, span(value, text), bool(node.flow_style))
            yield from entries(value, text, inner)


@cache
def base_file(name: str) -> tuple[str, dict[str, Entry]]:
    """A valid file: its text, and where its entries stand."""
    text = (CASES / f"valid/{name}.yaml").read_bytes().decode("utf-8")
    return text, dict(entries(yaml.compose(text, yaml.CSafeLoader), text))


def removal(entry: Entry, text: str) -> slice:
    """An entry with its comma, or with its lines."""
    if not entry.in_flow:
        return slice(text.rindex("\n", 0, entry.start) + 1, text.index("\n", entry.stop) + 1)
    if comma := re.compile(r",\s*").match(text, entry.stop):
        return slice(entry.start, comma.end())
    comma = re.search(r",\s*$", text[: entry.start])
    return slice(comma.start() if comma else entry.start, entry.stop)


def insertion(entry: Entry, text: str, addition: str) -> str:
    """Text that becomes the next entry."""
    if entry.in_flow:
        return f", {addition}"
    line = text.rindex("\n", 0, entry.start) + 1
    column = entry.start - line if entry.key else text.index("-", line) - line
    return "\n" + " " * column + addition


def edited(base: str, edits: dict[str, Any]) -> str:
    """The text of a valid file with these edits."""
    text, places = base_file(base)
    changes: list[tuple[int, int, str]] = []
    for path, value in edits.get("set", {}).items():
        changes.append((places[path].value.start, places[path].stop, value))
    for path in edits.get("remove", ()):
        place = removal(places[path], text)
        changes.append((place.start, place.stop, ""))
    for path, key in edits.get("rename", {}).items():
        place = places[path].key
        assert place is not None, f"{path} has no key"
        changes.append((place.start, place.stop, key))
    for path, addition in edits.get("insert", {}).items():
        stop = places[path].stop
        changes.append((stop, stop, insertion(places[path], text, addition)))
    for path, times in edits.get("repeat", {}).items():
        place = places[path].value
        changes.append((place.start, place.stop, ", ".join([text[place]] * int(times))))
    for old, new in edits.get("replace", {}).items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {base}"
        changes.append((text.index(old), text.index(old) + len(old), new))
    for start, stop, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[stop:]
    return text


def to_value(node: yaml.Node, text: str, *, verbatim: bool = False) -> Any:
    """The value of a node: text, lists and maps; below ``set`` as it is written."""
    if isinstance(node, yaml.MappingNode):
        return {
            key.value: text[span(value, text)]
            if verbatim
            else to_value(value, text, verbatim=key.value == "set")
            for key, value in node.value
        }
    if isinstance(node, yaml.SequenceNode):
        return [to_value(value, text) for value in node.value]
    return node.value


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one file."""
    text = path.read_text("utf-8")
    for case in to_value(yaml.compose(text, yaml.CSafeLoader), text):
        base = case.get("base", "base")
        yield Case(
            topic=path.stem,
            name=case["name"],
            base=base,
            text=case["text"] if "text" in case else edited(base, case),
            encoding=case.get("encoding", "utf-8"),
            codes=frozenset(case["codes"].split()),
            messages=tuple(case["expect"].splitlines()),
        )


@cache
def invalid_cases() -> dict[str, Case]:
    """All cases, by topic and name: ``bands/band-labels-unique``."""
    return {
        f"{case.topic}/{case.name}": case
        for path in sorted((CASES / "invalid").glob("*.yaml"))
        for case in read_cases(path)
    }

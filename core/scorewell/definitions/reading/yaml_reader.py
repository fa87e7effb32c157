"""Text to plain values, strictly, with the place of every one of them.

YAML is read from libyaml's event stream, so that a hostile file is refused
before it costs anything: nothing is composed, resolved or expanded by the
library. Only maps, lists, text, numbers, true, false and null exist here;
everything that YAML would read in a surprising way is an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.definitions.reading.document import Document, InvisibleCharacter, Todo
from scorewell.definitions.reading.yaml_composer import Assembly
from scorewell.errors import DefinitionError, Finding

if TYPE_CHECKING:
    import yaml


MAX_BYTES = 1024 * 1024

# That a match begins with a certain byte makes the search four times faster than `^` does.
_TOP_KEY = re.compile(rb"\n([A-Za-z_0-9]+)[ \t]*:")
# What may not stand in a text: named one by one, which compiles ten times faster than all
# that may.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TODO = re.compile(r"\bTODO:[ \t]*([^\r\n]*)")


def read_document(path: Path, *, name: str = "") -> Document:
    """Read one YAML file strictly.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str, optional
        How messages call it; the path itself if not given.

    Raises
    ------
    DefinitionError
        If the file cannot be read at all: too large, too deep, not UTF-8,
        not YAML, with aliases, anchors or tags. Traps and duplicate keys are
        collected in ``findings`` instead.
    """
    file_name = name or str(path)
    raw = read_bytes(path, file_name)
    assembly = Assembly(file_name)
    text = decode(raw, file_name)
    assembly.take(events(text, file_name))
    import hashlib

    return Document(
        data=assembly.root,
        file=file_name,
        digest=hashlib.sha256(raw).hexdigest(),
        mark=assembly.mark,
        findings=tuple(assembly.findings),
        todos=tuple(_todos(text)) if "TODO:" in text else (),
        invisible=() if text.isascii() else tuple(_invisible(text)),
    )


def _todos(text: str) -> Iterator[Todo]:
    for number, line in enumerate(text.splitlines(), start=1):
        match = _TODO.search(line)
        if match and len(match[1]) > 0:
            yield Todo(number, match.start() + 1, match[1].rstrip(" \t\"']})"))


def _invisible(text: str) -> Iterator[InvisibleCharacter]:
    from scorewell.definitions.reading.invisible_characters import invisible_places

    for place in invisible_places(text):
        start = text.rfind("\n", 0, place)
        yield InvisibleCharacter(text.count("\n", 0, place) + 1, place - start, text[place])


def read_parts(path: Path, keys: Iterable[str]) -> dict[str, Any]:
    """Some of the top-level entries of a file, every value in them as text.

    The rest of the file is neither parsed nor checked, and neither are these
    beyond being YAML without anchors, aliases and tags.

    Raises
    ------
    DefinitionError
        If the file, or what is wanted of it, cannot be read.
    """
    file_name, names = str(path), frozenset(keys)
    raw = read_bytes(path, file_name)
    matches = _TOP_KEY.finditer(b"\n" + raw)
    starts = [(match.start(), match[1].decode()) for match in matches]
    ends = [start for start, _ in starts[1:]] + [len(raw)]
    parts = [
        raw[start:end] for (start, key), end in zip(starts, ends, strict=True) if key in names
    ]
    if len(parts) == len(names):
        try:
            return _texts(events(decode(b"".join(parts), file_name), file_name), file_name)
        except DefinitionError:
            pass  # A line that looked like a key belonged to text that goes on over lines.
    whole = _texts(events(decode(raw, file_name), file_name), file_name)
    return {key: whole[key] for key in names & whole.keys()}


def _texts(stream: Iterable[Any], file_name: str) -> dict[str, Any]:
    """Events as maps, lists and text, without looking at them."""
    import yaml

    scalar, ends_list, ends_map = yaml.ScalarEvent, yaml.SequenceEndEvent, yaml.MappingEndEvent
    around = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
    unfinished: list[list[Any]] = []
    inner: list[Any] = []
    roots = inner
    for event in stream:
        kind = type(event)
        if kind is scalar:
            if event.anchor or event.tag:
                raise _not_plain(file_name)
            inner.append(event.value)
        elif kind is ends_list or kind is ends_map:
            entries = inner
            inner = unfinished.pop()
            if kind is ends_list:
                inner.append(entries)
            else:
                keys = [key if isinstance(key, str) else "" for key in entries[::2]]
                inner.append(dict(zip(keys, entries[1::2], strict=True)))
        elif kind not in around:
            if event.anchor or getattr(event, "tag", None):
                raise _not_plain(file_name)
            unfinished.append(inner)
            inner = []
    return roots[0] if roots and isinstance(roots[0], dict) else {}


def _not_plain(file_name: str) -> DefinitionError:
    return _refuse(file_name, "not-plain", "an anchor, alias or tag", hint="write it out")


def _refuse(
    file: str, code: str, message: str, *, line: int = 1, column: int = 1, hint: str
) -> DefinitionError:
    finding = Finding(
        code=code, message=message, file=file, line=line, column=column, hint=hint
    )
    return DefinitionError(f"{file} cannot be read", findings=[finding])


def read_bytes(path: Path, file_name: str, *, most: int = MAX_BYTES) -> bytes:
    """All bytes of a file, or more than ``most`` of them if there are more.

    Raises
    ------
    DefinitionError
        If the file cannot be read or has more than ``MAX_BYTES``.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size or MAX_BYTES  # a pipe does not say
            raw = file.read(min(size, most) + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refuse(
            file_name,
            "unreadable",
            reason,
            hint="check the name of the file and who may read it",
        ) from error
    if max(size, len(raw)) > MAX_BYTES:
        raise _refuse(
            file_name,
            "file-too-large",
            f"the file has more than {MAX_BYTES:,} bytes",
            hint="a definition is usually below 50,000 bytes; is this the right file?",
        )
    return raw


def decode(raw: bytes, file_name: str) -> str:
    """Bytes as text.

    Raises
    ------
    DefinitionError
        If they are not UTF-8, or hold what is no text.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        raise _refuse(
            file_name,
            "not-utf-8",
            f"byte {raw[error.start]:#04x} is not UTF-8",
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
            hint="save the file as UTF-8",
        ) from error
    match = _NOT_TEXT.search(text)
    if match:
        before_it = text[: match.start()]
        raise _refuse(
            file_name,
            "not-text",
            f"there is an invisible character here, U+{ord(match[0]):04X}",
            line=before_it.count("\n") + 1,
            column=len(before_it) - before_it.rfind("\n"),
            hint="remove it",
        )
    return text


def events(text: str, file_name: str) -> Iterator[Any]:
    """The events of a file, without the one at its end.

    Raises
    ------
    DefinitionError
        If it is not YAML.
    """
    import yaml

    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    take, end = parser.get_event, yaml.StreamEndEvent
    try:
        while type(event := take()) is not end:
            yield event
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, file_name) from error
    finally:
        parser.dispose()


def _syntax_error(error: yaml.MarkedYAMLError, text: str, file_name: str) -> DefinitionError:
    """What the parser says, with a place that is in the file."""
    lines = re.split("\r\n|\r|\n", text)
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    before = lines[line - 1][:column]
    if "\t" in before and not before.strip():
        message, hint = "a tab stands where the line is indented", "indent with spaces"
    else:
        context = error.context or ""
        if context and error.context_mark and error.context_mark.line + 1 != line:
            context += f" that begins in line {error.context_mark.line + 1}"
        message = ", ".join(part for part in (context, error.problem) if part)
        hint = "look at the indentation and the punctuation here and on the line before"
    return _refuse(
        file_name,
        "not-yaml",
        message or "this is not YAML",
        line=line,
        column=column,
        hint=hint,
    )

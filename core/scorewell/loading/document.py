"""Text to plain values, strictly, with the place of every one of them.

YAML is read from libyaml's event stream, so that a hostile file is refused
before it costs anything: nothing is composed, resolved or expanded by the
library. Only maps, lists, text, numbers, true, false and null exist here;
everything that YAML would read in a surprising way is an error.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorewell.errors import DefinitionError, Finding

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Document",
    "Place",
    "path_text",
    "read_document",
    "read_head",
]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50

Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_TRAPS = (
    (
        re.compile(r"(?i:yes|no|on|off|y|n|true|false|null)"),
        "`{0}` is read as a truth value by some programs and as text by others",
        "quote it if it is text; write true, false or null if it is not",
    ),
    (
        re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"),
        "`{0}` is read as a number in base 60 by some programs",
        "quote it if it is text",
    ),
    (
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"),
        "`{0}` is read as a date by some programs",
        "quote it if it is text",
    ),
    (
        re.compile(
            r"[-+]?(?:0[0-9_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*_[0-9_]*"
            r"|[0-9]+\.|[0-9]+[eE][-+]?[0-9]+|\.[0-9]+(?:[eE][-+]?[0-9]+)?|\.(?i:inf|nan))"
        ),
        "`{0}` is read as different numbers by different programs",
        "write a plain decimal number such as 8 or 0.5, or quote it if it is text",
    ),
    (re.compile(r"<<"), "`<<` merges maps", "write the entries out"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, counted from 1, of a value and of the key before it."""

    line: int
    column: int
    key_line: int
    key_column: int


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file as plain values, with the place of each.

    Attributes
    ----------
    data : object
        Maps, lists, text, numbers, booleans and None.
    file : str
        Name to show in messages.
    digest : str
        SHA-256 of the bytes, hexadecimal.
    findings : tuple of Finding
        Traps and duplicate keys met while reading.
    """

    data: Any
    file: str
    digest: str
    places: Mapping[Path_, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def finding(
        self,
        code: str,
        path: Iterable[str | int],
        message: str,
        *,
        hint: str = "",
        severity: str = "error",
        at_key: bool = False,
    ) -> Finding:
        """A finding at the place of ``path``, or of its nearest parent that has one."""
        full = tuple(path)
        known = full
        while known and known not in self.places:
            known = known[:-1]
        place = self.places.get(known, Place(1, 1, 1, 1))
        return Finding(
            code=code,
            message=message,
            severity=severity,
            file=self.file,
            line=place.key_line if at_key else place.line,
            column=place.key_column if at_key else place.column,
            path=path_text(full),
            hint=hint,
        )


def path_text(path: Iterable[str | int]) -> str:
    """A path in the document as people write it.

    Examples
    --------
    >>> path_text(("scales", 0, "range"))
    'scales[0].range'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


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
    shown = name or str(path)
    raw = _read_bytes(path, shown)
    builder = _Builder(shown)
    data = builder.build(_events(_decode(raw, shown), shown))
    return Document(
        data=data,
        file=shown,
        digest=hashlib.sha256(raw).hexdigest(),
        places=builder.places,
        findings=tuple(builder.findings),
    )


def read_head(path: Path, keys: Iterable[str]) -> dict[str, Any]:
    """The first entries of a file, up to the first top-level key not in ``keys``.

    The rest of the file is neither parsed nor checked.
    """
    shown = str(path)
    builder = _Builder(shown, only=frozenset(keys))
    text = _decode(_read_bytes(path, shown), shown)
    data = builder.build(_events(text, shown))
    return data if isinstance(data, dict) else {}


def _refuse(
    file: str, code: str, message: str, *, line: int, column: int, hint: str
) -> DefinitionError:
    finding = Finding(
        code=code, message=message, file=file, line=line, column=column, hint=hint
    )
    return DefinitionError(f"{file} cannot be read", findings=[finding])


def _read_bytes(path: Path, shown: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _refuse(
                shown,
                "file-too-large",
                f"the file has {size:,} bytes, at most {MAX_BYTES:,} are read",
                line=1,
                column=1,
                hint="a definition is usually below 50,000 bytes; is this the right file?",
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DefinitionError(f"{shown} cannot be read: {reason}") from error


def _decode(raw: bytes, shown: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        raise _refuse(
            shown,
            "not-utf-8",
            f"byte {raw[error.start]:#04x} is not UTF-8",
            line=before.count(b"\n") + 1,
            column=len(before) - before.rfind(b"\n"),
            hint="save the file as UTF-8",
        ) from error


def _events(text: str, shown: str) -> Iterator[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        parts = [part for part in (error.context, error.problem) if part]
        raise _refuse(
            shown,
            "not-yaml",
            ", ".join(parts) or "this is not YAML",
            line=mark.line + 1 if mark else 1,
            column=mark.column + 1 if mark else 1,
            hint="look at the indentation and the punctuation on this line and the one before",
        ) from error
    except yaml.YAMLError as error:
        raise _refuse(
            shown,
            "not-yaml",
            str(error).splitlines()[0],
            line=1,
            column=1,
            hint="remove characters that are not text",
        ) from error


class _Stop(Exception):  # noqa: N818  (not an error: the head has been read)
    """The head has been read."""


class _Builder:
    """Builds plain values from events, on a stack of its own."""

    def __init__(self, file: str, *, only: frozenset[str] | None = None) -> None:
        self.file = file
        self.only = only
        self.places: dict[Path_, Place] = {}
        self.findings: list[Finding] = []
        self.root: Any = None
        self.stack: list[_Open] = []
        self.documents = 0

    def build(self, events: Iterator[Any]) -> Any:
        try:
            for event in events:
                self._take(event)
        except _Stop:
            pass
        return self.root

    def _take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._guard(event)
            opened = self.stack[-1] if self.stack else None
            if opened is not None and opened.waits_for_key:
                self._key(opened, event)
            else:
                self._value(event, self._scalar(event))
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._guard(event)
            self._open(event, {} if kind == "MappingStartEvent" else [])
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self.stack.pop()
        elif kind == "AliasEvent":
            raise self._refused(
                event, "no-aliases", f"`*{event.anchor}` repeats another part of the file",
                "write the part out; a definition has no anchors and aliases",
            )  # fmt: skip
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise self._refused(
                    event, "one-document", "a second document starts here",
                    "put each definition in a file of its own",
                )  # fmt: skip

    def _guard(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._refused(
                event, "no-aliases", f"`&{event.anchor}` names this part to repeat it",
                "remove the anchor and write repeated parts out",
            )  # fmt: skip
        if event.tag is not None and event.tag != "!":
            raise self._refused(
                event, "no-tags", f"`{event.tag}` is a tag", "remove it; types are never given"
            )

    def _refused(self, event: Any, code: str, message: str, hint: str) -> DefinitionError:
        mark = event.start_mark
        return _refuse(
            self.file, code, message, line=mark.line + 1, column=mark.column + 1, hint=hint
        )

    def _open(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self._refused(
                event, "too-deep", f"nested deeper than {MAX_DEPTH} levels",
                "a definition is at most about ten levels deep; is a bracket not closed?",
            )  # fmt: skip
        if self.stack and self.stack[-1].waits_for_key:
            raise self._refused(
                event, "text-keys", "a key is a map or a list", "a key is plain text"
            )
        path = self._value(event, container)
        self.stack.append(_Open(container=container, path=path))

    def _value(self, event: Any, value: Any) -> Path_:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if not self.stack:
            self.root = value
            self.places[()] = Place(line, column, line, column)
            return ()
        opened = self.stack[-1]
        container = opened.container
        if isinstance(container, list):
            path = (*opened.path, len(container))
            container.append(value)
            self.places[path] = Place(line, column, line, column)
        else:
            path = (*opened.path, opened.key or "")
            if not opened.repeated:
                container[opened.key or ""] = value
                self.places[path] = Place(line, column, *opened.key_place)
            opened.key = None
        return path

    def _key(self, opened: _Open, event: Any) -> None:
        key = event.value
        mark = event.start_mark
        if self.only is not None and len(self.stack) == 1 and key not in self.only:
            raise _Stop
        opened.key, opened.key_place = key, (mark.line + 1, mark.column + 1)
        opened.repeated = key in opened.container
        if opened.repeated:
            first = self.places[(*opened.path, key)]
            self._trap(
                event, "duplicate-key", (*opened.path, key),
                f"the key `{key}` stands here a second time, first in line {first.key_line}",
                "keep one of the two",
            )  # fmt: skip
        if event.implicit[0] and not event.style and key != "n":
            self._check_traps(event, (*opened.path, key))

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0] or event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text) if len(text) < 19 else float(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if text[0] in "0123456789+-.yYnNoOtTfF<":
            opened = self.stack[-1] if self.stack else None
            path = (*opened.path, opened.key or len(opened.container)) if opened else ()
            self._check_traps(event, path)
        return text

    def _check_traps(self, event: Any, path: Path_) -> None:
        for pattern, message, hint in _TRAPS:
            if pattern.fullmatch(event.value):
                self._trap(event, "yaml-trap", path, message.format(event.value), hint)
                return

    def _trap(self, event: Any, code: str, path: Path_, message: str, hint: str) -> None:
        mark = event.start_mark
        self.findings.append(
            Finding(
                code=code,
                message=message,
                file=self.file,
                line=mark.line + 1,
                column=mark.column + 1,
                path=path_text(path),
                hint=hint,
            )
        )


@dataclass(slots=True)
class _Open:
    """A map or list that is being filled."""

    container: dict[str, Any] | list[Any]
    path: Path_
    key: str | None = None
    key_place: tuple[int, int] = (1, 1)
    repeated: bool = False

    @property
    def waits_for_key(self) -> bool:
        return isinstance(self.container, dict) and self.key is None

"""Events of the YAML parser to plain values, on a stack of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from scorewell.definitions.reading.document import MOST_FINDINGS, Mark, Path_, path_text, quoted
from scorewell.errors import DefinitionError, Finding

_WORDS = {"null": None, "~": None, "true": True, "false": False}
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_SUSPECT = frozenset("0123456789+-.~yYnNoOtTfF<")

Trap = tuple[str, str]
"""What is wrong, with ``{}`` for the text, and what to do."""

_TRUTH = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
_TRUTH_TRAP = (
    "{} is read as a truth value by some programs and as text by others",
    "quote it if it is text; write true, false or null if it is not",
)
_TRAPS = (
    (
        re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"),
        ("{} is read as a number in base 60 by some programs", "quote it if it is text"),
    ),
    (
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t]\s*[0-9].*)?"),
        ("{} is read as a date by some programs", "quote it if it is text"),
    ),
    (
        re.compile(
            r"[-+]?(?:0[0-9_]+(?:\.[0-9_]*)?|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+"
            r"|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?|[0-9][0-9_]*\."
            r"|[0-9_]*\.?[0-9][0-9_]*\.?[eE][-+]?[0-9]+|[0-9_]*\.[0-9_]*[0-9][0-9_]*)"
            r"|[-+]?\.inf|\.nan",
            re.IGNORECASE,
        ),
        (
            "{} is read as different numbers by different programs",
            "write a plain decimal number such as 8 or 0.5, or quote it if it is text",
        ),
    ),
)
_LONG = re.compile(r"[-+]?[0-9_.:]+(?:[eE][-+]?[0-9]+)?")
_DIGITS_TRAP = (
    "{} has more digits than programs agree on",
    "write a number of at most 18 digits, or quote it if it is text",
)
_MERGE = ("{} merges maps", "write the entries out")


def plain_value(text: str) -> tuple[str | float | bool | None, Trap | None]:
    """The value of unquoted text, and the trap it is, if it is one.

    Examples
    --------
    >>> plain_value("0.50")
    (0.5, None)
    >>> plain_value("no")[1][0].format("`no`")
    '`no` is read as a truth value by some programs and as text by others'
    """
    if not text:
        return None, None
    if text[0] not in _SUSPECT:
        return text, None
    if text in _WORDS:
        return _WORDS[text], None
    if text in {"y", "Y", "n", "N"}:
        return text, _TRUTH_TRAP
    number = _NUMBER.fullmatch(text)
    if number:
        return _number(text, whole=number[1] is None)
    return text, _trap(text)


def key_trap(text: str) -> Trap | None:
    """The trap that an unquoted key is, if it is one.

    The single letters y and n are keys like any other: no common reader takes
    them for anything else.
    """
    return _trap(text) if text and text[0] in _SUSPECT else None


def _trap(text: str) -> Trap | None:
    if text[0].isalpha():
        return _TRUTH_TRAP if text.lower() in _TRUTH else None
    if text == "<<":
        return _MERGE
    if len(text) > 100:  # the patterns below may look at every pair of digits
        return _DIGITS_TRAP if _LONG.fullmatch(text) else None
    return next((trap for pattern, trap in _TRAPS if pattern.fullmatch(text)), None)


def _number(text: str, *, whole: bool) -> tuple[float, Trap | None]:
    if whole and len(text.lstrip("+-")) < 19:
        return int(text), None
    value = float(text)
    if whole or not math.isfinite(value):
        return value, _DIGITS_TRAP
    return value, None


MAX_DEPTH = 50
MAX_ENTRIES = 2000

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class _Open:
    """A map or list that is being filled."""

    __slots__ = ("container", "inner", "key", "key_column", "key_line", "repeated", "step")

    def __init__(self, container: Any, inner: Any, step: str | int) -> None:
        self.container = container
        self.inner = inner
        self.step = step
        self.key: str | None = None
        self.key_line = self.key_column = 1
        self.repeated = False


class Assembly:
    """Builds plain values and their marks.

    Parameters
    ----------
    file : str
        Name for messages.
    only : frozenset of str, optional
        Stop at the first top-level key that is not among these.

    Attributes
    ----------
    root : object
        The value of the whole document, None before there is one.
    mark : Mark
        The places of everything in it.
    findings : list of Finding
        Traps and repeated keys.
    """

    def __init__(self, file: str, *, only: frozenset[str] | None = None) -> None:
        self.file = file
        self.only = only
        self.root: Any = None
        self.mark: Mark = (1, 1, 1, 1, None)
        self.findings: list[Finding] = []
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, events: Iterable[Any]) -> None:
        """Take all events of a file.

        Raises
        ------
        DefinitionError
            At the first anchor, alias, tag, second document, key that is no
            text, list or map of more than ``MAX_ENTRIES``, or nesting deeper
            than ``MAX_DEPTH``.
        """
        from yaml import events as kinds

        for event in events:
            kind = type(event)
            if kind is kinds.ScalarEvent:
                if not self._take_scalar(event):
                    return
            elif kind is kinds.MappingStartEvent:
                self._open(event, {}, {})
            elif kind is kinds.SequenceStartEvent:
                self._open(event, [], [])
            elif kind is kinds.MappingEndEvent or kind is kinds.SequenceEndEvent:
                self._stack.pop()
            elif kind is kinds.AliasEvent:
                message = f"{quoted(f'*{event.anchor}')} repeats another part of the file"
                hint = "write the part out; a definition has no anchors and aliases"
                raise self._refusal(event, "no-aliases", message, hint)
            elif kind is kinds.DocumentStartEvent:
                self._documents += 1
                if self._documents > 1:
                    raise self._refusal(
                        event, "one-document", "a second document starts here",
                        "put each definition in a file of its own",
                    )  # fmt: skip

    def _take_scalar(self, event: Any) -> bool:
        """Take a key or a value; False if everything wanted has been read."""
        if event.anchor is not None or event.tag is not None:
            self._guard(event)
        level = self._stack[-1] if self._stack else None
        if level is not None and level.key is None and isinstance(level.container, dict):
            return self._key(level, event)
        text: str = event.value
        if event.implicit[0] and not event.style:
            value, trap = plain_value(text)
            if trap:
                self._find(
                    event, "yaml-trap", self._path(), trap[0].format(quoted(text)), trap[1]
                )
        else:
            value = text
            self._check_control(event)
        self._place(event, value, None)
        return True

    def _key(self, entry: _Open, event: Any) -> bool:
        key: str = event.value
        if self.only is not None and len(self._stack) == 1 and key not in self.only:
            return False
        mark = event.start_mark
        entry.key, entry.key_line, entry.key_column = key, mark.line + 1, mark.column + 1
        entry.repeated = key in entry.container
        if entry.repeated:
            first = entry.inner[key][2]
            self._find(
                event, "duplicate-key", self._path(),
                f"the key {quoted(key)} stands here a second time, first in line {first}",
                "keep one of the two",
            )  # fmt: skip
        if event.implicit[0] and not event.style:
            trap = key_trap(key)
            if trap:
                message = trap[0].format(quoted(key))
                self._find(event, "yaml-trap", self._path(), message, trap[1])
        else:
            self._check_control(event)
        return True

    def _check_control(self, event: Any) -> None:
        """Only between double quotes can a character be written that is none in the file."""
        text: str = event.value
        if event.style == '"' and not text.isprintable() and _CONTROL.search(text):
            message = f"{quoted(text)} holds a control character"
            self._find(event, "not-text", self._path(), message, "remove it")

    def _open(self, event: Any, container: Any, inner: Any) -> None:
        self._guard(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._refusal(
                event, "too-deep", f"nested deeper than {MAX_DEPTH} levels",
                "a definition is at most about ten levels deep; is a bracket not closed?",
            )  # fmt: skip
        if self._stack:
            above = self._stack[-1]
            if above.key is None and isinstance(above.container, dict):
                raise self._refusal(
                    event, "text-keys", "a key is a map or a list", "a key is plain text"
                )
        self._stack.append(_Open(container, inner, self._place(event, container, inner)))

    def _place(self, event: Any, value: Any, inner: Any) -> str | int:
        """Put a value where it belongs and note its place; its key or position."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if not self._stack:
            self.root, self.mark = value, (line, column, line, column, inner)
            return ""
        level = self._stack[-1]
        if len(level.container) >= MAX_ENTRIES:
            raise self._refusal(
                event,
                "too-many-entries",
                f"more than {MAX_ENTRIES:,} entries in one list or map",
                "a definition has at most about a thousand; is this the right file?",
            )
        if level.key is None:
            level.container.append(value)
            level.inner.append((line, column, line, column, inner))
            return len(level.container) - 1
        step = level.key
        if not level.repeated:
            level.container[step] = value
            level.inner[step] = (line, column, level.key_line, level.key_column, inner)
        level.key = None
        return step

    def _path(self) -> Path_:
        """The path of the value that comes next."""
        if not self._stack:
            return ()
        top = self._stack[-1]
        last = len(top.container) if top.key is None else top.key
        return (*(level.step for level in self._stack[1:]), last)

    def _guard(self, event: Any) -> None:
        if event.anchor is not None:
            message = f"{quoted(f'&{event.anchor}')} names this part to repeat it"
            hint = "remove the anchor and write repeated parts out"
            raise self._refusal(event, "no-aliases", message, hint)
        if event.tag is not None and event.tag != "!":
            raise self._refusal(
                event,
                "no-tags",
                f"{quoted(event.tag)} is a tag",
                "remove it; types are never given",
            )

    def _refusal(self, event: Any, code: str, message: str, hint: str) -> DefinitionError:
        finding = self._finding(event, code, (), message, hint)
        return DefinitionError(f"{self.file} cannot be read", findings=[finding])

    def _find(self, event: Any, code: str, path: Path_, message: str, hint: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(self._finding(event, code, path, message, hint))

    def _finding(self, event: Any, code: str, path: Path_, message: str, hint: str) -> Finding:
        mark = event.start_mark
        return Finding(
            code=code,
            message=message,
            file=self.file,
            line=mark.line + 1,
            column=mark.column + 1,
            path=path_text(path),
            hint=hint,
        )

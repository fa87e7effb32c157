"""What was read from a file: plain values, and the place of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from scorewell.errors import Finding

Path_ = tuple[str | int, ...]

MOST_FINDINGS = 500
"""Of one kind of check; nobody reads more, and a hostile file could have a hundred thousand."""


class Place(NamedTuple):
    """Line and column, counted from 1, of a value and of the key before it."""

    line: int
    column: int
    key_line: int
    key_column: int


class Todo(NamedTuple):
    """Something that a person has still to decide, where it is written, and in what words."""

    line: int
    column: int
    text: str


class InvisibleCharacter(NamedTuple):
    """A character that a reader does not see, where it stands."""

    line: int
    column: int
    character: str


Mark = tuple[int, int, int, int, "dict[str, Any] | list[Any] | None"]
"""A place, and the marks of what the value holds. One per value, so a plain tuple."""

_START: Mark = (1, 1, 1, 1, None)


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
    mark : Mark
        Where everything stands.
    findings : tuple of Finding
        Traps and duplicate keys met while reading.
    todos : tuple of Todo
        Every ``TODO:`` in a value or a comment.
    invisible : tuple of InvisibleCharacter
        Every character without a width or that turns the direction of a text, in values and
        comments, except where the script of the letters beside it needs it.
    """

    data: Any
    file: str
    digest: str
    mark: Mark = _START
    findings: tuple[Finding, ...] = ()
    todos: tuple[Todo, ...] = ()
    invisible: tuple[InvisibleCharacter, ...] = ()

    def place(self, path: Iterable[str | int]) -> Place:
        """Where the value at ``path`` stands, or its nearest parent that is there."""
        mark = self.mark
        for step in path:
            inner = mark[4]
            if isinstance(inner, dict) and step in inner:
                mark = inner[str(step)]
            elif isinstance(inner, list) and isinstance(step, int) and step < len(inner):
                mark = inner[step]
            else:
                break
        return Place(*mark[:4])

    def path_at(self, line: int) -> Path_:
        """Path of the value that stands on a line, or else of the next one below it."""
        below: tuple[int, Path_] | None = None
        for path, mark in _walk((), self.mark):
            key_line = mark[2]
            if key_line >= line and (below is None or key_line < below[0]):
                below = (key_line, path)
        return below[1] if below else ()

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
        """A finding at the value at ``path``, or at its key.

        Where there is no such value, the place is that of its nearest parent.
        """
        full = tuple(path)
        place = self.place(full)
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


def _walk(path: Path_, mark: Mark) -> Iterator[tuple[Path_, Mark]]:
    """Every value with its path, outer ones first."""
    yield path, mark
    inner = mark[4]
    steps = inner.items() if isinstance(inner, dict) else enumerate(inner or ())
    for step, inner_mark in steps:
        yield from _walk((*path, step), inner_mark)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the file, each of them once."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda finding: (
                finding.line or 0,
                finding.column or 0,
                finding.code,
                finding.path,
            ),
        )
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
        name = f"[{step}]" if isinstance(step, int) else _visible(step)
        text += name if isinstance(step, int) or not text else f".{name}"
    return text


def quoted(text: str) -> str:
    r"""Text of the file as messages show it: short, on one line, nothing invisible.

    Examples
    --------
    >>> quoted("two\nlines")
    '`two\\nlines`'
    """
    return f"`{_visible(text)}`"


def _visible(text: str, *, most: int = 60) -> str:
    short = text if len(text) <= most else f"{text[: most - 3]}..."
    if short.isprintable():
        return short
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in short
    )


def list_names(names: Sequence[object], *, most: int = 12) -> str:
    """Names in one line, the first of them if there are many."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(str(name) for name in names[:most]) + more

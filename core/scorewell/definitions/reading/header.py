"""The top of a definition, without the rest of it: what lists and searches need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scorewell.definitions.reading.yaml_composer import Assembly
from scorewell.definitions.reading.yaml_reader import decode, events, read_bytes, read_parts
from scorewell.errors import DefinitionError, Finding

FREE = ("public-domain", "free", "free-non-commercial")
"""Licences that let wording be reproduced."""

PARTS = ("key", "reliability", "norms", "bands", "thresholds")
"""What can be known of a scale."""

_WELL = ("two-sources", "one-source", "as-used", "ours", "")
_FIGURES = ("value", "at_least", "between")


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What a definition holds.

    Attributes
    ----------
    licence, scales : mapping and tuple of mapping
        Those parts of the file, as plain text.
    items : int
        Number of items.
    """

    items: int
    licence: Mapping[str, Any]
    scales: tuple[Mapping[str, Any], ...]

    @cached_property
    def key(self) -> str:
        """How well the least established of its keys is, as in ``checked``.

        A scale that is this project's own choice counts only where all are.
        """
        levels = [_map(scale.get("key")).get("checked", "") for scale in self.scales]
        valid_levels = [level if level in _WELL else "" for level in levels]
        published = [level for level in valid_levels if level != "ours"] or valid_levels
        return max(published, key=_WELL.index, default="")

    @cached_property
    def reliability(self) -> int:
        """Reliabilities with a figure."""
        return sum(any(name in entry for name in _FIGURES) for entry in self._of("reliability"))

    @cached_property
    def norms(self) -> int:
        """Norms with mean and standard deviation."""
        return sum("mean" in entry and "sd" in entry for entry in self._of("norms"))

    @cached_property
    def bands(self) -> int:
        """Sets of bands."""
        return sum(1 for _ in self._of("bands"))

    @cached_property
    def thresholds(self) -> int:
        """Thresholds of change."""
        return sum(1 for _ in self._of("thresholds"))

    @cached_property
    def gaps(self) -> int:
        """Norms and reliabilities whose reference is known and whose figures are not."""
        entries = [*self._of("reliability"), *self._of("norms")]
        return sum("gap" in entry for entry in entries)

    @property
    def wording(self) -> str:
        """The licence of the wording."""
        return str(_map(self.licence.get("text")).get("status", "unknown"))

    @property
    def free(self) -> bool:
        """Whether the wording may be reproduced, by quoted evidence."""
        return self.wording in FREE and "evidence" in self.licence["text"]

    def has(self, part: str) -> bool:
        """Whether something is known of a part, one of ``PARTS``."""
        return self.key not in {"", "ours"} if part == "key" else getattr(self, part) > 0

    def _of(self, kind: str) -> Iterator[Mapping[str, Any]]:
        for scale in self.scales:
            yield from _maps(scale.get(kind))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(_map(entry) for entry in value) if isinstance(value, list) else ()


def read_survey(path: Path) -> Survey | None:
    """Count what a definition holds, without checking it.

    Only its licence, items and scales are parsed, and no object is made of
    them: a folder of a hundred definitions is counted in the time in which
    three are loaded.

    Parameters
    ----------
    path : pathlib.Path
        The definition.

    Returns
    -------
    Survey or None
        None if those parts cannot be read.
    """
    try:
        parts = read_parts(path, ("licence", "items", "scales"))
    except DefinitionError:
        return None
    return Survey(
        items=len(_maps(parts.get("items"))),
        licence=_map(parts.get("licence")),
        scales=_maps(parts.get("scales")),
    )


HEAD_KEYS = ("format", "id", "version", "name", "acronym", "aliases", "about")

_BLOCK = 4096
"""So many bytes hold the top of nearly every definition."""

_OTHER_KEY = re.compile(
    rb"^(?!(?:%s)[ \t]*:)[A-Za-z_0-9\"'][^\r\n]*:" % "|".join(HEAD_KEYS).encode(), re.MULTILINE
)
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
# Lines at whose end nothing is open: comments, and one value, perhaps with a key and dashes
# before it, that is quoted, a list of plain words, or plain. Whatever is written otherwise is
# left to the parser. Groups are not possessive: Python 3.11.2 leaves the place of a group that
# failed behind (tests/definitions/test_header.py shows it there).
_CLOSED_LINES = re.compile(
    rb"""(?>(?:(?:\#[^\r\n]*+
        |\ *+(?:-\ ++)*(?:\w++:\ ++)?
         (?:"[^"\\\n]*+"|'[^'\n]*+'|\[[^]["'{}\#\r\n]*+\]|[^]["'{}\#\r\n]*+)\ *+
        )\r?\n)*)""",
    re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """The top of a definition: enough to list and to find it.

    Attributes
    ----------
    file : pathlib.Path
        The definition.
    """

    file: Path
    id: str
    version: str = ""
    name: str = ""
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    about: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the instrument can be found, id first."""
        return tuple(name for name in (self.id, self.acronym, *self.aliases) if name)


class Top:
    """The first lines of a definition, which are parsed when something is asked of them.

    Parameters
    ----------
    file : pathlib.Path
        The definition.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    @cached_property
    def _lines(self) -> tuple[bytes, bool]:
        """Everything before the first key that is none of a head, and whether more follows."""
        # Cut there, so that nothing after it is even scanned. Flow style has no such line,
        # and stops while it is built.
        raw = read_bytes(self.file, str(self.file), most=_BLOCK)
        cut = _OTHER_KEY.search(raw)
        if cut is None and len(raw) > _BLOCK:
            raw = read_bytes(self.file, str(self.file))
            cut = _OTHER_KEY.search(raw)
        return (raw[: cut.start()], True) if cut else (raw, False)

    @cached_property
    def _letters(self) -> bytes | None:
        """Its letters and digits, among which are those of every name; None if not certain."""
        lines, _ = self._lines
        if not lines.isascii() or not _CLOSED_LINES.fullmatch(lines):
            return None
        return lines.lower().translate(None, _NO_LETTERS)

    def may_hold(self, names: Iterable[str]) -> bool:
        """Whether one of these, given as :func:`letters`, may be a name of the instrument.

        False is certain, and nothing is parsed to know it.

        Raises
        ------
        DefinitionError
            If the file cannot be read.
        """
        letters_of_top = self._letters
        return letters_of_top is None or any(name.encode() in letters_of_top for name in names)

    @cached_property
    def head(self) -> Head:
        """What it says.

        Raises
        ------
        DefinitionError
            If the file cannot be read or does not begin like a definition.
        """
        return _head(self.file, self._data())

    def _data(self) -> Any:
        lines, more = self._lines
        try:
            return self._parse_lines(lines)
        except DefinitionError:
            if not more:
                raise
            # The next line belonged to text in quotes that goes on over lines.
            return self._parse_lines(read_bytes(self.file, str(self.file)))

    def _parse_lines(self, lines: bytes) -> Any:
        file_name = str(self.file)
        assembly = Assembly(file_name, only=frozenset(HEAD_KEYS))
        assembly.take(events(decode(lines, file_name), file_name))
        return assembly.root


def read_top(path: Path) -> Head:
    """Read only the top of a definition.

    Raises
    ------
    DefinitionError
        If the file cannot be read or does not begin like a definition.
    """
    return Top(path).head


def letters(name: str) -> str:
    """Letters and digits of a name, in one case.

    Examples
    --------
    >>> letters("PHQ 9"), letters("phq-9")
    ('phq9', 'phq9')
    """
    return "".join(char for char in name.casefold() if char.isalnum())


def _head(path: Path, data: Any) -> Head:
    if not isinstance(data, dict) or not _is_text(data.get("id")):
        finding = Finding(
            code="head-first",
            message="this does not begin like a definition",
            file=str(path),
            line=1,
            column=1,
            hint=f"a definition begins with {', '.join(HEAD_KEYS)}",
        )
        raise DefinitionError(f"{path} is not a definition", findings=[finding])
    about, aliases = data.get("about"), data.get("aliases")
    return Head(
        file=path,
        id=data["id"],
        **{key: data[key] for key in ("version", "name", "acronym") if _is_text(data.get(key))},
        aliases=tuple(filter(_is_text, aliases)) if isinstance(aliases, list) else (),
        about=about if isinstance(about, dict) else {},
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)

"""Catalogue files of gettext: ``.po`` read, written and compiled for the standard library.

The standard library reads compiled catalogues only, and what a translator edits is the text.
"""

from __future__ import annotations

import ast
import gettext
import io
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

_HEADER = """\
Language: {language}
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit
Plural-Forms: nplurals=2; plural=(n != 1);
"""
_STRING = r'"(?:[^"\\]|\\[abfnrtv"\\])*"'
_LINE = re.compile(rf"(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?({_STRING})")


@dataclass(frozen=True, kw_only=True)
class PoEntry:
    """A message of a catalogue with its translation.

    Attributes
    ----------
    msgid, plural : str
        The English text; for one and for several where it depends on a number.
    context : str
        The key of a text of the report; empty for all other messages.
    translations : tuple of str
        The translation, or one for each plural form; empty where there is none.
    comments : tuple of str
        The lines of comments above it.
    """

    msgid: str
    plural: str = ""
    context: str = ""
    translations: tuple[str, ...] = ()
    comments: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> str:
        """What gettext finds the message by."""
        return f"{self.context}\x04{self.msgid}" if self.context else self.msgid


def parse_po(text: str) -> list[PoEntry]:
    r"""The entries of a catalogue; a fuzzy translation counts as none.

    Raises
    ------
    ValueError
        With the number of the first line that is not part of a catalogue.

    Examples
    --------
    >>> parse_po('msgid "a row"\nmsgstr ""\n"eine "\n"Zeile"')[0].translations
    ('eine Zeile',)
    """
    entries: list[PoEntry] = []
    comments: list[str] = []
    strings: dict[str, str] = {}
    name = ""
    for number, line in enumerate(map(str.strip, [*text.splitlines(), ""]), 1):
        match = _LINE.fullmatch(line)
        if line.startswith("#"):
            comments.append(line)
        elif match is not None and (match[1] or name) and match[1] not in strings:
            name = match[1] or name
            strings[name] = strings.get(name, "") + ast.literal_eval(match[2])
        elif line:
            raise ValueError(f"line {number} is not part of an entry: {line}")
        elif comments or strings:
            entries += _entries(strings, comments)
            comments, strings, name = [], {}, ""
    return entries


def _entries(strings: dict[str, str], comments: list[str]) -> Iterator[PoEntry]:
    texts = tuple(text for name, text in strings.items() if name.startswith("msgstr"))
    fuzzy = strings.get("msgid") and any(re.match("#,.*fuzzy", line) for line in comments)
    if "msgid" in strings:
        yield PoEntry(
            msgid=strings["msgid"],
            plural=strings.get("msgid_plural", ""),
            context=strings.get("msgctxt", ""),
            translations=texts if all(texts) and not fuzzy else (),
            comments=tuple(comments),
        )


def format_po(entries: Iterable[PoEntry], *, language: str) -> str:
    """A catalogue as text; with a new header if there is none among the entries."""
    entries = list(entries)
    if not any(entry.key == "" for entry in entries):
        header = _HEADER.format(language=language)
        entries.insert(0, PoEntry(msgid="", translations=(header,)))
    return "\n".join("".join(f"{line}\n" for line in _lines(entry)) for entry in entries)


def _lines(entry: PoEntry) -> Iterator[str]:
    yield from entry.comments
    if entry.context:
        yield f"msgctxt {_quote(entry.context)}"
    yield f"msgid {_quote(entry.msgid)}"
    if entry.plural:
        yield f"msgid_plural {_quote(entry.plural)}"
        for place, text in enumerate(entry.translations or ("", "")):
            yield f"msgstr[{place}] {_quote(text)}"
    else:
        yield f"msgstr {_quote(*entry.translations)}"


def _quote(text: str = "") -> str:
    r"""A string of a catalogue.

    Examples
    --------
    >>> print(_quote('a "b"\n'))
    "a \"b\"\n"
    """
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(character, escape)
    lines = text.replace("\n", "\\n\n").split("\n")
    return "\n".join(f'"{line}"' for line in lines if line) or '""'


def merge(template: Iterable[PoEntry], catalog: Iterable[PoEntry]) -> list[PoEntry]:
    """The entries of a template with the translations, and the header, of another catalogue."""
    translations = {entry.key: entry for entry in catalog if entry.translations}
    empty = PoEntry(msgid="")
    entries = [
        replace(entry, translations=translations.get(entry.key, empty).translations)
        for entry in template
        if entry.key
    ]
    return [translations[""], *entries] if "" in translations else entries


def compile_po(entries: Iterable[PoEntry]) -> gettext.GNUTranslations:
    """The translations of a catalogue, ready for use.

    Their bytes are laid out as ``msgfmt`` does: two tables of lengths and places, then the
    messages and the translations.

    Raises
    ------
    ValueError
        If the rule of its plural forms cannot be read.
    """
    messages = {"": ""}
    for entry in entries:
        if entry.translations:
            key = f"{entry.key}\0{entry.plural}" if entry.plural else entry.key
            messages[key] = "\0".join(entry.translations)
    header = re.sub("(?im)^content-type:.*\n?", "", messages[""])
    messages[""] = f"Content-Type: text/plain; charset=UTF-8\n{header}"
    strings = [*sorted(messages), *(messages[key] for key in sorted(messages))]
    encoded = [text.encode() + b"\0" for text in strings]
    start, numbers = 28 + 8 * len(encoded), []
    for string in encoded:
        numbers += [len(string) - 1, start]
        start += len(string)
    n = len(messages)
    numbers = [0x950412DE, 0, n, 28, 28 + 8 * n, 0, 0, *numbers]
    head = struct.pack(f"<{len(numbers)}I", *numbers)
    return gettext.GNUTranslations(io.BytesIO(head + b"".join(encoded)))

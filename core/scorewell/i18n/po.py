"""Catalogue files of gettext: ``.po`` text checked, read, merged and compiled."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polib import POEntry, POFile

_STRING = r'"(?:[^"\\]|\\[abfnrtv"\\])*"'
_LINE = re.compile(
    rf"\s*|#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?{_STRING}"
)
_COMMENT = re.compile(r"^(?:#[~|].*|(#[,.:]?+)(?=\S))")


def parse_po(text: str) -> POFile:
    r"""A catalogue from its text.

    polib drops the last character of a string that does not end, keeps an escape that gettext
    does not have and refuses ``#,fuzzy`` (polib 1.2; tests/i18n/test_languages.py). So lines
    are checked, comments get their space, and obsolete entries are left out before it reads.

    Raises
    ------
    ValueError
        With the number of the first line that is not part of a catalogue.

    Examples
    --------
    >>> parse_po('msgid "a row"\nmsgstr ""\n"eine "\n"Zeile"')[0].msgstr
    'eine Zeile'
    """
    import polib

    lines = [_COMMENT.sub(r"\1 ", line.strip()) for line in text.splitlines()]
    numbers = (number for number, line in enumerate(lines, 1) if not _LINE.fullmatch(line))
    number = next(numbers, 0)
    try:
        if not number:
            return polib.pofile("\n".join([*lines, ""]))
    except OSError as error:
        number = int(re.findall(r"line (\d+)", str(error))[0])
    raise ValueError(f"line {number} is not part of an entry: {lines[number - 1]}")


def translations(entry: POEntry) -> tuple[str, ...]:
    """The translation of an entry, or each plural form; none if it is fuzzy or lacks a form."""
    forms = entry.msgstr_plural.values() if entry.msgid_plural else (entry.msgstr,)
    return tuple(forms) if entry.translated() and all(forms) else ()


def make_catalog(entries: Iterable[POEntry], metadata: Mapping[str, str]) -> POFile:
    """A catalogue in UTF-8 with every message once, by default with the plurals of English."""
    import polib

    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        **{name: text for name, text in metadata.items() if name.lower() != "content-type"},
        "Content-Type": "text/plain; charset=UTF-8",
    }
    catalog.extend({entry.msgid_with_context: entry for entry in entries}.values())
    for entry in catalog:
        if entry.msgid_plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
    return catalog


def merge(template: Iterable[POEntry], catalog: POFile) -> POFile:
    """The entries of a template with the translations, and the header, of another catalogue."""
    sources = {entry.msgid_with_context: entry for entry in catalog if translations(entry)}
    result = make_catalog(template, catalog.metadata)
    result.header = catalog.header
    for entry in result:
        source = sources.get(entry.msgid_with_context)
        if source and bool(source.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = source.msgstr, source.msgstr_plural
    return result


def compile_po(catalog: POFile) -> gettext.GNUTranslations:
    """The translations of a catalogue; a ValueError if its plural rule cannot be read."""
    content = make_catalog(catalog, catalog.metadata).to_binary()
    try:
        return gettext.GNUTranslations(io.BytesIO(content))
    except IndexError as error:
        raise ValueError("Plural-Forms has no rule after 'plural='") from error

"""A language made by machine, and what of a report is not in it.

Every message stands in brackets, its gaps between them: what is
outside brackets in a report is data, a definition, a number, or forgotten English.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

from polib import POEntry

import scorewell
import scorewell_plugins
from scorewell.i18n.catalog import make_language, read_catalog
from scorewell.i18n.po import make_catalog

OPEN, CLOSE = "\u27e6", "\u27e7"
PARTS = re.compile(r"(\{\{.*?\}\})")
PACKAGES = [Path(module.__file__).parent for module in (scorewell, scorewell_plugins)]
TEMPLATE = PACKAGES[0] / "i18n" / "messages.pot"


def template():
    """Every message that can be translated."""
    return list(read_catalog(str(TEMPLATE)))


def engine_phrases():
    """The messages that are not texts of the report."""
    return [entry.msgid for entry in template() if not entry.msgctxt]


def translate_entries(language, texts):
    """A catalogue in which some texts are translated, by key or in English."""
    english = {entry.msgctxt or entry.msgid: entry for entry in template()}
    entries = [
        set_translations(english.get(key, POEntry(msgid=key)), text, text)
        for key, text in texts.items()
    ]
    return make_catalog(entries, {"Language": language})


def set_translations(entry, text, *plurals):
    """The entry with a translation, or with plural forms if it has a plural."""
    if entry.msgid_plural:
        entry.msgstr_plural = dict(enumerate((text, *plurals)))
    else:
        entry.msgstr = text
    return entry


def write_po(path, texts):
    """A catalogue file, whose name is that of its language."""
    path.write_text(str(translate_entries(path.stem, texts)), "utf-8")


def wrap(text):
    """A text with brackets around its words, gaps as they are."""
    parts = PARTS.split(text)
    return "".join(part if place % 2 else bracketed(part) for place, part in enumerate(parts))


def bracketed(text):
    words = text.strip()
    if not re.search("[A-Za-z]", words):
        return text
    return text.replace(words, f"{OPEN}{words}{CLOSE}", 1)


def pseudo_catalog():
    """The catalogue with every message in brackets, and a decimal comma."""
    entries = [
        set_translations(entry, ",")
        if entry.msgctxt == "language.decimal"
        else set_translations(entry, wrap(entry.msgid), wrap(entry.msgid_plural))
        for entry in template()
    ]
    return make_catalog(entries, {"Language": "xx"})


def pseudo_language():
    language = make_language("pseudo", pseudo_catalog())
    assert language.findings == ()
    return language


def outside(text):
    """What is left of a text without what stands in brackets."""
    depth, characters = 0, []
    for character in text:
        if character == OPEN:
            depth += 1
            characters.append("\n")
        elif character == CLOSE:
            depth -= 1
        elif depth == 0:
            characters.append(character)
    return "".join(characters).split("\n")


class Visible(HTMLParser):
    """Every text that a page shows or tells, with the attributes that are read out."""

    SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")

    def __init__(self, html, *, without=()):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.without = [], [], set(without)
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "img", "link", "input", "hr"):
            self.open.append((tag, dict(attrs).get("id")))
        if not self.is_skipped:
            self.texts += [value for name, value in attrs if name in self.SPOKEN_ATTRIBUTES]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    @property
    def is_skipped(self):
        return any(tag == "style" or name in self.without for tag, name in self.open)

    def handle_data(self, data):
        if self.is_skipped:
            return
        if self.open and self.open[-1][0] == "script":
            if self.open[-1][1] == "words":
                self.texts += _strings(json.loads(data))
            return
        self.texts.append(data)


def _strings(value):
    if isinstance(value, dict):
        return [text for entry in value.values() if isinstance(entry, str) for text in [entry]]
    return []


def docx_texts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read("word/document.xml").decode("utf-8")
    return re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml) + re.findall(
        r'descr="([^"]*)"', xml
    )


def xlsx_texts(content):
    """The texts of every sheet, row by row."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [
            [cell for cell in row if isinstance(cell, str)]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def leftovers(texts, permitted):
    """Words outside brackets that are no data, no definition and no number."""
    names = sorted({entry for entry in permitted if entry}, key=len, reverse=True)
    leftover_texts = []
    for text in texts:
        for part in outside(text):
            rest = part
            for entry in names:
                if entry in rest:
                    rest = rest.replace(entry, " ")
            if re.search("[A-Za-z]{2,}", rest):
                leftover_texts.append(part.strip())
    return list(dict.fromkeys(leftover_texts))

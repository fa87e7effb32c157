"""A language made by machine, and what of a report is not in it.

Every message stands in brackets, its gaps between them: what is
outside brackets in a report is data, a definition, a number, or forgotten English.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import scorewell
import scorewell_plugins
from scorewell.i18n.catalog import make_language, read_entries
from scorewell.i18n.po import PoEntry, format_po

OPEN, CLOSE = "\u27e6", "\u27e7"
PARTS = re.compile(r"(\{\{.*?\}\})")
PACKAGES = [Path(module.__file__).parent for module in (scorewell, scorewell_plugins)]
TEMPLATE = PACKAGES[0] / "i18n" / "messages.pot"
HEADER = "Language: {}\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def template():
    """Every message that can be translated."""
    return [entry for entry in read_entries(str(TEMPLATE)) if entry.msgid]


def engine_phrases():
    """The messages that are not texts of the report."""
    return [entry.msgid for entry in template() if not entry.context]


def translate_entries(language, texts):
    """The entries of a catalogue in which some texts are translated, by key or in English."""
    english = {entry.context or entry.msgid: entry for entry in template()}
    entries = [PoEntry(msgid="", translations=(HEADER.format(language),))]
    for key, text in texts.items():
        entry = english.get(key, PoEntry(msgid=key))
        forms = (text, text) if entry.plural else (text,)
        entries.append(dataclasses.replace(entry, translations=forms))
    return entries


def write_po(path, texts):
    """A catalogue file, whose name is that of its language."""
    path.write_text(format_po(translate_entries(path.stem, texts), language=path.stem), "utf-8")


def wrap(text):
    """A text with brackets around its words, gaps as they are."""
    parts = PARTS.split(text)
    return "".join(part if place % 2 else bracketed(part) for place, part in enumerate(parts))


def bracketed(text):
    words = text.strip()
    if not re.search("[A-Za-z]", words):
        return text
    return text.replace(words, f"{OPEN}{words}{CLOSE}", 1)


def pseudo_entries():
    """The catalogue with every message in brackets, and a decimal comma."""
    entries = [PoEntry(msgid="", translations=(HEADER.format("xx"),))]
    for entry in template():
        forms = (entry.msgid, entry.plural) if entry.plural else (entry.msgid,)
        texts = (",",) if entry.context == "language.decimal" else tuple(map(wrap, forms))
        entries.append(dataclasses.replace(entry, translations=texts))
    return entries


def pseudo_language():
    language = make_language("pseudo", pseudo_entries())
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

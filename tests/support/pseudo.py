"""A language made by machine, and what of a report is not in it.

Every text and every phrase of the engine stands in brackets, its gaps between them: what is
outside brackets in a report is data, a definition, a number, or forgotten English.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import scorewell
import scorewell_plugins
from scorewell.i18n.catalog import made, read_language
from scorewell.i18n.extract import phrases_in

OPEN, CLOSE = "\u27e6", "\u27e7"
PARTS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
QUOTED = re.compile(r"'([^']*)'")
PACKAGES = [Path(module.__file__).parent for module in (scorewell, scorewell_plugins)]


def engine_phrases():
    return phrases_in(PACKAGES)


def wrapped(text):
    """A text with brackets around its words, gaps and choices as they are."""
    parts = []
    for place, part in enumerate(PARTS.split(text)):
        if place % 2:
            # Words that a choice holds are words too.
            choice = part.startswith("{{")
            parts.append(QUOTED.sub(_quoted, part) if choice else part)
        else:
            parts.append(bracketed(part))
    return "".join(parts)


def _quoted(found):
    return f"'{bracketed(found[1])}'"


def bracketed(text):
    words = text.strip()
    if not re.search("[A-Za-z]", words):
        return text
    return text.replace(words, f"{OPEN}{words}{CLOSE}", 1)


def pseudo_entries():
    """The entries of a file with every text and phrase in brackets, and a decimal comma."""
    texts = {key: wrapped(text) for key, text in read_language("en").texts.items()}
    texts |= {"language.tag": "xx", "language.decimal": ","}
    return texts | {"phrases": {each: wrapped(each) for each in engine_phrases()}}


def pseudo_language():
    entries = pseudo_entries()
    language = made("pseudo", entries)
    assert language.findings == ()
    return language


def outside(text):
    """What is left of a text without what stands in brackets."""
    depth, kept = 0, []
    for character in text:
        if character == OPEN:
            depth += 1
            kept.append("\n")
        elif character == CLOSE:
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept).split("\n")


class Visible(HTMLParser):
    """Every text that a page shows or tells, with the attributes that are read out."""

    TOLD = ("aria-label", "title", "alt", "placeholder")

    def __init__(self, html, *, without=()):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.without = [], [], set(without)
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "img", "link", "input", "hr"):
            self.open.append((tag, dict(attrs).get("id")))
        if not self.skipped:
            self.texts += [value for name, value in attrs if name in self.TOLD]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    @property
    def skipped(self):
        return any(tag == "style" or name in self.without for tag, name in self.open)

    def handle_data(self, data):
        if self.skipped:
            return
        if self.open and self.open[-1][0] == "script":
            if self.open[-1][1] == "words":
                self.texts += _strings(json.loads(data))
            return
        self.texts.append(data)


def _strings(value):
    if isinstance(value, dict):
        return [text for each in value.values() if isinstance(each, str) for text in [each]]
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


def leftovers(texts, allowed):
    """Words outside brackets that are no data, no definition and no number."""
    known = sorted({each for each in allowed if each}, key=len, reverse=True)
    found = []
    for text in texts:
        for part in outside(text):
            rest = part
            for each in known:
                if each in rest:
                    rest = rest.replace(each, " ")
            if re.search("[A-Za-z]{2,}", rest):
                found.append(part.strip())
    return list(dict.fromkeys(found))

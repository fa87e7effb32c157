"""Which invisible characters and quotation marks stop a definition, and which are orthography."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorewell.definitions.lint.text import text_findings
from scorewell.definitions.reading.invisible_characters import invisible_places
from scorewell.definitions.reading.yaml_reader import read_document

ORTHOGRAPHY = {
    # Persian, "never": a plural and a prefix are joined by a non-joiner.
    "Persian": "\u0647\u06cc\u0686\u200c\u0648\u0642\u062a",
    "Arabic, joiner": "\u0647\u200d\u0640",
    # Hindi, half form of ka before sha: ka, virama, joiner, ssa.
    "Hindi": "\u0915\u094d\u200d\u0937",
    # Bengali, ra with ya-phalaa: ra, joiner, virama, ya.
    "Bengali": "\u09b0\u200d\u09cd\u09af",
    # Malayalam as written before Unicode 5.1: na, virama, joiner at the end of a word.
    "Malayalam at the end": "\u0d05\u0d35\u0d28\u0d4d\u200d ",
    "Sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
}
INVISIBLE = {
    "zero width space": "ne\u200bver",
    "non-joiner between Latin letters": "ne\u200cver",
    "joiner between digits": "1\u200d2",
    "joiner between a letter of Arabic and one of Latin": "\u0647\u200da",
    "non-joiner at the end of a word": "\u0647\u200c ",
    "joiner at the beginning": "\u200d\u0647",
    "right-to-left override": "\u202eneve\u202cr",
    "isolate": "\u2066never\u2069",
    "left-to-right mark": "never\u200e",
    "Arabic letter mark": "\u061cnever",
    "word joiner": "ne\u2060ver",
    "soft hyphen": "ne\u00adver",
    "Hangul filler": "\u3164",
    "tag": "never\U000e0041",
}


@pytest.mark.parametrize("text", ORTHOGRAPHY.values(), ids=ORTHOGRAPHY)
def test_joiners_of_a_script_stay(text):
    assert list(invisible_places(text)) == []


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_what_nobody_sees_is_found(text):
    assert list(invisible_places(text))


QUOTED = [
    "label: \u201cnever\u201d", "label: \u2018never\u2019", "label: \u201enie\u201c",
    "label: \u00bbnie\u00ab", "label: \u00ab jamais \u00bb", "label: \u201cnot at all\u201d",
    "value: \u201c3\u201d", "items: [\u201c1\u201d, 2]", "method: sum\u201d", "\u201clabel\u201d: never",
    "scales: [{id: \u201ctotal\u201d}]", "synonyms: {\u201cf\u201d: female}", "label: \u201cnever\"",
    "labels: [\u300c\u306a\u3057\u300d]",
]  # fmt: skip
NOT_QUOTED = [
    "label: \"never\"", "label: the \u201cblues\u201d", "label: patients\u2019", "label: don\u2019t know",
    "label: \u201cyes\u201d or \u201cno\u201d", "note: \u201cMay be used by anybody.\u201d",
    "evidence: The site says \u201cfree\u201d.", "title: The \u201cPHQ-9\u201d", "label: 5\u2032",
    "label: \u2019s avonds", "value: 3",
]  # fmt: skip


def codes(folder: Path, text: str) -> list[str]:
    path = folder / "file.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    return [finding.code for finding in text_findings(read_document(path))]


@pytest.mark.parametrize("text", QUOTED)
def test_quotes_that_yaml_takes_for_text_are_found(text, tmp_path):
    assert codes(tmp_path, text) == ["no-typographic-quotes"]


@pytest.mark.parametrize("text", NOT_QUOTED)
def test_quotes_within_a_text_stay(text, tmp_path):
    assert codes(tmp_path, text) == []

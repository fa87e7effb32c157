"""Rules for the text of a file, whatever it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorewell.definitions.lint.rule import Steps, Subject, rule
from scorewell.definitions.reading.document import Document, in_order, path_text, quoted
from scorewell.definitions.reading.invisible_characters import character_name, invisible_places
from scorewell.errors import Finding

_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u301d\u301e\u300c\u300d\u300e\u300f\uff02"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\uff07\u00b4"
_PLAIN = "\"'`"
_QUOTES = _DOUBLE + _SINGLE + _PLAIN
_NAMES = {
    "label", "labels", "name", "acronym", "aliases", "values", "synonyms", "not_applicable",
}  # fmt: skip
"""Keys whose texts are names of several words, which are compared with those in data."""


@rule(overlays=True)
def no_typographic_quotes(subject: Subject) -> Iterator[Finding]:
    """No word or number stands in typographic quotes, which YAML takes for a part of it."""
    yield from _typographic_quotes(subject.document)


@rule(overlays=True)
def no_invisible_characters(subject: Subject) -> Iterator[Finding]:
    """No character without a width, and none that turns the direction of the text."""
    yield from _invisible_characters(subject.document)


def text_findings(document: Document) -> tuple[Finding, ...]:
    """What breaks these rules in a file of any kind, in the order of the file."""
    return in_order([*_typographic_quotes(document), *_invisible_characters(document)])


def _typographic_quotes(document: Document) -> Iterator[Finding]:
    for path, text, at_key in _texts((), document.data):
        names = [step for step in path if isinstance(step, str)]
        if _is_quoted(text, several_words=bool(names) and names[-1] in _NAMES):
            plain = text.strip().strip(_QUOTES)
            yield document.finding(
                no_typographic_quotes.name,
                path,
                f"{quoted(text)} has typographic quotes, which belong to the text here",
                hint=f'write {plain}, or with straight quotes: "{plain}"',
                at_key=at_key,
            )


def _is_quoted(text: str, *, several_words: bool) -> bool:
    r"""Whether a text is a word, a number or a name in typographic quotes.

    Examples
    --------
    >>> texts = ("\u201cnever\u201d", "\u201ca b\u201d", "parents\u2019", "\u201enie")
    >>> [_is_quoted(text, several_words=False) for text in texts]
    [True, False, False, True]
    >>> _is_quoted("the \u201cnever\u201d", several_words=True)
    False
    """
    text = text.strip()
    inner = text.strip(_QUOTES)
    start, end = (
        text[: len(text) - len(text.lstrip(_QUOTES))],
        text[len(text.rstrip(_QUOTES)) :],
    )
    marks = {*start, *end} - set(_PLAIN)
    if not inner or not marks:
        return False
    if any(character.isspace() for character in inner) and not several_words:
        return False
    if start and end:
        return not any(character in _DOUBLE for character in inner)
    return bool(marks & set(_DOUBLE)) and not any(character in _QUOTES for character in inner)


def _invisible_characters(document: Document) -> Iterator[Finding]:
    lines = set()
    for line, column, character in document.invisible:
        lines.add(line)
        yield Finding(
            code=no_invisible_characters.name,
            message=f"there is an invisible character here, {character_name(character)}",
            file=document.file,
            line=line,
            column=column,
            path=path_text(document.path_at(line)),
            hint="remove it: what is read is not what is seen",
        )
    for path, text, at_key in _texts((), document.data):
        place = document.place(path)
        if (place.key_line if at_key else place.line) in lines or text.isascii():
            continue
        for position in list(invisible_places(text))[:1]:  # written as an escape
            yield document.finding(
                no_invisible_characters.name,
                path,
                f"there is an invisible character in it, {character_name(text[position])}",
                hint="remove it: what is read is not what is seen",
                at_key=at_key,
            )


def _texts(path: Steps, value: Any) -> Iterator[tuple[Steps, str, bool]]:
    """Every text in a file with its path, and whether it is a key."""
    if isinstance(value, str):
        yield path, value, False
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key, True
            yield from _texts((*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts((*path, index), inner)

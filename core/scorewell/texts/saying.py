"""Saying a text in the language in force."""

from __future__ import annotations

from typing import Any

from scorewell.texts.fill import fill
from scorewell.texts.language import Language, tongue
from scorewell.texts.wording import Figure, Words

__all__ = ["said", "say", "spoken", "term"]


def say(key: str, **values: Any) -> str:
    """The words under a key, filled in; plain text, not escaped.

    Examples
    --------
    >>> say("figure.counted", n=13)
    'n = 13'
    """
    language = tongue()
    text = language.texts[key]
    if not values:
        return fill(text, values)
    return fill(text, {name: _value(value, language) for name, value in values.items()})


def spoken(text: object) -> str:
    """Text of the engine in the language in force; any other text as it is.

    Examples
    --------
    >>> from scorewell.texts.wording import words
    >>> spoken(words("no room to improve")), spoken("R01")
    ('no room to improve', 'R01')
    """
    return str(_value(text, tongue()))


def term(code: object) -> str:
    """What readers call a thing that the engine calls by a fixed word.

    These words are keys among the texts ``term``, or phrases of the engine; any other
    is said as it is.

    Examples
    --------
    >>> term("not significant"), term("something else")
    ('not significant', 'something else')
    """
    text, language = str(code), tongue()
    return language.texts.get(f"term.{text}") or language.phrases.get(text) or text


def said(text: str) -> str:
    """What the engine put into a table, in the language in force.

    A table keeps text, not how it was worded: its sentence is found again
    among the phrases of the language.
    """
    language = tongue()
    if language.english:
        return text
    if isinstance(text, Words):
        return _worded(text, language)
    return language.found(text)


def _value(value: object, language: Language) -> object:
    """A value in a language: words are said in it, figures written as there."""
    if isinstance(value, Words):
        return _worded(value, language)
    if isinstance(value, Figure):
        return language.figure(value)
    return value


def _worded(text: Words, language: Language) -> str:
    if language.english:
        return str(text)
    values = {name: _value(value, language) for name, value in text.values.items()}
    if text.template:
        if not values:
            return language.named(text.template)
        return fill(language.phrase(text.template), values)
    parts = text.values.get("parts")
    if not isinstance(parts, tuple):
        return str(text)
    return str(text.values["between"]).join(str(_value(part, language)) for part in parts)

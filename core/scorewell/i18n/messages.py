"""Saying a text in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scorewell.i18n.catalog import Language, tongue
from scorewell.i18n.templates import fill


class Figure(str):
    """A number as written in English; other languages may write its point differently.

    Examples
    --------
    >>> Figure(f"{2 / 3:.2f}")
    '0.67'
    """

    __slots__ = ()


class Words(str):
    """English text with the template and the values that it was made of.

    It is that text wherever text is wanted; the report says it in the language
    of its reader (:func:`scorewell.i18n.messages.spoken`).

    Attributes
    ----------
    template : str
        The text with its gaps, which translations are found by; empty for
        what :func:`joined` made.
    values : mapping
        What fills the gaps; may hold words and figures itself.
    """

    template: str
    values: Mapping[str, object]

    def __new__(
        cls, text: str, template: str = "", values: Mapping[str, object] | None = None
    ) -> Words:
        """Text with how it was made."""
        made = super().__new__(cls, text)
        made.template, made.values = template, values or {}
        return made

    def __deepcopy__(self, _: object) -> Words:
        return self

    def __getnewargs__(self) -> tuple[str, str, dict[str, object]]:  # type: ignore[override]
        return str(self), self.template, dict(self.values)


def words(template: str, /, **values: object) -> Words:
    """English words with gaps, filled.

    Parameters
    ----------
    template : str
        The sentence, with ``{{ name }}`` for each gap; written out where it is
        used, since that is where translators' files get it from.
    **values
        What fills the gaps: text, whole numbers, :class:`Figure`, or words.

    Examples
    --------
    >>> found = words("the mean is {{ mean }} (n = {{ n }})", mean=Figure("3.5"), n=13)
    >>> found, found.template
    ('the mean is 3.5 (n = 13)', 'the mean is {{ mean }} (n = {{ n }})')
    """
    return Words(fill(template, values), template, values)


def joined(parts: Iterable[object], between: str = " ") -> Words:
    """Words put together; empty ones are left out.

    Examples
    --------
    >>> joined([words("one"), "", "two"], "; ")
    'one; two'
    """
    kept = [part for part in parts if str(part)]
    text = between.join(map(str, kept))
    return Words(text, "", {"between": between, "parts": tuple(kept)})


def coded(code: str) -> Words:
    """A fixed word of the engine, or a name, which other languages may have a word for."""
    return Words(code, code)


def listed(parts: Iterable[str]) -> Words:
    """Words as a list within a sentence, each but the first after *and*.

    Examples
    --------
    >>> listed(["a", "b"]), listed(["a"])
    ('a and b', 'a')
    """
    first, *others = parts
    for other in others:
        first = words("{{ first }} and {{ last }}", first=first, last=other)
    return first if isinstance(first, Words) else Words(first)


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
    >>> from scorewell.i18n.messages import words
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

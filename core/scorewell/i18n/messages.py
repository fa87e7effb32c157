"""Messages: text that remembers its template and its values, so that it can be translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scorewell.i18n.catalog import ENGLISH, Language, current_language, fill


class Figure(str):
    """A number as written in English; other languages may write its point differently.

    Examples
    --------
    >>> Figure(f"{2 / 3:.2f}")
    '0.67'
    """

    __slots__ = ()


class Message(str):
    """English text with the template and the values that it was made of.

    It is that text wherever text is wanted; :func:`translate` says it in the language of
    the reader.

    Attributes
    ----------
    template : str
        The text with its gaps, which translations are found by; empty for
        what :func:`join_messages` made.
    values : mapping
        What fills the gaps; may hold messages and figures itself.
    plural : str
        The template for several, where the text depends on a number.
    number : int
        That number.
    """

    template: str
    values: Mapping[str, object]
    plural: str
    number: int

    def __new__(
        cls,
        text: str,
        template: str = "",
        values: Mapping[str, object] | None = None,
        plural: str = "",
        number: int = 1,
    ) -> Message:
        """Text with how it was made."""
        message = super().__new__(cls, text)
        message.template, message.values = template, values or {}
        message.plural, message.number = plural, number
        return message

    def __deepcopy__(self, _: object) -> Message:
        return self

    def __getnewargs__(self) -> tuple[str, str, dict[str, object], str, int]:  # type: ignore[override]
        return str(self), self.template, dict(self.values), self.plural, self.number


def words(template: str, /, **values: object) -> Message:
    """A message: English words with gaps, filled.

    Parameters
    ----------
    template : str
        The sentence, with ``{{ name }}`` for each gap; a literal where it is
        used, since that is where the translators' template gets it from.
    **values
        What fills the gaps: text, whole numbers, :class:`Figure`, or messages.

    Examples
    --------
    >>> message = words("the mean is {{ mean }} (n = {{ n }})", mean=Figure("3.5"), n=13)
    >>> message, message.template
    ('the mean is 3.5 (n = 13)', 'the mean is {{ mean }} (n = {{ n }})')
    """
    return Message(fill(template, values), template, values)


def plural_words(singular: str, many: str, number: int, /, **values: object) -> Message:
    """A message whose words depend on a number; both templates are literals.

    Examples
    --------
    >>> plural_words("{{ n }} row", "{{ n }} rows", 2, n=2)
    '2 rows'
    """
    return Message(
        fill(singular if number == 1 else many, values), singular, values, many, number
    )


def join_messages(parts: Iterable[object], between: str = " ") -> Message:
    """Messages put together; empty ones are left out.

    Examples
    --------
    >>> join_messages([words("one"), "", "two"], "; ")
    'one; two'
    """
    texts = tuple(part for part in parts if str(part))
    return Message(between.join(map(str, texts)), "", {"between": between, "parts": texts})


def code_message(code: str) -> Message:
    """A fixed word of the engine, or a name, which other languages may have a word for."""
    return code if isinstance(code, Message) else Message(code, code)


def list_messages(parts: Iterable[str]) -> Message:
    """Messages as a list within a sentence, each but the first after *and*.

    Examples
    --------
    >>> list_messages(["a", "b"]), list_messages(["a"])
    ('a and b', 'a')
    """
    first, *rest = parts
    for part in rest:
        first = words("{{ first }} and {{ last }}", first=first, last=part)
    return first if isinstance(first, Message) else Message(first)


def say(key: str, **values: object) -> str:
    """The text of the report under a key, filled in; plain text, not escaped.

    Examples
    --------
    >>> say("figure.counted", n=13)
    'n = 13'
    """
    language = current_language()
    return fill(language.text(key), _translate_values(values, language))


def say_plural(key: str, number: int, **values: object) -> str:
    """The text under a key, as it is for a number; the key with an s has the plural.

    Examples
    --------
    >>> say_plural("count.row", 1, n=1), say_plural("count.row", 13, n=13)
    ('1 row', '13 rows')
    """
    language = current_language()
    return fill(language.plural_text(key, number), _translate_values(values, language))


def translate(text: object) -> str:
    """A message or a figure in the language in force; any other text as it is.

    Examples
    --------
    >>> from scorewell.i18n.messages import words
    >>> translate(words("no room to improve")), translate("R01")
    ('no room to improve', 'R01')
    """
    return str(_translate(text, current_language()))


def term(code: object) -> str:
    """What readers call a thing that the engine calls by a fixed word.

    A message is translated with its values; a word without a translation is
    said as it is.

    Examples
    --------
    >>> term("not significant"), term("something else")
    ('not significant', 'something else')
    """
    language = current_language()
    if isinstance(code, Message):
        return str(_translate(code, language))
    return language.term(str(code))


def _translate_values(values: Mapping[str, object], language: Language) -> dict[str, object]:
    return {name: _translate(value, language) for name, value in values.items()}


def _translate(value: object, language: Language) -> object:
    if isinstance(value, Figure):
        return language.figure(value)
    if not isinstance(value, Message) or language.name == ENGLISH:
        return value
    if value.template:
        template = language.message(value.template, value.plural, value.number)
        return fill(template, _translate_values(value.values, language))
    parts = value.values.get("parts")
    if not isinstance(parts, tuple):
        return str(value)
    return str(value.values["between"]).join(str(_translate(part, language)) for part in parts)

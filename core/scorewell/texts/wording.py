"""English text that knows how it was worded, so that it can be said in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scorewell.texts.fill import fill

__all__ = ["Figure", "Words", "coded", "joined", "listed", "words"]


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
    of its reader (:func:`scorewell.texts.spoken`).

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

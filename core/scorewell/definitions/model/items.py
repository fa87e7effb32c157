"""Items, the answers that they allow, and the answers that call for attention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from scorewell.definitions.model.sources import Provenance, TermCode

_LONG_RUN = 20
"""From so many bare numbers on they are told as a range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One allowed answer: the number scored and the label on the form."""

    value: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The labels of a coding in another language, as a form in it prints them.

    Attributes
    ----------
    language : str
        Tag of the language: ``de``, ``pt-BR``.
    labels : tuple of str
        One for each answer, in the order of the form; empty where the form
        prints none.
    """

    language: str
    labels: tuple[str, ...]
    provenance: Provenance = Provenance()


@dataclass(frozen=True, kw_only=True)
class Coding:
    """A set of allowed answers.

    Attributes
    ----------
    answers : tuple of Answer
        The allowed answers in the order of the form.
    alternatives : mapping of str to tuple
        Other encodings of the same answers, in the same order. One is
        applied only when the user names it.
    not_applicable : tuple of float or str
        Codes by which a respondent says that the item does not apply.
    language : str
        Tag of the language of the labels of ``answers``.
    translations : tuple of Translation
        The labels in other languages.
    """

    id: str
    answers: tuple[Answer, ...]
    alternatives: Mapping[str, tuple[float | str, ...]] = field(default_factory=dict)
    not_applicable: tuple[float | str, ...] = ()
    language: str = "en"
    translations: tuple[Translation, ...] = ()
    provenance: Provenance = Provenance()

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The allowed numbers, in the order of the form."""
        return tuple(answer.value for answer in self.answers)

    @cached_property
    def lowest(self) -> float:
        """The lowest allowed number."""
        return min(self.values)

    @cached_property
    def highest(self) -> float:
        """The highest allowed number."""
        return max(self.values)

    @cached_property
    def integral(self) -> bool:
        """Whether every allowed number is whole."""
        return all(float(value).is_integer() for value in self.values)

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The labels in each language, one for each answer; its own language first."""
        own = {self.language: tuple(answer.label for answer in self.answers)}
        return own | {each.language: each.labels for each in self.translations}

    @cached_property
    def consecutive(self) -> bool:
        """Whether the allowed numbers are all the whole ones from the lowest to the highest."""
        return self.integral and sorted(self.values) == [
            float(value) for value in range(int(self.lowest), int(self.highest) + 1)
        ]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Each answer as number and label; a long run of bare whole numbers as one range.

        Examples
        --------
        >>> ends = {0: "worst", 100: "best"}
        >>> marks = tuple(Answer(value=mark, label=ends.get(mark, "")) for mark in range(101))
        >>> Coding(id="vas", answers=marks).words
        ('0 worst', '1 to 99', '100 best')
        """
        found: list[str] = []
        for bare, group in groupby(self.answers, key=lambda answer: not answer.label):
            run = list(group)
            told = [f"{answer.value:g} {answer.label}".strip() for answer in run]
            long = bare and len(run) >= _LONG_RUN and self.consecutive
            found += [f"{told[0]} to {told[-1]}"] if long else told
        return tuple(found)

    @cached_property
    def labelled(self) -> bool:
        """Whether every answer has a label."""
        return all(answer.label for answer in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. Its id is opaque, its label our own words."""

    id: str
    position: int
    coding: Coding
    label: str
    text: str = ""
    codes: tuple[TermCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Items that the form lets a respondent skip, and what they count then.

    Attributes
    ----------
    after : tuple of str
        Ids of the items that are answered first.
    at_most, at_least : float or None
        The others are skipped when all of these are answered and their sum is
        this or lower, or this or higher.
    skipped : tuple of str
        Ids of the items that may then be blank.
    counts_as : float
        Value of each of them that is blank; one that is answered keeps its answer.
    """

    after: tuple[str, ...]
    at_most: float | None = None
    at_least: float | None = None
    skipped: tuple[str, ...]
    counts_as: float
    provenance: Provenance = Provenance()

    def follows(self, total: float) -> bool:
        """Whether the sum of the answers leads past the others."""
        if self.at_most is not None:
            return total <= self.at_most
        return self.at_least is not None and total >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An answer or a score that a person should look at.

    Exactly one of ``item`` and ``scale`` is set, and exactly one of
    ``at_least`` and ``at_most``.
    """

    item: str = ""
    scale: str = ""
    at_least: float | None = None
    at_most: float | None = None
    message: str = ""
    provenance: Provenance = Provenance()

    @property
    def target(self) -> str:
        """Id of the item or scale that is watched."""
        return self.item or self.scale

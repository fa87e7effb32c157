"""Items, the answers that they allow, and the answers that call for attention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Annotated

from scorewell.definitions.model.keys import (
    ENTRY_ID,
    ITEM_REF,
    LANGUAGE_TAG,
    LOCAL_ID,
    Key,
    one_of,
    schema_entry,
)
from scorewell.definitions.model.sources import CheckedFact, Codes, OptionalFact, Provenance

_NUMBER_OR_TEXT = {"type": ["string", "number"]}

_LONG_RUN = 20
"""From so many bare numbers on they are told as a range."""


@schema_entry("answer", "One allowed answer.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One allowed answer: the number scored and the label on the form."""

    value: Annotated[
        float,
        Key("The number that is scored.", schema={"minimum": -1000000, "maximum": 1000000}),
    ]
    label: Annotated[str, Key("What the form prints for this answer.")] = ""


def _labels(labels: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(label or "" for label in labels)


@schema_entry(
    "translation",
    "The labels of a coding as a form in another language prints them; never a "
    "translation made for this file.",
)
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

    language: Annotated[str, Key(given_by="name", shape=LANGUAGE_TAG)]
    labels: Annotated[
        tuple[str, ...],
        Key(
            "One label per answer, in the order of values; null where the form prints none.",
            each={"type": ["string", "null"], "minLength": 1},
            schema={"minItems": 2, "maxItems": 200},
            convert=_labels,
        ),
    ]
    provenance: OptionalFact = Provenance()


@schema_entry("coding", "One set of allowed answers.")
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

    id: Annotated[str, Key(given_by="name", shape=LOCAL_ID, alters="words")]
    answers: Annotated[
        tuple[Answer, ...],
        Key(
            "The allowed answers, each with the number that is scored and, where the source "
            "prints one, the label on the form.",
            name="values",
            schema={"minItems": 2, "maxItems": 200},
        ),
    ]
    alternatives: Annotated[
        Mapping[str, tuple[float | str, ...]],
        Key(
            "Other encodings of the same answers that data files use. One is applied only "
            "when the user names it.",
            names=ENTRY_ID,
            each={
                "description": "The codes found in the file, in the order of values.",
                "type": "array",
                "minItems": 2,
                "items": _NUMBER_OR_TEXT,
            },
            adding_alters="words",
        ),
    ] = field(default_factory=dict)
    language: Annotated[
        str,
        Key(
            "Language of the labels under values; en, English, if not given.",
            shape=LANGUAGE_TAG,
            alters="words",
        ),
    ] = "en"
    translations: Annotated[
        tuple[Translation, ...],
        Key(
            "What forms in other languages print for these answers, by language. Answers "
            "may be written as labels in any of them; results say in which they were.",
            schema={"minProperties": 1},
            adding_alters="words",
            overlay="What forms in other languages print for the answers, by language; "
            "one that the definition does not have.",
        ),
    ] = ()
    not_applicable: Annotated[
        tuple[float | str, ...],
        Key(
            "Codes by which a respondent says that the item does not apply to them. Such an "
            "answer scores nothing: it is left out of a scale that says so under left_out, "
            "and missing in any other.",
            each=_NUMBER_OR_TEXT,
            schema={"minItems": 1, "uniqueItems": True},
        ),
    ] = ()
    provenance: OptionalFact = Provenance()

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


@schema_entry("item", "One item. Its id is opaque: never the wording.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. Its id is opaque, its label our own words."""

    id: Annotated[str, Key(shape=LOCAL_ID, overlay="Id of an item of the instrument.")]
    position: Annotated[int, Key(given_by="position")]
    coding: Annotated[
        Coding,
        Key(
            "Which of the codings its answers use.",
            schema={"type": "string"},
            refers_to="coding",
        ),
    ]
    label: Annotated[
        str,
        Key(
            "A short neutral label in this project's own words.",
            schema={"maxLength": 80},
            alters="words",
            overlay="A short label to show instead of the definition's.",
        ),
    ]
    text: Annotated[
        str,
        Key(
            "The wording. Only where licence.text allows it, with evidence.",
            alters="words",
            overlay="The wording, where you may use it.",
        ),
    ] = ""
    codes: Codes = ()


@schema_entry(
    "skip", "One rule by which items may be skipped.", oneOf=one_of("at_most", "at_least")
)
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

    after: Annotated[
        tuple[str, ...],
        Key(
            "The items that are answered first, by id or position.",
            each=ITEM_REF,
            refers_to="item",
            schema={"minItems": 1},
        ),
    ]
    at_most: Annotated[
        float | None,
        Key(
            "The others may be skipped when all of these are answered and their sum is this "
            "or lower."
        ),
    ] = None
    at_least: Annotated[
        float | None,
        Key(
            "The others may be skipped when all of these are answered and their sum is this "
            "or higher."
        ),
    ] = None
    skipped: Annotated[
        tuple[str, ...],
        Key(
            "The items that may then be blank, by id or position.",
            each=ITEM_REF,
            refers_to="item",
            schema={"minItems": 1},
        ),
    ]
    counts_as: Annotated[
        float, Key("What each of them counts when it is blank, before any reversal.")
    ]
    provenance: CheckedFact = Provenance()

    def follows(self, total: float) -> bool:
        """Whether the sum of the answers leads past the others."""
        if self.at_most is not None:
            return total <= self.at_most
        return self.at_least is not None and total >= self.at_least


@schema_entry(
    "alert",
    "An answer or a score that a person should look at.",
    allOf=[{"oneOf": one_of("item", "scale")}, {"oneOf": one_of("at_least", "at_most")}],
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An answer or a score that a person should look at.

    Exactly one of ``item`` and ``scale`` is set, and exactly one of
    ``at_least`` and ``at_most``.
    """

    item: Annotated[str, Key(shape=ITEM_REF, refers_to="item")] = ""
    scale: Annotated[str, Key(shape=LOCAL_ID, refers_to="scale")] = ""
    at_least: Annotated[
        float | None, Key("Raised when the answer or score is this or higher.")
    ] = None
    at_most: Annotated[
        float | None, Key("Raised when the answer or score is this or lower.")
    ] = None
    message: Annotated[
        str, Key("What to tell the clinician.", required=True, alters="words")
    ] = ""
    provenance: CheckedFact = Provenance()

    @property
    def target(self) -> str:
        """Id of the item or scale that is watched."""
        return self.item or self.scale

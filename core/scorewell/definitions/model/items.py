"""Items, the answers that they allow, and the answers that call for attention."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import groupby

from scorewell.definitions.model.keys import (
    ENTRY_ID,
    ITEM_REF,
    LANGUAGE_TAG,
    LOCAL_ID,
    document_class,
    document_key,
    one_of,
)
from scorewell.definitions.model.sources import Provenance, TermCode

_NUMBER_OR_TEXT = {"type": ["string", "number"]}

_LONG_RUN = 20
"""From so many bare numbers on they are told as a range."""


@document_class("answer")
class Answer:
    """One allowed answer."""

    value: float = document_key(
        "The number that is scored.", schema={"minimum": -1000000, "maximum": 1000000}
    )
    label: str = document_key("What the form prints for this answer.", default="")


def _labels(labels: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(label or "" for label in labels)


@document_class(
    "translation",
    description="The labels of a coding as a form in another language prints them; never a "
    "translation made for this file.",
)
class Translation:
    """The labels of a coding in another language, as a form in it prints them."""

    language: str = document_key(given_by="name", shape=LANGUAGE_TAG)
    labels: tuple[str, ...] = document_key(
        "One label per answer, in the order of values; null where the form prints none.",
        element={"type": ["string", "null"], "minLength": 1},
        schema={"minItems": 2, "maxItems": 200},
        convert=_labels,
    )
    provenance: Provenance = document_key(inline=(), default=Provenance())


@document_class("coding", slots=False)
class Coding:
    """One set of allowed answers."""

    id: str = document_key(given_by="name", shape=LOCAL_ID, alters="words")
    answers: tuple[Answer, ...] = document_key(
        "The allowed answers, each with the number that is scored and, where the source "
        "prints one, the label on the form.",
        name="values",
        schema={"minItems": 2, "maxItems": 200},
    )
    alternatives: Mapping[str, tuple[float | str, ...]] = document_key(
        "Other encodings of the same answers that data files use. One is applied only when "
        "the user names it.",
        names=ENTRY_ID,
        element={
            "description": "The codes found in the file, in the order of values.",
            "type": "array",
            "minItems": 2,
            "items": _NUMBER_OR_TEXT,
        },
        adding_alters="words",
        default_factory=dict,
    )
    language: str = document_key(
        "Language of the labels under values; en, English, if not given.",
        shape=LANGUAGE_TAG,
        alters="words",
        default="en",
    )
    translations: tuple[Translation, ...] = document_key(
        "What forms in other languages print for these answers, by language. Answers may be "
        "written as labels in any of them; results say in which they were.",
        schema={"minProperties": 1},
        adding_alters="words",
        overlay="What forms in other languages print for the answers, by language; one that "
        "the definition does not have.",
        default=(),
    )
    shared_values: tuple[float, ...] = document_key(
        "Values that several answers score, where the form has more answers than values; a "
        "value that is there twice is an error otherwise.",
        element={"type": "number"},
        schema={"minItems": 1, "uniqueItems": True},
        alters="words",
        default=(),
    )
    not_applicable: tuple[float | str, ...] = document_key(
        "Codes by which a respondent says that the item does not apply to them. Such an "
        "answer scores nothing: it is left out of a scale that says so under left_out, and "
        "missing in any other.",
        element=_NUMBER_OR_TEXT,
        schema={"minItems": 1, "uniqueItems": True},
        default=(),
    )
    provenance: Provenance = document_key(inline=(), default=Provenance())

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
        labels = {self.language: tuple(answer.label for answer in self.answers)}
        return labels | {
            translation.language: translation.labels for translation in self.translations
        }

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
        texts: list[str] = []
        for bare, group in groupby(self.answers, key=lambda answer: not answer.label):
            run = list(group)
            run_texts = [f"{answer.value:g} {answer.label}".strip() for answer in run]
            long = bare and len(run) >= _LONG_RUN and self.consecutive
            texts += [f"{run_texts[0]} to {run_texts[-1]}"] if long else run_texts
        return tuple(texts)

    @cached_property
    def has_labels(self) -> bool:
        """Whether every answer has a label."""
        return all(answer.label for answer in self.answers)


@document_class("item")
class Item:
    """One item. Its id is opaque: never the wording."""

    id: str = document_key(shape=LOCAL_ID, overlay="Id of an item of the instrument.")
    position: int = document_key(given_by="position")
    coding: Coding = document_key(
        "Which of the codings its answers use.", schema={"type": "string"}, refers_to="coding"
    )
    label: str = document_key(
        "A short neutral label in this project's own words.",
        schema={"maxLength": 80},
        alters="words",
        overlay="A short label to show instead of the definition's.",
    )
    text: str = document_key(
        "The wording. Only where licence.text allows it, with evidence.",
        alters="words",
        overlay="The wording, where you may use it.",
        default="",
    )
    codes: tuple[TermCode, ...] = document_key(
        "Codes of this thing in a terminology such as LOINC.", alters="words", default=()
    )


@document_class("skip", oneOf=one_of("at_most", "at_least"))
class Skip:
    """One rule by which items may be skipped."""

    after: tuple[str, ...] = document_key(
        "The items that are answered first, by id or position.",
        element=ITEM_REF,
        refers_to="item",
        schema={"minItems": 1},
    )
    at_most: float | None = document_key(
        "The others may be skipped when all of these are answered and their sum is this or "
        "lower.",
        default=None,
    )
    at_least: float | None = document_key(
        "The others may be skipped when all of these are answered and their sum is this or "
        "higher.",
        default=None,
    )
    skipped: tuple[str, ...] = document_key(
        "The items that may then be blank, by id or position.",
        element=ITEM_REF,
        refers_to="item",
        schema={"minItems": 1},
    )
    counts_as: float = document_key(
        "What each of them counts when it is blank, before any reversal."
    )
    provenance: Provenance = document_key(inline=("checked",), default=Provenance())

    def follows(self, total: float) -> bool:
        """Whether the sum of the answers leads past the others."""
        if self.at_most is not None:
            return total <= self.at_most
        return self.at_least is not None and total >= self.at_least


@document_class(
    "alert",
    allOf=[{"oneOf": one_of("item", "scale")}, {"oneOf": one_of("at_least", "at_most")}],
)
class Alert:
    """An answer or a score that a person should look at."""

    item: str = document_key(shape=ITEM_REF, refers_to="item", default="")
    scale: str = document_key(shape=LOCAL_ID, refers_to="scale", default="")
    at_least: float | None = document_key(
        "Raised when the answer or score is this or higher.", default=None
    )
    at_most: float | None = document_key(
        "Raised when the answer or score is this or lower.", default=None
    )
    message: str = document_key(
        "What to tell the clinician.", required=True, alters="words", default=""
    )
    provenance: Provenance = document_key(inline=("checked",), default=Provenance())

    @property
    def target(self) -> str:
        """Id of the item or scale that is watched."""
        return self.item or self.scale

"""A rule over several measures at once, as data.

A rule names the measures it is about (or takes any), the thresholds it judges
each of them by (or takes each measure's own analysis of change), and outcomes:
each a list of conditions that must all hold. The format in which people write
it is described in ``schemas/outcome-rule.schema.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.definitions.model.keys import (
    ENTRY_ID,
    FORMAT,
    LOCAL_ID,
    NOTE_TEXT,
    VERSION,
    Shape,
    document_class,
    document_key,
    one_of,
)
from scorewell.definitions.model.sources import Provenance, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Answers = NDArray[np.int8]


FACTS: Mapping[str, str] = {
    "clinical_pre": "in the clinical range at baseline",
    "functional_pre": "in the functional range at baseline",
    "clinical_post": "in the clinical range at the end",
    "functional_post": "in the functional range at the end",
    "improved": "improved reliably",
    "unchanged": "unchanged",
    "deteriorated": "deteriorated reliably",
    "recovered": "clinical at baseline, functional at the end and reliably improved",
    "better_band": "in a better band at the end than at baseline",
    "same_band": "in the same band at the end as at baseline",
    "worse_band": "in a worse band at the end than at baseline",
    "band_pre": "at baseline in the band",
    "band_post": "at the end in the band",
}
"""What a rule may ask about one respondent on one measure, in words."""

BAND_PLACES = frozenset({"band_pre", "band_post"})
"""The facts that name bands: the condition says which."""


FACT = Shape("fact", "What is asked about a measure.", {"enum": [*FACTS]})

_POSITIVE = {"exclusiveMinimum": 0}
_CASE = {
    "at_least": "Scores from here on upwards; the score itself counts.",
    "above": "Scores above this; the score itself does not count.",
    "at_most": "Scores from here on downwards; the score itself counts.",
    "below": "Scores below this; the score itself does not count.",
}
_RELIABLE = {"at_least": "So many points or more.", "more_than": "More points than this."}
_AMOUNT = {"at_least": "So much or more.", "more_than": "More than this."}


@document_class("edge")
class Edge:
    """A threshold of a rule."""

    value: float = document_key(choices=_CASE | _RELIABLE)
    inclusive: bool = document_key(choice_keys=("at_least", "at_most"))
    provenance: Provenance = document_key(inline=("checked",), default=Provenance())


def _is_percent(unit: str) -> bool:
    return unit == "percent"


@document_class("amount", oneOf=one_of(*_AMOUNT))
class Amount:
    """An amount of change, in either direction."""

    name: str = document_key(given_by="name", shape=LOCAL_ID)
    edge: Edge = document_key(inline=("checked",), choices=_AMOUNT, schema=_POSITIVE)
    percent: bool = document_key(
        "points of the scale, unless told otherwise; or percent of the score at baseline. "
        "Nothing is a percentage of a baseline of 0, so it is not determined there.",
        name="unit",
        schema={"enum": ["points", "percent"]},
        convert=_is_percent,
        default=False,
    )

    @property
    def words(self) -> str:
        """For example ``at least 30 % of the score at baseline``."""
        least = "at least" if self.edge.inclusive else "more than"
        unit = "% of the score at baseline" if self.percent else "points"
        return f"{least} {self.edge.value:g} {unit}"


@document_class("measureThresholds", anyOf=one_of("case", "reliable", "amounts", "bands"))
class MeasureThresholds:
    """A scale that may take the part, with the thresholds it is judged by."""

    scale: str = document_key(
        "instrument.scale, for example phq-9.total.",
        schema={"pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*\\.[a-z][a-z0-9]*(_[a-z0-9]+)*$"},
    )
    better: str = document_key(
        "Which direction is improvement; the scale must have the same.",
        schema={"enum": ["lower", "higher"]},
    )
    case: Edge | None = document_key(
        "Where the clinical range begins: at_least or above where lower is better, at_most "
        "or below where higher is better. at_least and at_most count a score exactly there.",
        choices=_CASE,
        default=None,
    )
    reliable: Edge | None = document_key(
        "How many points a reliable change has, in either direction.",
        choices=_RELIABLE,
        schema=_POSITIVE,
        default=None,
    )
    amounts: tuple[Amount, ...] = document_key(
        "Further amounts of change, by name, which conditions name with by: important "
        "changes, levels of response.",
        schema={"minProperties": 1, "maxProperties": 10},
        default=(),
    )
    bands: str = document_key(
        "Id of a set of bands in the definition of the instrument, for conditions on bands. "
        "The bands themselves stay in the definition; the direction of improvement orders "
        "them.",
        shape=ENTRY_ID,
        default="",
    )

    def edges(self) -> tuple[tuple[str, Edge], ...]:
        """Every threshold that it has, by name."""
        edges = (("case", self.case), ("reliable", self.reliable))
        return (
            *((name, edge) for name, edge in edges if edge is not None),
            *((amount.name, amount.edge) for amount in self.amounts),
        )


@document_class("measure")
class Role:
    """One measure of a rule."""

    name: str = document_key(
        "The part of the measure in the rule.", name="role", shape=LOCAL_ID
    )
    title: str = document_key("What a reader sees.", default="")
    scales: tuple[MeasureThresholds, ...] = document_key(
        "The scales that may take this part, each with the thresholds it is judged by. "
        "Without them every scale may, and is judged by its own analysis of change.",
        schema={"minItems": 1},
        default=(),
    )


@document_class(
    "condition",
    oneOf=[
        *one_of("every", "some", "none"),
        {"required": ["more", "than"]},
        *one_of("is", "is_not"),
    ],
    dependentRequired={"than": ["more"]},
)
class Condition:
    """One condition of an outcome."""

    kind: str = document_key(choice_keys=("every", "some", "none", "more", "is", "is_not"))
    word: str = document_key(
        choices={
            "every": "True of every measure.",
            "some": "True of at least one measure.",
            "none": "True of no measure.",
            "more": "True of more measures than the fact named by than.",
            "is": replace(LOCAL_ID, description="An outcome named before, which must be met."),
            "is_not": replace(
                LOCAL_ID, description="An outcome named before, which must not be met."
            ),
        },
        shape=FACT,
    )
    than: str = document_key("The other fact of more.", shape=FACT, default="")
    by: str = document_key(
        "For improved, unchanged, deteriorated and recovered: the amount, named under "
        "amounts of every scale, that decides instead of the reliable change.",
        shape=LOCAL_ID,
        default="",
    )
    bands: tuple[str, ...] = document_key(
        "For band_pre and band_post: the labels of the bands of which one must hold.",
        schema={"minItems": 1, "uniqueItems": True},
        default=(),
    )

    @property
    def about_measures(self) -> bool:
        """Whether it asks about measures, not about an outcome named before."""
        return self.kind not in {"is", "is_not"}

    @property
    def words(self) -> tuple[str, ...]:
        """The facts that it asks about; none where it asks about an outcome."""
        return tuple(filter(None, (self.word, self.than))) if self.about_measures else ()


_ALL_HOLD = "Conditions that must all hold."
_CONDITIONS = {"minItems": 1, "maxItems": 20}


@document_class("outcome", slots=False)
class RuleOutcome:
    """One outcome of a rule.

    Attributes
    ----------
    test : callable or None
        What conditions cannot say, a plugin says in Python, instead of
        ``when``: ``test(measures)`` gets a mapping from role to
        :class:`~scorewell.change.outcome_rules.measure_facts.MeasureFacts` and returns an
        integer array with, for each respondent, 1 (yes), 0 (no) or -1 (not determined).
    """

    id: str = document_key(shape=LOCAL_ID)
    title: str = document_key(
        "The name that a reader sees, for example reliable recovery.", schema={"maxLength": 120}
    )
    definition: str = document_key("What it means, in words.")
    when: tuple[Condition, ...] = document_key(
        _ALL_HOLD, schema=_CONDITIONS, required=True, default=()
    )
    among: str = document_key(
        "Id of the outcome whose respondents are the denominator; all assessable "
        "respondents, if not given.",
        shape=LOCAL_ID,
        default="",
    )
    provenance: Provenance = document_key(inline=("checked",), default=Provenance())
    test: Callable[[Mapping[str, object]], Answers] | None = None


@document_class("choice", slots=False)
class Choice:
    """One reading of an option."""

    id: str = document_key(shape=ENTRY_ID)
    text: str = document_key("The reading in words.")
    outcomes: Mapping[str, bool] = document_key(
        "What the outcomes are for those whom the option concerns.",
        names=LOCAL_ID,
        schema={"minProperties": 1},
    )


@document_class("option", slots=False)
class RuleOption:
    """Something that a rule leaves open."""

    id: str = document_key(shape=LOCAL_ID)
    title: str = document_key("The question.")
    applies: tuple[Condition, ...] = document_key(_ALL_HOLD, schema=_CONDITIONS)
    choices: tuple[Choice, ...] = document_key("The readings, by name.", schema={"minItems": 2})
    default: str = document_key(
        "The choice taken unless another is named. Leave it out where there is no ground "
        "for one.",
        shape=ENTRY_ID,
        default="",
    )
    note: str = document_key(shape=NOTE_TEXT, default="")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the choices are about."""
        return tuple(dict.fromkeys(name for choice in self.choices for name in choice.outcomes))


@document_class(
    "outcome-rule",
    slots=False,
    title="scorewell outcome rule",
    properties={"format": FORMAT},
    oneOf=one_of("measures", "any_measures"),
)
class OutcomeRule:
    """A rule over several measures at once.

    The measures with their thresholds, and the outcomes. Every number says where it comes from.

    Attributes
    ----------
    file, digest : str
        Where it was read from, and the SHA-256 of that file; empty for a rule
        made in Python.
    """

    name: str = document_key(name="rule", shape=ENTRY_ID)
    version: str = document_key(shape=VERSION, required=True, default="")
    title: str = document_key("The name that a reader sees.", schema={"maxLength": 200})
    summary: str = document_key("What the rule is for, in a sentence or two.")
    sources: Mapping[str, Source] = document_key(
        "Everything that is cited, by id. A source needs a title and at least a DOI, a web "
        "address or where it was published.",
        element={"anyOf": one_of("doi", "url", "container")},
        schema={"minProperties": 1},
        defines="source",
        default_factory=dict,
    )
    roles: tuple[Role, ...] = document_key(
        "The measures that the rule is about, each by its part in it.",
        name="measures",
        schema={"minItems": 1, "maxItems": 20},
        default=(),
    )
    fewest: int = document_key(
        "For a rule over any measures, each judged by its own analysis of change: how many "
        "it needs at least.",
        name="any_measures",
        schema={"minimum": 1, "maximum": 20},
        default=2,
    )
    outcomes: tuple[RuleOutcome, ...] = document_key(
        "The outcomes, in the order of reports. One may ask about those before it.",
        schema={"minItems": 1, "maxItems": 50},
    )
    options: tuple[RuleOption, ...] = document_key(
        "What the rule leaves open. Without a choice, the outcomes that the choices are "
        "about are not determined where the option applies.",
        schema={"minItems": 1},
        default=(),
    )
    notes: tuple[str, ...] = document_key(
        "What a user of the rule must know; printed with every result.",
        schema={"minItems": 1},
        default=(),
    )
    file: str = ""
    digest: str = ""

    def outcome(self, id_: str) -> RuleOutcome:
        """The outcome of this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for outcome in self.outcomes:
            if outcome.id == id_:
                return outcome
        raise KeyError(id_)

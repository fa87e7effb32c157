"""A rule over several measures at once, as data.

A rule names the measures it is about (or takes any), the thresholds it judges
each of them by (or takes each measure's own analysis of change), and outcomes:
each a list of conditions that must all hold. The format in which people write
it is described in ``schemas/outcome-rule.schema.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

from scorewell.definitions.model.keys import (
    ENTRY_ID,
    FORMAT,
    LOCAL_ID,
    NOTE_TEXT,
    VERSION,
    Key,
    Shape,
    one_of,
    schema_entry,
)
from scorewell.definitions.model.sources import CheckedFact, Provenance, Source

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


@schema_entry("edge", "A threshold of a rule.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A threshold of a rule.

    Attributes
    ----------
    value : float
        In points of the scale.
    inclusive : bool
        Whether exactly this value counts.
    provenance : Provenance
        Where it comes from.
    """

    value: Annotated[float, Key(choices=_CASE | _RELIABLE)]
    inclusive: Annotated[bool, Key(chosen=("at_least", "at_most"))]
    provenance: CheckedFact = Provenance()


def _is_percent(unit: str) -> bool:
    return unit == "percent"


@schema_entry("amount", "An amount of change, in either direction.", oneOf=one_of(*_AMOUNT))
@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A named amount of change of a rule, in either direction.

    Attributes
    ----------
    name : str
        What conditions call it.
    edge : Edge
        In points of the scale, or in per cent of the score at baseline.
    percent : bool
        Whether it is in per cent of the score at baseline.
    """

    name: Annotated[str, Key(given_by="name", shape=LOCAL_ID)]
    edge: Annotated[Edge, Key(inline=("checked",), choices=_AMOUNT, schema=_POSITIVE)]
    percent: Annotated[
        bool,
        Key(
            "points of the scale, unless told otherwise; or percent of the score at "
            "baseline. Nothing is a percentage of a baseline of 0, so it is not determined "
            "there.",
            name="unit",
            schema={"enum": ["points", "percent"]},
            convert=_is_percent,
        ),
    ] = False

    @property
    def words(self) -> str:
        """For example ``at least 30 % of the score at baseline``."""
        least = "at least" if self.edge.inclusive else "more than"
        unit = "% of the score at baseline" if self.percent else "points"
        return f"{least} {self.edge.value:g} {unit}"


@schema_entry(
    "measureThresholds",
    "A scale that may take the part, with the thresholds it is judged by.",
    anyOf=one_of("case", "reliable", "amounts", "bands"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureThresholds:
    """The thresholds that a rule judges one scale by.

    Attributes
    ----------
    scale : str
        ``instrument.scale``, for example ``phq-9.total``.
    better : {'lower', 'higher'}
        Direction of improvement, which the scale must share.
    case : Edge or None
        Scores from here on, towards the worse end, are in the clinical range.
    reliable : Edge or None
        How many points a reliable change has, in either direction.
    amounts : tuple of Amount
        Further amounts of change, by name.
    bands : str
        Id of the set of bands, in the definition of the instrument, that
        conditions on bands are about; empty where there are none.
    """

    scale: Annotated[
        str,
        Key(
            "instrument.scale, for example phq-9.total.",
            schema={"pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*$"},
        ),
    ]
    better: Annotated[
        str,
        Key(
            "Which direction is improvement; the scale must have the same.",
            schema={"enum": ["lower", "higher"]},
        ),
    ]
    case: Annotated[
        Edge | None,
        Key(
            "Where the clinical range begins: at_least or above where lower is better, "
            "at_most or below where higher is better. at_least and at_most count a score "
            "exactly there.",
            choices=_CASE,
        ),
    ] = None
    reliable: Annotated[
        Edge | None,
        Key(
            "How many points a reliable change has, in either direction.",
            choices=_RELIABLE,
            schema=_POSITIVE,
        ),
    ] = None
    amounts: Annotated[
        tuple[Amount, ...],
        Key(
            "Further amounts of change, by name, which conditions name with by: important "
            "changes, levels of response.",
            schema={"minProperties": 1, "maxProperties": 10},
        ),
    ] = ()
    bands: Annotated[
        str,
        Key(
            "Id of a set of bands in the definition of the instrument, for conditions on "
            "bands. The bands themselves stay in the definition; the direction of "
            "improvement orders them.",
            shape=ENTRY_ID,
        ),
    ] = ""

    def edges(self) -> tuple[tuple[str, Edge], ...]:
        """Every threshold that it has, by name."""
        named = (("case", self.case), ("reliable", self.reliable))
        return (
            *((name, edge) for name, edge in named if edge is not None),
            *((each.name, each.edge) for each in self.amounts),
        )


@schema_entry("measure", "One measure of a rule.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One measure of a rule, named by its part in it.

    Attributes
    ----------
    name : str
        For example ``depression``.
    title : str
        What a reader sees.
    scales : tuple of MeasureThresholds
        The scales that may take the part. Without any, every scale may, and
        is judged by its own analysis of change.
    """

    name: Annotated[
        str, Key("The part of the measure in the rule.", name="role", shape=LOCAL_ID)
    ]
    title: Annotated[str, Key("What a reader sees.")] = ""
    scales: Annotated[
        tuple[MeasureThresholds, ...],
        Key(
            "The scales that may take this part, each with the thresholds it is judged by. "
            "Without them every scale may, and is judged by its own analysis of change.",
            schema={"minItems": 1},
        ),
    ] = ()


@schema_entry(
    "condition",
    "One condition of an outcome.",
    oneOf=[
        *one_of("every", "some", "none"),
        {"required": ["more", "than"]},
        *one_of("is", "is_not"),
    ],
    dependentRequired={"than": ["more"]},
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of an outcome.

    Attributes
    ----------
    kind : {'every', 'some', 'none', 'more', 'is', 'is_not'}
        ``every``, ``some`` and ``none`` ask about the measures; ``more`` asks
        whether more measures answer to ``word`` than to ``than``; ``is`` and
        ``is_not`` ask about an outcome named before.
    word : str
        One of :data:`FACTS`, or the id of an outcome.
    than : str
        The other fact of ``more``.
    by : str
        Name of the amount of change that decides what is improved,
        unchanged and deteriorated; the reliable change if empty.
    bands : tuple of str
        The labels that ``band_pre`` and ``band_post`` are about: one of them.
    """

    kind: Annotated[str, Key(chosen=("every", "some", "none", "more", "is", "is_not"))]
    word: Annotated[
        str,
        Key(
            choices={
                "every": "True of every measure.",
                "some": "True of at least one measure.",
                "none": "True of no measure.",
                "more": "True of more measures than the fact named by than.",
                "is": replace(
                    LOCAL_ID, description="An outcome named before, which must be met."
                ),
                "is_not": replace(
                    LOCAL_ID, description="An outcome named before, which must not be met."
                ),
            },
            shape=FACT,
        ),
    ]
    than: Annotated[str, Key("The other fact of more.", shape=FACT)] = ""
    by: Annotated[
        str,
        Key(
            "For improved, unchanged, deteriorated and recovered: the amount, named under "
            "amounts of every scale, that decides instead of the reliable change.",
            shape=LOCAL_ID,
        ),
    ] = ""
    bands: Annotated[
        tuple[str, ...],
        Key(
            "For band_pre and band_post: the labels of the bands of which one must hold.",
            schema={"minItems": 1, "uniqueItems": True},
        ),
    ] = ()

    @property
    def about_measures(self) -> bool:
        """Whether it asks about measures, not about an outcome named before."""
        return self.kind not in {"is", "is_not"}

    @property
    def words(self) -> tuple[str, ...]:
        """The facts that it asks about; none where it asks about an outcome."""
        return tuple(filter(None, (self.word, self.than))) if self.about_measures else ()


Conditions = Annotated[
    tuple[Condition, ...],
    Key(
        "Conditions that must all hold.", schema={"minItems": 1, "maxItems": 20}, required=True
    ),
]


@schema_entry("outcome", "One outcome of a rule.")
@dataclass(frozen=True, kw_only=True)
class RuleOutcome:
    """One outcome of a rule: every condition holds.

    Attributes
    ----------
    id, title, definition : str
        Its name in data, its name for a reader, and what it means.
    when : tuple of Condition
        All must hold.
    among : str
        Id of the outcome whose respondents are the denominator; all
        assessable respondents if empty.
    provenance : Provenance
        Where the definition comes from.
    test : callable or None
        What conditions cannot say, a plugin says in Python, instead of
        ``when``: ``test(measures)`` gets a mapping from role to
        :class:`~scorewell.change.outcome_rules.measure_facts.Judged` and returns an
        integer array with, for each respondent, 1 (yes), 0 (no) or -1 (not determined).
    """

    id: Annotated[str, Key(shape=LOCAL_ID)]
    title: Annotated[
        str,
        Key(
            "The name that a reader sees, for example reliable recovery.",
            schema={"maxLength": 120},
        ),
    ]
    definition: Annotated[str, Key("What it means, in words.")]
    when: Conditions = ()
    among: Annotated[
        str,
        Key(
            "Id of the outcome whose respondents are the denominator; all assessable "
            "respondents, if not given.",
            shape=LOCAL_ID,
        ),
    ] = ""
    provenance: CheckedFact = Provenance()
    test: Callable[[Mapping[str, object]], Answers] | None = None


@schema_entry("choice", "One reading of an option.")
@dataclass(frozen=True, kw_only=True)
class Choice:
    """One reading of an option: what the outcomes are where the option applies."""

    id: Annotated[str, Key(shape=ENTRY_ID)]
    text: Annotated[str, Key("The reading in words.")]
    outcomes: Annotated[
        Mapping[str, bool],
        Key(
            "What the outcomes are for those whom the option concerns.",
            names=LOCAL_ID,
            schema={"minProperties": 1},
        ),
    ]


@schema_entry("option", "Something that a rule leaves open.")
@dataclass(frozen=True, kw_only=True)
class RuleOption:
    """Something that a rule leaves open.

    Where ``applies`` holds and no choice is made, the outcomes that the
    choices are about are not determined.

    Attributes
    ----------
    id, title : str
        Its name in data and the question for a reader.
    applies : tuple of Condition
        Whom it concerns: all must hold.
    choices : tuple of Choice
        The readings, at least two.
    default : str
        Id of the choice taken unless another is named; empty where there is
        no ground for one.
    note : str
        Why it is open.
    """

    id: Annotated[str, Key(shape=LOCAL_ID)]
    title: Annotated[str, Key("The question.")]
    applies: Conditions
    choices: Annotated[
        tuple[Choice, ...], Key("The readings, by name.", schema={"minItems": 2})
    ]
    default: Annotated[
        str,
        Key(
            "The choice taken unless another is named. Leave it out where there is no "
            "ground for one.",
            shape=ENTRY_ID,
        ),
    ] = ""
    note: Annotated[str, Key(shape=NOTE_TEXT)] = ""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the choices are about."""
        return tuple(dict.fromkeys(name for each in self.choices for name in each.outcomes))


@schema_entry(
    "outcome-rule",
    "A rule over several measures at once: the measures with their thresholds, and "
    "the outcomes. Every number says where it comes from.",
    title="scorewell outcome rule",
    properties={"format": FORMAT},
    oneOf=one_of("measures", "any_measures"),
)
@dataclass(frozen=True, kw_only=True)
class OutcomeRule:
    """A named rule over several measures at once.

    Attributes
    ----------
    name, version, title, summary : str
        Name in studies, version of the definition, name and purpose for a
        reader.
    roles : tuple of Role
        The measures it is about. Empty for a rule over any measures, each
        judged by its own analysis of change.
    fewest : int
        How many measures a rule over any measures needs.
    outcomes : tuple of RuleOutcome
        In the order of reports; one may ask about those before it.
    options : tuple of RuleOption
        What it leaves open.
    sources : mapping of str to Source
        Everything cited, by id.
    notes : tuple of str
        What a user must know.
    file, digest : str
        Where it was read from, and the SHA-256 of that file; empty for a rule
        made in Python.
    """

    name: Annotated[str, Key(name="rule", shape=ENTRY_ID)]
    version: Annotated[str, Key(shape=VERSION, required=True)] = ""
    title: Annotated[str, Key("The name that a reader sees.", schema={"maxLength": 200})]
    summary: Annotated[str, Key("What the rule is for, in a sentence or two.")]
    sources: Annotated[
        Mapping[str, Source],
        Key(
            "Everything that is cited, by id. A source needs a title and at least a DOI, a "
            "web address or where it was published.",
            each={"anyOf": one_of("doi", "url", "container")},
            schema={"minProperties": 1},
            defines="source",
        ),
    ] = field(default_factory=dict)
    roles: Annotated[
        tuple[Role, ...],
        Key(
            "The measures that the rule is about, each by its part in it.",
            name="measures",
            schema={"minItems": 1, "maxItems": 20},
        ),
    ] = ()
    fewest: Annotated[
        int,
        Key(
            "For a rule over any measures, each judged by its own analysis of change: how "
            "many it needs at least.",
            name="any_measures",
            schema={"minimum": 1, "maximum": 20},
        ),
    ] = 2
    outcomes: Annotated[
        tuple[RuleOutcome, ...],
        Key(
            "The outcomes, in the order of reports. One may ask about those before it.",
            schema={"minItems": 1, "maxItems": 50},
        ),
    ]
    options: Annotated[
        tuple[RuleOption, ...],
        Key(
            "What the rule leaves open. Without a choice, the outcomes that the choices are "
            "about are not determined where the option applies.",
            schema={"minItems": 1},
        ),
    ] = ()
    notes: Annotated[
        tuple[str, ...],
        Key(
            "What a user of the rule must know; printed with every result.",
            schema={"minItems": 1},
        ),
    ] = ()
    file: str = ""
    digest: str = ""

    def outcome(self, id_: str) -> RuleOutcome:
        """The outcome of this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for each in self.outcomes:
            if each.id == id_:
                return each
        raise KeyError(id_)

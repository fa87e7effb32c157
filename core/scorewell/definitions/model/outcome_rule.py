"""A rule over several measures at once, as data.

A rule names the measures it is about (or takes any), the thresholds it judges
each of them by (or takes each measure's own analysis of change), and outcomes:
each a list of conditions that must all hold. The format in which people write
it is described in ``schemas/outcome-rule.schema.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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

    value: float
    inclusive: bool
    provenance: Provenance = Provenance()


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

    name: str
    edge: Edge
    percent: bool = False

    @property
    def words(self) -> str:
        """For example ``at least 30 % of the score at baseline``."""
        least = "at least" if self.edge.inclusive else "more than"
        unit = "% of the score at baseline" if self.percent else "points"
        return f"{least} {self.edge.value:g} {unit}"


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

    scale: str
    better: str
    case: Edge | None = None
    reliable: Edge | None = None
    amounts: tuple[Amount, ...] = ()
    bands: str = ""

    def edges(self) -> tuple[tuple[str, Edge], ...]:
        """Every threshold that it has, by name."""
        named = (("case", self.case), ("reliable", self.reliable))
        return (
            *((name, edge) for name, edge in named if edge is not None),
            *((each.name, each.edge) for each in self.amounts),
        )


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

    name: str
    title: str = ""
    scales: tuple[MeasureThresholds, ...] = ()


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

    kind: str
    word: str
    than: str = ""
    by: str = ""
    bands: tuple[str, ...] = ()

    @property
    def about_measures(self) -> bool:
        """Whether it asks about measures, not about an outcome named before."""
        return self.kind not in {"is", "is_not"}

    @property
    def words(self) -> tuple[str, ...]:
        """The facts that it asks about; none where it asks about an outcome."""
        return tuple(filter(None, (self.word, self.than))) if self.about_measures else ()


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

    id: str
    title: str
    definition: str
    when: tuple[Condition, ...] = ()
    among: str = ""
    provenance: Provenance = Provenance()
    test: Callable[[Mapping[str, object]], Answers] | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One reading of an option: what the outcomes are where the option applies."""

    id: str
    text: str
    outcomes: Mapping[str, bool]


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

    id: str
    title: str
    applies: tuple[Condition, ...]
    choices: tuple[Choice, ...]
    default: str = ""
    note: str = ""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the choices are about."""
        return tuple(dict.fromkeys(name for each in self.choices for name in each.outcomes))


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

    name: str
    title: str
    summary: str
    outcomes: tuple[RuleOutcome, ...]
    version: str = ""
    roles: tuple[Role, ...] = ()
    fewest: int = 2
    options: tuple[RuleOption, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
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

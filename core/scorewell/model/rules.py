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

from scorewell.model.sources import Provenance, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Answers = NDArray[np.int8]

__all__ = [
    "FACTS",
    "Choice",
    "Condition",
    "Edge",
    "MeasureThresholds",
    "OutcomeRule",
    "Role",
    "RuleOption",
    "RuleOutcome",
]

FACTS: Mapping[str, str] = {
    "clinical_pre": "in the clinical range at baseline",
    "functional_pre": "in the functional range at baseline",
    "clinical_post": "in the clinical range at the end",
    "functional_post": "in the functional range at the end",
    "improved": "improved reliably",
    "unchanged": "unchanged",
    "deteriorated": "deteriorated reliably",
    "recovered": "clinical at baseline, functional at the end and reliably improved",
}
"""What a rule may ask about one respondent on one measure, in words."""


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
class MeasureThresholds:
    """The thresholds that a rule judges one scale by.

    Attributes
    ----------
    scale : str
        ``instrument.scale``, for example ``phq-9.total``.
    better : {'lower', 'higher'}
        Direction of improvement, which the scale must share.
    case : Edge
        Scores from here on, towards the worse end, are in the clinical range.
    reliable : Edge
        How many points a reliable change has, in either direction.
    """

    scale: str
    better: str
    case: Edge
    reliable: Edge


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
    """

    kind: str
    word: str
    than: str = ""


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
        :class:`~scorewell.outcomes.Judged` and returns an integer array with,
        for each respondent, 1 (yes), 0 (no) or -1 (not determined).
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

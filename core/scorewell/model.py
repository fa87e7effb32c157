"""What a definition says, as frozen values.

An :class:`Instrument` is the whole of one questionnaire; everything below it
is a value without behaviour beyond what follows from its own fields. The
format in which people write it is described, property by property, in
``schemas/instrument.schema.json``; the attributes here carry the same names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

__all__ = [
    "Alert",
    "Answer",
    "Band",
    "BandSet",
    "ChangeDefaults",
    "Coding",
    "Example",
    "Instrument",
    "Item",
    "Licence",
    "LicenceFact",
    "MissingRule",
    "Norm",
    "Note",
    "Origin",
    "Provenance",
    "Reliability",
    "Sample",
    "Scale",
    "Source",
    "TermCode",
    "Threshold",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A work or page that is cited."""

    id: str
    title: str
    authors: str = ""
    year: int | None = None
    container: str = ""
    doi: str = ""
    url: str = ""
    accessed: int | None = None
    note: str = ""

    @property
    def citation(self) -> str:
        """The source as one line of a reference list."""
        head = self.authors
        if self.year is not None:
            head = f"{head} ({self.year})" if head else f"({self.year})"
        elif self.accessed is not None:
            head = f"{head} (read {self.accessed})" if head else f"(read {self.accessed})"
        where = f"doi:{self.doi}" if self.doi else self.url
        parts = [head, self.title, self.container, where]
        return ". ".join(part.rstrip(".") for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact comes from.

    Attributes
    ----------
    source : str
        Id of the source that states it; empty for a choice of this project.
    locator : str
        Page, table or section.
    read : tuple of str
        Sources in which it was actually read, if not in ``source`` itself.
    checked : {'two-sources', 'one-source', 'as-used', 'ours', ''}
        How well it is established; empty for a gap.
    note : str
        Anything else a reader should know.
    """

    source: str = ""
    locator: str = ""
    read: tuple[str, ...] = ()
    checked: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that brought an entry: the definition itself or an overlay."""

    kind: str = "definition"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Who was measured."""

    description: str = ""
    n: int | None = None
    country: str = ""
    language: str = ""
    year: int | None = None
    age: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCode:
    """A code in a terminology such as LOINC."""

    system: str
    code: str
    display: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFact:
    """One licence question and what is known about it."""

    status: str = "unknown"
    evidence: str = ""
    provenance: Provenance = Provenance()

    @property
    def allows_reproduction(self) -> bool:
        """Whether the status, with evidence, lets wording be shipped."""
        open_status = self.status in {"public-domain", "free", "free-non-commercial"}
        return open_status and bool(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Three separate facts: key and scoring, wording, norms."""

    key: LicenceFact = LicenceFact()
    text: LicenceFact = LicenceFact()
    norms: LicenceFact = LicenceFact()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One allowed answer: the number scored and the label on the form."""

    value: float
    label: str = ""


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
    """

    id: str
    answers: tuple[Answer, ...]
    alternatives: Mapping[str, tuple[float | str, ...]] = field(default_factory=dict)
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
class MissingRule:
    """What happens when answers are missing.

    Attributes
    ----------
    rule : {'complete', 'prorate', 'person-mean', 'unknown'}
        See the schema.
    max_missing : int or None
        Most answers that may be missing, as a count.
    max_share : float or None
        The same as a share of the items, itself still allowed.
    rounding : {'none', 'half-up'}
        Of a prorated score, or of each filled-in answer.
    """

    rule: str
    max_missing: int | None = None
    max_share: float | None = None
    rounding: str = "none"
    provenance: Provenance = Provenance()

    def allowed(self, parts: int) -> int:
        """How many of ``parts`` answers may be missing.

        Examples
        --------
        >>> MissingRule(rule="prorate", max_share=0.2).allowed(10)
        2
        >>> MissingRule(rule="prorate", max_missing=3).allowed(2)
        1
        >>> MissingRule(rule="unknown").allowed(10)
        0
        """
        if self.max_missing is not None:
            limit = self.max_missing
        elif self.max_share is not None:
            # 0.3 x 10 is 3.0000000000000004 or 2.9999999999999996: a share
            # that is meant to give a whole number must give it.
            limit = math.floor(self.max_share * parts + 1e-9)
        else:
            limit = 0
        return min(limit, parts - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """A published reliability: a value, a bound, a range, or a gap."""

    id: str
    statistic: str
    value: float | None = None
    at_least: float | None = None
    between: tuple[float, float] | None = None
    gap: str = ""
    sample: Sample = Sample()
    provenance: Provenance = Provenance()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Mean and standard deviation of a described sample, or a gap."""

    id: str
    population: str
    mean: float | None = None
    sd: float | None = None
    n: int | None = None
    gap: str = ""
    illustrative: bool = False
    sample: Sample = Sample()
    provenance: Provenance = Provenance()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A published amount of change, in points."""

    id: str
    kind: str
    value: float | None = None
    between: tuple[float, float] | None = None
    method: str = ""
    sample: Sample = Sample()
    provenance: Provenance = Provenance()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A labelled range; each edge either belongs to it or does not."""

    label: str
    low: float
    high: float
    low_included: bool = True
    high_included: bool = False

    def holds(self, score: float) -> bool:
        """Whether ``score`` lies in this band."""
        above = score >= self.low if self.low_included else score > self.low
        below = score <= self.high if self.high_included else score < self.high
        return above and below

    @property
    def interval(self) -> str:
        """The range in interval notation, for example ``[20, 31)``."""
        left, right = "(["[self.low_included], ")]"[self.high_included]
        return f"{left}{self.low:g}, {self.high:g}{right}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSet:
    """A set of bands that covers every possible score once."""

    id: str
    name: str
    bands: tuple[Band, ...]
    provenance: Provenance = Provenance()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDefaults:
    """What the change engine takes for a scale unless told otherwise."""

    reliability: str = ""
    sd: str = ""
    clinical: str = ""
    functional: str = ""
    criterion: str = ""
    why: str = ""
    origin: Origin = Origin()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to know about an instrument."""

    kind: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An answer sheet and what must come out of it."""

    name: str
    answers: tuple[float | None, ...]
    scores: Mapping[str, float | None]
    bands: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    alerts: tuple[str, ...] = ()
    derivation: str = ""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Anything that has a score: total, subscale or composite.

    Attributes
    ----------
    items : tuple of str
        Ids of the items; empty for a composite.
    scales : tuple of str
        Ids of the scales of a composite; empty otherwise.
    reversed : frozenset of str
        Ids of the reversed items, a subset of ``items``.
    low, high : float
        Lowest and highest possible score.
    better : {'lower', 'higher', 'none'}
        Which direction is improvement.
    change : tuple of ChangeDefaults
        What the change engine takes unless told otherwise, strongest first:
        those of the overlays, last applied first, then the definition's.
    """

    id: str
    name: str
    kind: str = ""
    items: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    reversed: frozenset[str] = frozenset()
    method: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    missing: MissingRule
    low: float
    high: float
    better: str
    key: Provenance = Provenance()
    caution: str = ""
    reliability: tuple[Reliability, ...] = ()
    norms: tuple[Norm, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    bands: tuple[BandSet, ...] = ()
    change: tuple[ChangeDefaults, ...] = ()
    codes: tuple[TermCode, ...] = ()

    def norm(self, norm_id: str) -> Norm | None:
        """The norm with this id, or None."""
        return next((norm for norm in self.norms if norm.id == norm_id), None)

    def reliability_entry(self, entry_id: str) -> Reliability | None:
        """The reliability with this id, or None."""
        return next((entry for entry in self.reliability if entry.id == entry_id), None)


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A questionnaire as a whole.

    Attributes
    ----------
    digest : str
        SHA-256 of the definition file (and of each overlay applied, in
        order), hexadecimal.
    file : str
        Where the definition was read.
    overlays : tuple of Origin
        The overlays applied, in order.
    """

    id: str
    version: str
    name: str
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)
    licence: Licence = Licence()
    sources: Mapping[str, Source] = field(default_factory=dict)
    codings: Mapping[str, Coding] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    scales: tuple[Scale, ...] = ()
    alerts: tuple[Alert, ...] = ()
    codes: tuple[TermCode, ...] = ()
    notes: tuple[Note, ...] = ()
    examples: tuple[Example, ...] = ()
    digest: str = ""
    file: str = ""
    overlays: tuple[Origin, ...] = ()

    @cached_property
    def _items_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _scales_by_id(self) -> Mapping[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    def item(self, item_id: str) -> Item:
        """The item with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._items_by_id[item_id]

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._scales_by_id[scale_id]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the instrument can be found, id first."""
        return tuple(name for name in (self.id, self.acronym, *self.aliases) if name)

    def column(self, scale_id: str) -> str:
        """Name of the column that holds a scale's score, ``id.scale``."""
        return f"{self.id}.{scale_id}"

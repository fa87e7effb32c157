"""Published figures about a scale, and the ranges that have a label."""

from __future__ import annotations

from dataclasses import dataclass

from scorewell.definitions.model.covariates import Stratum
from scorewell.definitions.model.sources import Origin, Provenance, Sample


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
    """Mean and standard deviation of a described sample, or a gap.

    Attributes
    ----------
    set : str
        Name of the set of norms to which this one belongs: one sample, in
        strata that do not overlap. Empty for a norm that stands alone.
    stratum : Stratum or None
        Who in the sample it describes; None for everybody.
    percentiles : tuple of (score, percentile)
        The published table of percentiles, by ascending score; empty if none.
    """

    id: str
    population: str
    set: str = ""
    stratum: Stratum | None = None
    mean: float | None = None
    sd: float | None = None
    n: int | None = None
    percentiles: tuple[tuple[float, float], ...] = ()
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
    """What the change engine takes for a scale unless told otherwise.

    Attributes
    ----------
    without_sample : ChangeDefaults or None
        What it takes for one respondent, who has no baseline scores of others
        beside their own.
    """

    reliability: str = ""
    sd: str = ""
    clinical: str = ""
    functional: str = ""
    criterion: str = ""
    why: str = ""
    without_sample: ChangeDefaults | None = None
    origin: Origin = Origin()

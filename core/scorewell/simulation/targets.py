"""What a simulation is to reproduce, and where that is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, did_you_mean
from scorewell.reliability.findings import score_divisor
from scorewell.reliability.items import (
    Facet,
    Keyed,
    facets,
    keyed_scales,
)

USUAL_ALPHA = 0.85
USUAL_RETEST = 0.7


@dataclass(frozen=True, kw_only=True)
class AlphaTarget:
    """An alpha that the answers to a scale are to have.

    Attributes
    ----------
    scale : Keyed
        The scale.
    value : float
        Its alpha.
    source : str
        Where it is from, in words.
    """

    scale: Keyed
    value: float
    source: str


@dataclass(frozen=True, kw_only=True)
class NormTarget:
    """Mean and standard deviation of a scale, as sums of its items.

    Attributes
    ----------
    scale : Keyed
        The scale.
    mean : float
        Of the sum of its items.
    sd : float or None
        Likewise; None where none is published.
    """

    scale: Keyed
    mean: float
    sd: float | None


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Everything that a simulation of an instrument is to reproduce."""

    facets: tuple[Facet, ...]
    alphas: tuple[AlphaTarget, ...]
    norms: tuple[NormTarget, ...]
    retest: float
    retest_scale: Keyed
    retest_source: str


def targets(
    instrument: Instrument,
    *,
    alpha: float | None = None,
    norm: str = "",
    retest: float | None = None,
) -> Targets:
    """Alphas, norms and the retest correlation that are asked for or published.

    Without ``alpha`` each scale that others are made of has its first published
    figure; where only a scale above it has one, its loadings are those that give
    this one; and 0.85 is taken where there is none at all.

    Raises
    ------
    DataError
        If no scale has such a norm, or none has items.
    """
    parts = facets(instrument)
    if not parts:
        raise DataError(f"{instrument.id} has no scale of items to simulate")
    wholes = keyed_scales(instrument)
    value, above, source = _retest(wholes, retest)
    return Targets(
        facets=parts,
        alphas=tuple(_alphas(parts, wholes, alpha)),
        norms=tuple(_norms(instrument, parts, wholes, norm)) if norm else (),
        retest=value,
        retest_scale=above,
        retest_source=source,
    )


def _published(scale: Keyed, statistics: Sequence[str]) -> tuple[float, str] | None:
    for entry in scale.scale.reliability:
        if entry.statistic in statistics and entry.value is not None:
            return entry.value, f"published ({scale.scale.id}, {entry.id})"
    return None


def _alphas(
    parts: Sequence[Facet], wholes: Sequence[Keyed], asked: float | None
) -> list[AlphaTarget]:
    found, rest = [], []
    for one in (part for part in parts if len(part.items) > 1):
        known = (asked, "asked for") if asked is not None else _published_alpha(one, wholes)
        if known:
            found.append(AlphaTarget(scale=one, value=known[0], source=known[1]))
        else:
            rest.append(one)
    for whole in sorted(wholes, key=lambda each: -len(each.items)):
        known = _published(whole, ("alpha",))
        under = [one for one in rest if set(one.items) <= set(whole.items)]
        if known and len(under) > 1:
            found.append(AlphaTarget(scale=whole, value=known[0], source=known[1]))
            rest = [one for one in rest if one not in under]
    source = "usual, as none is published"
    return found + [AlphaTarget(scale=one, value=USUAL_ALPHA, source=source) for one in rest]


def _published_alpha(one: Facet, wholes: Sequence[Keyed]) -> tuple[float, str] | None:
    """Of the scale, or of another one with the same items."""
    same = [one, *(whole for whole in wholes if set(whole.items) == set(one.items))]
    return next((found for each in same if (found := _published(each, ("alpha",)))), None)


def _retest(wholes: Sequence[Keyed], asked: float | None) -> tuple[float, Keyed, str]:
    largest = max(wholes, key=lambda each: len(each.items))
    if asked is not None:
        return asked, largest, "asked for"
    for whole in sorted(wholes, key=lambda each: -len(each.items)):
        if known := _published(whole, ("retest", "icc")):
            return min(known[0], 0.97), whole, known[1]
    return USUAL_RETEST, largest, "usual, as none is published"


def point_size(instrument: Instrument, one: Keyed) -> float | None:
    """Points of the score for one point of the sum of its items; None if it is no such sum."""
    if score_divisor(instrument, one.scale) is None:
        weights = one.scale.parameters.get("weights")
        if one.scale.method != "weighted" or not isinstance(weights, Mapping):
            return None
        if set(weights) != set(one.items) or len(set(weights.values())) > 1:
            return None
    codings = [instrument.item(item).coding for item in one.items]
    reach = sum(coding.highest - coding.lowest for coding in codings)
    return (one.scale.high - one.scale.low) / reach


def _norms(
    instrument: Instrument, parts: Sequence[Facet], wholes: Sequence[Keyed], norm_id: str
) -> list[NormTarget]:
    known = {each.id for whole in wholes for each in whole.scale.norms if each.mean is not None}
    if norm_id not in known:
        raise DataError(
            f"{instrument.id} has no norm '{norm_id}' with a mean",
            hint=did_you_mean(norm_id, known)
            or (f"it has {', '.join(sorted(known))}" if known else "leave --norm out"),
        )
    found: list[NormTarget] = []
    parts_first = [*parts, *sorted(wholes, key=lambda each: len(each.items))]
    for one in parts_first:
        norm, size = one.scale.norm(norm_id), point_size(instrument, one)
        taken = {item for each in found for item in each.scale.items}
        if norm is None or norm.mean is None or size is None or taken & set(one.items):
            continue
        start = sum(instrument.item(item).coding.lowest for item in one.items)
        mean = start + (norm.mean - one.scale.low) / size
        sd = None if norm.sd is None else norm.sd / size
        found.append(NormTarget(scale=one, mean=mean, sd=sd))
    return found

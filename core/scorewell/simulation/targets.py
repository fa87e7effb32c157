"""What a simulation is to reproduce, and where that is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, did_you_mean
from scorewell.reliability.findings import score_divisor
from scorewell.reliability.items import Facet, Keyed, facets, keyed_scales

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
    this one; and 0.85 is taken where there is none at all. A scale that is only a
    step to another has no alpha of its own to reach.
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
    parts: Sequence[Facet], wholes: Sequence[Keyed], value: float | None
) -> list[AlphaTarget]:
    alpha_targets, rest = [], []
    scores = (part for part in parts if not part.scale.auxiliary)
    for part in (part for part in scores if len(part.items) > 1):
        alpha_source = (
            (value, "asked for") if value is not None else _published_alpha(part, wholes)
        )
        if alpha_source:
            alpha_targets.append(
                AlphaTarget(scale=part, value=alpha_source[0], source=alpha_source[1])
            )
        else:
            rest.append(part)
    for whole in sorted(wholes, key=lambda part: -len(part.items)):
        alpha_source = _published(whole, ("alpha",))
        under = [part for part in rest if set(part.items) <= set(whole.items)]
        if alpha_source and len(under) > 1:
            alpha_targets.append(
                AlphaTarget(scale=whole, value=alpha_source[0], source=alpha_source[1])
            )
            rest = [part for part in rest if part not in under]
    source = "usual, as none is published"
    return alpha_targets + [
        AlphaTarget(scale=part, value=USUAL_ALPHA, source=source) for part in rest
    ]


def _published_alpha(part: Facet, wholes: Sequence[Keyed]) -> tuple[float, str] | None:
    """Of the scale, or of another one with the same items."""
    candidates = [part, *(whole for whole in wholes if set(whole.items) == set(part.items))]
    return next(
        (alpha_source for part in candidates if (alpha_source := _published(part, ("alpha",)))),
        None,
    )


def _retest(wholes: Sequence[Keyed], value: float | None) -> tuple[float, Keyed, str]:
    largest = max(wholes, key=lambda part: len(part.items))
    if value is not None:
        return value, largest, "asked for"
    for whole in sorted(wholes, key=lambda part: -len(part.items)):
        if retest := _published(whole, ("retest", "icc")):
            return min(retest[0], 0.97), whole, retest[1]
    return USUAL_RETEST, largest, "usual, as none is published"


def point_size(instrument: Instrument, part: Keyed) -> float | None:
    """Points of the score for one point of the item sum; None if it is not such a sum."""
    if score_divisor(instrument, part.scale) is None:
        weights = part.scale.parameters.get("weights")
        if part.scale.method != "weighted" or not isinstance(weights, Mapping):
            return None
        if set(weights) != set(part.items) or len(set(weights.values())) > 1:
            return None
    codings = [instrument.item(item).coding for item in part.items]
    reach = sum(coding.highest - coding.lowest for coding in codings)
    return (part.scale.high - part.scale.low) / reach


def _norms(
    instrument: Instrument, parts: Sequence[Facet], wholes: Sequence[Keyed], norm_id: str
) -> list[NormTarget]:
    norm_ids = {
        norm.id for whole in wholes for norm in whole.scale.norms if norm.mean is not None
    }
    if norm_id not in norm_ids:
        names = ", ".join(sorted(norm_ids))
        raise DataError(
            f"{instrument.id} has no norm '{norm_id}' with a mean",
            hint=did_you_mean(norm_id, norm_ids)
            or (f"it has {names}" if norm_ids else "leave --start-norm out"),
        )
    norm_targets: list[NormTarget] = []
    parts_first = [*parts, *sorted(wholes, key=lambda part: len(part.items))]
    for part in parts_first:
        norm, size = part.scale.norm(norm_id), point_size(instrument, part)
        covered = {item for target in norm_targets for item in target.scale.items}
        if norm is None or norm.mean is None or size is None or covered & set(part.items):
            continue
        start = sum(instrument.item(item).coding.lowest for item in part.items)
        mean = start + (norm.mean - part.scale.low) / size
        sd = None if norm.sd is None else norm.sd / size
        norm_targets.append(NormTarget(scale=part, mean=mean, sd=sd))
    return norm_targets

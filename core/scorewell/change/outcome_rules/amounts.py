"""Who changed by a named amount, in points or in per cent of the score at baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.inputs.input import Input, describe_origin
from scorewell.change.inputs.tolerance import TOLERANCE, exceeds
from scorewell.change.outcome_rules.three_valued_logic import UNKNOWN, Answers
from scorewell.change.results.change_result import ChangeResult
from scorewell.definitions.model import (
    Amount,
    Band,
    BandSet,
    MeasureThresholds,
    OutcomeRule,
    Role,
    Scale,
)
from scorewell.errors import ChangeError, Finding, did_you_mean


@dataclass(frozen=True, kw_only=True, eq=False)
class BandPlaces:
    """The bands of one measure, one entry per respondent.

    Attributes
    ----------
    labels : tuple of str
        The labels, from the worst band to the best.
    pre, post : array of int
        Place of the band in ``labels``; -1 where there is no score.
    """

    labels: tuple[str, ...]
    pre: NDArray[np.int8]
    post: NDArray[np.int8]

    def movement(self, fact: str) -> Answers:
        """Whether each respondent moved to a better or worse band, or stayed.

        Examples
        --------
        From the worst band to the best, back, staying, and without a second score:

        >>> bands = BandPlaces(
        ...     labels=("severe", "mild"),
        ...     pre=np.array([0, 1, 1, 1], dtype=np.int8),
        ...     post=np.array([1, 0, 1, -1], dtype=np.int8),
        ... )
        >>> bands.movement("better_band").tolist()
        [1, 0, 0, -1]
        """
        step = np.sign(self.post - self.pre)
        direction = {"better_band": 1, "same_band": 0, "worse_band": -1}[fact]
        both_known = (self.pre != UNKNOWN) & (self.post != UNKNOWN)
        return np.where(both_known, step == direction, UNKNOWN).astype(np.int8)

    def inside(self, fact: str, labels: Iterable[str]) -> Answers:
        """Whether each respondent is in one of the bands, before or after."""
        places = self.pre if fact == "band_pre" else self.post
        band_places = [self.labels.index(label) for label in labels]
        return np.where(places == UNKNOWN, UNKNOWN, np.isin(places, band_places)).astype(
            np.int8
        )


def band_set(thresholds: MeasureThresholds, bands: Iterable[BandSet]) -> BandSet:
    """The set of bands that a rule names."""
    bands_by_id = {band.id: band for band in bands}
    if thresholds.bands not in bands_by_id:
        raise ChangeError(
            f"the rule judges {thresholds.scale} by the bands `{thresholds.bands}`, which its "
            "definition does not have",
            hint=did_you_mean(thresholds.bands, bands_by_id)
            or f"it has: {', '.join(bands_by_id) or 'no bands'}; an overlay can add them",
        )
    return bands_by_id[thresholds.bands]


def check_bands(
    rule: OutcomeRule, thresholds: MeasureThresholds, band_set_found: BandSet
) -> None:
    """Refuse labels that no band of the set has."""
    labels = [band.label for band in band_set_found.bands]
    conditions = [condition for outcome in rule.outcomes for condition in outcome.when]
    conditions += [condition for option in rule.options for condition in option.applies]
    for name in dict.fromkeys(label for condition in conditions for label in condition.bands):
        if name not in labels:
            raise ChangeError(
                f"the rule {rule.name} asks for the band `{name}`, which is none of the bands "
                f"`{band_set_found.id}` of {thresholds.scale}",
                hint=did_you_mean(name, labels) or f"they are: {', '.join(labels)}",
            )


def band_places(
    bands_of_scale: BandSet,
    *,
    better: str,
    pre: NDArray[np.float64],
    post: NDArray[np.float64],
    span: float,
) -> BandPlaces:
    """Where scores lie in a set of bands.

    Parameters
    ----------
    bands_of_scale : BandSet
        The set; it covers every possible score.
    better : {'lower', 'higher'}
        Direction of improvement, which orders the bands.
    pre, post : array of float
        The scores; NaN where missing.
    span : float
        Width of the scale: a score within rounding of an edge is on it.

    Examples
    --------
    >>> pain = BandSet(id="pain", name="Pain", bands=(
    ...     Band(label="mild", low=0, high=5),
    ...     Band(label="severe", low=5, high=10, high_included=True),
    ... ))
    >>> scores = np.array([5.0, 4.9])
    >>> places = band_places(pain, better="lower", pre=scores, post=scores, span=10)
    >>> [places.labels[each] for each in places.pre]
    ['severe', 'mild']
    """
    ordered_bands = bands_of_scale.bands if better == "higher" else bands_of_scale.bands[::-1]
    return BandPlaces(
        labels=tuple(band.label for band in ordered_bands),
        pre=_places(pre, ordered_bands, tolerance=TOLERANCE * span),
        post=_places(post, ordered_bands, tolerance=TOLERANCE * span),
    )


def _places(
    scores: NDArray[np.float64], bands: Sequence[Band], *, tolerance: float
) -> NDArray[np.int8]:
    """The place of the band of each score; a score within rounding of an edge is on it."""
    on_edge = scores.copy()
    for edge in {edge for band in bands for edge in (band.low, band.high)}:
        on_edge[np.abs(scores - edge) <= tolerance] = edge
    places = np.full(scores.shape, UNKNOWN, dtype=np.int8)
    for place, band in enumerate(bands):
        above = on_edge >= band.low if band.low_included else on_edge > band.low
        below = on_edge <= band.high if band.high_included else on_edge < band.high
        places[above & below] = place
    return places


def band_findings(bands_of_scale: BandSet, scale: Scale, *, label: str) -> Iterator[Finding]:
    """Whether the bands are none for respondents for whom items are left out."""
    if scale.left_out and bands_of_scale.shorter_form == "none":
        yield Finding(
            code="bands-of-all-items",
            message=f"the bands `{bands_of_scale.id}` of {label} are for respondents with all "
            "items; the rule sees scores only, and applies them to everybody",
            severity="warning",
            hint="the column left_out of the scores says who they are",
        )


def band_input(role: Role, result: ChangeResult, bands_of_scale: BandSet) -> Input:
    """The bands that a measure is judged by, with their source."""
    parts = ", ".join(f"{band.label} {band.interval}" for band in bands_of_scale.bands)
    detail, citation = describe_origin(
        parts, bands_of_scale.provenance, result.instrument.sources
    )
    return Input(
        name=f"{role.name}: bands",
        value=bands_of_scale.id,
        origin=bands_of_scale.origin.kind,
        detail=detail,
        citation=citation,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangeByAmount:
    """Who improved and deteriorated by an amount: 1 yes, 0 no, -1 not known."""

    improved: Answers
    deteriorated: Answers


def change_by_amount(
    amount: Amount, *, pre: NDArray[np.float64], gain: NDArray[np.float64], span: float
) -> ChangeByAmount:
    """Who changed by an amount, in either direction.

    Parameters
    ----------
    amount : Amount
        In points, or in per cent of the score at baseline.
    pre : array of float
        The scores at baseline; NaN where missing.
    gain : array of float
        Change towards the better end, in points; NaN where it is not known.
    span : float
        Width of the scale; what lies within rounding of the amount is exactly it.

    Returns
    -------
    Moved
        Not known where there is no change to judge, and for a percentage
        where the score at baseline is 0.

    Examples
    --------
    A fall from 6 to 4 is 33 %, from 10 to 8 is 20 %, and of 0 there is no percentage.

    >>> from scorewell.definitions.model import Edge
    >>> third = Amount(name="third", edge=Edge(value=30, inclusive=True), percent=True)
    >>> pre, gain = np.array([6.0, 10.0, 0.0]), np.array([2.0, 2.0, -3.0])
    >>> change_by_amount(third, pre=pre, gain=gain, span=10).improved.tolist()
    [1, 0, -1]
    """
    edge = amount.edge
    least: NDArray[np.float64] = np.full(gain.shape, edge.value, dtype=np.float64)
    if amount.percent:
        zero = np.abs(pre) <= TOLERANCE * span
        least = np.where(zero, np.nan, np.abs(pre) * edge.value / 100)
    return ChangeByAmount(
        improved=_is_beyond(gain - least, ties=edge.inclusive, span=span),
        deteriorated=_is_beyond(-gain - least, ties=edge.inclusive, span=span),
    )


def _is_beyond(excess: NDArray[np.float64], *, ties: bool, span: float) -> Answers:
    at_edge = exceeds(excess, 0.0, size=span, ties=ties)
    return np.where(np.isnan(excess), UNKNOWN, at_edge).astype(np.int8)


def amount_findings(
    amounts: tuple[Amount, ...], scale: Scale, *, label: str, pre: NDArray[np.float64]
) -> Iterator[Finding]:
    """What is to be said about percentages of the score at baseline.

    Parameters
    ----------
    amounts : tuple of Amount
        The amounts of the rule for this scale.
    scale : Scale
        The scale.
    label : str
        ``instrument.scale``.
    pre : array of float
        The scores at baseline of whoever is assessable.
    """
    if not any(amount.percent for amount in amounts):
        return
    zero = int((np.abs(pre) <= TOLERANCE * (scale.high - scale.low)).sum())
    if zero:
        yield Finding(
            code="zero-baseline",
            message=f"{zero} respondent{'' if zero == 1 else 's'} scored 0 on {label} at "
            "baseline, of which there is no percentage",
            severity="warning",
            hint="their outcomes by a percentage are not determined, and counted",
        )
    if scale.low:
        yield Finding(
            code="percentage-of-shifted-scale",
            message=f"{label} begins at {scale.low:g}, not at 0: a percentage of its scores "
            "depends on how answers are coded",
            severity="warning",
            hint="use an amount in points",
        )

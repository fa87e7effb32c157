"""In which band of a set a respondent was before, and is after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change import ChangeResult, Input
from scorewell.change.ties import TOLERANCE
from scorewell.errors import ChangeError, did_you_mean
from scorewell.model import Band, BandSet, MeasureThresholds, OutcomeRule, Role
from scorewell.outcomes.answers import UNKNOWN, Answers
from scorewell.outcomes.trail import trail

__all__ = ["BandPlaces", "band_input", "band_places", "band_set", "check_bands"]


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

    def moved(self, fact: str) -> Answers:
        """Whether each respondent moved to a better or worse band, or stayed.

        Examples
        --------
        From the worst band to the best, back, staying, and without a second score:

        >>> bands = BandPlaces(
        ...     labels=("severe", "mild"),
        ...     pre=np.array([0, 1, 1, 1], dtype=np.int8),
        ...     post=np.array([1, 0, 1, -1], dtype=np.int8),
        ... )
        >>> bands.moved("better_band").tolist()
        [1, 0, 0, -1]
        """
        step = np.sign(self.post - self.pre)
        wanted = {"better_band": 1, "same_band": 0, "worse_band": -1}[fact]
        known = (self.pre != UNKNOWN) & (self.post != UNKNOWN)
        return np.where(known, step == wanted, UNKNOWN).astype(np.int8)

    def inside(self, fact: str, labels: Iterable[str]) -> Answers:
        """Whether each respondent is in one of the bands, before or after."""
        places = self.pre if fact == "band_pre" else self.post
        wanted = [self.labels.index(each) for each in labels]
        return np.where(places == UNKNOWN, UNKNOWN, np.isin(places, wanted)).astype(np.int8)


def band_set(thresholds: MeasureThresholds, bands: Iterable[BandSet]) -> BandSet:
    """The set of bands that a rule names.

    Raises
    ------
    ChangeError
        If the definition of the instrument, with its overlays, has no such set.
    """
    known = {each.id: each for each in bands}
    if thresholds.bands not in known:
        raise ChangeError(
            f"the rule judges {thresholds.scale} by the bands `{thresholds.bands}`, which its "
            "definition does not have",
            hint=did_you_mean(thresholds.bands, known)
            or f"it has: {', '.join(known) or 'no bands'}; an overlay can add them",
        )
    return known[thresholds.bands]


def check_bands(rule: OutcomeRule, thresholds: MeasureThresholds, found: BandSet) -> None:
    """Refuse labels that no band of the set has.

    Raises
    ------
    ChangeError
        With the labels that there are.
    """
    labels = [each.label for each in found.bands]
    conditions = [each for outcome in rule.outcomes for each in outcome.when]
    conditions += [each for option in rule.options for each in option.applies]
    for name in dict.fromkeys(label for each in conditions for label in each.bands):
        if name not in labels:
            raise ChangeError(
                f"the rule {rule.name} asks for the band `{name}`, which is none of the bands "
                f"`{found.id}` of {thresholds.scale}",
                hint=did_you_mean(name, labels) or f"they are: {', '.join(labels)}",
            )


def band_places(
    found: BandSet,
    *,
    better: str,
    pre: NDArray[np.float64],
    post: NDArray[np.float64],
    span: float,
) -> BandPlaces:
    """Where scores lie in a set of bands.

    Parameters
    ----------
    found : BandSet
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
    ordered = found.bands if better == "higher" else found.bands[::-1]
    return BandPlaces(
        labels=tuple(each.label for each in ordered),
        pre=_places(pre, ordered, slack=TOLERANCE * span),
        post=_places(post, ordered, slack=TOLERANCE * span),
    )


def _places(
    scores: NDArray[np.float64], bands: Sequence[Band], *, slack: float
) -> NDArray[np.int8]:
    """The place of the band of each score; a score within rounding of an edge is on it."""
    on_edge = scores.copy()
    for edge in {edge for each in bands for edge in (each.low, each.high)}:
        on_edge[np.abs(scores - edge) <= slack] = edge
    places = np.full(scores.shape, UNKNOWN, dtype=np.int8)
    for place, band in enumerate(bands):
        above = on_edge >= band.low if band.low_included else on_edge > band.low
        below = on_edge <= band.high if band.high_included else on_edge < band.high
        places[above & below] = place
    return places


def band_input(role: Role, result: ChangeResult, found: BandSet) -> Input:
    """The bands that a measure is judged by, with their trail."""
    parts = ", ".join(f"{each.label} {each.interval}" for each in found.bands)
    detail, citation = trail(parts, found.provenance, result.instrument.sources)
    return Input(
        name=f"{role.name}: bands",
        value=found.id,
        origin=found.origin.kind,
        detail=detail,
        citation=citation,
    )

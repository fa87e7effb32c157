"""Items and scales that run against the key: correlations within a scale and between scales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.answers.columns.binding import Binding
from scorewell.errors import DataError, Finding
from scorewell.reliability.alpha import alpha, standardised
from scorewell.reliability.covariance import Covariance, item_rest
from scorewell.reliability.items import Facet, Keyed
from scorewell.screening.findings import (
    LEAST_ITEM,
    LEAST_SCALE,
    LEAST_UNRELATED,
    SURE,
    finding,
    lower_limit,
    turning_back,
    upper_limit,
)
from scorewell.screening.sample import complete, keyed_matrix

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class ReversedParts:
    """Which parts of a scale point the other way.

    Attributes
    ----------
    places : tuple of int
        Which of the parts; empty if all agree.
    correlations : tuple of float
        Of each such part with the rest, once all of them are turned.
    low : float
        Lowest simultaneous limit of these correlations.
    undecided : bool
        Whether the others may just as well be the wrong ones.
    """

    places: tuple[int, ...] = ()
    correlations: tuple[float, ...] = ()
    low: float = 0.0
    undecided: bool = False

    @property
    def sure(self) -> bool:
        """Whether the weakest of them is clearly correlated."""
        return self.low > SURE


def find_reversed_parts(
    covariance: FloatArray, n: int, *, cost: Sequence[float], tests: int, least: float
) -> ReversedParts:
    r"""The parts of a scale that point the other way than most.

    The signs of the first principal component of the correlations say which
    parts hang together. Of the two ways to take them, the cheaper is meant:
    a part that the key reverses is wrong more easily than one that it does not.
    A part counts as turned only if, with all such parts turned, its correlation
    with the rest of the scale is at least ``least`` and lies above 0 at a level
    that holds for all tests at once.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Of the parts as the key has them.
    cost : sequence of float
        How unlikely it is that a part is wrong.
    tests : int
        How many parts are tested in the whole file.
    least : float
        Weakest correlation that counts.

    Examples
    --------
    Three items correlate .6, the third of them with the wrong sign.

    >>> r = np.array([[1, 0.6, -0.6], [0.6, 1, -0.6], [-0.6, -0.6, 1]])
    >>> find_reversed_parts(r, 100, cost=[1, 1, 1], tests=3, least=0.2).places
    (2,)
    """
    correlation = standardised(covariance)
    usable = np.flatnonzero(np.isfinite(np.diag(correlation)))
    if len(usable) < 2:
        return ReversedParts()
    usable_covariance = covariance[np.ix_(usable, usable)]
    if len(usable) == 2:
        return _pair(correlation, usable, cost, n, tests, least)
    vector = np.linalg.eigh(correlation[np.ix_(usable, usable)])[1][:, -1]
    price = np.array(cost, dtype=float)[usable]
    minus, plus = price[vector < 0].sum(), price[vector > 0].sum()
    signs = np.where(vector < 0, -1.0, 1.0) * (1.0 if minus <= plus else -1.0)
    for _ in range(len(usable)):
        rest = item_rest(usable_covariance * np.outer(signs, signs))
        weak = [
            place
            for place in np.flatnonzero(signs < 0)
            if not (rest[place] >= least and lower_limit(rest[place], n, tests) > 0)
        ]
        if not weak:
            break
        signs[min(weak, key=lambda place: rest[place])] = 1.0
    negative = np.flatnonzero(signs < 0)
    if not len(negative):
        return ReversedParts()
    return ReversedParts(
        places=tuple(int(usable[place]) for place in negative),
        correlations=tuple(float(rest[place]) for place in negative),
        low=min(lower_limit(rest[place], n, tests) for place in negative),
        undecided=bool(np.isclose(minus, plus)),
    )


def _pair(
    correlation: FloatArray,
    usable: NDArray[np.intp],
    cost: Sequence[float],
    n: int,
    tests: int,
    least: float,
) -> ReversedParts:
    """Two parts: that they disagree can be seen, but not which is wrong."""
    first, second = (int(place) for place in usable)
    r = float(correlation[first, second])
    if not (r <= -least and upper_limit(r, n, tests) < 0):
        return ReversedParts()
    wrong = second if cost[second] < cost[first] else first
    equal_cost = cost[first] == cost[second]
    return ReversedParts(
        places=(wrong,), correlations=(-r,), low=lower_limit(-r, n, tests), undecided=equal_cost
    )


_REVERSED_IS_CHEAPER = 0.5


def tested_scales(parts: Sequence[Facet], scales: Sequence[Keyed]) -> list[Keyed]:
    """Scales within which items are compared: at least three items, unless there is no such."""
    parts_found: list[Keyed] = []
    for part in parts:
        container = part
        if len(part.items) < 3:
            above = [scale_ for scale_ in scales if set(part.items) < set(scale_.items)]
            container = min(above, key=lambda scale_: len(scale_.items), default=part)
        if container not in parts_found:
            parts_found.append(container)
    return parts_found


def _cost(part: Keyed) -> list[float]:
    return [_REVERSED_IS_CHEAPER if back else 1.0 for back in part.keyed.values()]


def item_findings(
    raw: pd.DataFrame,
    binding: Binding,
    ends: Mapping[str, float],
    parts: Sequence[Facet],
    scales: Sequence[Keyed],
) -> Iterator[tuple[str, Finding]]:
    """Items that point the other way than the rest of their scale, each with its finding."""
    candidates = tested_scales(parts, scales)
    tests = sum(len(part.items) for part in candidates)
    ids: set[str] = set()
    for part in candidates:
        try:
            sample = complete(keyed_matrix(raw, part, dict(ends)))
        except DataError:
            continue
        wrong = find_reversed_parts(
            sample.values, sample.n, cost=_cost(part), tests=tests, least=LEAST_ITEM
        )
        for place, r in zip(wrong.places, wrong.correlations, strict=True):
            item = part.items[place]
            if item not in ids:
                ids.add(item)
                yield (
                    item,
                    _item(binding, ends, part, sample=sample, wrong=wrong, place=place, r=r),
                )


def _item(
    binding: Binding,
    ends: Mapping[str, float],
    part: Keyed,
    *,
    sample: Covariance,
    wrong: ReversedParts,
    place: int,
    r: float,
) -> Finding:
    item = part.items[place]
    about = binding.instrument.item(item)
    back = part.keyed[item]
    looks = "already reversed" if back and item not in binding.mirrored else "reversed"
    rest = float(item_rest(sample.values)[place])
    now, alpha_repaired = _alphas(sample, wrong)
    many = len(wrong.places) > 1
    correlations = f"item-rest {rest:.2f}, {-r:.2f} against the repaired rest" if many else (
        f"item-rest {rest:.2f}"
    )  # fmt: skip
    would = (
        f"would be {alpha_repaired} with all {len(wrong.places)} turned"
        if many
        else f"would be {alpha_repaired}"
    )
    doubt = ""
    if wrong.undecided:
        n_others = len(part.items) - len(wrong.places)
        doubt = (
            "; which of the two is wrong cannot be told"
            if len(part.items) == 2
            else f"; the other {n_others} may be the wrong ones instead"
        )
    key = "the key reverses it" if back else "the key does not reverse it"
    column = binding.columns.get(item, item)
    reversed_ones = [part.items[p] for p in wrong.places if part.keyed[part.items[p]]]
    option = turning_back(binding, reversed_ones) if back else ""
    if option.startswith("--"):
        option = f"if the file was reversed before, {option}"
    by_hand = (
        f"if column {column} is turned, put {ends[item]:g} minus its value back into the file "
        "before scoring"
    )
    return finding(
        "item-turned",
        f"item {about.position} looks {looks} ({correlations}; alpha {now}, {would}){doubt}",
        "error" if wrong.sure and not wrong.undecided else "warning",
        f"{binding.instrument.column(part.scale.id)}: {item}",
        f"{key}: check how the file was made and its order of answers; {option or by_hand}",
    )


def _alphas(sample: Covariance, wrong: ReversedParts) -> tuple[str, str]:
    signs = np.ones(len(sample.values))
    signs[list(wrong.places)] = -1
    return _alpha(sample.values), _alpha(sample.values * np.outer(signs, signs))


def _alpha(covariance: np.ndarray) -> str:
    try:
        return f"{alpha(covariance):.2f}"
    except DataError:
        return "undefined"


def facet_findings(
    raw: pd.DataFrame,
    binding: Binding,
    ends: Mapping[str, float],
    parts: Sequence[Facet],
    scales: Sequence[Keyed],
) -> Iterator[Finding]:
    """Whole scales that point the other way than those that they are counted with."""
    large = [part for part in parts if len(part.items) >= 3]
    ids: set[str] = set()
    for whole in sorted(scales, key=lambda scale_: -len(scale_.items)):
        inside = [
            part
            for part in large
            if set(part.items) < set(whole.items) and part.scale.id not in ids
        ]
        if len(inside) < 2:
            continue
        ids |= {part.scale.id for part in inside}
        signs = [_side(part, whole) for part in inside]
        name = f"the rest of {whole.scale.id}"
        yield from _facets(
            raw, binding, ends, inside, signs=signs, least=LEAST_SCALE, name=name
        )
    rest = [p for p in large if p.scale.id not in ids and p.scale.better != "none"]
    if len(rest) > 1:
        signs = [-1.0 if part.scale.better == "lower" else 1.0 for part in rest]
        name = "the other scales, of which better goes with better"
        yield from _facets(
            raw, binding, ends, rest, signs=signs, least=LEAST_UNRELATED, name=name
        )


def _side(part: Facet, whole: Keyed) -> float:
    item = part.items[0]
    return 1.0 if part.keyed[item] == whole.keyed[item] else -1.0


def _facets(
    raw: pd.DataFrame,
    binding: Binding,
    ends: Mapping[str, float],
    parts: Sequence[Facet],
    *,
    signs: Sequence[float],
    least: float,
    name: str,
) -> Iterator[Finding]:
    scores = pd.DataFrame(
        {
            part.scale.id: sign * keyed_matrix(raw, part, dict(ends)).mean(axis=1, skipna=False)
            for part, sign in zip(parts, signs, strict=True)
        }
    )
    scores = scores / scores.std(ddof=1)
    try:
        sample = complete(scores)
    except DataError:
        return
    cost = [float(np.mean(_cost(part))) for part in parts]
    wrong = find_reversed_parts(
        sample.values, sample.n, cost=cost, tests=len(parts), least=least
    )
    for place, r in zip(wrong.places, wrong.correlations, strict=True):
        part = parts[place]
        doubt = "; it may be the others instead" if wrong.undecided else ""
        option = turning_back(binding, part.items) or (
            "if so, turn them back in the file before scoring"
        )
        yield finding(
            "scale-turned",
            f"every item of {part.scale.id} looks turned: its scores correlate {-r:.2f} with "
            f"{name}{doubt}",
            "warning",
            binding.instrument.column(part.scale.id),
            "check whether these answers were reversed before, or coded the other way; "
            f"{option}",
        )

"""Cut-offs that may decide, and whether possible scores lie on both sides of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tie_rules import Rules
from scorewell.change.inputs.tolerance import TOLERANCE, exceeds
from scorewell.definitions.model import Cutoff, Scale
from scorewell.errors import ChangeError, did_you_mean
from scorewell.i18n.messages import Figure, code_message, join_messages, words

_EDGES = {
    "below": lambda value: words("functional below {{ value }}", value=value),
    "at-or-below": lambda value: words("functional at or below {{ value }}", value=value),
    "above": lambda value: words("functional above {{ value }}", value=value),
    "at-or-above": lambda value: words("functional at or above {{ value }}", value=value),
}
_PURPOSES = {
    "clinical-functional": words("between the clinical and the functional range"),
    "caseness": words("for a case"),
    "screening": words("for screening"),
}
PUBLISHED = "published"
"""The criterion that takes a cut-off of the definition."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One cut-off that may decide.

    Attributes
    ----------
    criterion : {'a', 'b', 'c', 'published'}
    value : float
        In points of the scale.
    barrier : str
        Why it judges nobody: no possible score is functional by it, or none is
        clinical. Empty where possible scores lie on both sides.
    cutoff : Cutoff or None
        The entry of the definition that gives it.
    """

    criterion: str
    value: float
    barrier: str = ""
    cutoff: Cutoff | None = None

    @property
    def text(self) -> str:
        """The cut-off in words, for a list."""
        if self.cutoff is None:
            return words(
                "criterion {{ criterion }} ({{ value }})",
                criterion=self.criterion,
                value=Figure(f"{self.value:.4g}"),
            )
        return words(
            "the published cut-off '{{ name }}' ({{ details }})",
            name=self.cutoff.id,
            details=describe_cutoff(self.cutoff),
        )


def describe_cutoff(cutoff: Cutoff) -> str:
    """A published cut-off in one line: which scores are functional, what for, for whom."""
    parts = [
        _EDGES[cutoff.edge](Figure(f"{cutoff.value:g}")),
        code_message(_PURPOSES[cutoff.kind]),
    ]
    if cutoff.group is not None:
        parts.append(code_message(cutoff.group.description))
    return join_messages(parts, ", ")


def points_of(
    request: Request, values: Mapping[str, float], rules: Rules
) -> tuple[dict[str, Point], tuple[Point, ...]]:
    """The points of criteria a, b and c that have a value, and the published points.

    Published cut-offs in another metric than the score of the scale are left
    out.
    """
    by_letter = {
        letter: Point(
            criterion=letter,
            value=value,
            barrier=cutoff_barrier(
                request.scale,
                words("the cut-off by criterion {{ criterion }}", criterion=letter),
                value,
                rules.pre_on_cutoff,
                rules.post_on_cutoff,
            ),
        )
        for letter, value in values.items()
    }
    published = tuple(
        published_point(request, cutoff)
        for cutoff in request.scale.cutoffs
        if not cutoff.metric
    )
    return by_letter, published


def published_point(request: Request, cutoff: Cutoff) -> Point:
    """A published cut-off as a point; its own edge says which side its value is on."""
    name = words("the published cut-off '{{ name }}'", name=cutoff.id)
    return Point(
        criterion=PUBLISHED,
        value=cutoff.value,
        barrier=cutoff_barrier(
            request.scale, name, cutoff.value, cutoff.on_edge, cutoff.on_edge
        ),
        cutoff=cutoff,
    )


def cutoff_barrier(
    scale: Scale, name: str, value: float, pre_on_cutoff: str, post_on_cutoff: str
) -> str:
    """Why a cut-off judges nobody; empty where a score can be clinical and another functional.

    The best possible score must be functional after treatment, and the worst
    clinical before it.
    """
    low, high, direction = scale.low, scale.high, 1 if scale.better == "higher" else -1
    best, worst = (low, high) if direction < 0 else (high, low)
    span = high - low
    functional, clinical = (
        exceeds(np.array([direction * score]), direction * value, size=span, ties=ties)[0]
        for score, ties in (
            (best, post_on_cutoff == "functional"),
            (worst, pre_on_cutoff == "functional"),
        )
    )
    if functional and not clinical:
        return ""
    figure = Figure(_digits(value, low, high))
    if abs(value - low) <= TOLERANCE * span:
        return words(
            "{{ cutoff }}, {{ value }}, is the lowest score", cutoff=name, value=figure
        )
    if abs(value - high) <= TOLERANCE * span:
        return words(
            "{{ cutoff }}, {{ value }}, is the highest score", cutoff=name, value=figure
        )
    if value < low:
        return words(
            "{{ cutoff }}, {{ value }}, lies below the lowest score", cutoff=name, value=figure
        )
    return words(
        "{{ cutoff }}, {{ value }}, lies above the highest score", cutoff=name, value=figure
    )


def _digits(value: float, low: float, high: float) -> str:
    """A value with two decimals, or more where it would look like an end of the scale."""
    for decimals in (2, 4, 6, 9):
        text = f"{value:.{decimals}f}"
        if float(text) not in (low, high):
            return text
    return f"{value:g}"


def find_cutoff(request: Request, published: tuple[Point, ...]) -> Point:
    """The published point that is named, or the only one that can be meant.

    Raises
    ------
    ChangeError
        If there is no such cut-off, it is a value of another metric, or it is
        not clear which is meant.
    """
    setting = request.setting("cutoff")
    default = next(iter(request.defaults("cutoff")), None)
    choice = setting or default
    names = ", ".join(cutoff.id for cutoff in request.scale.cutoffs)
    if choice is None:
        point = automatic_point(published, unclear=True)
        if point is not None:
            return point
        raise ChangeError(
            words(
                "{{ scale }}: criterion published was asked for, and it is not clear which "
                "cut-off it takes",
                scale=request.path,
            ),
            hint=words("name one by cutoff: {{ names }}", names=names)
            if names
            else words("the definition has no cut-offs; an overlay can add one"),
        )
    point = next(
        (point for point in published if point.cutoff and point.cutoff.id == choice.value), None
    )
    if point is not None:
        return point
    entry = request.scale.cutoff(choice.value)
    if entry is not None:
        raise ChangeError(
            words(
                "{{ scale }}: the cut-off '{{ name }}' is a value of another metric "
                "({{ metric }}), not a score of this scale",
                scale=request.path,
                name=entry.id,
                metric=entry.metric,
            ),
            hint=words("name another cut-off: {{ names }}", names=names),
        )
    raise ChangeError(
        words(
            "{{ scale }}: there is no published cut-off '{{ name }}'",
            scale=request.path,
            name=choice.value,
        ),
        hint=did_you_mean(choice.value, [cutoff.id for cutoff in request.scale.cutoffs])
        or (
            words("name one of {{ names }}", names=names)
            if names
            else words("the definition has no cut-offs; an overlay can add one")
        ),
    )


def automatic_point(published: tuple[Point, ...], *, unclear: bool = False) -> Point | None:
    """The published point that may be taken without its name; None where none is clear.

    First a cut-off between the clinical and the functional range, then a case
    of a national rule. Of several with different values none is taken, and
    never one for screening or for people of one sex or stratum.

    Parameters
    ----------
    unclear : bool
        Whether points without possible scores on both sides count, and, where
        nothing else is there, the case of a diagnosis.
    """
    candidates = [
        (point, point.cutoff)
        for point in published
        if point.cutoff is not None
        and not point.cutoff.for_some
        and (unclear or not point.barrier)
    ]
    tiers = [
        [p for p, cutoff in candidates if cutoff.kind == "clinical-functional"],
        [p for p, cutoff in candidates if cutoff.kind == "caseness" and cutoff.rule],
    ]
    if unclear:
        tiers.append([p for p, cutoff in candidates if cutoff.kind == "caseness"])
    for points in tiers:
        if len({(p.value, p.cutoff.edge) for p in points if p.cutoff is not None}) == 1:
            return points[0]
    return None

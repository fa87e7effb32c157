"""The Jacobson plot: score before against score after, as a drawing in SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.figures.axis import Axis
from scorewell.report.formatting import count_words, join_words, number, one_line, scale_title
from scorewell.report.outcome_order import (
    OUTCOMES,
    cutoff_name,
    outcome_count_words,
    unreliable_band,
)
from scorewell.report.rendering import render

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.change_result import ChangeResult


_LENGTH = 400.0
_MARGIN = 12.0
_MOST_IDS = 8
_MOST = 800
_MOST_LABELS = 60
_WIDTH = 14.0
"""A mark of size 1 is about so wide."""

_LABEL = 18.0
"""The width of a count beside a mark."""
_LATTICE = 45
_DRAWING_ORDER = ("unchanged", "improved", "recovered", "deteriorated")


@dataclass(frozen=True, kw_only=True)
class PlotPoint:
    """Respondents with the same outcome and the same scores, or the means of near scores."""

    pre: float
    post: float
    outcome: str
    ids: tuple[str, ...]
    near: bool = False

    @property
    def words(self) -> str:
        """The respondents with their scores and outcome."""
        if self.near and len(self.ids) > 1:
            return say(
                "figure.jacobson.near",
                n=len(self.ids),
                pre=number(self.pre, decimals=1),
                post=number(self.post, decimals=1),
                outcome=say(f"outcome.{self.outcome}"),
            )
        ids = list(self.ids[:_MOST_IDS])
        more = len(self.ids) - len(ids)
        return say(
            "figure.jacobson.spot",
            who=join_words([*ids, say("format.more", n=more)] if more else ids),
            pre=number(self.pre),
            post=number(self.post),
            outcome=say(f"outcome.{self.outcome}"),
        )


@dataclass(frozen=True, kw_only=True)
class PlotMark:
    """A mark in the drawing.

    Attributes
    ----------
    point : PlotPoint
        Whom it stands for.
    x, y : float
        Its place.
    size : float
        Its width in widths of a usual mark; the area is in proportion to the count.
    label : tuple of (float, str), or None
        Distance and anchor of the count beside it; None without one.
    """

    point: PlotPoint
    x: float
    y: float
    size: float
    label: tuple[float, str] | None


def plot_points(cases: pd.DataFrame) -> list[PlotPoint]:
    """The assessable respondents by place, in the order in which they are drawn."""
    assessable = cases[cases["assessable"].to_numpy(dtype=bool)]
    ids: dict[tuple[float, float, str], list[str]] = {}
    columns = (assessable[name].tolist() for name in ("pre", "post", "outcome", "id"))
    for pre, post, outcome, respondent in zip(*columns, strict=True):
        ids.setdefault((float(pre), float(post), str(outcome)), []).append(one_line(respondent))
    points = [
        PlotPoint(pre=pre, post=post, outcome=outcome, ids=tuple(respondents))
        for (pre, post, outcome), respondents in ids.items()
    ]
    return sorted(points, key=lambda point: _DRAWING_ORDER.index(point.outcome))


def _merge_near(points: list[PlotPoint], axis: Axis) -> list[PlotPoint]:
    """The points; of very many points, near ones of one outcome are merged."""
    if len(points) <= _MOST:
        return points
    cell = (axis.high - axis.low) / _LATTICE
    cells: dict[tuple[str, int, int], list[PlotPoint]] = {}
    for point in points:
        x, y = (int((score - axis.low) / cell) for score in (point.pre, point.post))
        cells.setdefault((point.outcome, x, y), []).append(point)
    merged_points = []
    for (outcome, _, _), near in cells.items():
        counts = [len(point.ids) for point in near]
        merged_points.append(
            PlotPoint(
                pre=sum(n * point.pre for n, point in zip(counts, near, strict=True))
                / sum(counts),
                post=sum(n * point.post for n, point in zip(counts, near, strict=True))
                / sum(counts),
                outcome=outcome,
                ids=tuple(respondent for point in near for respondent in point.ids),
                near=True,
            )
        )
    return merged_points


def jacobson_plot(result: ChangeResult, *, name: str = "jacobson") -> str:
    """The scores of one scale before and after, with limits and cut-off.

    The diagonal is the line of no change; around it, shaded, the band within
    which a change is not reliable; dashed, the cut-off on both axes. Outcomes
    differ in shape and in colour. The area of a mark is in proportion to its respondents; a key
    shows the sizes, and where there is space the count stands beside the mark.

    Parameters
    ----------
    name : str
        Prefix of the two ids in the drawing; one page needs a different one
        for each drawing.

    Returns
    -------
    str
        One ``svg`` element that can stand in a page or alone in a file. The
        same result gives the same text.
    """
    scale = result.scale
    axis = Axis(low=scale.low, high=scale.high, length=_LENGTH, margin=_MARGIN)
    points = _merge_near(plot_points(result.cases), axis)
    marks = _marks(points, axis)
    cutoff = result.cutoffs.value
    outcomes = result.summary()
    counts = dict(zip(outcomes["outcome"], outcomes["n"], strict=True))
    return render(
        "figures/jacobson.svg.j2",
        name=name,
        title=scale_title(result),
        description=_description(result, counts),
        axis=axis,
        ticks=axis.ticks(),
        edges=_edges(result, axis),
        cutoff=cutoff if cutoff is not None and axis.holds(cutoff) else None,
        cutoff_name=cutoff_name(result.cutoffs),
        better=scale.better,
        marks=marks,
        largest=max(marks, key=lambda mark: mark.size, default=None),
        legend=[(outcome, counts[outcome]) for outcome in OUTCOMES if outcome in counts],
    )


def _marks(points: Sequence[PlotPoint], axis: Axis) -> list[PlotMark]:
    """The marks with areas in proportion to their counts, and the counts that have space."""
    places = [(axis.place(point.pre), axis.mirrored(point.post)) for point in points]
    size = _size_of_one(places, max((len(point.ids) for point in points), default=1))
    return [
        PlotMark(
            point=point,
            x=x,
            y=y,
            size=size * math.sqrt(len(point.ids)),
            label=_label_place(place, places, size * math.sqrt(len(point.ids)), axis)
            if len(point.ids) > 1 and len(points) <= _MOST_LABELS
            else None,
        )
        for place, (point, (x, y)) in enumerate(zip(points, places, strict=True))
    ]


def _size_of_one(places: Sequence[tuple[float, float]], most: int) -> float:
    """Size of the mark of one respondent, by the gap of neighbours and the largest count."""
    columns = sorted({x for x, _ in places})
    gap = min((right - left for left, right in pairwise(columns)), default=_WIDTH)
    smallest = 0.8 if len(places) <= _MOST_LABELS else 0.45
    return max(min(1.0, gap / _WIDTH, 2.4 / math.sqrt(most)), smallest)


def _label_place(
    place: int, places: Sequence[tuple[float, float]], size: float, axis: Axis
) -> tuple[float, str] | None:
    """Where the count of a mark stands beside it, and its anchor; None without space."""
    x, y = places[place]
    distance = _WIDTH / 2 * size + 2
    for sign, anchor in ((1, "start"), (-1, "end")):
        low, high = sorted((x + sign * distance, x + sign * (distance + _LABEL)))
        is_free = not any(
            low - _WIDTH / 2 < other_x < high + _WIDTH / 2 and abs(other_y - y) < _WIDTH
            for rival, (other_x, other_y) in enumerate(places)
            if rival != place
        )
        if is_free and low >= 0 and high <= axis.length:
            return sign * distance, anchor
    return None


def _edges(result: ChangeResult, axis: Axis) -> list[tuple[float, float, float, float]]:
    """The two edges of the band as lines from one end of the axis to the other."""
    edges = unreliable_band(result)
    if edges is None:
        return []
    overhang = axis.margin / (axis.length - 2 * axis.margin) * (axis.high - axis.low)
    start, end = axis.low - overhang, axis.high + overhang
    return [
        (
            axis.place(start),
            axis.mirrored(edges.slope * start + offset),
            axis.place(end),
            axis.mirrored(edges.slope * end + offset),
        )
        for offset in (edges.low, edges.high)
    ]


def _description(result: ChangeResult, counts: dict[str, int]) -> str:
    side = "below" if result.scale.better == "lower" else "above"
    return say(
        f"figure.jacobson.description_{side}",
        respondents=count_words(result.n_assessable, "respondent"),
        outcomes=outcome_count_words(counts.items()),
    )

"""The Jacobson plot: score before against score after, as a drawing in SVG."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.figures.axis import Axis
from scorewell.report.formatting import count_words, join_words, number, one_line, scale_title
from scorewell.report.outcome_order import OUTCOMES, outcome_count_words, unreliable_band
from scorewell.report.rendering import render

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.change_result import ChangeResult


_LENGTH = 400.0
_MARGIN = 12.0
_MOST_IDS = 8
_DENSE = 150
_MOST = 800
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
    differ in shape and in colour. Several respondents at one spot are counted
    beside it or, where there are many spots, make it larger.

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
        criterion=one_line(result.cutoffs.label),
        better=scale.better,
        points=points,
        dense=len(points) > _DENSE,
        mark_size=_sizes(points),
        legend=[(outcome, counts[outcome]) for outcome in OUTCOMES if outcome in counts],
    )


def _sizes(points: list[PlotPoint]) -> Callable[[int], float]:
    """Size of a mark by its count: all alike, or by area where there are many spots."""
    if len(points) <= _DENSE:
        return lambda _: 1.0
    most = max(len(point.ids) for point in points)
    # Marks of size 1 are about 14 units wide; the largest should just touch.
    largest = min(max(_LENGTH / math.sqrt(len(points)) / 16, 0.4), 1.2)
    return lambda count: largest * (0.35 + 0.65 * math.sqrt((count - 1) / max(most - 1, 1)))


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

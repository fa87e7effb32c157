"""The scores of one respondent over time, with bands, limits and the cut-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.figures.axis import Axis
from scorewell.report.formatting import number, one_line, shorten
from scorewell.report.outcome_order import cutoff_name
from scorewell.report.rendering import render

if TYPE_CHECKING:
    from scorewell.report.respondents.score_history import ScoreHistory


_WIDTH, _HEIGHT, _LABEL = 400.0, 220.0, 12


def respondent_plot(history: ScoreHistory, *, name: str = "person") -> str:
    """The scores of one respondent on one scale over time.

    Shaded: where a later score would not be a reliable change from the first;
    dashed: the cut-off; at the right: the bands of the scale, where it has any.

    Returns
    -------
    str
        One ``svg`` element; the same history gives the same text.
    """
    scale = history.scale
    up = Axis(low=scale.low, high=scale.high, length=_HEIGHT, margin=10.0)
    last = float(max(len(history.points) - 1, 1))
    across = Axis(low=0.0, high=last, length=_WIDTH, margin=40.0)
    places = [
        (
            shorten(label, _LABEL),
            number(score, decimals=2),
            across.place(place),
            up.mirrored(score),
        )
        for place, (label, score) in enumerate(history.points)
    ]
    cutoff = history.cutoffs.value
    step = max(1, round(len(places) / 8))
    return render(
        "figures/person.svg.j2",
        name=name,
        title=history.title,
        description=say(
            "figure.person.description",
            scores="; ".join(f"{label}: {score}" for label, score, _, _ in places),
        ),
        width=_WIDTH, height=_HEIGHT,
        places=places,
        labelled=places[::step],
        path="M" + "L".join(f"{x:g},{y:g}" for _, _, x, y in places),
        ticks=up.ticks(mirrored=True),
        band=_span(history.unreliable, up),
        cutoff=up.mirrored(cutoff) if cutoff is not None and up.holds(cutoff) else None,
        cutoff_name=cutoff_name(history.cutoffs),
        ranges=_ranges(history, up),
        outcome=history.outcome or "unchanged",
    )  # fmt: skip


def _span(ends: tuple[float, float] | None, up: Axis) -> tuple[float, float] | None:
    """Top and height of a range of scores, cut at the ends of the scale."""
    if ends is None:
        return None
    low, high = (min(max(end, up.low), up.high) for end in ends)
    top = up.mirrored(high)
    return top, round(up.mirrored(low) - top, 1)


def _ranges(history: ScoreHistory, up: Axis) -> list[tuple[str, float, float]]:
    """Label, top and height of each band of the scale."""
    if not history.scale.bands:
        return []
    ranges = []
    for band in history.scale.output_bands[0].bands:
        span = _span((band.low, band.high), up)
        if span is not None:
            ranges.append((one_line(band.label), *span))
    return ranges

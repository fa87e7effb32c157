"""The change plot: each respondent from the score before to the score after, sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.i18n.messages import say
from scorewell.report.figures.axis import Axis
from scorewell.report.formatting import minus, number, one_line, scale_title, shorten
from scorewell.report.outcome_order import (
    OUTCOMES,
    assessable_cases,
    direction_words,
    outcome_count_words,
    outcome_counts,
    unreliable_band,
)
from scorewell.report.rendering import render

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult


MOST_NAMED = 40
"""With more respondents than this the drawing shows only changes, without ids."""

_LENGTH, _LABEL = 374.0, 13
_COLUMNS = 400


@dataclass(frozen=True, kw_only=True)
class RespondentRow:
    """One respondent in the drawing: the id as a label, in words with scores and outcome."""

    label: str
    words: str
    pre: float
    post: float
    outcome: str


def _sorted(result: ChangeResult) -> pd.DataFrame:
    """The assessable cases by improvement, largest first; ties in their original order."""
    cases = assessable_cases(result)
    direction = -1 if result.scale.better == "lower" else 1
    gain = cases["change"].astype("float64") * direction
    return cases.iloc[np.argsort(-gain.to_numpy(), kind="stable")]


def respondent_rows(result: ChangeResult) -> list[RespondentRow]:
    """The assessable respondents by improvement, largest first."""
    respondents = []
    for case in _sorted(result).to_dict("records"):
        respondent = one_line(case["id"])
        words = say(
            "figure.change.person",
            who=respondent,
            pre=number(case["pre"]),
            post=number(case["post"]),
            change=minus(number(case["change"])),
            outcome=say(f"outcome.{case['outcome']}"),
        )
        respondents.append(
            RespondentRow(
                label=shorten(respondent, _LABEL),
                words=words,
                pre=float(case["pre"]),
                post=float(case["post"]),
                outcome=str(case["outcome"]),
            )
        )
    return respondents


def change_plot(result: ChangeResult, *, name: str = "change") -> str:
    """Each respondent from the score before to the score after, sorted by change.

    Up to :data:`MOST_NAMED` respondents are named, one line each, from the
    score before (a ring) to the score after (the mark of the outcome), with
    the band of unreliable change and the cut-off. Of more respondents only
    the changes are drawn, sorted, as bars.

    Returns
    -------
    str
        One ``svg`` element; the same result gives the same text.
    """
    few = result.n_assessable <= MOST_NAMED
    common = {
        "name": name,
        "title": scale_title(result),
        "description": _description(result),
        "legend": outcome_counts(result),
        "better": direction_words(result),
    }
    return _draw_respondents(result, common) if few else _draw_bars(result, common)


def _description(result: ChangeResult) -> str:
    counts = outcome_count_words(outcome_counts(result))
    return say("figure.change.description", n=result.n_assessable, outcomes=counts)


def _draw_respondents(result: ChangeResult, common: Mapping[str, object]) -> str:
    scale = result.scale
    axis = Axis(low=scale.low, high=scale.high, length=_LENGTH, margin=10.0)
    cutoff = result.cutoffs.value
    edges = unreliable_band(result)
    respondents = respondent_rows(result)
    spans = []
    for row in respondents:
        ends = (row.pre, row.pre)
        if edges is not None:
            ends = (edges.slope * row.pre + edges.low, edges.slope * row.pre + edges.high)
        places = [axis.place(min(max(end, scale.low), scale.high)) for end in ends]
        spans.append((places[0], round(places[1] - places[0], 1)))
    return render(
        "figures/change.svg.j2",
        **common,
        axis=axis,
        rows=list(zip(respondents, spans, strict=True)),
        banded=edges is not None,
        ticks=axis.ticks(),
        cutoff=cutoff if cutoff is not None and axis.holds(cutoff) else None,
        criterion=one_line(result.cutoffs.label),
    )


def _draw_bars(result: ChangeResult, common: Mapping[str, object]) -> str:
    cases = _sorted(result)
    change = cases["change"].to_numpy(dtype=np.float64)
    outcome = cases["outcome"].to_numpy(dtype=np.str_)
    edges = unreliable_band(result)
    limit = edges.high if edges is not None and edges.parallel else None
    reach = max(float(np.abs(change).max()), limit or 0.0)
    axis = Axis(low=-reach, high=reach, length=300.0, margin=8.0)
    # Worst first, so that the drawing goes on to the better end. Of neighbours in one column
    # the median change is drawn, in the colour of most of them.
    paths = _bars(change[::-1], outcome[::-1], axis)
    return render(
        "figures/changes.svg.j2",
        **common,
        axis=axis,
        paths=paths,
        limit=limit,
        columns=_COLUMNS,
        per_column=-(-len(change) // _COLUMNS),
        ticks=[(minus(label), y) for label, y in axis.ticks(mirrored=True)],
    )


def _bars(
    change: NDArray[np.float64], outcome: NDArray[np.str_], axis: Axis
) -> list[tuple[str, str]]:
    """Outcome and path data of its bars, from the line of no change."""
    columns = min(len(change), _COLUMNS)
    width = _COLUMNS / columns
    zero = axis.mirrored(0.0)
    bounds = np.linspace(0, len(change), columns + 1).astype(int)
    parts: dict[str, list[str]] = {name: [] for name in OUTCOMES}
    for column, (start, end) in enumerate(pairwise(bounds.tolist())):
        names, counts = np.unique(outcome[start:end], return_counts=True)
        top = axis.mirrored(float(np.median(change[start:end])))
        name = str(names[counts.argmax()])
        parts[name].append(f"M{column * width:.1f},{zero:g}h{width:.1f}V{top:g}h-{width:.1f}Z")
    return [(name, "".join(path)) for name, path in parts.items() if path]

"""The trajectory plot: the scores of every respondent over all occasions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.i18n.messages import say
from scorewell.report.figures.axis import Axis
from scorewell.report.formatting import number, one_line, scale_title, shorten
from scorewell.report.outcome_order import OUTCOMES, cutoff_name, possible_outcomes
from scorewell.report.rendering import render

if TYPE_CHECKING:
    from scorewell.change.trajectory.result import CourseResult


MOST_LINES = 150
"""Of more respondents than this no lines are drawn, but how the scores are spread."""

_WIDTH, _HEIGHT, _LABEL = 560.0, 300.0, 12
_SPREAD = ((0.05, 0.95), (0.25, 0.75))


def trajectory_plot(course: CourseResult, *, name: str = "trajectory") -> str:
    """Every respondent over all occasions, with the mean and the cut-off.

    Lines have the colour of the last outcome. Of more than
    :data:`MOST_LINES` respondents the middle half and the middle nine tenths
    of the scores are drawn as bands with the median.

    Returns
    -------
    str
        One ``svg`` element; the same result gives the same text.
    """
    scale = course.scale
    last = float(max(len(course.occasions) - 1, 1))
    across = Axis(low=0.0, high=last, length=_WIDTH, margin=34.0)
    up = Axis(low=scale.low, high=scale.high, length=_HEIGHT, margin=10.0)
    cells = _cells(course, across, up)
    at = _by_occasion(course, cells)
    crowd = course.n > MOST_LINES
    middle = np.median if crowd else np.mean
    line = [
        (across.place(place), up.mirrored(float(middle(scores))))
        for place, scores in enumerate(at)
        if scores.size
    ]
    cutoff = course.cutoffs.value
    outcomes = course.respondents[course.outcome_column].value_counts()
    return render(
        "figures/trajectory.svg.j2",
        name=name,
        title=scale_title(course),
        description=_description(course, at),
        width=_WIDTH, height=_HEIGHT, up=up,
        occasions=_occasions(course, across, at),
        ticks=up.ticks(mirrored=True),
        lines=[] if crowd else _lines(course, cells),
        bands=_bands(at, across, up) if crowd else [],
        mean=_path(line),
        crowd=crowd,
        cutoff=up.mirrored(cutoff) if cutoff is not None and up.holds(cutoff) else None,
        cutoff_name=cutoff_name(course.cutoffs),
        legend=[(name, int(outcomes.get(name, 0))) for name in possible_outcomes(course)],
    )  # fmt: skip


def _cells(course: CourseResult, across: Axis, up: Axis) -> pd.DataFrame:
    """Respondents by occasion with their places in the drawing."""
    places = {label: place for place, label in enumerate(course.occasions)}
    cells = course.cells[course.cells["score"].notna()]
    place = [places[str(occasion)] for occasion in cells["occasion"]]
    score = cells["score"].to_numpy(dtype=np.float64)
    return pd.DataFrame(
        {
            "id": cells["id"].astype(object).to_numpy(),
            "place": place,
            "score": score,
            "x": [across.place(position) for position in place],
            "y": [up.mirrored(value) for value in score.tolist()],
        }
    )


def _by_occasion(course: CourseResult, cells: pd.DataFrame) -> list[NDArray[np.float64]]:
    """The scores of each occasion."""
    place, score = cells["place"].to_numpy(), cells["score"].to_numpy(dtype=np.float64)
    return [score[place == number] for number in range(len(course.occasions))]


def _description(course: CourseResult, at: Sequence[NDArray[np.float64]]) -> str:
    means = [
        say(
            "figure.trajectory.mean_at",
            occasion=one_line(label),
            mean=number(float(scores.mean()), decimals=2),
            n=scores.size,
        )
        for label, scores in zip(course.occasions, at, strict=True)
        if scores.size
    ]
    return say("figure.trajectory.description", n=course.n, means="; ".join(means))


def _occasions(
    course: CourseResult, across: Axis, at: Sequence[NDArray[np.float64]]
) -> list[tuple[str, str, float]]:
    """Label, n and place of each occasion; of many occasions some."""
    step = max(1, round(len(course.occasions) / 12))
    return [
        (shorten(label, _LABEL), str(scores.size), across.place(place))
        for place, (label, scores) in enumerate(zip(course.occasions, at, strict=True))
        if place % step == 0
    ]


def _path(points: list[tuple[float, float]]) -> str:
    return f"M{'L'.join(f'{x:g},{y:g}' for x, y in points)}" if points else ""


def _lines(
    course: CourseResult, cells: pd.DataFrame
) -> list[tuple[str, str, str, tuple[float, float]]]:
    """Outcome, words, path data and end of each respondent, unchanged ones first."""
    last = {
        respondent: "unchanged" if pd.isna(outcome) else str(outcome)
        for respondent, outcome in zip(
            course.respondents["id"], course.respondents[course.outcome_column], strict=True
        )
    }
    lines = []
    for respondent, part in cells.groupby("id", sort=False):
        scores = ", ".join(number(score) for score in part["score"])
        outcome = last[respondent]
        words = say(
            "figure.trajectory.person",
            who=one_line(respondent),
            scores=scores,
            outcome=say(f"outcome.{outcome}"),
        )
        points = list(zip(part["x"], part["y"], strict=True))
        lines.append((outcome, words, _path(points), points[-1]))
    return sorted(lines, key=lambda line: -abs(OUTCOMES.index(line[0]) - 2), reverse=True)


def _bands(at: Sequence[NDArray[np.float64]], across: Axis, up: Axis) -> list[str]:
    """Path data of the middle nine tenths and of the middle half."""
    places = [(across.place(place), scores) for place, scores in enumerate(at) if scores.size]
    paths = []
    for low, high in _SPREAD:
        lower, upper = (
            [(x, up.mirrored(float(np.quantile(scores, share)))) for x, scores in places]
            for share in (low, high)
        )
        paths.append(f"{_path([*lower, *reversed(upper)])}Z")
    return paths

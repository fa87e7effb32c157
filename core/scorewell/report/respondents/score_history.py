"""One respondent on one scale: scores over time, limits and target scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scorewell.change.classes.classify import RELIABLE, STATUS, reliable_codes, status_codes
from scorewell.change.score_steps import score_step
from scorewell.change.uncertainty.reclassify import Reclassifier
from scorewell.errors import ScorewellError
from scorewell.report.formatting import one_line, scale_title
from scorewell.report.outcome_order import unreliable_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scorewell.change.parameters.cutoffs import Cutoffs
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.definitions.model import Instrument, Scale
    from scorewell.study.result import StudyResult


@dataclass(frozen=True, kw_only=True)
class TargetScores:
    """Later scores that would mean a certain outcome; None where there is none.

    Attributes
    ----------
    improved, deteriorated : float or None
        The score nearest to the baseline that is a reliable improvement, or
        deterioration.
    functional : float or None
        The functional score nearest to the clinical range.
    """

    improved: float | None = None
    deteriorated: float | None = None
    functional: float | None = None


@dataclass(frozen=True, kw_only=True)
class ScoreHistory:
    """One respondent on one scale.

    Attributes
    ----------
    instrument, scale, title
        The scale.
    points : tuple of (str, float)
        Occasion and score, in order; occasions without a score are left out.
    outcome : str
        The class at the end, or empty.
    reason : str
        Why there is no outcome, or empty.
    status : tuple of str
        Range at the baseline and at the end; empty where it is not known.
    unreliable : tuple of float, or None
        Between these later scores a change from the baseline is not reliable.
    limit : float or None
        The limit of reliable change, in points, where it is the same for all.
    cutoffs : Cutoffs
        Where the functional range begins.
    goals : TargetScores
        Later scores that would mean a certain outcome.
    """

    instrument: Instrument
    scale: Scale
    title: str
    points: tuple[tuple[str, float], ...]
    outcome: str
    reason: str
    status: tuple[str, str]
    unreliable: tuple[float, float] | None
    limit: float | None
    cutoffs: Cutoffs
    goals: TargetScores

    @property
    def column(self) -> str:
        """The scale as ``instrument.scale``."""
        return self.instrument.column(self.scale.id)

    @property
    def change(self) -> float | None:
        """Last score less first, in points; None with fewer than two."""
        return self.points[-1][1] - self.points[0][1] if len(self.points) > 1 else None


def score_histories(
    study: StudyResult, *, pre: str, post: str
) -> dict[str, list[ScoreHistory]]:
    """Every respondent on every scale, by id: over all occasions if the study follows them.

    `pre` and `post` are the labels of the two occasions of other scales.
    """
    histories: dict[str, list[ScoreHistory]] = {}
    course_scales = {(course.instrument.id, course.scale.id) for course in study.courses}
    for change in study.changes:
        if (change.instrument.id, change.scale.id) not in course_scales:
            for respondent, history in _from_change(change, pre=pre, post=post):
                histories.setdefault(respondent, []).append(history)
    for course in study.courses:
        for respondent, history in _from_course(course):
            histories.setdefault(respondent, []).append(history)
    return histories


def _from_change(
    result: ChangeResult, *, pre: str, post: str
) -> Iterator[tuple[str, ScoreHistory]]:
    edges = unreliable_band(result)
    goals = _goals(result)
    for case in result.cases.to_dict("records"):
        scores = [(pre, case["pre"]), (post, case["post"])]
        points = tuple((one_line(label), float(x)) for label, x in scores if not pd.isna(x))
        baseline = None if pd.isna(case["pre"]) else float(case["pre"])
        yield (
            str(case["id"]),
            ScoreHistory(
                instrument=result.instrument,
                scale=result.scale,
                title=scale_title(result),
                points=points,
                outcome=_text(case["outcome"]),
                reason=_text(case["reason"]),
                status=(_text(case["baseline_status"]), _text(case["end_status"])),
                unreliable=None
                if edges is None or baseline is None
                else (edges.slope * baseline + edges.low, edges.slope * baseline + edges.high),
                limit=result.limit,
                cutoffs=result.cutoffs,
                goals=TargetScores() if baseline is None else goals(baseline),
            ),
        )


def _from_course(course: CourseResult) -> Iterator[tuple[str, ScoreHistory]]:
    cells = course.cells[course.cells["score"].notna()]
    points: Mapping[Any, list[tuple[str, float]]] = {
        respondent: [
            (one_line(label), float(score))
            for label, score in zip(part["occasion"], part["score"], strict=True)
        ]
        for respondent, part in cells.groupby("id", sort=False)
    }
    goals = _course_goals(course)
    for row in course.respondents.to_dict("records"):
        baseline = None if pd.isna(row["baseline"]) else float(row["baseline"])
        around = (
            None if baseline is None else (baseline - course.limit, baseline + course.limit)
        )
        yield (
            str(row["id"]),
            ScoreHistory(
                instrument=course.instrument,
                scale=course.scale,
                title=scale_title(course),
                points=tuple(points.get(row["id"], ())),
                outcome=_text(row["last_outcome"]),
                reason=_text(row["reason"]),
                status=(_text(row["baseline_status"]), _text(row["last_status"])),
                unreliable=around,
                limit=course.limit,
                cutoffs=course.cutoffs,
                goals=TargetScores() if baseline is None else goals(baseline),
            ),
        )


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _possible(scale: Scale, instrument: Instrument) -> NDArray[np.float64] | None:
    """Every possible score of a scale; None if its step is unknown."""
    step = score_step(scale, instrument)
    if step is None:
        return None
    return np.linspace(scale.low, scale.high, round((scale.high - scale.low) / step) + 1)


def _nearest(scores: NDArray[np.float64], direction: int) -> float | None:
    """The score farthest from the better end; None without any."""
    if scores.size == 0:
        return None
    return float(scores.max() if direction < 0 else scores.min())


def _goals(result: ChangeResult) -> Any:
    """A function from a baseline score to its target scores."""
    scores = _possible(result.scale, result.instrument)
    try:
        reclassifier = Reclassifier.of(result)
    except ScorewellError:
        scores = None
    if scores is None:
        return lambda _: TargetScores()

    @cache
    def find(baseline: float) -> TargetScores:
        possible = replace(reclassifier, pre=np.full(scores.shape, baseline), post=scores)
        status = possible.status(reclassifier.cutoff)[1]
        functional = _nearest(
            scores[status == STATUS.index("functional")], reclassifier.direction
        )
        try:
            codes = possible.reliable(possible.compute().index)
        except ScorewellError:
            return TargetScores(functional=functional)
        return _with_codes(scores, codes, reclassifier.direction, functional)

    return find


def _with_codes(
    scores: NDArray[np.float64],
    codes: NDArray[np.int8],
    direction: int,
    functional: float | None,
) -> TargetScores:
    return TargetScores(
        improved=_nearest(scores[codes == RELIABLE.index("improved")], direction),
        deteriorated=_nearest(scores[codes == RELIABLE.index("deteriorated")], -direction),
        functional=functional,
    )


def _course_goals(course: CourseResult) -> Any:
    scores = _possible(course.scale, course.instrument)
    if scores is None:
        return lambda _: TargetScores()
    direction = 1 if course.scale.better == "higher" else -1
    status = status_codes(
        scores,
        cutoff=course.cutoffs.value,
        direction=direction,
        span=course.scale.high - course.scale.low,
        on_cutoff=course.rules.post_on_cutoff,
    )
    functional = _nearest(scores[status == STATUS.index("functional")], direction)

    @cache
    def find(baseline: float) -> TargetScores:
        codes = reliable_codes(
            (scores - baseline) / course.standard_error,
            critical_value=course.critical_value,
            direction=direction,
            rules=course.rules,
        )
        return _with_codes(scores, codes, direction, functional)

    return find

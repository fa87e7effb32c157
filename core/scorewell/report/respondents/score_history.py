"""One respondent on one scale: scores over time, limits and target scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scorewell.change.classes.classify import RELIABLE, STATUS, reliable_codes, status_codes
from scorewell.change.inputs.pairs import NO_POST
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
class FollowUp:
    """One respondent on the last follow-up with a score.

    Attributes
    ----------
    occasion : str
        The follow-up.
    score : float
        The score on it.
    outcome : str
        The class against the baseline.
    gain : str
        One of the words of ``follow_up`` in ``CourseResult.respondents``; empty
        where it is not known.
    lost_at : str
        The follow-up on which a gain was lost first; empty if on none.
    """

    occasion: str
    score: float
    outcome: str
    gain: str
    lost_at: str


@dataclass(frozen=True, kw_only=True)
class ScoreHistory:
    """One respondent on one scale.

    Attributes
    ----------
    instrument, scale, title
        The scale.
    points : tuple of (str, float)
        Occasion and score, in order; occasions without a score are left out.
    compared : tuple of (str, float)
        Occasion and score of those that are compared, at most two.
    post : str
        The end of treatment where there are later occasions, or empty.
    outcome : str
        The class at the end of treatment, or empty.
    follow_up : FollowUp or None
        The class at follow-up.
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
    compared: tuple[tuple[str, float], ...]
    outcome: str
    reason: str
    status: tuple[str, str]
    unreliable: tuple[float, float] | None
    limit: float | None
    cutoffs: Cutoffs
    goals: TargetScores
    post: str = ""
    follow_up: FollowUp | None = None

    @property
    def column(self) -> str:
        """The scale as ``instrument.scale``."""
        return self.instrument.column(self.scale.id)

    @property
    def change(self) -> float | None:
        """Score afterwards less score before, in points; None with fewer than two."""
        return self.compared[1][1] - self.compared[0][1] if len(self.compared) > 1 else None


def score_histories(
    study: StudyResult, *, pre: str, post: str
) -> dict[str, list[ScoreHistory]]:
    """Every respondent on every scale, by id: over all occasions if the study follows them.

    `pre` and `post` are the labels of the two occasions of other scales.
    """
    histories: dict[str, list[ScoreHistory]] = {}
    courses = {(course.instrument.id, course.scale.id): course for course in study.courses}
    entries: list[tuple[str, ScoreHistory]] = []
    for change in study.changes:
        course = courses.pop((change.instrument.id, change.scale.id), None)
        pairs = dict(_from_change(change, pre=pre, post=post))
        entries += pairs.items() if course is None else _from_course(course, pairs)
    for course in courses.values():
        entries += _from_course(course, {})
    for respondent, history in entries:
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
                compared=points,
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


def _from_course(
    course: CourseResult, pairs: Mapping[str, ScoreHistory]
) -> Iterator[tuple[str, ScoreHistory]]:
    """Every respondent of a course, with the class of `pairs` (by id) where there is one."""
    cells = course.cells[course.cells["score"].notna()]
    points: Mapping[Any, list[tuple[str, float]]] = {
        respondent: [
            (one_line(label), float(score))
            for label, score in zip(part["occasion"], part["score"], strict=True)
        ]
        for respondent, part in cells.groupby("id", sort=False)
    }
    goals = _course_goals(course)
    before = course.cells.loc[course.cells["role"] == "baseline", "occasion"]
    ends = {one_line(label) for label in (*before.unique(), course.post)}
    for row in course.respondents.to_dict("records"):
        baseline = None if pd.isna(row["baseline"]) else float(row["baseline"])
        around = (
            None if baseline is None else (baseline - course.limit, baseline + course.limit)
        )
        scores = tuple(points.get(row["id"], ()))
        over_time: dict[str, Any] = {
            "points": scores,
            "post": one_line(course.post) if course.follow_up_counts() else "",
            "follow_up": _follow_up(row, dict(scores)),
        }
        pair = pairs.get(str(row["id"]))
        if pair is not None:
            yield str(row["id"]), replace(pair, **over_time)
            continue
        outcome = _text(row["post_outcome"])
        yield (
            str(row["id"]),
            ScoreHistory(
                instrument=course.instrument,
                scale=course.scale,
                title=scale_title(course),
                compared=tuple(entry for entry in scores if entry[0] in ends),
                outcome=outcome,
                reason="" if outcome else _text(row["reason"]) or NO_POST,
                status=(_text(row["baseline_status"]), _text(row["post_status"])),
                unreliable=around,
                limit=course.limit,
                cutoffs=course.cutoffs,
                goals=TargetScores() if baseline is None else goals(baseline),
                **over_time,
            ),
        )


def _follow_up(row: Mapping[Any, Any], scores: Mapping[str, float]) -> FollowUp | None:
    """The last follow-up of a respondent; None without a score on one, or at the baseline."""
    if pd.isna(row["follow_up_at"]):
        return None
    occasion = one_line(row["follow_up_at"])
    return FollowUp(
        occasion=occasion,
        score=scores[occasion],
        outcome=_text(row["follow_up_outcome"]),
        gain=_text(row["follow_up"]),
        lost_at=_text(row["lost_at"]),
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

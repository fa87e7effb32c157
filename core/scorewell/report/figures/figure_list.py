"""Which drawings there are, and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


def _overview(study: StudyResult, _: int) -> str:
    from scorewell.report.figures.overview import overview_plot

    return overview_plot(study.changes)


def _jacobson(study: StudyResult, place: int) -> str:
    from scorewell.report.figures.jacobson import jacobson_plot

    return jacobson_plot(study.changes[place])


def _change(study: StudyResult, place: int) -> str:
    from scorewell.report.figures.change import change_plot

    return change_plot(study.changes[place])


def _distribution(study: StudyResult, place: int) -> str:
    from scorewell.report.figures.distribution import distribution_plot

    return distribution_plot(study.changes[place])


def _trajectory(study: StudyResult, place: int) -> str:
    from scorewell.report.figures.trajectory import trajectory_plot

    return trajectory_plot(study.courses[place])


def _curve(study: StudyResult, place: int) -> str:
    from scorewell.report.figures.specification_curve import specification_curve

    return specification_curve(study.multiverses[place])


FIGURES: dict[str, tuple[str, Callable[[StudyResult, int], str]]] = {
    "jacobson": ("changes", _jacobson),
    "change": ("changes", _change),
    "distribution": ("changes", _distribution),
    "overview": ("changes", _overview),
    "trajectory": ("courses", _trajectory),
    "choices": ("multiverses", _curve),
}
"""Name of a drawing to the results that it is made of and the function that makes it."""

_NEEDS = {
    "changes": "the study compares no two occasions",
    "courses": "the study follows nobody over more than two occasions (occasions: order)",
    "multiverses": "the study does not ask for other choices (sensitivity: true)",
}


def scales_of(study: StudyResult, figure: str) -> list[str]:
    """``instrument.scale`` of everything that a drawing can be made of, in order."""
    results = getattr(study, FIGURES[figure][0])
    return [result.instrument.column(result.scale.id) for result in results]


def draw_figure(study: StudyResult, figure: str, *, scale: str = "") -> str:
    """One drawing of one scale of a study.

    Parameters
    ----------
    figure : str
        One of :data:`FIGURES`.
    scale : str
        ``instrument.scale``; may be left out where there is one only, and for
        the overview of all.

    Raises
    ------
    ScorewellError
        If the study has nothing for it, or no such scale.
    """
    part, make = FIGURES[figure]
    names = scales_of(study, figure)
    if not names:
        raise ScorewellError(f"there is no drawing '{figure}': {_NEEDS[part]}")
    if figure == "overview" or (not scale and len(names) == 1):
        return make(study, 0)
    if scale not in names:
        problem = f"there is no scale '{scale}' in it" if scale else "it has several scales"
        raise ScorewellError(
            f"the drawing '{figure}' is of one scale: {problem}",
            hint=did_you_mean(scale, names) or f"name one with --scale: {', '.join(names)}",
        )
    return make(study, names.index(scale))

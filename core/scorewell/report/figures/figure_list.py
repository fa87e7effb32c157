"""Every figure by name, and the figures of one scale with heading and caption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorewell.errors import ScorewellError, did_you_mean
from scorewell.i18n.messages import say
from scorewell.report.figures.change import change_plot
from scorewell.report.figures.distribution import distribution_plot, norm_of
from scorewell.report.figures.jacobson import jacobson_plot
from scorewell.report.figures.overview import overview_plot
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.figures.trajectory import trajectory_plot

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


FIGURES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "jacobson": ("changes", jacobson_plot),
    "change": ("changes", change_plot),
    "distribution": ("changes", distribution_plot),
    "overview": ("changes", overview_plot),
    "trajectory": ("courses", trajectory_plot),
    "choices": ("multiverses", specification_curve),
}
"""Name of a figure, the results of a study that it shows, and the function that draws it.

The overview takes the results of all scales, any other figure those of one.
"""

_REASONS = {
    "changes": "the study compares no two occasions",
    "courses": "the study follows nobody over more than two occasions (occasions: order)",
    "multiverses": "the study does not ask for other choices (sensitivity: true)",
}


def scales_of(study: StudyResult, figure: str) -> list[str]:
    """``instrument.scale`` of all results that a figure can show, in order."""
    results = getattr(study, FIGURES[figure][0])
    return [result.instrument.column(result.scale.id) for result in results]


def draw_figure(study: StudyResult, figure: str, *, scale: str = "") -> str:
    """One figure of one scale of a study, as SVG.

    Parameters
    ----------
    figure : str
        One of :data:`FIGURES`.
    scale : str
        ``instrument.scale``; may be left out where there is only one, and for
        the overview of all.

    Raises
    ------
    ScorewellError
        If the study has no results for it, or no such scale.
    """
    part, draw = FIGURES[figure]
    results = getattr(study, part)
    names = scales_of(study, figure)
    if not names:
        raise ScorewellError(f"there is no drawing '{figure}': {_REASONS[part]}")
    if figure == "overview":
        if scale:
            raise ScorewellError(
                "the overview is of all scales, not of one",
                hint="leave the scale out, or choose another drawing",
            )
        return draw(results)
    if not scale and len(names) == 1:
        return draw(results[0])
    if scale not in names:
        problem = f"there is no scale '{scale}' in it" if scale else "it has several scales"
        raise ScorewellError(
            f"the drawing '{figure}' is of one scale: {problem}",
            hint=did_you_mean(scale, names) or f"name one with --scale: {', '.join(names)}",
        )
    return draw(results[names.index(scale)])


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure with heading and caption.

    Attributes
    ----------
    svg : str
        One ``svg`` element; empty where there is nothing to draw.
    file : str
        Name of the file that it is saved as, without a suffix.
    wide : bool
        Whether it takes the whole width of the page.
    """

    heading: str
    caption: str
    svg: str
    file: str
    wide: bool = False

    @property
    def inline(self) -> str:
        """The drawing without the name space, which a page of HTML does not need."""
        return self.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


def jacobson_picture(result: ChangeResult, *, anchor: str) -> Picture:
    """The Jacobson plot of one scale; `anchor` makes ids and file name unique."""
    return Picture(
        heading=say("figure.jacobson.heading"),
        caption=say("figure.jacobson.caption", n=result.n_assessable),
        svg=jacobson_plot(result, name=anchor),
        file=f"jacobson-{anchor}",
    )


def change_pictures(result: ChangeResult, *, anchor: str) -> tuple[Picture, ...]:
    """The figures of one scale: Jacobson plot, change plot, distribution."""
    n = result.n_assessable
    norm = norm_of(result) is not None
    return (
        jacobson_picture(result, anchor=anchor),
        Picture(
            heading=say("figure.change.heading"),
            caption=say("figure.change.caption", n=n),
            svg=change_plot(result, name=f"{anchor}-change") if n else "",
            file=f"change-{anchor}",
        ),
        Picture(
            heading=say(f"figure.distribution.{'heading' if norm else 'heading_plain'}"),
            caption=say(f"figure.distribution.{'caption_norm' if norm else 'caption'}"),
            svg=distribution_plot(result, name=f"{anchor}-distribution"),
            file=f"distribution-{anchor}",
        ),
    )

"""What a notebook shows of an instrument, a result or a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scorewell.change.results.change_result import ChangeResult
from scorewell.change.sensitivity.multiverse_result import Multiverse
from scorewell.change.trajectory.result import CourseResult
from scorewell.definitions.model import Instrument
from scorewell.errors import ScorewellError, did_you_mean
from scorewell.i18n.messages import say
from scorewell.io.atomic_write import written_whole
from scorewell.report.documents.images import check_picture, picture_bytes
from scorewell.report.figures.change import change_plot
from scorewell.report.figures.distribution import distribution_plot
from scorewell.report.figures.figure_list import FIGURES, draw_figure, scales_of
from scorewell.report.figures.jacobson import jacobson_plot
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.figures.trajectory import trajectory_plot
from scorewell.report.formatting import (
    count_words,
    number,
    one_line,
    range_words,
    scale_title,
)
from scorewell.report.rendering import render
from scorewell.report.tables.display_table import column_words, occasion_share_words
from scorewell.report.text.publication_table import (
    outcome_table,
    published_table,
)
from scorewell.report.text.sentences import (
    cutoff_words,
    headline,
    illustrative_words,
    limit_words,
)
from scorewell.results import Drawing
from scorewell.study.result import StudyResult

_OF: Mapping[type, Mapping[str, Callable[[Any], str]]] = {
    ChangeResult: {
        "jacobson": jacobson_plot,
        "change": change_plot,
        "distribution": distribution_plot,
    },
    CourseResult: {"trajectory": trajectory_plot},
    Multiverse: {"choices": specification_curve},
}


def plot_of(result: Any, figure: str = "", *, scale: str = "") -> Drawing:
    """See :meth:`scorewell.results.Drawn.plot`."""
    if isinstance(result, StudyResult):
        figures = [name for name in FIGURES if scales_of(result, name)]
        name = _choose_figure(figure, ["overview", *figures] if figures else [])
        return Drawing(draw_figure(result, name, scale=scale))
    makers = _OF[type(result)]
    return Drawing(makers[_choose_figure(figure, list(makers))](result))


def _choose_figure(figure: str, figures: list[str]) -> str:
    if not figures:
        raise ScorewellError("there is nothing to draw in this result")
    if figure and figure not in figures:
        raise ScorewellError(
            f"there is no drawing '{figure}' of this result",
            hint=did_you_mean(figure, figures)
            or f"there are: {', '.join(dict.fromkeys(figures))}",
        )
    return figure or figures[0]


def save_drawing(drawing: Drawing, path: Path, *, overwrite: bool = False) -> Path:
    """See :meth:`scorewell.results.Drawing.save`."""
    content = picture_bytes(drawing.svg, check_picture(path))
    with written_whole(path, overwrite=overwrite) as part:
        part.write_bytes(content)
    return path


def html_of(value: Any) -> str:
    """A summary as a piece of HTML, with everything escaped that comes from elsewhere."""
    kinds: Mapping[type, Callable[[Any], dict[str, Any]]] = {
        Instrument: _instrument,
        ChangeResult: _change,
        CourseResult: _course,
        Multiverse: _multiverse,
        StudyResult: _study,
    }
    parts = {"title": "", "paragraphs": [], "tables": []} | kinds[type(value)](value)
    return render("notebook.html.j2", **parts)


def _instrument(instrument: Instrument) -> dict[str, Any]:
    rows = [
        (
            one_line(scale.name),
            str(len(scale.items or scale.scales)),
            range_words(scale),
            ", ".join(
                number(entry.value) for entry in scale.reliability if entry.value is not None
            ),
            str(sum(not norm.gap for norm in scale.norms)),
        )
        for scale in instrument.scales
    ]
    keys = ("scale", "items", "score", "reliability", "norms")
    columns = tuple(say(f"notebook.{key}") for key in keys)
    about = (
        f"{instrument.id} {instrument.version}, {count_words(len(instrument.items), 'item')}"
    )
    return {
        "title": one_line(
            f"{instrument.name} ({instrument.acronym})"
            if instrument.acronym
            else instrument.name
        ),
        "paragraphs": [about],
        "tables": [("", columns, [("", rows)], ())],
    }


def _table(table: Any) -> tuple[str, Any, Any, Any]:
    return table.caption, table.columns, table.blocks, table.footnotes


def _change(result: ChangeResult) -> dict[str, Any]:
    words = [
        headline(result),
        f"{limit_words(result)} {cutoff_words(result)}",
        illustrative_words(result),
    ]
    return {
        "title": scale_title(result),
        "paragraphs": [sentence for sentence in words if sentence],
        "tables": [_table(outcome_table([result]))],
    }


def _course(result: CourseResult) -> dict[str, Any]:
    table = occasion_share_words(result)
    rows = [tuple(map(one_line, row)) for row in table.itertuples(index=False)]
    columns = tuple(column_words(name) for name in table.columns)
    people = say(
        "notebook.people",
        respondents=count_words(result.n, "respondent"),
        n=result.n_assessable,
    )
    return {
        "title": scale_title(result),
        "paragraphs": [people],
        "tables": [("", columns, [("", rows)], ())],
    }


def _multiverse(result: Multiverse) -> dict[str, Any]:
    return {"title": scale_title(result), "paragraphs": [one_line(result.sentence())]}


def _study(result: StudyResult) -> dict[str, Any]:
    words = [f"{scale_title(change)}: {headline(change)}" for change in result.changes]
    counts = [
        say("notebook.scored", rows=count_words(len(result.scores), "row")),
        count_words(len(result.findings), "finding"),
        say("notebook.alerts", answers=count_words(len(result.alerts), "answer")),
    ]
    tables = [_table(published_table(result.changes))] if result.changes else []
    return {
        "title": one_line(result.title),
        "paragraphs": [*words, f"{', '.join(counts)}."],
        "tables": tables,
    }

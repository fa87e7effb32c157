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
from scorewell.report.documents.document import outcome_table, published_table
from scorewell.report.documents.images import check_picture, picture_bytes
from scorewell.report.figures.change import change_plot
from scorewell.report.figures.distribution import distribution_plot
from scorewell.report.figures.figure_list import FIGURES, drawing_of, scales_of
from scorewell.report.figures.jacobson import jacobson_plot
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.figures.trajectory import trajectory_plot
from scorewell.report.formatting import (
    counted,
    number,
    one_line,
    range_words,
    scale_title,
)
from scorewell.report.rendering import render
from scorewell.report.tables.display_table import column_words
from scorewell.report.tables.trajectories import occasion_words
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
        known = [name for name in FIGURES if scales_of(result, name)]
        name = _chosen(figure, ["overview", *known] if known else [])
        return Drawing(drawing_of(result, name, scale=scale))
    makers = _OF[type(result)]
    return Drawing(makers[_chosen(figure, list(makers))](result))


def _chosen(figure: str, known: list[str]) -> str:
    if not known:
        raise ScorewellError("there is nothing to draw in this result")
    if figure and figure not in known:
        raise ScorewellError(
            f"there is no drawing '{figure}' of this result",
            hint=did_you_mean(figure, known) or f"there are: {', '.join(dict.fromkeys(known))}",
        )
    return figure or known[0]


def save_drawing(drawing: Drawing, path: Path, *, overwrite: bool = False) -> Path:
    """See :meth:`scorewell.results.Drawing.save`."""
    made = picture_bytes(drawing.svg, check_picture(path))
    with written_whole(path, overwrite=overwrite) as part:
        part.write_bytes(made)
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
    parts = {"title": "", "words": [], "tables": []} | kinds[type(value)](value)
    return render("notebook.html.j2", **parts)


def _instrument(one: Instrument) -> dict[str, Any]:
    rows = [
        (
            one_line(scale.name),
            str(len(scale.items or scale.scales)),
            range_words(scale),
            ", ".join(
                number(each.value) for each in scale.reliability if each.value is not None
            ),
            str(sum(not each.gap for each in scale.norms)),
        )
        for scale in one.scales
    ]
    keys = ("scale", "items", "score", "reliability", "norms")
    columns = tuple(say(f"notebook.{key}") for key in keys)
    about = f"{one.id} {one.version}, {counted(len(one.items), 'item')}"
    return {
        "title": one_line(f"{one.name} ({one.acronym})" if one.acronym else one.name),
        "words": [about],
        "tables": [("", columns, [("", rows)], ())],
    }


def _table(table: Any) -> tuple[str, Any, Any, Any]:
    return table.caption, table.columns, table.blocks, table.footnotes


def _change(one: ChangeResult) -> dict[str, Any]:
    words = [headline(one), f"{limit_words(one)} {cutoff_words(one)}", illustrative_words(one)]
    return {
        "title": scale_title(one),
        "words": [each for each in words if each],
        "tables": [_table(outcome_table([one]))],
    }


def _course(one: CourseResult) -> dict[str, Any]:
    table = occasion_words(one)
    rows = [tuple(map(one_line, row)) for row in table.itertuples(index=False)]
    columns = tuple(column_words(name) for name in table.columns)
    people = say(
        "notebook.people", respondents=counted(one.n, "respondent"), n=one.n_assessable
    )
    return {
        "title": scale_title(one),
        "words": [people],
        "tables": [("", columns, [("", rows)], ())],
    }


def _multiverse(one: Multiverse) -> dict[str, Any]:
    return {"title": scale_title(one), "words": [one_line(one.sentence())]}


def _study(one: StudyResult) -> dict[str, Any]:
    words = [f"{scale_title(each)}: {headline(each)}" for each in one.changes]
    counts = [
        say("notebook.scored", rows=counted(len(one.scores), "row")),
        counted(len(one.findings), "finding"),
        say("notebook.alerts", answers=counted(len(one.alerts), "answer")),
    ]
    tables = [_table(published_table(one.changes))] if one.changes else []
    return {
        "title": one_line(one.title),
        "words": [*words, f"{', '.join(counts)}."],
        "tables": tables,
    }

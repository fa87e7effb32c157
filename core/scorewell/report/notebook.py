"""What a notebook shows of an instrument, a result or a study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scorewell.change.results.change_result import ChangeResult
from scorewell.change.sensitivity.multiverse_result import Multiverse
from scorewell.change.trajectory.result import CourseResult
from scorewell.definitions.model import Instrument
from scorewell.errors import ScorewellError, did_you_mean
from scorewell.i18n.messages import say
from scorewell.io.atomic_write import atomic_write
from scorewell.report.documents.images import check_picture, picture_bytes
from scorewell.report.figures.change import change_plot
from scorewell.report.figures.distribution import distribution_plot
from scorewell.report.figures.figure_list import FIGURES, draw_figure, scales_of
from scorewell.report.figures.jacobson import jacobson_plot
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.figures.trajectory import trajectory_plot
from scorewell.report.formatting import count_words, number, one_line, range_words, scale_title
from scorewell.report.rendering import render
from scorewell.report.tables.display_table import column_words, occasion_share_words
from scorewell.report.text.publication_table import (
    PublicationTable,
    outcome_table,
    published_table,
)
from scorewell.report.text.result_table import headline
from scorewell.report.text.sentences import cutoff_words, illustrative_words, limit_words
from scorewell.results import PlottableResult, Result, SvgFigure, html_of, plot_of, save_figure
from scorewell.study.result import StudyResult

_FIGURES: Mapping[type, Mapping[str, Callable[[Any], str]]] = {
    ChangeResult: {
        "jacobson": jacobson_plot,
        "change": change_plot,
        "distribution": distribution_plot,
    },
    CourseResult: {"trajectory": trajectory_plot},
    Multiverse: {"choices": specification_curve},
}


@plot_of.register
def plot_result(result: PlottableResult, figure: str, *, scale: str) -> SvgFigure:
    """See :meth:`scorewell.results.PlottableResult.plot`."""
    if isinstance(result, StudyResult):
        names = [name for name in FIGURES if scales_of(result, name)]
        name = _choose(figure, ["overview", *names] if names else [])
        return SvgFigure(draw_figure(result, name, scale=scale))
    plots = _FIGURES[type(result)]
    return SvgFigure(plots[_choose(figure, list(plots))](result))


def _choose(figure: str, names: list[str]) -> str:
    if not names:
        raise ScorewellError("there is nothing to draw in this result")
    if figure and figure not in names:
        raise ScorewellError(
            f"there is no drawing '{figure}' of this result",
            hint=did_you_mean(figure, names) or f"there are: {', '.join(dict.fromkeys(names))}",
        )
    return figure or names[0]


@save_figure.register
def save_svg_figure(figure: SvgFigure, path: Path, *, overwrite: bool) -> None:
    """See :meth:`scorewell.results.SvgFigure.save`."""
    content = picture_bytes(figure.svg, check_picture(path))
    with atomic_write(path, overwrite=overwrite) as part:
        part.write_bytes(content)


def _plain_table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> PublicationTable:
    return PublicationTable(caption="", columns=columns, blocks=(("", tuple(rows)),))


def _render(title: str, sentences: Iterable[str] = (), tables: Sequence[Any] = ()) -> str:
    """A piece of HTML with everything escaped that comes from elsewhere."""
    paragraphs = [text for text in sentences if text]
    return render("notebook.html.j2", title=title, paragraphs=paragraphs, tables=tables)


@html_of.register
def result_html(result: Result) -> str:
    """The one line of a result and, where it has one, its sentence."""
    sentence = getattr(result, "sentence", None)
    return _render(one_line(repr(result)), [one_line(sentence())] if sentence else [])


@html_of.register
def instrument_html(instrument: Instrument) -> str:
    """The scales of an instrument."""
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
        for scale in instrument.output_scales
    ]
    keys = ("scale", "items", "score", "reliability", "norms")
    columns = tuple(say(f"notebook.{key}") for key in keys)
    about = (
        f"{instrument.id} {instrument.version}, {count_words(len(instrument.items), 'item')}"
    )
    name = instrument.name
    title = one_line(f"{name} ({instrument.acronym})" if instrument.acronym else name)
    return _render(title, [about], [_plain_table(columns, rows)])


@html_of.register
def change_html(result: ChangeResult) -> str:
    """Counts, limit and cut-off of a change analysis."""
    limits = f"{limit_words(result)} {cutoff_words(result)}"
    sentences = [headline(result), limits, illustrative_words(result)]
    return _render(scale_title(result), sentences, [outcome_table([result])])


@html_of.register
def course_html(result: CourseResult) -> str:
    """The occasions of a course."""
    table = occasion_share_words(result)
    rows = [tuple(map(one_line, row)) for row in table.itertuples(index=False)]
    columns = tuple(column_words(name) for name in table.columns)
    people = say(
        "notebook.people",
        respondents=count_words(result.n, "respondent"),
        n=result.n_assessable,
    )
    return _render(scale_title(result), [people], [_plain_table(columns, rows)])


@html_of.register
def multiverse_html(result: Multiverse) -> str:
    """The sentence of a multiverse."""
    return _render(scale_title(result), [one_line(result.sentence())])


@html_of.register
def study_html(study: StudyResult) -> str:
    """Each change of a study in a sentence, and the table of all."""
    sentences = [f"{scale_title(result)}: {headline(result)}" for result in study.changes]
    counts = [
        say("notebook.scored", rows=count_words(len(study.scores), "row")),
        count_words(len(study.findings), "finding"),
        say("notebook.alerts", answers=count_words(len(study.alerts), "answer")),
    ]
    tables = [published_table(study.changes)] if study.changes else []
    return _render(one_line(study.title), [*sentences, f"{', '.join(counts)}."], tables)

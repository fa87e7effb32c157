"""A study as headings, paragraphs, lists, tables and figures, whatever format they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.figures.figure_list import jacobson_picture
from scorewell.report.figures.overview import overview_plot
from scorewell.report.formatting import (
    count_words,
    date_words,
    one_line,
    range_words,
    scale_title,
    tool_name,
)
from scorewell.report.references import references
from scorewell.report.text.methods_section import method_paragraphs, scale_method_words
from scorewell.report.text.publication_table import (
    PublicationTable,
    outcome_table,
    published_table,
)
from scorewell.report.text.sentences import finding_notes, headline, uncertainty_sentences

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph without markup."""

    text: str


@dataclass(frozen=True, kw_only=True)
class ListElement:
    """Lines of a list, numbered or not."""

    lines: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, kw_only=True)
class FigureElement:
    """A drawing in SVG with its caption."""

    svg: str
    caption: str


Element = Heading | Paragraph | ListElement | FigureElement | PublicationTable


def document_elements(result: StudyResult) -> Iterator[Element]:
    """A study from its title to its references."""
    yield from _opening(result)
    for index, change in enumerate(result.changes):
        title = scale_title(change)
        yield Heading(level=2, text=title)
        about = say("scale.assessable", about=range_words(change.scale), n=change.n_assessable)
        yield Paragraph(text=f"{about}. {one_line(change.sentence())}")
        picture = jacobson_picture(change, anchor=f"scale-{index + 1}")
        yield FigureElement(svg=picture.svg, caption=f"{title}. {picture.caption}")
        for heading, words in uncertainty_sentences(result, index):
            yield Paragraph(text=f"{heading}: {words}")
    findings = finding_notes(result.changes)
    if findings:
        yield Heading(level=2, text=say("short.notes"))
        yield ListElement(lines=tuple(f"{words} ({about})" for words, about in findings))
    yield from _methods(result)


def _opening(result: StudyResult) -> Iterator[Element]:
    """Title, answers to look at, summary and tables."""
    yield Heading(level=1, text=one_line(result.title))
    timestamp = result.manifest.get("created")
    authors = ", ".join(map(one_line, result.authors))
    for text in (authors, date_words(timestamp) if timestamp else "", one_line(result.note)):
        if text:
            yield Paragraph(text=text)
    if not result.alerts.empty:
        respondents = count_words(int(result.alerts["id"].nunique()), "respondent")
        yield Heading(level=2, text=say("alerts.title"))
        yield Paragraph(text=say("alerts.words", who=respondents))
    yield Heading(level=2, text=say("section.short"))
    if not result.changes:
        yield Paragraph(text=say("short.nothing"))
        return
    lines = tuple(f"{scale_title(change)}: {headline(change)}" for change in result.changes)
    yield ListElement(lines=lines)
    yield FigureElement(
        svg=overview_plot(result.changes), caption=say("figure.overview.caption")
    )
    yield Heading(level=2, text=say("section.table"))
    yield published_table(result.changes)
    yield outcome_table(result.changes)


def _methods(result: StudyResult) -> Iterator[Element]:
    sources = references(result.changes)
    yield Heading(level=2, text=say("section.methods"))
    for text in method_paragraphs(result, sources):
        yield Paragraph(text=text)
    for change in result.changes:
        yield Paragraph(text=f"{scale_title(change)}. {scale_method_words(change, sources)}")
    if sources.texts:
        yield Heading(level=2, text=say("section.references"))
        yield ListElement(lines=sources.texts, is_numbered=True)
    yield Paragraph(text=say("made.by", tool=tool_name(result)))

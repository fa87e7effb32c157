"""A study as headings, paragraphs, lists, tables and figures, whatever format they get."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.figures.figure_list import jacobson_picture
from scorewell.report.figures.overview import overview_plot
from scorewell.report.formatting import (
    date_words,
    one_line,
    range_words,
    scale_title,
    tool_name,
)
from scorewell.report.references import references
from scorewell.report.sections.trajectory import course_section
from scorewell.report.tables.display_table import DisplayTable
from scorewell.report.text.approaches import approach_paragraphs, approach_sections
from scorewell.report.text.follow_up import follow_up_lines, follow_up_words, scale_course
from scorewell.report.text.methods_section import method_paragraphs, scale_method_words
from scorewell.report.text.outcome_rules import rule_line, rule_section
from scorewell.report.text.publication_table import (
    PublicationTable,
    outcome_table,
    publication_table,
    published_table,
)
from scorewell.report.text.result_table import alert_line, headline, lead_sentence, result_table
from scorewell.report.text.sentences import (
    cutoff_words,
    data_words,
    finding_notes,
    illustrative_words,
    limit_words,
    uncertainty_sentences,
)

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
ElementSource = Callable[["StudyResult"], Iterator[Element]]
"""The elements of a study: all of them, or those for a paper."""


def document_elements(result: StudyResult) -> Iterator[Element]:
    """A study from its title to its references: the sections of the page, in its order."""
    yield from _head(result)
    yield from _result(result)
    if result.changes:
        yield Heading(level=2, text=say("section.scales"))
    for place in range(len(result.changes)):
        yield from _scale(result, place)
    yield Heading(level=2, text=say("section.details_heading"))
    notes = finding_notes(result.changes)
    if notes:
        yield Heading(level=3, text=say("short.notes"))
        yield ListElement(lines=tuple(f"{words} ({about})" for words, about in notes))
    if result.changes:
        yield Heading(level=3, text=say("section.table"))
        yield published_table(result.changes)
        yield outcome_table(result.changes)
    yield from _courses(result)
    yield from _approaches(result)
    yield from _rules(result)
    yield Heading(level=3, text=say("findings.title"))
    yield Paragraph(text=data_words(result))
    yield from _methods(result)


def paper_elements(result: StudyResult) -> Iterator[Element]:
    """The parts of a study that a paper takes over: tables, methods and references; no ids."""
    yield from _head(result)
    if result.changes:
        yield Paragraph(text=lead_sentence(result.changes))
        yield result_table(result.changes)
        yield published_table(result.changes)
        yield outcome_table(result.changes)
    for outcome_result in result.outcomes:
        section = rule_section(outcome_result)
        yield Paragraph(text=f"{section.title}. {section.sentence}")
        yield from _tables((section.counts,))
    yield from _methods(result)


def _head(result: StudyResult) -> Iterator[Element]:
    """Title, authors, date and note."""
    yield Heading(level=1, text=one_line(result.title))
    timestamp = result.manifest.get("created")
    authors = ", ".join(map(one_line, result.authors))
    for text in (authors, date_words(timestamp) if timestamp else "", one_line(result.note)):
        if text:
            yield Paragraph(text=text)


def _result(result: StudyResult) -> Iterator[Element]:
    """What the first screen of the page says."""
    yield Heading(level=2, text=say("result.heading"))
    yield Paragraph(text=lead_sentence(result.changes))
    for outcome_result in result.outcomes:
        yield Paragraph(text=rule_line(outcome_result))
    if result.changes:
        yield result_table(result.changes)
        for text in follow_up_lines(result):
            yield Paragraph(text=text)
        caption = say("figure.overview.caption")
        yield FigureElement(svg=overview_plot(result.changes), caption=caption)
    line = alert_line(result.alerts)
    if line:
        yield Paragraph(text=f"{line} {say('alerts.in_file', file='alerts.csv')}")


def _scale(result: StudyResult, place: int) -> Iterator[Element]:
    """One scale: what came out, the plot, and how firm it is."""
    change = result.changes[place]
    title = scale_title(change)
    yield Heading(level=3, text=title)
    about = say("scale.assessable", about=range_words(change.scale), n=change.n_assessable)
    yield Paragraph(text=f"{about}. {headline(change)}")
    limits = (limit_words(change), cutoff_words(change), illustrative_words(change))
    yield Paragraph(text=" ".join(filter(None, limits)))
    picture = jacobson_picture(change, anchor=f"scale-{place + 1}")
    yield FigureElement(svg=picture.svg, caption=f"{title}. {picture.caption}")
    sentences = (one_line(change.sentence()), follow_up_words(scale_course(result, change)))
    yield Paragraph(text=" ".join(filter(None, sentences)))
    for heading, words in uncertainty_sentences(result, place):
        yield Paragraph(text=f"{heading}: {words}")


def _courses(result: StudyResult) -> Iterator[Element]:
    if result.courses:
        yield Heading(level=3, text=say("section.courses"))
    for number, course in enumerate(result.courses, 1):
        section = course_section(course, anchor=f"course-{number}")
        yield Heading(level=4, text=section.title)
        yield Paragraph(text=section.about)
        yield FigureElement(svg=section.picture.svg, caption=section.picture.caption)
        yield from _tables(section.tables)


def _approaches(result: StudyResult) -> Iterator[Element]:
    sections = approach_sections(result)
    if sections:
        yield Heading(level=3, text=say("approaches.title"))
    for section in sections:
        yield Heading(level=4, text=section.title)
        yield from _tables((section.outcomes, section.verdicts))
        for words in (*section.growth, *section.sentences):
            yield Paragraph(text=words)
        if section.notes:
            yield ListElement(lines=section.notes)


def _rules(result: StudyResult) -> Iterator[Element]:
    if result.outcomes:
        yield Heading(level=3, text=say("rules.title"))
    for outcome_result in result.outcomes:
        section = rule_section(outcome_result)
        yield Heading(level=4, text=section.title)
        for words in (section.summary, section.sentence, section.multiplicity):
            if words:
                yield Paragraph(text=words)
        yield from _tables((section.counts, section.inputs))
        if section.notes:
            yield ListElement(lines=section.notes)


def _tables(tables: Iterable[DisplayTable | None]) -> Iterator[Element]:
    """Tables; in place of one with a row for each respondent, the file that has it."""
    for table in tables:
        if table is None or not table.rows:
            continue
        if table.of_respondents:
            yield Paragraph(text=say("forms.in_file", table=table.caption, file=table.file))
        else:
            yield publication_table(table)


def _methods(result: StudyResult) -> Iterator[Element]:
    sources = references((*result.changes, *result.judgements, *result.growths))
    yield Heading(level=3, text=say("section.methods"))
    for text in (*method_paragraphs(result, sources), *approach_paragraphs(result, sources)):
        yield Paragraph(text=text)
    for change in result.changes:
        yield Paragraph(text=f"{scale_title(change)}. {scale_method_words(change, sources)}")
    if sources.texts:
        yield Heading(level=3, text=say("section.references"))
        yield ListElement(lines=sources.texts, is_numbered=True)
    yield Paragraph(text=say("made.by", tool=tool_name(result)))

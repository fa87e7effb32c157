"""A study as headings, paragraphs, tables and drawings, whatever form they are written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.figures.overview import overview_plot
from scorewell.report.formatting import (
    count_words,
    date_words,
    occasion_names,
    one_line,
    range_words,
    scale_title,
)
from scorewell.report.html.scale_section import (
    OutcomeShare,
    change_pictures,
    groups_of,
    shares_of,
)
from scorewell.report.references import References, references
from scorewell.report.tables.uncertainty import uncertainty_sentences
from scorewell.report.text.publication_table import Published, published_contents
from scorewell.report.text.sentences import (
    finding_notes,
    headline,
    method_paragraphs,
    scale_method_words,
)

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Plain words."""

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


@dataclass(frozen=True, kw_only=True)
class PublicationTable:
    """A table as journals print it.

    Attributes
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        The headings.
    numeric : frozenset of int
        Places of the columns of numbers.
    blocks : tuple of (str, rows)
        Rows with a heading of their own; an empty one where there is none.
    footnotes : tuple of str
        What is needed to read it.
    """

    caption: str
    columns: tuple[str, ...]
    numeric: frozenset[int] = frozenset()
    blocks: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    footnotes: tuple[str, ...] = field(default=())


Element = Heading | Paragraph | ListElement | FigureElement | PublicationTable


def published_table(results: Sequence[ChangeResult]) -> PublicationTable:
    """The table that published evaluations print."""
    publication: Published = published_contents(results)
    return PublicationTable(
        caption=publication.caption,
        columns=publication.columns,
        numeric=frozenset(range(1, len(publication.columns))),
        blocks=tuple(
            (measure, tuple((label, *map(str, counts)) for label, counts in rows))
            for measure, rows in publication.blocks
        ),
        footnotes=publication.footnotes,
    )


def outcome_table(results: Sequence[ChangeResult], *, groups: bool = True) -> PublicationTable:
    """Shares of every outcome with intervals, of everybody and of each group."""
    blocks: list[tuple[str, tuple[tuple[str, ...], ...]]] = []
    for result in results:
        parts = [(scale_title(result), shares_of(result))]
        if groups:
            parts += [
                (f"{scale_title(result)}, {name}", shares) for name, shares in groups_of(result)
            ]
        blocks += [
            (f"{title} ({say('figure.counted', n=shares[0].of)})", _share_rows(shares))
            for title, shares in parts
        ]
    return PublicationTable(
        caption=f"{say('scale.outcomes')} {say('scale.wilson')}",
        columns=(
            say("scale.outcome"), say("grid.n"), say("grid.of"), say("scale.share"),
            say("scale.interval"),
        ),
        numeric=frozenset({1, 2, 3, 4}),
        blocks=tuple(blocks),
        footnotes=(say("published.n"),),
    )  # fmt: skip


def _share_rows(shares: Sequence[OutcomeShare]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            say(f"outcome.{share.label}"),
            str(share.n),
            str(share.of),
            share.words,
            share.interval,
        )
        for share in shares
    )


def document_elements(result: StudyResult) -> Iterator[Element]:
    """A study from its title to its references."""
    sources = references(result.changes)
    yield Heading(level=1, text=one_line(result.title))
    timestamp = result.manifest.get("created")
    byline = [
        ", ".join(map(one_line, result.authors)),
        date_words(timestamp) if timestamp else "",
    ]
    yield from (Paragraph(text=text) for text in (*byline, one_line(result.note)) if text)
    yield from _alerts(result)
    yield Heading(level=2, text=say("section.short"))
    lines = [f"{scale_title(change)}: {headline(change)}" for change in result.changes]
    yield ListElement(lines=tuple(lines)) if lines else Paragraph(text=say("short.nothing"))
    if result.changes:
        yield FigureElement(
            svg=overview_plot(result.changes), caption=say("figure.overview.caption")
        )
        yield Heading(level=2, text=say("section.table"))
        yield published_table(result.changes)
        yield outcome_table(result.changes)
    for place, change in enumerate(result.changes):
        yield from _scale(result, change, place)
    findings = finding_notes(result.changes)
    if findings:
        yield Heading(level=2, text=say("short.notes"))
        yield ListElement(lines=tuple(f"{words} ({about})" for words, about in findings))
    yield from _methods(result, sources)


def _alerts(result: StudyResult) -> Iterator[Element]:
    if result.alerts.empty:
        return
    respondents = count_words(int(result.alerts["id"].nunique()), "respondent")
    yield Heading(level=2, text=say("alerts.title"))
    yield Paragraph(text=say("alerts.words", who=respondents))


def _scale(result: StudyResult, change: ChangeResult, place: int) -> Iterator[Element]:
    yield Heading(level=2, text=scale_title(change))
    about = say("scale.assessable", about=range_words(change.scale), n=change.n_assessable)
    yield Paragraph(text=f"{about}. {one_line(change.sentence())}")
    picture = change_pictures(change, anchor=f"scale-{place + 1}")[0]
    yield FigureElement(svg=picture.svg, caption=f"{scale_title(change)}. {picture.caption}")
    for heading, words in uncertainty_sentences(result, place):
        yield Paragraph(text=f"{heading}: {words}")


def _methods(result: StudyResult, sources: References) -> Iterator[Element]:
    pre, post = occasion_names(result)
    yield Heading(level=2, text=say("section.methods"))
    for text in method_paragraphs(result.changes, sources, pre=pre, post=post):
        yield Paragraph(text=text)
    for change in result.changes:
        yield Paragraph(text=f"{scale_title(change)}. {scale_method_words(change, sources)}")
    if sources.texts:
        yield Heading(level=2, text=say("section.references"))
        yield ListElement(lines=sources.texts, is_numbered=True)
    version = one_line(result.manifest.get("scorewell", ""))
    yield Paragraph(text=say("made.by", tool=f"scorewell {version}".strip()))

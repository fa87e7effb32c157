"""What other approaches say, in words and small tables, beside the main judgement."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capital,
    figure,
    listed,
    lowered,
    one_line,
    percent,
    scale_title,
    span,
    written,
)
from scorewell.report.tables.approaches import approach_key, approach_title, told_words
from scorewell.report.tables.display_table import Grid
from scorewell.report.text.sentences import finding_words

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult
    from scorewell.report.references import References
    from scorewell.study.result import StudyResult


_WIDTH = 88
_OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")

_CHOICES = {"level", "phi max", "multiplier", "criterion"}
"""Choices to name wherever they entered, by default too."""

_GROUP = ("approach", "figure", "value", "interval", "n", "verdict")

Found = Judgement | GroupJudgement


@dataclass(frozen=True, kw_only=True)
class ApproachSection:
    """One scale as the page shows it: outcomes by approach, and what is said of the group."""

    title: str
    outcomes: Grid
    verdicts: Grid | None
    growth: tuple[str, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


def approach_sections(result: StudyResult) -> list[ApproachSection]:
    """What other approaches say, scale by scale; empty where none was asked."""
    return [_section(place, judged, growths) for place, judged, growths in _by_scale(result)]


Scale_ = tuple["ChangeResult | None", list[Found], list["GrowthResult"]]


def _by_scale(result: StudyResult) -> list[Scale_]:
    """The main judgement, the others and the slopes of every scale that has any."""
    columns: dict[str, Scale_] = {}
    for found in result.judgements:
        columns.setdefault(_column(found), (None, [], []))[1].append(found)
    for growth in result.growths:
        columns.setdefault(_column(growth), (None, [], []))[2].append(growth)
    main = {_column(change): change for change in result.changes}
    return [(main.get(name), own[1], own[2]) for name, own in columns.items()]


def _column(found: Any) -> str:
    return str(found.instrument.column(found.scale.id))


def _section(
    change: ChangeResult | None, judged: Sequence[Found], growths: Sequence[GrowthResult]
) -> ApproachSection:
    of_people = [each for each in judged if isinstance(each, Judgement)]
    of_group = [each for each in judged if isinstance(each, GroupJudgement)]
    rows = [_counts(term("combined"), change)] if change is not None else []
    rows += [_counts(approach_title(each), each) for each in of_people]
    rows += [_counts(term(each.method.name), each) for each in growths]
    findings = [finding_words(each) for found in (*judged, *growths) for each in found.findings]
    said = set() if change is None else {one_line(each.message) for each in change.findings}
    outcomes = (capital(say(f"outcome.{word}")) for word in _OUTCOMES)
    columns = (say("approaches.approach"), *outcomes, say("approaches.assessable"))
    return ApproachSection(
        title=scale_title(next(iter((*judged, *growths)))),
        outcomes=Grid(
            caption=say("approaches.outcomes"),
            columns=columns,
            numeric=frozenset(columns[1:]),
            rows=tuple(rows),
        ),
        verdicts=_verdicts(of_group) if of_group else None,
        growth=tuple(
            f"{term(each.method.title)}: {one_line(each.sentence())}" for each in growths
        ),
        sentences=tuple(
            f"{approach_title(each)}: {one_line(each.sentence())}" for each in of_group
        ),
        notes=tuple(
            words
            for words in dict.fromkeys(findings)
            if not any(message in words for message in said)
        ),
    )


def _counts(title: str, found: ChangeResult | Judgement | GrowthResult) -> tuple[str, ...]:
    counts = {row["outcome"]: row for row in found.summary().to_dict("records")}
    cells = [
        f"{counts[word]['n']} ({percent(counts[word]['share'], of=counts[word]['of'])})"
        if word in counts
        else "\u2013"
        for word in _OUTCOMES
    ]
    return (title, *cells, str(found.n_assessable))


def _verdicts(judged: Sequence[GroupJudgement]) -> Grid:
    rows = []
    for found in judged:
        for each in found.figures:
            interval = ""
            if each.low is not None and each.high is not None and each.level is not None:
                ends = span(*(_value(end, each.unit) for end in (each.low, each.high)))
                level = say("format.percent", value=written(f"{100 * each.level:.4g}"))
                interval = f"{ends} ({level}; {one_line(each.how)})"
            rows.append(
                (
                    approach_title(found),
                    one_line(each.name),
                    _value(each.value, each.unit),
                    interval or "\u2013",
                    listed(list(map(str, found.n))),
                    one_line(found.verdict),
                )
            )
    return Grid(
        caption=say("approaches.group"),
        columns=tuple(say(f"approaches.{name}") for name in _GROUP),
        numeric=frozenset({say("approaches.value"), say("approaches.n")}),
        rows=tuple(rows),
    )


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return say("format.percent", value=f"{100 * value:.0f}")
    return written(f"{value:.2f}")


def approach_text(result: StudyResult, *, heading: bool = True) -> str:
    """What other approaches say, as plain text; empty where none was asked."""
    blocks = ["\n".join(_scale_lines(section)) for section in approach_sections(result)]
    return "\n\n".join([say("approaches.title")] * heading + blocks) if blocks else ""


def _scale_lines(section: ApproachSection) -> list[str]:
    """One scale as lines of text."""
    words = [*section.growth, *section.sentences]
    wrapped = [
        textwrap.fill(
            each, width=_WIDTH, initial_indent="  ", subsequent_indent="    ",
            break_long_words=False, break_on_hyphens=False,
        )
        for each in words
    ]  # fmt: skip
    return [section.title, *_lines(section.outcomes), *wrapped]


def _lines(grid: Grid) -> list[str]:
    """A table as lines of text."""
    if not grid.rows:
        return []
    widths = [
        max(len(row[place]) for row in (grid.columns, *grid.rows))
        for place in range(len(grid.columns))
    ]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (grid.columns, *grid.rows)
    ]


def approach_words(result: StudyResult, sources: References) -> list[str]:
    """Paragraphs on other approaches for the methods section of a paper."""
    named: dict[tuple[str, str], list[Any]] = {}
    for found in result.judgements:
        named.setdefault(approach_key(found), []).append(found)
    paragraphs = []
    for key, alike in named.items():
        words = told_words(alike[0].parameters)
        told = f", {say('approaches.told', told=words)}" if words else ""
        method = alike[0].method
        title, formula = term(method.title), term(method.formula)
        text = f"{title} ({formula}{told}) {sources.mark(method.reference)}"
        titles = ", ".join(dict.fromkeys(map(scale_title, alike)))
        how = text + _entered(alike, sources)
        paragraphs.append(say("approaches.also", approach=key[0], scales=titles, how=how))
    for growth in {each.method.name: each for each in result.growths}.values():
        method = growth.method
        paragraphs.append(
            say(
                "approaches.slopes",
                method=lowered(term(method.title)),
                formula=term(method.formula),
                reference=sources.mark(method.reference),
            )
        )
    return paragraphs


def _entered(alike: Sequence[Found], sources: References) -> str:
    """What entered an approach: once where it is the same for every scale, else by scale."""
    said = [(scale_title(each), _terms(each, sources)) for each in alike]
    words = dict.fromkeys(own for _, own in said)
    if len(words) == 1:
        return "".join(f"; {own}" for own in words if own)
    return "".join(f"; {title}: {own}" for title, own in said if own)


def _terms(found: Found, sources: References) -> str:
    """Numbers from sources or samples, and choices, with what they were and their source."""
    return ", ".join(
        f"{term(one_line(each.name))} {figure(each.value)} {_origin(each, sources)}".rstrip()
        for each in found.inputs
        if each.entry
        or each.name in _CHOICES
        or (each.name == "method" and each.citation)
        or (each.origin not in {"default", "sample"} and not _is_told(each, found))
    )


def _origin(entered: Input, sources: References) -> str:
    if entered.citation:
        return sources.mark(entered.citation)
    return f"({one_line(entered.detail)})" if entered.entry else ""


def _is_told(entered: Input, found: Found) -> bool:
    """Whether a figure already stands among what the approach is told."""
    return entered.name.removeprefix("minimal important ") in found.parameters

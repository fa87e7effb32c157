"""What other approaches say, in words and small tables, beside the main judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    join_words,
    localize_number,
    lower_first,
    one_line,
    percent,
    scale_title,
    span,
    value_words,
    wrap,
)
from scorewell.report.tables.approaches import approach_key, approach_title, parameter_words
from scorewell.report.tables.display_table import DisplayTable
from scorewell.report.text.sentences import finding_words

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult
    from scorewell.report.references import References
    from scorewell.study.result import StudyResult


_OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")

_CHOICES = {"level", "phi max", "multiplier", "criterion"}
"""Choices to name wherever they entered, by default too."""

_GROUP = ("approach", "figure", "value", "interval", "n", "verdict")

ApproachResult = Judgement | GroupJudgement


@dataclass(frozen=True, kw_only=True)
class ApproachSection:
    """One scale as the page shows it: outcomes by approach, and what is said of the group."""

    title: str
    outcomes: DisplayTable
    verdicts: DisplayTable | None
    growth: tuple[str, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


def approach_sections(result: StudyResult) -> list[ApproachSection]:
    """What other approaches say, scale by scale; empty where none was asked."""
    return [
        _section(place, judgements, growths) for place, judgements, growths in _by_scale(result)
    ]


Scale_ = tuple["ChangeResult | None", list[ApproachResult], list["GrowthResult"]]


def _by_scale(result: StudyResult) -> list[Scale_]:
    """The main judgement, the others and the slopes of every scale that has any."""
    columns: dict[str, Scale_] = {}
    for judgement in result.judgements:
        columns.setdefault(_column(judgement), (None, [], []))[1].append(judgement)
    for growth in result.growths:
        columns.setdefault(_column(growth), (None, [], []))[2].append(growth)
    main = {_column(change): change for change in result.changes}
    return [(main.get(name), parts[1], parts[2]) for name, parts in columns.items()]


def _column(result: Any) -> str:
    return str(result.instrument.column(result.scale.id))


def _section(
    change: ChangeResult | None,
    judgements: Sequence[ApproachResult],
    growths: Sequence[GrowthResult],
) -> ApproachSection:
    of_people = [judgement for judgement in judgements if isinstance(judgement, Judgement)]
    of_group = [judgement for judgement in judgements if isinstance(judgement, GroupJudgement)]
    rows = [_counts(term("combined"), change)] if change is not None else []
    rows += [_counts(approach_title(judgement), judgement) for judgement in of_people]
    rows += [_counts(term(growth.method.name), growth) for growth in growths]
    findings = [
        finding_words(finding)
        for result in (*judgements, *growths)
        for finding in result.findings
    ]
    main_findings = (
        set() if change is None else {one_line(finding.message) for finding in change.findings}
    )
    outcomes = (capitalize_first(say(f"outcome.{word}")) for word in _OUTCOMES)
    columns = (say("approaches.approach"), *outcomes, say("approaches.assessable"))
    return ApproachSection(
        title=scale_title(next(iter((*judgements, *growths)))),
        outcomes=DisplayTable(
            caption=say("approaches.outcomes"),
            columns=columns,
            numeric=frozenset(columns[1:]),
            rows=tuple(rows),
        ),
        verdicts=_verdicts(of_group) if of_group else None,
        growth=tuple(
            f"{term(growth.method.title)}: {one_line(growth.sentence())}" for growth in growths
        ),
        sentences=tuple(
            f"{approach_title(judgement)}: {one_line(judgement.sentence())}"
            for judgement in of_group
        ),
        notes=tuple(
            words
            for words in dict.fromkeys(findings)
            if not any(message in words for message in main_findings)
        ),
    )


def _counts(title: str, result: ChangeResult | Judgement | GrowthResult) -> tuple[str, ...]:
    counts = {row["outcome"]: row for row in result.summary().to_dict("records")}
    cells = [
        f"{counts[word]['n']} ({percent(counts[word]['share'], of=counts[word]['of'])})"
        if word in counts
        else "\u2013"
        for word in _OUTCOMES
    ]
    return (title, *cells, str(result.n_assessable))


def _verdicts(judgements: Sequence[GroupJudgement]) -> DisplayTable:
    rows = []
    for judgement in judgements:
        for entry in judgement.figures:
            interval = ""
            if entry.low is not None and entry.high is not None and entry.level is not None:
                ends = span(*(_value(end, entry.unit) for end in (entry.low, entry.high)))
                level = say("format.percent", value=localize_number(f"{100 * entry.level:.4g}"))
                interval = f"{ends} ({level}; {one_line(entry.how)})"
            rows.append(
                (
                    approach_title(judgement),
                    one_line(entry.name),
                    _value(entry.value, entry.unit),
                    interval or "\u2013",
                    join_words(list(map(str, judgement.n))),
                    one_line(judgement.verdict),
                )
            )
    return DisplayTable(
        caption=say("approaches.group"),
        columns=tuple(say(f"approaches.{name}") for name in _GROUP),
        numeric=frozenset({say("approaches.value"), say("approaches.n")}),
        rows=tuple(rows),
    )


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return say("format.percent", value=f"{100 * value:.0f}")
    return localize_number(f"{value:.2f}")


def approach_text(result: StudyResult, *, heading: bool = True) -> str:
    """What other approaches say, as plain text; empty where none was asked."""
    blocks = ["\n".join(_scale_lines(section)) for section in approach_sections(result)]
    return "\n\n".join([say("approaches.title")] * heading + blocks) if blocks else ""


def _scale_lines(section: ApproachSection) -> list[str]:
    """One scale as lines of text."""
    words = [*section.growth, *section.sentences]
    paragraphs = [wrap(sentence, indent="  ", hanging="    ") for sentence in words]
    return [section.title, *_lines(section.outcomes), *paragraphs]


def _lines(grid: DisplayTable) -> list[str]:
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


def approach_paragraphs(result: StudyResult, sources: References) -> list[str]:
    """Paragraphs on other approaches for the methods section of a paper."""
    by_key: dict[tuple[str, str], list[Any]] = {}
    for judgement in result.judgements:
        by_key.setdefault(approach_key(judgement), []).append(judgement)
    paragraphs = []
    for key, alike in by_key.items():
        words = parameter_words(alike[0].parameters)
        options = f", {say('approaches.told', told=words)}" if words else ""
        method = alike[0].method
        title, formula = term(method.title), term(method.formula)
        text = f"{title} ({formula}{options}) {sources.mark(method.reference)}"
        titles = ", ".join(dict.fromkeys(map(scale_title, alike)))
        description = text + _input_words(alike, sources)
        paragraphs.append(
            say("approaches.also", approach=key[0], scales=titles, how=description)
        )
    for growth in {
        growth_result.method.name: growth_result for growth_result in result.growths
    }.values():
        method = growth.method
        paragraphs.append(
            say(
                "approaches.slopes",
                method=lower_first(term(method.title)),
                formula=term(method.formula),
                reference=sources.mark(method.reference),
            )
        )
    return paragraphs


def _input_words(alike: Sequence[ApproachResult], sources: References) -> str:
    """What entered an approach: once where it is the same for every scale, else by scale."""
    entries = [(scale_title(judgement), _terms(judgement, sources)) for judgement in alike]
    words = dict.fromkeys(words_ for _, words_ in entries)
    if len(words) == 1:
        return "".join(f"; {words_}" for words_ in words if words_)
    return "".join(f"; {title}: {words_}" for title, words_ in entries if words_)


def _terms(judgement: ApproachResult, sources: References) -> str:
    """Numbers from sources or samples, and choices, with what they were and their source."""
    return ", ".join(
        " ".join(
            (term(one_line(entry.name)), value_words(entry.value), _origin(entry, sources))
        ).rstrip()
        for entry in judgement.inputs
        if entry.entry
        or entry.name in _CHOICES
        or (entry.name == "method" and entry.citation)
        or (entry.origin not in {"default", "sample"} and not _is_told(entry, judgement))
    )


def _origin(entry: Input, sources: References) -> str:
    if entry.citation:
        return sources.mark(entry.citation)
    return f"({one_line(entry.detail)})" if entry.entry else ""


def _is_told(entry: Input, judgement: ApproachResult) -> bool:
    """Whether a figure already stands among what the approach is told."""
    return entry.name.removeprefix("minimal important ") in judgement.parameters

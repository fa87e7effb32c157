"""Results of further approaches in words and tables, beside the main classification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from scorewell.report.outcome_order import OUTCOMES
from scorewell.report.tables.approaches import (
    ApproachResult,
    approach_key,
    approach_title,
    parameter_words,
)
from scorewell.report.tables.display_table import EMPTY_CELL, DisplayTable
from scorewell.report.text.sentences import finding_words

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult
    from scorewell.report.references import References
    from scorewell.study.result import StudyResult


_CHOICES = {"level", "phi max", "multiplier", "criterion"}
"""Choices to name wherever they are used, also where they are defaults."""


@dataclass(frozen=True, kw_only=True)
class ApproachSection:
    """One scale as the page shows it: outcomes by approach, and results about the group."""

    title: str
    outcomes: DisplayTable
    verdicts: DisplayTable | None
    growth: tuple[str, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(kw_only=True)
class _ScaleResults:
    """The results of all approaches on one scale."""

    main: ChangeResult | None
    judgements: list[ApproachResult] = field(default_factory=list)
    growths: list[GrowthResult] = field(default_factory=list)


def approach_sections(result: StudyResult) -> list[ApproachSection]:
    """Results of further approaches, scale by scale; empty without further approaches."""

    def column(part: Any) -> str:
        return str(part.instrument.column(part.scale.id))

    main = {column(change): change for change in result.changes}
    scales: dict[str, _ScaleResults] = {}
    for part in (*result.judgements, *result.growths):
        name = column(part)
        scale = scales.setdefault(name, _ScaleResults(main=main.get(name)))
        if isinstance(part, Judgement | GroupJudgement):
            scale.judgements.append(part)
        else:
            scale.growths.append(part)
    return [_section(scale) for scale in scales.values()]


def _section(scale: _ScaleResults) -> ApproachSection:
    main, growths = scale.main, scale.growths
    further = (*scale.judgements, *growths)
    groups = [result for result in scale.judgements if isinstance(result, GroupJudgement)]
    rows = [_counts(term("combined"), main)] if main is not None else []
    rows += [
        _counts(approach_title(judgement), judgement)
        for judgement in scale.judgements
        if isinstance(judgement, Judgement)
    ]
    rows += [_counts(_growth_title(growth), growth) for growth in growths]
    findings = [finding_words(finding) for result in further for finding in result.findings]
    main_findings = [one_line(finding.message) for finding in main.findings] if main else []
    outcomes = (capitalize_first(say(f"outcome.{outcome}")) for outcome in OUTCOMES)
    columns = (say("approaches.approach"), *outcomes, say("approaches.assessable"))
    return ApproachSection(
        title=scale_title(further[0]),
        outcomes=DisplayTable(
            caption=say("approaches.outcomes"),
            columns=columns,
            numeric=frozenset(columns[1:]),
            rows=tuple(rows),
        ),
        verdicts=_verdicts(groups) if groups else None,
        growth=tuple(
            f"{term(growth.method.title)}: {one_line(growth.sentence())}" for growth in growths
        ),
        sentences=tuple(
            f"{_group_title(judgement, label)}: {one_line(part.sentence())}"
            for judgement in groups
            for label, part in judgement.by_group()
        ),
        notes=tuple(
            words
            for words in dict.fromkeys(findings)
            if not any(message in words for message in main_findings)
        ),
    )


def _growth_title(growth: GrowthResult) -> str:
    """The method, and that it judges nobody where that is so."""
    name = term(growth.method.name)
    return f"{name} ({say('result.not_judged')})" if growth.barrier else name


def _group_title(judgement: GroupJudgement, label: str) -> str:
    """The approach, and the group that it judges where that is one of several."""
    title = approach_title(judgement)
    return f"{title}, {term('group')} {one_line(label)}" if label else title


def _counts(title: str, result: ChangeResult | Judgement | GrowthResult) -> tuple[str, ...]:
    counts = {row["outcome"]: row for row in result.summary().to_dict("records")}
    cells = [
        f"{counts[outcome]['n']} "
        f"({percent(counts[outcome]['share'], of=counts[outcome]['of'])})"
        if outcome in counts
        else EMPTY_CELL
        for outcome in OUTCOMES
    ]
    return (title, *cells, str(result.n_assessable))


def _verdicts(judgements: Sequence[GroupJudgement]) -> DisplayTable:
    rows = []
    parts = [
        (_group_title(judgement, label), part)
        for judgement in judgements
        for label, part in judgement.by_group()
    ]
    for title, judgement in parts:
        for entry in judgement.figures:
            interval = EMPTY_CELL
            if entry.low is not None and entry.high is not None and entry.level is not None:
                ends = span(_value(entry.low, entry.unit), _value(entry.high, entry.unit))
                level = say("format.percent", value=localize_number(f"{100 * entry.level:.4g}"))
                interval = f"{ends} ({level}; {one_line(entry.how)})"
            rows.append(
                (
                    title,
                    one_line(entry.name),
                    _value(entry.value, entry.unit),
                    interval,
                    join_words(list(map(str, judgement.n))),
                    one_line(judgement.verdict),
                )
            )
    return DisplayTable.of(
        "approaches.group",
        ("approach", "figure", "value", "interval", "n", "verdict"),
        rows,
        numeric=("value", "n"),
        texts="approaches",
    )


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return say("format.percent", value=f"{100 * value:.0f}")
    return localize_number(f"{value:.2f}")


def approach_text(result: StudyResult, *, heading: bool = True) -> str:
    """Results of further approaches as plain text; empty without further approaches."""
    blocks = [say("approaches.title")] if heading else []
    sections = approach_sections(result)
    for section in sections:
        paragraphs = [
            wrap(sentence, indent="  ", hanging="    ")
            for sentence in (*section.growth, *section.sentences)
        ]
        blocks.append("\n".join([section.title, *_lines(section.outcomes), *paragraphs]))
    return "\n\n".join(blocks) if sections else ""


def _lines(table: DisplayTable) -> list[str]:
    """A table as lines of text; none without rows."""
    if not table.rows:
        return []
    rows = (table.columns, *table.rows)
    first, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        "  ".join(
            ["", row[0].ljust(first)]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True)]
        ).rstrip()
        for row in rows
    ]


def approach_paragraphs(result: StudyResult, sources: References) -> list[str]:
    """Paragraphs on further approaches for the methods section of a paper."""
    by_key: dict[tuple[str, str], list[ApproachResult]] = {}
    for judgement in result.judgements:
        by_key.setdefault(approach_key(judgement), []).append(judgement)
    paragraphs = []
    for (approach, _), judgements in by_key.items():
        approach_method: Any = judgements[0].method
        words = parameter_words(judgements[0].parameters)
        options = f", {say('approaches.told', told=words)}" if words else ""
        description = (
            f"{term(approach_method.title)} ({term(approach_method.formula)}{options}) "
            f"{sources.mark(approach_method.reference)}{_input_words(judgements, sources)}"
        )
        titles = ", ".join(dict.fromkeys(map(scale_title, judgements)))
        paragraphs.append(
            say("approaches.also", approach=approach, scales=titles, how=description)
        )
    methods = {growth.method.name: growth.method for growth in result.growths}
    return paragraphs + [
        say(
            "approaches.slopes",
            method=lower_first(term(method.title)),
            formula=term(method.formula),
            reference=sources.mark(method.reference),
        )
        for method in methods.values()
    ]


def _input_words(judgements: Sequence[ApproachResult], sources: References) -> str:
    """The inputs of an approach: once where they are the same for all scales, else by scale."""
    words = [(scale_title(judgement), _inputs(judgement, sources)) for judgement in judgements]
    if len({inputs for _, inputs in words}) == 1:
        words = [("", words[0][1])]
    return "".join(f"; {title}: {x}" if title else f"; {x}" for title, x in words if x)


def _inputs(judgement: ApproachResult, sources: References) -> str:
    """Numbers from sources or samples, and choices, with their source."""
    return ", ".join(
        " ".join(
            (term(one_line(entry.name)), value_words(entry.value), _source(entry, sources))
        ).rstrip()
        for entry in judgement.inputs
        if entry.entry
        or entry.name in _CHOICES
        or (entry.name == "method" and entry.citation)
        or (entry.origin not in {"default", "sample"} and not _is_parameter(entry, judgement))
    )


def _source(entry: Input, sources: References) -> str:
    if entry.citation:
        return sources.mark(entry.citation)
    return f"({one_line(entry.detail)})" if entry.entry else ""


def _is_parameter(entry: Input, judgement: ApproachResult) -> bool:
    """Whether an input is already named among the parameters of its approach."""
    return entry.name.removeprefix("minimal important ") in judgement.parameters

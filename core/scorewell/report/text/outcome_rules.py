"""Rules over several measures, as tables and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    one_line,
    origin_words,
    percent,
    span,
    value_words,
)
from scorewell.report.tables.display_table import DisplayTable, detail_words
from scorewell.report.text.sentences import finding_words

if TYPE_CHECKING:
    from scorewell.change.outcome_rules.result import OutcomeResult


_COUNTS = ("outcome", "title", "n", "not_determined", "of", "among", "share", "low", "high")


def rule_count_frame(results: Sequence[OutcomeResult]) -> pd.DataFrame:
    """Outcomes of every rule with their denominators and Wilson's 95 % intervals.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``part`` (``all``, or ``group`` for a row about the group
        named in ``group``), ``group``, then the columns of
        ``OutcomeResult.summary``.
    """
    columns = ["rule", "part", "group", *_COUNTS]
    rows = [
        {"rule": result.rule.name, "part": part, "group": "", **row}
        for result in results
        for part, table in (("all", result.summary()), ("group", result.by_group()))
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def rule_case_frame(results: Sequence[OutcomeResult]) -> pd.DataFrame:
    """Every respondent under every rule, one outcome per row.

    Returns
    -------
    pandas.DataFrame
        ``rule``, ``id``, ``group`` where there is one, ``assessable``,
        ``reason``, ``outcome``, ``answer`` (yes, no, not determined, or
        missing).
    """
    parts = []
    for result in results:
        head = [name for name in ("id", "group") if name in result.cases.columns]
        table = result.cases.melt(
            id_vars=[*head, "assessable", "reason"],
            value_vars=[outcome.id for outcome in result.rule.outcomes],
            var_name="outcome",
            value_name="answer",
        ).astype(object)
        table.insert(0, "rule", result.rule.name)
        parts.append(table)
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else pd.DataFrame()


def rule_title(result: OutcomeResult) -> str:
    """The rule with its measures, for example ``Both (mood: phq-9.total; ...)``."""
    measures = "; ".join(f"{role}: {scale}" for role, scale in result.measures.items())
    return one_line(f"{one_line(result.rule.title)} ({measures})")


def rule_notes(result: OutcomeResult, *, severities: Sequence[str]) -> Iterator[str]:
    """What is to be said about a rule, for a list."""
    for finding in result.findings:
        if finding.severity in severities:
            yield finding_words(finding)


@dataclass(frozen=True, kw_only=True)
class RuleSection:
    """One rule as the page shows it."""

    title: str
    summary: str
    sentence: str
    multiplicity: str
    counts: DisplayTable
    inputs: DisplayTable
    notes: tuple[str, ...]


def rule_section(result: OutcomeResult) -> RuleSection:
    """One rule as the page shows it."""
    return RuleSection(
        title=rule_title(result),
        summary=one_line(result.rule.summary),
        sentence=one_line(result.sentence()),
        multiplicity=one_line(result.multiplicity),
        counts=_counts(result),
        inputs=_inputs(result),
        notes=tuple(rule_notes(result, severities=("error", "warning", "note"))),
    )


def _counts(result: OutcomeResult) -> DisplayTable:
    rows = []
    for row in result.summary().to_dict("records"):
        ends = [percent(row[end], of=row["of"]) for end in ("low", "high")]
        outcome = result.rule.outcome(row["outcome"])
        rows.append(
            (
                one_line(row["title"]),
                str(row["n"]),
                str(row["not_determined"]),
                str(row["of"]),
                term(one_line(row["among"])),
                percent(row["share"], of=row["of"]),
                span(*ends) if row["of"] else "-",
                one_line(outcome.definition),
            )
        )
    keys = ("outcome_of_rule", "n", "undetermined", "of", "among", "share", "interval")
    columns = tuple(say(f"grid.{key}") for key in (*keys, "definition"))
    return DisplayTable(
        caption=say("rules.outcomes"),
        columns=columns,
        numeric=frozenset(columns[place] for place in (1, 2, 3, 5, 6)),
        rows=tuple(rows),
    )


def _inputs(result: OutcomeResult) -> DisplayTable:
    return DisplayTable(
        caption=say("rules.inputs"),
        columns=tuple(
            say(f"grid.{key}") for key in ("input", "value", "said_by", "detail", "source")
        ),
        rows=tuple(
            (
                term(one_line(entry.name)),
                value_words(entry.value),
                origin_words(entry.origin),
                detail_words(entry),
                one_line(entry.citation),
            )
            for entry in result.inputs
        ),
    )

"""Outcome rules over several measures, in words and tables for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import term
from scorewell.report.formatting import one_line, percent, span
from scorewell.report.tables.display_table import DisplayTable, input_display
from scorewell.report.text.sentences import finding_words

if TYPE_CHECKING:
    from scorewell.change.outcome_rules.result import OutcomeResult


def rule_title(result: OutcomeResult) -> str:
    """The rule with its measures, for example ``Both (mood: phq-9.total; ...)``."""
    measures = "; ".join(f"{role}: {scale}" for role, scale in result.measures.items())
    return one_line(f"{one_line(result.rule.title)} ({measures})")


def rule_line(result: OutcomeResult) -> str:
    """What came out by a rule, in a line."""
    return f"{one_line(result.rule.title)}: {one_line(result.sentence())}"


def rule_notes(result: OutcomeResult) -> tuple[str, ...]:
    """The findings about a rule, as lines of a list."""
    return tuple(map(finding_words, result.findings))


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
        inputs=input_display("rules.inputs", result.inputs, one_line),
        notes=rule_notes(result),
    )


def _counts(result: OutcomeResult) -> DisplayTable:
    rows = []
    for row in result.summary().to_dict("records"):
        ends = [percent(row[end], of=row["of"]) for end in ("low", "high")]
        rows.append(
            (
                one_line(row["title"]),
                str(row["n"]),
                str(row["not_determined"]),
                str(row["of"]),
                term(one_line(row["among"])),
                percent(row["share"], of=row["of"]),
                span(*ends) if row["of"] else "-",
                one_line(result.rule.outcome(row["outcome"]).definition),
            )
        )
    numbers = ("n", "undetermined", "of", "share", "interval")
    keys = ("outcome_of_rule", *numbers[:3], "among", *numbers[3:], "definition")
    return DisplayTable.of("rules.outcomes", keys, rows, numeric=numbers)

"""The outcome rules of a study and the measures that take their roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.definitions.model import OutcomeRule
from scorewell.definitions.reading.outcome_rule_builder import load_rule
from scorewell.errors import ClashError, DataError, PluginError, did_you_mean
from scorewell.i18n.messages import words
from scorewell.study.plan import RuleUse, StudyPlan, is_rule_file

if TYPE_CHECKING:
    from scorewell.answers.checks.findings import Problems
    from scorewell.change.outcome_rules.result import OutcomeResult
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.registry.registry import Registry


@dataclass(frozen=True, kw_only=True)
class BoundRule:
    """A rule with the scales of the study that take its roles."""

    rule: OutcomeRule
    columns: Mapping[str, str]
    options: Mapping[str, str]

    def summary(self) -> dict[str, Any]:
        """What a manifest says about it."""
        return {
            "name": self.rule.name,
            "version": self.rule.version,
            "sha256": self.rule.digest,
            "measures": dict(self.columns),
            "options": dict(self.options),
        }


def known_rules(registry: Registry, files: Iterable[Path] = ()) -> dict[str, OutcomeRule]:
    """Every rule by name: those of plugins, then those in files."""
    rules_by_name = dict(registry.plugins.outcome_rules)
    for file in files:
        rule = load_rule(file)
        if rule.name in rules_by_name:
            owner = rules_by_name[rule.name].file or "a plugin"
            raise ClashError(
                f"{file} brings the outcome rule `{rule.name}`, which {owner} brings too",
                hint="give one of them another name",
            )
        rules_by_name[rule.name] = rule
    return rules_by_name


def used_rules(plan: StudyPlan, registry: Registry) -> list[OutcomeRule]:
    """The rules that a study applies, in its order."""
    rules_by_name = known_rules(registry, plan.outcome_rules) if plan.rules else {}
    return [_rule(use.rule, rules_by_name) for use in plan.rules]


def bind_rules(
    uses: Sequence[RuleUse],
    *,
    rules_by_name: Mapping[str, OutcomeRule],
    registry: Registry,
    columns: Sequence[str],
) -> list[BoundRule]:
    """Settle every rule before any data is read.

    Parameters
    ----------
    uses : sequence of RuleUse
        What the study asks for.
    rules_by_name : mapping of str to OutcomeRule
        Rules by name.
    registry : Registry
        For the instruments that measures name by acronym or alias.
    columns : sequence of str
        ``instrument.scale`` of everything that the study compares.
    """
    from scorewell.change.outcome_rules.apply import check_measures, resolve_options

    bound_rules = []
    for use in uses:
        rule = _rule(use.rule, rules_by_name)
        check_measures(rule, list(use.measures))
        resolve_options(rule, use.options)
        scales = {
            role: _column(name, rule, registry, columns) for role, name in use.measures.items()
        }
        bound_rules.append(BoundRule(rule=rule, columns=scales, options=use.options))
    return bound_rules


def judge_rules(
    bound_rules: Sequence[BoundRule], changes: Sequence[ChangeResult], problems: Problems
) -> tuple[OutcomeResult, ...]:
    """Apply every rule to the changes of the study; a rule whose plugin fails is a finding."""
    by_column = {result.instrument.column(result.scale.id): result for result in changes}
    outcomes = []
    for bound_rule in bound_rules:
        try:
            outcomes.append(_apply(bound_rule, by_column))
        except PluginError as error:
            problems.add_failed_analysis("", bound_rule.rule.name, error)
    return tuple(outcomes)


def _apply(bound_rule: BoundRule, by_column: Mapping[str, ChangeResult]) -> OutcomeResult:
    from scorewell.change.outcome_rules.apply import apply_rule

    rule = bound_rule.rule
    absent = [column for column in bound_rule.columns.values() if column not in by_column]
    if absent:
        raise PluginError(
            words(
                "the rule {{ rule }} is not applied: the change in {{ column }} could not be "
                "judged",
                rule=rule.name,
                column=absent[0],
            )
        )
    return apply_rule(
        rule,
        {role: by_column[column] for role, column in bound_rule.columns.items()},
        options=bound_rule.options,
        origin="study",
    )


def _rule(name: str, rules_by_name: Mapping[str, OutcomeRule]) -> OutcomeRule:
    if is_rule_file(name):
        return load_rule(Path(name))
    if name not in rules_by_name:
        raise DataError(
            f"there is no outcome rule `{name}`",
            hint=did_you_mean(name, rules_by_name) or "`scorewell rules` shows all of them",
        )
    return rules_by_name[name]


def _column(name: str, rule: OutcomeRule, registry: Registry, columns: Sequence[str]) -> str:
    instrument, dot, scale = name.rpartition(".")
    if not dot:
        raise DataError(
            f"`{name}` names no scale for the rule {rule.name}",
            hint="write instrument.scale, for example phq-9.total",
        )
    column = registry.load(instrument).column(scale)
    if columns.count(column) == 1:
        return column
    if column in columns:
        raise DataError(
            f"the study compares {column} more than once, so the rule {rule.name} cannot tell "
            "which is meant",
            hint="keep one of them in this study",
        )
    raise DataError(
        f"the rule {rule.name} needs {column}, which the study does not compare",
        hint=did_you_mean(column, columns) or f"it compares: {', '.join(columns) or 'nothing'}",
    )

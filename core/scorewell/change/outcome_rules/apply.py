"""A rule applied to the change results of several measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scorewell.change.inputs.input import Input
from scorewell.change.outcome_rules.conditions import concerned, outcome_answers
from scorewell.change.outcome_rules.explain import multiplicity
from scorewell.change.outcome_rules.measure_facts import MeasureFacts, judge
from scorewell.change.outcome_rules.respondents import Respondents, case_table, match
from scorewell.change.outcome_rules.result import OutcomeResult
from scorewell.change.outcome_rules.three_valued_logic import YES, Answers
from scorewell.change.results.change_result import ChangeResult
from scorewell.definitions.model import OutcomeRule, Role
from scorewell.definitions.reading.outcome_rule_checks import rule_problems
from scorewell.errors import ChangeError, Finding, PluginError, did_you_mean
from scorewell.i18n.messages import join_messages, plural_words, words

_OF_STATUS = ("clinical_pre", "clinical_post", "functional_pre", "functional_post", "recovered")


def apply_rule(
    rule: OutcomeRule,
    results: Mapping[str, ChangeResult],
    *,
    options: Mapping[str, str] | None = None,
    origin: str = "call",
) -> OutcomeResult:
    """Judge several measures at once.

    Parameters
    ----------
    rule : OutcomeRule
        The rule.
    results : mapping of str to ChangeResult
        Role to the analysis of change of the measure that takes it. For a
        rule over any measures the roles are names of the caller's.
    options : mapping of str to str, optional
        Option to choice. Whom an option without a choice concerns is not
        determined, and counted.
    origin : str
        Who says so, for the inputs: ``call`` or ``study``.

    Returns
    -------
    OutcomeResult
        Only respondents with both scores on every measure are assessable; the
        others are there with their reasons.

    Raises
    ------
    ChangeError
        If a measure is lacking or cannot take its role, or an option or choice
        is not known.
    PluginError
        If a rule made in Python contradicts itself.

    Examples
    --------
    One respondent falls from 15 to 5 on the PHQ-9 (at least 6 points, to below 10) and stays
    at 4 on the GAD-7 (below 8): recovery with reliable improvement.

    >>> import pandas as pd
    >>> from scorewell import analyse_change, open_registry
    >>> registry = open_registry()
    >>> before = {"sd": 5, "clinical": {"mean": 15, "sd": 5, "source": "made up"}}
    >>> results = {
    ...     role: analyse_change(
    ...         pd.DataFrame({"id": ["R1"], "pre": [pre], "post": [post]}), scale, **before
    ...     )
    ...     for role, scale, pre, post in [
    ...         ("depression", "phq-9.total", 15, 5), ("anxiety", "gad-7.total", 4, 4)
    ...     ]
    ... }
    >>> found = apply_rule(registry.plugins.outcome_rules["talking-therapies"], results)
    >>> found.cases["reliable_recovery"].tolist()
    ['yes']
    """
    _require_coherence(rule)
    check_measures(rule, list(results))
    choices = resolve_options(rule, options or {})
    respondents = match(results)
    roles = rule.roles or tuple(Role(name=name) for name in results)
    measures = {
        role.name: judge(
            role, results[role.name], rule=rule, places=respondents.places[role.name]
        )
        for role in roles
    }
    answers = outcome_answers(rule, measures, choices=choices)
    assessable = np.logical_and.reduce([measure.assessable for measure in measures.values()])
    findings = [
        *_about_options(rule, measures, choices),
        *_about_cutoffs(rule, results),
        *_about_respondents(rule, respondents, answers, assessable),
        *(finding for facts in measures.values() for finding in facts.findings),
        *(
            Finding(code="rule-note", message=note.rstrip("."), severity="note")
            for note in rule.notes
        ),
    ]
    return OutcomeResult(
        rule=rule,
        measures={name: measure.label for name, measure in measures.items()},
        options=choices,
        cases=case_table(respondents, measures, answers),
        inputs=(
            *(source for facts in measures.values() for source in facts.inputs),
            *_option_inputs(rule, choices, options or {}, origin),
        ),
        findings=tuple(findings),
        multiplicity=multiplicity(rule, results),
    )


def _require_coherence(rule: OutcomeRule) -> None:
    problems = list(rule_problems(rule))
    if problems:
        raise PluginError(
            f"the outcome rule {rule.name} cannot be used: {problems[0].message}",
            hint=problems[0].hint,
        )


def check_measures(rule: OutcomeRule, names_given: list[str]) -> None:
    """Refuse measures that the rule does not know, and the lack of those it needs."""
    role_names = [role.name for role in rule.roles]
    if not role_names:
        if len(names_given) < rule.fewest:
            raise ChangeError(
                f"the rule {rule.name} needs at least {rule.fewest} measures; "
                f"{len(names_given)} given"
            )
        return
    roles = f"its measures are: {', '.join(role_names)}"
    for name in names_given:
        if name not in role_names:
            hint = did_you_mean(name, role_names) or roles
            raise ChangeError(f"the rule {rule.name} has no measure `{name}`", hint=hint)
    absent = [name for name in role_names if name not in names_given]
    if absent:
        raise ChangeError(f"the rule {rule.name} lacks {', '.join(absent)}", hint=roles)


def resolve_options(rule: OutcomeRule, choices_made: Mapping[str, str]) -> dict[str, str]:
    """The choice of each option: as said, else the rule's default, else empty text."""
    option_ids = [option.id for option in rule.options]
    for name in choices_made:
        if name not in option_ids:
            hint = (
                did_you_mean(name, option_ids)
                or f"its options are: {', '.join(option_ids) or 'none'}"
            )
            raise ChangeError(f"the rule {rule.name} has no option `{name}`", hint=hint)
    choices_by_option = {}
    for option in rule.options:
        choice = choices_made.get(option.id, option.default)
        ids = [choice.id for choice in option.choices]
        if choice and choice not in ids:
            raise ChangeError(
                f"the option {option.id} of the rule {rule.name} cannot be `{choice}`",
                hint=did_you_mean(choice, ids) or f"the choices are: {', '.join(ids)}",
            )
        choices_by_option[option.id] = choice
    return choices_by_option


def _option_inputs(
    rule: OutcomeRule, choices: Mapping[str, str], choices_made: Mapping[str, str], origin: str
) -> Iterator[Input]:
    for option in rule.options:
        choice = choices[option.id]
        texts = {choice.id: choice.text for choice in option.choices}
        yield Input(
            name=words("option {{ option }}", option=option.id),
            value=choice or words("not given"),
            origin=origin
            if option.id in choices_made
            else "definition"
            if choice
            else "default",
            detail=texts.get(choice, words("whom it concerns is not determined")),
        )


def _about_options(
    rule: OutcomeRule, measures: Mapping[str, MeasureFacts], choices: Mapping[str, str]
) -> Iterator[Finding]:
    for option in rule.options:
        if choices[option.id]:
            continue
        ids = ", ".join(choice.id for choice in option.choices)
        people = int(concerned(option, measures).sum())
        titles = ", ".join(rule.outcome(outcome).title for outcome in option.outcomes)
        readings = "; ".join(
            f"{choice.id} ({choice.text.rstrip('.')})" for choice in option.choices
        )
        note = f"{option.note.rstrip('.')}." if option.note else ""
        choose = words("Choose {{ readings }}", readings=readings)
        yield Finding(
            code="option-open",
            message=plural_words(
                "the option {{ option }} ({{ choices }}) is not given, so {{ outcomes }} "
                "cannot be determined for whom it concerns ({{ n }} respondent)",
                "the option {{ option }} ({{ choices }}) is not given, so {{ outcomes }} "
                "cannot be determined for whom it concerns ({{ n }} respondents)",
                people,
                option=option.id,
                choices=ids,
                outcomes=titles,
                n=people,
            )
            if people
            else words(
                "the option {{ option }} is not given, and concerns no respondent here",
                option=option.id,
            ),
            severity="warning" if people else "note",
            hint=join_messages([option.title, note, choose]),
        )


def _about_cutoffs(rule: OutcomeRule, results: Mapping[str, ChangeResult]) -> Iterator[Finding]:
    words_asked = {condition.word for outcome in rule.outcomes for condition in outcome.when}
    if any(role.scales for role in rule.roles) or not words_asked.intersection(_OF_STATUS):
        return
    for name, result in results.items():
        if result.cutoffs.value is None:
            yield Finding(
                code="no-cut-off",
                message=words(
                    "nobody is known to be clinical or functional on {{ measure }}: {{ why }}",
                    measure=name,
                    why=result.cutoffs.barrier,
                ),
                severity="warning",
                hint=words(
                    "give a functional population or another criterion for this measure"
                ),
            )


def _about_respondents(
    rule: OutcomeRule,
    respondents: Respondents,
    answers: Mapping[str, Answers],
    assessable: np.ndarray,
) -> Iterator[Finding]:
    if not respondents.n_common:
        yield Finding(
            code="no-shared-respondents",
            message=words("no respondent is in all of the measures"),
            severity="warning",
            hint=words("ids must be written alike in the data of every measure"),
        )
    n_not_assessable = int((~assessable).sum())
    for name in dict.fromkeys(outcome.among for outcome in rule.outcomes if outcome.among):
        left_out = int(((answers[name] == YES) & ~assessable).sum())
        if left_out:
            titles = ", ".join(
                outcome.title for outcome in rule.outcomes if outcome.among == name
            )
            yield Finding(
                code="denominator-incomplete",
                message=plural_words(
                    "of the respondents who are not assessable ({{ of }}), {{ n }} was "
                    "{{ what }}; the denominator of {{ outcomes }} leaves them out",
                    "of the respondents who are not assessable ({{ of }}), {{ n }} were "
                    "{{ what }}; the denominator of {{ outcomes }} leaves them out",
                    left_out,
                    of=n_not_assessable,
                    n=left_out,
                    what=rule.outcome(name).title,
                    outcomes=titles,
                ),
                severity="note",
                hint=words("say how many there are beside every share of this denominator"),
            )

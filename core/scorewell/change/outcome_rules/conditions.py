"""The outcomes of a rule, respondent by respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scorewell.change.outcome_rules.measure_facts import MeasureFacts
from scorewell.change.outcome_rules.three_valued_logic import (
    UNKNOWN,
    YES,
    Answers,
    all_of,
    any_of,
    more,
    opposite,
)
from scorewell.definitions.model import Condition, OutcomeRule, RuleOption, RuleOutcome
from scorewell.errors import PluginError


def outcome_answers(
    rule: OutcomeRule, measures: Mapping[str, MeasureFacts], *, choices: Mapping[str, str]
) -> dict[str, Answers]:
    """The answer of each respondent to each outcome.

    Parameters
    ----------
    rule : OutcomeRule
        The rule.
    measures : mapping of str to Judged
        The measures by role.
    choices : mapping of str to str
        Option to choice, as far as made.

    Returns
    -------
    dict of str to array of int
        Outcome to 1 (yes), 0 (no) or -1 (not determined).
    """
    answers_by_outcome: dict[str, Answers] = {}
    for outcome in rule.outcomes:
        answers = _answers(rule, outcome, measures, answers_by_outcome)
        for option in rule.options:
            if outcome.id in option.outcomes:
                applies = _concerns(option, measures)
                value = _choice_value(option, outcome.id, choices.get(option.id, ""))
                # Whom it may concern has the answer that both readings give.
                open_ = (applies == UNKNOWN) & (answers != value)
                answers_by_choice = np.where(applies == YES, value, answers)
                answers = np.where(open_, UNKNOWN, answers_by_choice).astype(np.int8)
        answers_by_outcome[outcome.id] = answers
    return answers_by_outcome


def concerned(option: RuleOption, measures: Mapping[str, MeasureFacts]) -> NDArray[np.bool_]:
    """Whom an option concerns."""
    return np.equal(_concerns(option, measures), YES)


def _concerns(option: RuleOption, measures: Mapping[str, MeasureFacts]) -> Answers:
    """Whether an option concerns each respondent."""
    return all_of([_holds(condition, measures, {}) for condition in option.applies])


def _choice_value(option: RuleOption, outcome: str, choice: str) -> int:
    """What an outcome is for those whom the option concerns."""
    for candidate in option.choices:
        if candidate.id == choice:
            return int(candidate.outcomes[outcome])
    return UNKNOWN


def _answers(
    rule: OutcomeRule,
    outcome: RuleOutcome,
    measures: Mapping[str, MeasureFacts],
    answers_by_outcome: Mapping[str, Answers],
) -> Answers:
    if outcome.test is None:
        return all_of(
            [_holds(condition, measures, answers_by_outcome) for condition in outcome.when]
        )
    test_result = np.asarray(outcome.test(measures))
    people = len(next(iter(measures.values())).pre)
    if test_result.shape != (people,) or not np.isin(test_result, (0, 1, UNKNOWN)).all():
        raise PluginError(
            f"the rule {rule.name} did not give 1, 0 or -1 for each of the {people} "
            f"respondents as the outcome {outcome.id}",
            hint="its author must return one integer per respondent",
        )
    return test_result.astype(np.int8)


def _holds(
    condition: Condition,
    measures: Mapping[str, MeasureFacts],
    answers_by_outcome: Mapping[str, Answers],
) -> Answers:
    if condition.kind == "is":
        return answers_by_outcome[condition.word]
    if condition.kind == "is_not":
        return opposite(answers_by_outcome[condition.word])
    facts = _facts(condition, condition.word, measures)
    if condition.kind == "every":
        return all_of(facts)
    if condition.kind == "some":
        return any_of(facts)
    if condition.kind == "none":
        return opposite(any_of(facts))
    return more(facts, _facts(condition, condition.than, measures))


def _facts(
    condition: Condition, word: str, measures: Mapping[str, MeasureFacts]
) -> Sequence[Answers]:
    by, bands = condition.by, condition.bands
    return [measure.fact(word, by=by, bands=bands) for measure in measures.values()]

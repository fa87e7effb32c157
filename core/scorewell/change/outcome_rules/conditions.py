"""The outcomes of a rule, respondent by respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scorewell.change.outcome_rules.measure_facts import Judged
from scorewell.change.outcome_rules.three_valued_logic import (
    UNKNOWN,
    YES,
    Answers,
    every,
    more,
    opposite,
    some,
)
from scorewell.definitions.model import (
    Condition,
    OutcomeRule,
    RuleOption,
    RuleOutcome,
)
from scorewell.errors import PluginError


def outcome_answers(
    rule: OutcomeRule, measures: Mapping[str, Judged], *, choices: Mapping[str, str]
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
    found: dict[str, Answers] = {}
    for outcome in rule.outcomes:
        answers = _answers(rule, outcome, measures, found)
        for option in rule.options:
            if outcome.id in option.outcomes:
                whom = _whom(option, measures)
                value = _chosen(option, outcome.id, choices.get(option.id, ""))
                # Whom it may concern has the answer that both readings give.
                open_ = (whom == UNKNOWN) & (answers != value)
                chosen = np.where(whom == YES, value, answers)
                answers = np.where(open_, UNKNOWN, chosen).astype(np.int8)
        found[outcome.id] = answers
    return found


def concerned(option: RuleOption, measures: Mapping[str, Judged]) -> NDArray[np.bool_]:
    """Whom an option concerns."""
    return np.equal(_whom(option, measures), YES)


def _whom(option: RuleOption, measures: Mapping[str, Judged]) -> Answers:
    """Whether an option concerns each respondent."""
    return every([_holds(each, measures, {}) for each in option.applies])


def _chosen(option: RuleOption, outcome: str, choice: str) -> int:
    """What an outcome is for those whom the option concerns."""
    for each in option.choices:
        if each.id == choice:
            return int(each.outcomes[outcome])
    return UNKNOWN


def _answers(
    rule: OutcomeRule,
    outcome: RuleOutcome,
    measures: Mapping[str, Judged],
    found: Mapping[str, Answers],
) -> Answers:
    if outcome.test is None:
        return every([_holds(each, measures, found) for each in outcome.when])
    returned = np.asarray(outcome.test(measures))
    people = len(next(iter(measures.values())).pre)
    if returned.shape != (people,) or not np.isin(returned, (0, 1, UNKNOWN)).all():
        raise PluginError(
            f"the rule {rule.name} did not give 1, 0 or -1 for each of the {people} "
            f"respondents as the outcome {outcome.id}",
            hint="its author must return one integer per respondent",
        )
    return returned.astype(np.int8)


def _holds(
    condition: Condition, measures: Mapping[str, Judged], found: Mapping[str, Answers]
) -> Answers:
    if condition.kind == "is":
        return found[condition.word]
    if condition.kind == "is_not":
        return opposite(found[condition.word])
    facts = _facts(condition, condition.word, measures)
    if condition.kind == "every":
        return every(facts)
    if condition.kind == "some":
        return some(facts)
    if condition.kind == "none":
        return opposite(some(facts))
    return more(facts, _facts(condition, condition.than, measures))


def _facts(
    condition: Condition, word: str, measures: Mapping[str, Judged]
) -> Sequence[Answers]:
    by, bands = condition.by, condition.bands
    return [each.fact(word, by=by, bands=bands) for each in measures.values()]

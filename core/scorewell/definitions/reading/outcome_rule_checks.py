"""Whether the parts of an outcome rule fit one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scorewell.definitions.model import (
    BAND_PLACES,
    FACTS,
    Condition,
    MeasureThresholds,
    OutcomeRule,
)
from scorewell.definitions.reading.document import Path_, list_names
from scorewell.errors import did_you_mean


class Problem(NamedTuple):
    """One thing that does not fit: rule broken, place in the file, words, what to do."""

    code: str
    path: Path_
    message: str
    hint: str = ""


_OF_CASE = {"clinical_pre", "functional_pre", "clinical_post", "functional_post", "recovered"}
_OF_CHANGE = {"improved", "unchanged", "deteriorated", "recovered"}
_OF_BANDS = {"better_band", "same_band", "worse_band", *BAND_PLACES}


def need_problems(rule: OutcomeRule, condition: Condition, place: Path_) -> Iterator[Problem]:
    """What a condition asks and its rule cannot answer.

    Parameters
    ----------
    rule : OutcomeRule
        The rule.
    condition : Condition
        One of its conditions.
    place : path
        Where the condition stands.
    """
    words = set(condition.words)
    yield from _misplaced(condition, words, place)
    if condition.by:
        yield from _amount(rule, condition.by, place)
    if words & _OF_BANDS and not _every_measure_has_thresholds(rule):
        message = "conditions on bands need a set of bands for every measure"
        hint = "name the scales of each measure, with bands"
        yield Problem("fact-needs-threshold", place, message, hint)
    for thresholds in _thresholds(rule):
        yield from _missing_thresholds(thresholds, condition, words, place)


def _misplaced(condition: Condition, words: set[str], place: Path_) -> Iterator[Problem]:
    if condition.by and not (words and words <= _OF_CHANGE):
        message = "`by` names an amount of change, and this condition asks about none"
        hint = f"it belongs to {list_names(sorted(_OF_CHANGE))}"
        yield Problem("by-of-change", place, message, hint)
    if words & BAND_PLACES and not condition.bands:
        message = f"`{condition.word}` does not say which bands"
        yield Problem("bands-named", place, message, "list their labels under bands")
    if condition.bands and not (words and words <= BAND_PLACES):
        message = "labels of bands belong to band_pre and band_post"
        yield Problem("bands-named", place, message, "remove bands")


def _amount(rule: OutcomeRule, name: str, place: Path_) -> Iterator[Problem]:
    if not _every_measure_has_thresholds(rule):
        message = f"the amount `{name}` needs thresholds for every measure"
        hint = "name the scales of each measure, with amounts"
        yield Problem("amount-exists", place, message, hint)
    for thresholds in _thresholds(rule):
        amounts = [amount.name for amount in thresholds.amounts]
        if name not in amounts:
            message = f"{thresholds.scale} has no amount `{name}`"
            hint = (
                did_you_mean(name, amounts)
                or f"its amounts are: {list_names(amounts) or 'none'}"
            )
            yield Problem("amount-exists", place, message, hint)


def _missing_thresholds(
    thresholds: MeasureThresholds, condition: Condition, words: set[str], place: Path_
) -> Iterator[Problem]:
    requirements = (
        ("case", _OF_CASE, thresholds.case is None),
        ("reliable", _OF_CHANGE, thresholds.reliable is None and not condition.by),
        ("bands", _OF_BANDS, not thresholds.bands),
    )
    for name, facts, lacks in requirements:
        if lacks and words & facts:
            facts_text = list_names(sorted(words & facts))
            message = f"{facts_text} cannot be known of {thresholds.scale}: it has no `{name}`"
            yield Problem("fact-needs-threshold", place, message, f"give it {name}")


def _every_measure_has_thresholds(rule: OutcomeRule) -> bool:
    return bool(rule.roles) and all(role.scales for role in rule.roles)


def _thresholds(rule: OutcomeRule) -> Iterator[MeasureThresholds]:
    for role in rule.roles:
        yield from role.scales


_OWN_COLUMNS = ("id", "group", "assessable", "reason")


def rule_problems(rule: OutcomeRule) -> Iterator[Problem]:
    """Everything in a rule that refers to what is not there, or contradicts itself.

    Parameters
    ----------
    rule : OutcomeRule
        A rule from a file or made in Python.
    """
    yield from _names(rule)
    outcome_ids: list[str] = []
    for index, outcome in enumerate(rule.outcomes):
        place: Path_ = ("outcomes", index)
        yield from _conditions(rule, outcome.when, (*place, "when"), outcome_ids)
        if bool(outcome.when) == (outcome.test is not None):
            message = f"the outcome `{outcome.id}` needs either conditions or a test"
            yield Problem("conditions-or-test", place, message)
        if outcome.among:
            yield from _among(rule, outcome.among, (*place, "among"), outcome_ids)
        outcome_ids.append(outcome.id)
    for index, option in enumerate(rule.options):
        yield from _conditions(rule, option.applies, ("options", index, "applies"), None)
        yield from _choices(rule, index)


def _names(rule: OutcomeRule) -> Iterator[Problem]:
    groups: list[tuple[str, Path_, Sequence[str]]] = [
        ("measure", ("measures",), [role.name for role in rule.roles]),
        ("outcome", ("outcomes",), [outcome.id for outcome in rule.outcomes]),
        ("option", ("options",), [option.id for option in rule.options]),
    ]
    groups += [
        ("choice", ("options", index, "choices"), [choice.id for choice in option.choices])
        for index, option in enumerate(rule.options)
    ]
    groups += [
        ("scale", ("measures", index, "scales"), [scale.scale for scale in role.scales])
        for index, role in enumerate(rule.roles)
    ]
    groups += [
        (
            "amount",
            ("measures", index, "scales", at, "amounts"),
            [amount.name for amount in scale.amounts],
        )
        for index, role in enumerate(rule.roles)
        for at, scale in enumerate(role.scales)
    ]
    for kind, place, names in groups:
        for name, count in Counter(names).items():
            if count > 1:
                last = len(names) - 1 - names[::-1].index(name)
                message = f"the {kind} `{name}` is there twice"
                yield Problem("names-unique", (*place, last), message)
    for index, outcome in enumerate(rule.outcomes):
        if outcome.id in _OWN_COLUMNS:
            message = f"`{outcome.id}` is the name of a column of every result"
            yield Problem("name-free", ("outcomes", index, "id"), message, "choose another id")


def _conditions(
    rule: OutcomeRule,
    conditions: Iterable[Condition],
    place: Path_,
    outcomes: Sequence[str] | None,
) -> Iterator[Problem]:
    """Problems of conditions; ``outcomes`` are those named before, None where none may be."""
    for index, condition in enumerate(conditions):
        condition_place = (*place, index)
        yield from need_problems(rule, condition, condition_place)
        if condition.about_measures:
            for word in condition.words:
                if word not in FACTS:
                    hint = did_you_mean(word, FACTS) or f"there are: {list_names(list(FACTS))}"
                    yield Problem(
                        "fact-exists", condition_place, f"there is no fact `{word}`", hint
                    )
        elif outcomes is None:
            message = "an option applies by facts about measures, not by outcomes"
            yield Problem("option-by-facts", condition_place, message, "write the facts out")
        elif condition.word not in outcomes:
            yield _unknown_outcome(condition.word, condition_place, outcomes)


def _unknown_outcome(name: str, place: Path_, outcome_ids: Sequence[str]) -> Problem:
    message = f"no outcome `{name}` stands before this one"
    hint = (
        did_you_mean(name, outcome_ids)
        or f"those before are: {list_names(list(outcome_ids)) or 'none'}"
    )
    return Problem("outcome-exists", place, message, hint)


def _among(
    rule: OutcomeRule, name: str, place: Path_, outcome_ids: Sequence[str]
) -> Iterator[Problem]:
    if name not in outcome_ids:
        yield _unknown_outcome(name, place, outcome_ids)
    elif name in _open(rule):
        yield Problem(
            "denominator-determined",
            place,
            f"the denominator `{name}` depends on an option, so it may be undetermined",
            "take an outcome that no option is about",
        )


def _open(rule: OutcomeRule) -> set[str]:
    """The outcomes that an option is about, directly or through another outcome."""
    outcome_ids = {name for option in rule.options for name in option.outcomes}
    for outcome in rule.outcomes:
        condition_words = {
            condition.word for condition in outcome.when if condition.kind in {"is", "is_not"}
        }
        if condition_words & outcome_ids:
            outcome_ids.add(outcome.id)
    return outcome_ids


def _choices(rule: OutcomeRule, index: int) -> Iterator[Problem]:
    option = rule.options[index]
    place: Path_ = ("options", index)
    outcome_ids = [outcome.id for outcome in rule.outcomes]
    for at, choice in enumerate(option.choices):
        choice_place = (*place, "choices", at, "outcomes")
        for name in choice.outcomes:
            if name not in outcome_ids:
                yield _unknown_outcome(name, (*choice_place, name), outcome_ids)
        absent = [name for name in option.outcomes if name not in choice.outcomes]
        if absent:
            message = f"`{choice.id}` does not say what becomes of {list_names(absent)}"
            hint = "every choice of an option is about the same outcomes"
            yield Problem("choices-complete", choice_place, message, hint)
    ids = [choice.id for choice in option.choices]
    if option.default and option.default not in ids:
        message = f"the default `{option.default}` is none of the choices"
        hint = did_you_mean(option.default, ids) or f"they are: {list_names(ids)}"
        yield Problem("default-exists", (*place, "default"), message, hint)

"""Whether the parts of an outcome rule fit one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scorewell.errors import did_you_mean
from scorewell.loading.document import Path_, listed
from scorewell.loading.needs import need_problems
from scorewell.loading.problem import Problem
from scorewell.model import FACTS, Condition, OutcomeRule

__all__ = ["Problem", "rule_problems"]

_OWN_COLUMNS = ("id", "group", "assessable", "reason")


def rule_problems(rule: OutcomeRule) -> Iterator[Problem]:
    """Everything in a rule that refers to what is not there, or contradicts itself.

    Parameters
    ----------
    rule : OutcomeRule
        A rule from a file or made in Python.
    """
    yield from _names(rule)
    known: list[str] = []
    for index, outcome in enumerate(rule.outcomes):
        place: Path_ = ("outcomes", index)
        yield from _conditions(rule, outcome.when, (*place, "when"), known)
        if bool(outcome.when) == (outcome.test is not None):
            message = f"the outcome `{outcome.id}` needs either conditions or a test"
            yield Problem("conditions-or-test", place, message)
        if outcome.among:
            yield from _among(rule, outcome.among, (*place, "among"), known)
        known.append(outcome.id)
    for index, option in enumerate(rule.options):
        yield from _conditions(rule, option.applies, ("options", index, "applies"), None)
        yield from _choices(rule, index)


def _names(rule: OutcomeRule) -> Iterator[Problem]:
    groups: list[tuple[str, Path_, Sequence[str]]] = [
        ("measure", ("measures",), [role.name for role in rule.roles]),
        ("outcome", ("outcomes",), [each.id for each in rule.outcomes]),
        ("option", ("options",), [each.id for each in rule.options]),
    ]
    groups += [
        ("choice", ("options", index, "choices"), [each.id for each in option.choices])
        for index, option in enumerate(rule.options)
    ]
    groups += [
        ("scale", ("measures", index, "scales"), [each.scale for each in role.scales])
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
        here = (*place, index)
        yield from need_problems(rule, condition, here)
        if condition.about_measures:
            for word in condition.words:
                if word not in FACTS:
                    hint = did_you_mean(word, FACTS) or f"there are: {listed(list(FACTS))}"
                    yield Problem("fact-exists", here, f"there is no fact `{word}`", hint)
        elif outcomes is None:
            message = "an option applies by facts about measures, not by outcomes"
            yield Problem("option-by-facts", here, message, "write the facts out")
        elif condition.word not in outcomes:
            yield _unknown_outcome(condition.word, here, outcomes)


def _unknown_outcome(name: str, place: Path_, known: Sequence[str]) -> Problem:
    message = f"no outcome `{name}` stands before this one"
    hint = did_you_mean(name, known) or f"those before are: {listed(list(known)) or 'none'}"
    return Problem("outcome-exists", place, message, hint)


def _among(
    rule: OutcomeRule, name: str, place: Path_, known: Sequence[str]
) -> Iterator[Problem]:
    if name not in known:
        yield _unknown_outcome(name, place, known)
    elif name in _open(rule):
        yield Problem(
            "denominator-determined",
            place,
            f"the denominator `{name}` depends on an option, so it may be undetermined",
            "take an outcome that no option is about",
        )


def _open(rule: OutcomeRule) -> set[str]:
    """The outcomes that an option is about, directly or through another outcome."""
    found = {name for option in rule.options for name in option.outcomes}
    for outcome in rule.outcomes:
        asked = {each.word for each in outcome.when if each.kind in {"is", "is_not"}}
        if asked & found:
            found.add(outcome.id)
    return found


def _choices(rule: OutcomeRule, index: int) -> Iterator[Problem]:
    option = rule.options[index]
    place: Path_ = ("options", index)
    known = [outcome.id for outcome in rule.outcomes]
    for at, choice in enumerate(option.choices):
        here = (*place, "choices", at, "outcomes")
        for name in choice.outcomes:
            if name not in known:
                yield _unknown_outcome(name, (*here, name), known)
        lacking = [name for name in option.outcomes if name not in choice.outcomes]
        if lacking:
            message = f"`{choice.id}` does not say what becomes of {listed(lacking)}"
            hint = "every choice of an option is about the same outcomes"
            yield Problem("choices-complete", here, message, hint)
    ids = [choice.id for choice in option.choices]
    if option.default and option.default not in ids:
        message = f"the default `{option.default}` is none of the choices"
        hint = did_you_mean(option.default, ids) or f"they are: {listed(ids)}"
        yield Problem("default-exists", (*place, "default"), message, hint)

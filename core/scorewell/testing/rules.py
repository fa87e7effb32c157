"""What every outcome rule must do."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scorewell.change.outcome_rules.conditions import outcome_answers
from scorewell.change.outcome_rules.three_valued_logic import UNKNOWN, WORDS
from scorewell.definitions.model import BAND_PLACES, FACTS, Condition, OutcomeRule
from scorewell.testing.check import (
    Check,
    CheckError,
    checks_from,
    demand,
    demand_name,
    demand_texts,
)
from scorewell.testing.rule_space import Facts, FactSpace, space_of

_KINDS = {"every", "some", "none", "more"}
_EARLIER = {"is", "is_not"}
_MOST = 4_000

Answers = NDArray[np.int8]


@dataclass(frozen=True)
class _Trial:
    """A rule, and everything that may be known of a respondent on its measures."""

    rule: OutcomeRule

    @cached_property
    def roles(self) -> tuple[str, ...]:
        fewest = max(self.rule.fewest, 1)
        names = tuple(role.name for role in self.rule.roles)
        return names or tuple(f"measure {place}" for place in range(1, fewest + 1))

    @cached_property
    def space(self) -> FactSpace:
        """What may be known of one respondent on one measure of the rule."""
        return space_of(self.rule)

    @cached_property
    def people(self) -> list[tuple[Facts, ...]]:
        """Every combination, or evenly some of them where there are too many."""
        possible = self.space.possible
        count = len(possible) ** len(self.roles)
        places = range(0, count, self.step(count, most=_MOST))
        return [self._person(place, possible) for place in places]

    def step(self, count: int, *, most: int) -> int:
        """A step that takes about so many, and shares no factor with what may be known.

        One that does would meet one measure in the same state again and again.
        """
        step = max(1, count // most)
        while math.gcd(step, len(self.space.possible)) > 1:
            step += 1
        return step

    def _person(self, place: int, possible: Sequence[Facts]) -> tuple[Facts, ...]:
        facts = []
        for _ in self.roles:
            place, rest = divmod(place, len(possible))
            facts.append(possible[rest])
        return tuple(facts)

    def choices(self) -> Iterator[dict[str, str]]:
        """Every way to settle what the rule leaves open, and leaving it open."""
        options = self.rule.options
        choice_ids = [["", *(choice.id for choice in option.choices)] for option in options]
        for combination in itertools.product(*choice_ids):
            pairs = zip(options, combination, strict=True)
            yield {option.id: choice for option, choice in pairs if choice}

    def answers(
        self, people: Sequence[tuple[Facts, ...]], choices: Mapping[str, str]
    ) -> dict[str, Answers]:
        measures = {
            role: self.space.measure_facts(role, [facts[place] for facts in people])
            for place, role in enumerate(self.roles)
        }
        return outcome_answers(self.rule, measures, choices=choices)


def _description(trial: _Trial) -> None:
    """It has a name that studies can write, and says what each outcome means."""
    demand_name(trial.rule.name)
    demand_texts(trial.rule, "title", "summary")
    demand(trial.rule.outcomes, "It has no outcomes")
    for outcome in trial.rule.outcomes:
        for key in ("id", "title", "definition"):
            demand(str(getattr(outcome, key)).strip(), f"The outcome {outcome.id} has no {key}")


def _of_what_there_is(trial: _Trial) -> None:
    """Conditions and options ask about facts, and about outcomes that come before."""
    rule, earlier = trial.rule, list[str]()
    for outcome in rule.outcomes:
        demand(outcome.id not in earlier, f"Two outcomes are called {outcome.id}")
        demand(
            bool(outcome.when) != (outcome.test is not None),
            f"{outcome.id} needs either conditions or a test",
        )
        _demand_names(outcome.when, earlier, outcome.id)
        demand(outcome.among in {"", *earlier}, f"{outcome.id} is among {outcome.among}")
        earlier.append(outcome.id)
    for option in rule.options:
        _demand_names(option.applies, [], option.id)
        demand(len(option.choices) > 1, f"{option.id} has fewer than two choices")
        strange = [name for name in option.outcomes if name not in earlier]
        demand(not strange, f"{option.id} is about {', '.join(strange)}, which is no outcome")
        uneven = [c.id for c in option.choices if set(c.outcomes) != set(option.outcomes)]
        demand(not uneven, f"The choice {', '.join(uneven)} does not say every outcome")
        choice_names = {"", *(choice.id for choice in option.choices)}
        demand(
            option.default in choice_names, f"{option.id} takes {option.default}, which is none"
        )


def _demand_names(conditions: Sequence[Condition], outcomes: Sequence[str], owner: str) -> None:
    for condition in conditions:
        demand(
            condition.kind in _KINDS | _EARLIER,
            f"{owner} asks in a way called {condition.kind}",
        )
        demand(
            not condition.words or bool(condition.bands) == (condition.word in BAND_PLACES),
            f"{owner} asks about {condition.word} with {len(condition.bands)} bands",
        )
        earlier = condition.kind in _EARLIER
        allowed_words = outcomes if earlier else list(FACTS)
        words = [condition.word] + ([condition.than] if condition.kind == "more" else [])
        for word in words:
            label = "an outcome before it" if earlier else "a fact"
            demand(word in allowed_words, f"{owner} asks about {word}, which is not {label}")


def _thresholds_are_sourced(trial: _Trial) -> None:
    """Every threshold is a number, and its source is among the sources."""
    for role in trial.rule.roles:
        for scale in role.scales:
            for name, edge in scale.edges():
                label = f"{scale.scale}: {name}"
                demand(np.isfinite(edge.value), f"{label} is {edge.value}")
                source = edge.provenance.source
                demand(source, f"{label} has no source")
                demand(source in trial.rule.sources, f"{label} names the source {source}")
                above = name == "case" or edge.value > 0
                demand(above, f"{label} is not above 0")
            demand(scale.edges() or scale.bands, f"{scale.scale} is judged by nothing")
            demand(scale.better in {"lower", "higher"}, f"{scale.scale}: {scale.better}")


def _answers_for_everybody(trial: _Trial) -> None:
    """Each respondent has yes, no or not determined as each outcome, and each occurs."""
    for choices in trial.choices():
        for name, answers in trial.answers(trial.people, choices).items():
            demand(
                set(answers.tolist()) <= {1, 0, UNKNOWN}, f"{name} is {set(answers.tolist())}"
            )
            for answer in (0, 1):
                message = f"{name} is never {WORDS[answer]}, whatever is known"
                demand(answer in answers, message)


def _one_by_one(trial: _Trial) -> None:
    """The outcome of a respondent depends on that respondent alone."""
    people = trial.people
    whole = trial.answers(people, {})
    back = trial.answers(people[::-1], {})
    for name, answers in whole.items():
        demand(
            np.array_equal(back[name][::-1], answers), f"In another order, {name} is another"
        )
    for place in range(0, len(people), trial.step(len(people), most=20)):
        for name, alone in trial.answers([people[place]], {}).items():
            message = f"Alone, {name} is another: {trial.space.text(people[place])}"
            demand(alone[0] == whole[name][place], message)


def _pure(trial: _Trial) -> None:
    """The same respondents have the same outcomes again."""
    first, second = trial.answers(trial.people, {}), trial.answers(trial.people, {})
    for name, answers in first.items():
        demand(np.array_equal(answers, second[name]), f"A second time, {name} is another")


def _unknown_is_not_no(trial: _Trial) -> None:
    """What is not known stays open, unless it cannot matter: no knowledge turns yes to no."""
    possible = trial.space.possible
    ways = {facts: trial.space.known_of(facts) for facts in possible}
    for choices in trial.choices():
        for person in trial.people[:: trial.step(len(trial.people), most=150)]:
            complete = list(itertools.product(*(ways[facts] for facts in person)))[:400]
            answers_by_outcome = trial.answers([person, *complete], choices)
            for name, answers in answers_by_outcome.items():
                if answers[0] == UNKNOWN or (answers[1:] == answers[0]).all():
                    continue
                place = int(np.argmax(answers[1:] != answers[0]))
                raise CheckError(
                    f"{name} is {WORDS[answers[0]]} of {trial.space.text(person)}, but "
                    f"{WORDS[answers[place + 1]]} of {trial.space.text(complete[place])}"
                )


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _description, _of_what_there_is, _thresholds_are_sourced, _answers_for_everybody,
    _one_by_one, _pure, _unknown_is_not_no,
)  # fmt: skip


def rule_checks(rule: OutcomeRule) -> list[Check]:
    """Every check of an outcome rule, over all that may be known of a respondent.

    Examples
    --------
    >>> from scorewell.registry.plugins.discovery import load_plugins
    >>> for check in rule_checks(load_plugins().outcome_rules["any-measure"]):
    ...     check()
    """
    return checks_from(rule.name, _CHECKS, _Trial(rule))

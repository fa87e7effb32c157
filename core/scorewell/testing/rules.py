"""What every outcome rule must do."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scorewell.model import FACTS, Condition, OutcomeRule
from scorewell.outcomes.answers import UNKNOWN, WORDS
from scorewell.outcomes.conditions import outcome_answers
from scorewell.outcomes.judge import Judged
from scorewell.testing.check import (
    Check,
    CheckError,
    checks_from,
    demand,
    demand_name,
    demand_texts,
)

__all__ = ["rule_checks"]

_KINDS = {"every", "some", "none", "more"}
_EARLIER = {"is", "is_not"}
_MOST = 4_000
_FACTS = ("clinical_pre", "clinical_post", "improved", "deteriorated")

Answers = NDArray[np.int8]
Facts = tuple[int, int, int, int]
"""Clinical before and after, improved, deteriorated: 1, 0 or -1 each."""


def _possible() -> list[Facts]:
    """What may be known of one respondent on one measure; nobody both improved and not."""
    return [
        (before, after, better, worse)
        for before, after, better, worse in itertools.product((0, 1, UNKNOWN), repeat=4)
        if not (better == worse == 1)
        and (UNKNOWN in (better, worse)) == (better == worse == UNKNOWN)
    ]


@dataclass(frozen=True)
class _Trial:
    """A rule, and everything that may be known of a respondent on its measures."""

    rule: OutcomeRule

    @cached_property
    def roles(self) -> tuple[str, ...]:
        fewest = max(self.rule.fewest, 1)
        named = tuple(role.name for role in self.rule.roles)
        return named or tuple(f"measure {place}" for place in range(1, fewest + 1))

    @cached_property
    def people(self) -> list[tuple[Facts, ...]]:
        """Every combination, or evenly some of them where there are too many."""
        possible = _possible()
        count = len(possible) ** len(self.roles)
        places = range(0, count, max(1, count // _MOST))
        return [self._person(place, possible) for place in places]

    def _person(self, place: int, possible: Sequence[Facts]) -> tuple[Facts, ...]:
        facts = []
        for _ in self.roles:
            place, rest = divmod(place, len(possible))
            facts.append(possible[rest])
        return tuple(facts)

    def choices(self) -> Iterator[dict[str, str]]:
        """Every way to settle what the rule leaves open, and leaving it open."""
        options = self.rule.options
        named = [["", *(choice.id for choice in option.choices)] for option in options]
        for chosen in itertools.product(*named):
            pairs = zip(options, chosen, strict=True)
            yield {option.id: choice for option, choice in pairs if choice}

    def answers(
        self, people: Sequence[tuple[Facts, ...]], choices: Mapping[str, str]
    ) -> dict[str, Answers]:
        measures = {
            role: _judged(role, [facts[place] for facts in people])
            for place, role in enumerate(self.roles)
        }
        return outcome_answers(self.rule, measures, choices=choices)


def _judged(role: str, facts: Sequence[Facts]) -> Judged:
    """Facts about one measure, with scores that show no more than they do."""
    table = np.array(facts, dtype=np.int8).T
    known = (table != UNKNOWN).all(axis=0)
    scores = np.where(known, 20.0, np.nan)
    reason = np.where(known, "", "no score").astype(object)
    columns = dict(zip(_FACTS, table, strict=True))
    return Judged(
        role=role, label="trial.total", pre=scores, post=scores.copy(), **columns,
        assessable=known, reason=reason,
    )  # fmt: skip


def _shown(person: tuple[Facts, ...]) -> str:
    parts = [
        ", ".join(
            f"{name} {WORDS[each] if each != UNKNOWN else 'not known'}"
            for name, each in zip(_FACTS, facts, strict=True)
        )
        for facts in person
    ]
    return "; ".join(parts)


def _described(trial: _Trial) -> None:
    """It has a name that studies can write, and says what each outcome means."""
    demand_name(trial.rule.name)
    demand_texts(trial.rule, "title", "summary")
    demand(trial.rule.outcomes, "It has no outcomes")
    for outcome in trial.rule.outcomes:
        for key in ("id", "title", "definition"):
            demand(str(getattr(outcome, key)).strip(), f"The outcome {outcome.id} has no {key}")


def _of_what_there_is(trial: _Trial) -> None:
    """Conditions and options ask about facts, and about outcomes that come before."""
    rule, seen = trial.rule, list[str]()
    for outcome in rule.outcomes:
        demand(outcome.id not in seen, f"Two outcomes are called {outcome.id}")
        demand(
            bool(outcome.when) != (outcome.test is not None),
            f"{outcome.id} needs either conditions or a test",
        )
        _demand_known(outcome.when, seen, outcome.id)
        demand(outcome.among in {"", *seen}, f"{outcome.id} is among {outcome.among}")
        seen.append(outcome.id)
    for option in rule.options:
        _demand_known(option.applies, [], option.id)
        demand(len(option.choices) > 1, f"{option.id} has fewer than two choices")
        strange = [name for name in option.outcomes if name not in seen]
        demand(not strange, f"{option.id} is about {', '.join(strange)}, which is no outcome")
        uneven = [c.id for c in option.choices if set(c.outcomes) != set(option.outcomes)]
        demand(not uneven, f"The choice {', '.join(uneven)} does not say every outcome")
        known = {"", *(choice.id for choice in option.choices)}
        demand(option.default in known, f"{option.id} takes {option.default}, which is none")


def _demand_known(conditions: Sequence[Condition], seen: Sequence[str], where: str) -> None:
    for each in conditions:
        demand(each.kind in _KINDS | _EARLIER, f"{where} asks in a way called {each.kind}")
        earlier = each.kind in _EARLIER
        known = seen if earlier else list(FACTS)
        words = [each.word] + ([each.than] if each.kind == "more" else [])
        for word in words:
            what = "an outcome before it" if earlier else "a fact"
            demand(word in known, f"{where} asks about {word}, which is not {what}")


def _thresholds_are_sourced(trial: _Trial) -> None:
    """Every threshold is a number, and its source is among the sources."""
    for role in trial.rule.roles:
        for scale in role.scales:
            for name in ("case", "reliable"):
                edge, what = getattr(scale, name), f"{scale.scale}: {name}"
                demand(np.isfinite(edge.value), f"{what} is {edge.value}")
                source = edge.provenance.source
                demand(source, f"{what} has no source")
                demand(source in trial.rule.sources, f"{what} names the source {source}")
            demand(scale.reliable.value > 0, f"{scale.scale}: reliable is not above 0")
            demand(scale.better in {"lower", "higher"}, f"{scale.scale}: {scale.better}")


def _answers_for_everybody(trial: _Trial) -> None:
    """Each respondent has yes, no or not determined as each outcome, and each occurs."""
    for choices in trial.choices():
        for name, found in trial.answers(trial.people, choices).items():
            demand(set(found.tolist()) <= {1, 0, UNKNOWN}, f"{name} is {set(found.tolist())}")
            for wanted in (0, 1):
                told = f"{name} is never {WORDS[wanted]}, whatever is known"
                demand(wanted in found, told)


def _one_by_one(trial: _Trial) -> None:
    """The outcome of a respondent depends on that respondent alone."""
    people = trial.people
    whole = trial.answers(people, {})
    back = trial.answers(people[::-1], {})
    for name, found in whole.items():
        demand(np.array_equal(back[name][::-1], found), f"In another order, {name} is another")
    for place in range(0, len(people), max(1, len(people) // 20)):
        for name, alone in trial.answers([people[place]], {}).items():
            told = f"Alone, {name} is another: {_shown(people[place])}"
            demand(alone[0] == whole[name][place], told)


def _pure(trial: _Trial) -> None:
    """The same respondents have the same outcomes again."""
    first, second = trial.answers(trial.people, {}), trial.answers(trial.people, {})
    for name, found in first.items():
        demand(np.array_equal(found, second[name]), f"A second time, {name} is another")


def _unknown_is_not_no(trial: _Trial) -> None:
    """What is not known stays open, unless it cannot matter: no knowledge turns yes to no."""
    everything = [_known_of(facts) for facts in _possible()]
    ways = dict(zip(_possible(), everything, strict=True))
    for choices in trial.choices():
        for person in trial.people[:: max(1, len(trial.people) // 150)]:
            complete = list(itertools.product(*(ways[facts] for facts in person)))[:400]
            found = trial.answers([person, *complete], choices)
            for name, answers in found.items():
                if answers[0] == UNKNOWN or (answers[1:] == answers[0]).all():
                    continue
                place = int(np.argmax(answers[1:] != answers[0]))
                raise CheckError(
                    f"{name} is {WORDS[answers[0]]} of {_shown(person)}, but "
                    f"{WORDS[answers[place + 1]]} of {_shown(complete[place])}"
                )


def _known_of(facts: Facts) -> list[Facts]:
    """Everything that may turn out to be so of what is known and not known."""
    return [
        each
        for each in _possible()
        if UNKNOWN not in each
        and all(old in (UNKNOWN, new) for old, new in zip(facts, each, strict=True))
    ]


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _described, _of_what_there_is, _thresholds_are_sourced, _answers_for_everybody,
    _one_by_one, _pure, _unknown_is_not_no,
)  # fmt: skip


def rule_checks(rule: OutcomeRule) -> list[Check]:
    """Every check of an outcome rule, over all that may be known of a respondent.

    Examples
    --------
    >>> from scorewell.plugins import load_plugins
    >>> for check in rule_checks(load_plugins().outcome_rules["any-measure"]):
    ...     check()
    """
    return checks_from(rule.name, _CHECKS, _Trial(rule))

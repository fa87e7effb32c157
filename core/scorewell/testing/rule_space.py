"""Everything that may be known of a respondent on a measure, as far as a rule asks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorewell.change.outcome_rules.amounts import BandPlaces, ChangeByAmount
from scorewell.change.outcome_rules.measure_facts import MeasureFacts
from scorewell.change.outcome_rules.three_valued_logic import UNKNOWN, WORDS
from scorewell.definitions.model import Condition, MeasureThresholds, OutcomeRule

Facts = tuple[int, ...]
"""One entry for each name of a space: 1, 0 or -1; for a band its place or -1."""

_STATUS = ("clinical_pre", "clinical_post")
_CHANGE = (("improved", "deteriorated"),)
_OTHER_BANDS = ("the worst other band", "the best other band")


@dataclass(frozen=True)
class FactSpace:
    """What may be known of one respondent on one measure.

    Attributes
    ----------
    status : tuple of str
        Facts that are yes, no or not known.
    changes : tuple of (str, str)
        Pairs of an improvement and a deterioration: never both, and not known
        together. After the first, those of the amounts, in their order.
    amounts : tuple of str
        The amounts that the rule asks about.
    bands : tuple of str
        The bands from the worst to the best; none where the rule asks about none.
    """

    status: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    amounts: tuple[str, ...]
    bands: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each entry of the facts."""
        pairs = itertools.chain.from_iterable(self.changes)
        return (*self.status, *pairs, *(("band_pre", "band_post") if self.bands else ()))

    @cached_property
    def possible(self) -> list[Facts]:
        """Every combination; nobody is both improved and not."""
        directions: list[Facts] = [(1, 0), (0, 1), (0, 0), (UNKNOWN, UNKNOWN)]
        places = [UNKNOWN, *range(len(self.bands))]
        answers: list[Facts] = [(0,), (1,), (UNKNOWN,)]
        parts = [answers] * len(self.status) + [directions] * len(self.changes)
        if self.bands:
            parts.append(list(itertools.product(places, repeat=2)))
        chain = itertools.chain.from_iterable
        return [tuple(chain(combination)) for combination in itertools.product(*parts)]

    def known_of(self, facts: Facts) -> list[Facts]:
        """Everything that may turn out to be so of what is known and not known."""
        return [
            candidate
            for candidate in self.possible
            if UNKNOWN not in candidate
            and all(old in (UNKNOWN, new) for old, new in zip(facts, candidate, strict=True))
        ]

    def measure_facts(self, role: str, facts: Sequence[Facts]) -> MeasureFacts:
        """Facts about one measure, with scores that show no more than they do."""
        table = np.array(facts, dtype=np.int8).reshape(len(facts), len(self.names)).T
        columns = dict(zip(self.names, table, strict=True))
        complete = (table != UNKNOWN).all(axis=0)
        scores = np.where(complete, 20.0, np.nan)
        unknown = np.full(len(facts), UNKNOWN, dtype=np.int8)
        return MeasureFacts(
            role=role,
            label="trial.total",
            pre=scores,
            post=scores.copy(),
            clinical_pre=columns.get("clinical_pre", unknown),
            clinical_post=columns.get("clinical_post", unknown),
            improved=columns.get("improved", unknown),
            deteriorated=columns.get("deteriorated", unknown),
            assessable=complete,
            reason=np.where(complete, "", "no score").astype(object),
            amounts={
                name: ChangeByAmount(
                    improved=columns[f"improved by {name}"],
                    deteriorated=columns[f"deteriorated by {name}"],
                )
                for name in self.amounts
            },
            bands=BandPlaces(
                labels=self.bands, pre=columns["band_pre"], post=columns["band_post"]
            )
            if self.bands
            else None,
        )

    def text(self, person: Sequence[Facts]) -> str:
        """A respondent in words."""
        return "; ".join(
            ", ".join(
                f"{name} {self._word(name, fact)}"
                for name, fact in zip(self.names, facts, strict=True)
            )
            for facts in person
        )

    def _word(self, name: str, fact: int) -> str:
        if fact == UNKNOWN:
            return "not known"
        return self.bands[fact] if name.startswith("band_") else WORDS[fact]


def space_of(rule: OutcomeRule) -> FactSpace:
    """What a rule may ask about; of a rule in Python everything that it has."""
    conditions = [condition for outcome in rule.outcomes for condition in outcome.when]
    conditions += [condition for option in rule.options for condition in option.applies]
    by_test = any(outcome.test is not None for outcome in rule.outcomes)
    amounts = _amounts(rule, conditions, everything=by_test)
    plain_change = by_test or any(
        not condition.by for condition in conditions if _of_change(condition)
    )
    by_amount = tuple((f"improved by {name}", f"deteriorated by {name}") for name in amounts)
    words = {word for condition in conditions for word in condition.words}
    status = by_test or words.intersection(_STATUS_WORDS) or not (amounts or _banded(rule))
    return FactSpace(
        status=_STATUS if status else (),
        changes=(
            *(_CHANGE if plain_change or not (amounts or _banded(rule)) else ()),
            *by_amount,
        ),
        amounts=amounts,
        bands=_bands(conditions) if _banded(rule) else (),
    )


_STATUS_WORDS = {*_STATUS, "functional_pre", "functional_post", "recovered"}


def _of_change(condition: Condition) -> bool:
    return bool({"improved", "unchanged", "deteriorated", "recovered"} & set(condition.words))


def _amounts(
    rule: OutcomeRule, conditions: Sequence[Condition], *, everything: bool
) -> tuple[str, ...]:
    names = [condition.by for condition in conditions if condition.by]
    if everything:
        names += [name.name for scale in _scales(rule) for name in scale.amounts]
    return tuple(dict.fromkeys(names))


def _scales(rule: OutcomeRule) -> list[MeasureThresholds]:
    return [scale for role in rule.roles for scale in role.scales]


def _banded(rule: OutcomeRule) -> bool:
    return any(scale.bands for scale in _scales(rule))


def _bands(conditions: Sequence[Condition]) -> tuple[str, ...]:
    bands = dict.fromkeys(label for condition in conditions for label in condition.bands)
    return (_OTHER_BANDS[0], *bands, _OTHER_BANDS[1])

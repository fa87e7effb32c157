"""Everything that may be known of a respondent on a measure, as far as a rule asks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorewell.change.outcome_rules.amounts import BandPlaces, Moved
from scorewell.change.outcome_rules.measure_facts import Judged
from scorewell.change.outcome_rules.three_valued_logic import UNKNOWN, WORDS
from scorewell.definitions.model import Condition, MeasureThresholds, OutcomeRule

Facts = tuple[int, ...]
"""One entry for each name of a space: 1, 0 or -1; for a band its place or -1."""

_STATUS = ("clinical_pre", "clinical_post")
_CHANGE = (("improved", "deteriorated"),)
_OTHERS = ("the worst other band", "the best other band")


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
        either: list[Facts] = [(1, 0), (0, 1), (0, 0), (UNKNOWN, UNKNOWN)]
        places = [UNKNOWN, *range(len(self.bands))]
        answers: list[Facts] = [(0,), (1,), (UNKNOWN,)]
        parts = [answers] * len(self.status) + [either] * len(self.changes)
        if self.bands:
            parts.append(list(itertools.product(places, repeat=2)))
        chain = itertools.chain.from_iterable
        return [tuple(chain(each)) for each in itertools.product(*parts)]

    def known_of(self, facts: Facts) -> list[Facts]:
        """Everything that may turn out to be so of what is known and not known."""
        return [
            each
            for each in self.possible
            if UNKNOWN not in each
            and all(old in (UNKNOWN, new) for old, new in zip(facts, each, strict=True))
        ]

    def judged(self, role: str, facts: Sequence[Facts]) -> Judged:
        """Facts about one measure, with scores that show no more than they do."""
        table = np.array(facts, dtype=np.int8).reshape(len(facts), len(self.names)).T
        columns = dict(zip(self.names, table, strict=True))
        known = (table != UNKNOWN).all(axis=0)
        scores = np.where(known, 20.0, np.nan)
        nothing = np.full(len(facts), UNKNOWN, dtype=np.int8)
        return Judged(
            role=role,
            label="trial.total",
            pre=scores,
            post=scores.copy(),
            clinical_pre=columns.get("clinical_pre", nothing),
            clinical_post=columns.get("clinical_post", nothing),
            improved=columns.get("improved", nothing),
            deteriorated=columns.get("deteriorated", nothing),
            assessable=known,
            reason=np.where(known, "", "no score").astype(object),
            amounts={
                name: Moved(
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

    def shown(self, person: Sequence[Facts]) -> str:
        """A respondent in words."""
        return "; ".join(
            ", ".join(
                f"{name} {self._word(name, each)}"
                for name, each in zip(self.names, facts, strict=True)
            )
            for facts in person
        )

    def _word(self, name: str, fact: int) -> str:
        if fact == UNKNOWN:
            return "not known"
        return self.bands[fact] if name.startswith("band_") else WORDS[fact]


def space_of(rule: OutcomeRule) -> FactSpace:
    """What a rule may ask about; of a rule in Python everything that it has."""
    conditions = [each for outcome in rule.outcomes for each in outcome.when]
    conditions += [each for option in rule.options for each in option.applies]
    by_test = any(outcome.test is not None for outcome in rule.outcomes)
    amounts = _amounts(rule, conditions, everything=by_test)
    own = by_test or any(not each.by for each in conditions if _of_change(each))
    named = tuple((f"improved by {name}", f"deteriorated by {name}") for name in amounts)
    asked = {word for each in conditions for word in each.words}
    status = by_test or asked.intersection(_STATUS_WORDS) or not (amounts or _banded(rule))
    return FactSpace(
        status=_STATUS if status else (),
        changes=(*(_CHANGE if own or not (amounts or _banded(rule)) else ()), *named),
        amounts=amounts,
        bands=_bands(conditions) if _banded(rule) else (),
    )


_STATUS_WORDS = {*_STATUS, "functional_pre", "functional_post", "recovered"}


def _of_change(condition: Condition) -> bool:
    return bool({"improved", "unchanged", "deteriorated", "recovered"} & set(condition.words))


def _amounts(
    rule: OutcomeRule, conditions: Sequence[Condition], *, everything: bool
) -> tuple[str, ...]:
    asked = [each.by for each in conditions if each.by]
    if everything:
        asked += [name.name for scale in _scales(rule) for name in scale.amounts]
    return tuple(dict.fromkeys(asked))


def _scales(rule: OutcomeRule) -> list[MeasureThresholds]:
    return [scale for role in rule.roles for scale in role.scales]


def _banded(rule: OutcomeRule) -> bool:
    return any(scale.bands for scale in _scales(rule))


def _bands(conditions: Sequence[Condition]) -> tuple[str, ...]:
    named = dict.fromkeys(label for each in conditions for label in each.bands)
    return (_OTHERS[0], *named, _OTHERS[1])

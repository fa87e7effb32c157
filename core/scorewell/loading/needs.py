"""Whether a rule has the thresholds that its conditions ask about."""

from __future__ import annotations

from collections.abc import Iterator

from scorewell.errors import did_you_mean
from scorewell.loading.document import Path_, listed
from scorewell.loading.problem import Problem
from scorewell.model import BAND_PLACES, Condition, MeasureThresholds, OutcomeRule

__all__ = ["need_problems"]

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
    for each in _thresholds(rule):
        yield from _lacking(each, condition, words, place)


def _misplaced(condition: Condition, words: set[str], place: Path_) -> Iterator[Problem]:
    if condition.by and not (words and words <= _OF_CHANGE):
        message = "`by` names an amount of change, and this condition asks about none"
        hint = f"it belongs to {listed(sorted(_OF_CHANGE))}"
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
    for each in _thresholds(rule):
        known = [amount.name for amount in each.amounts]
        if name not in known:
            message = f"{each.scale} has no amount `{name}`"
            hint = did_you_mean(name, known) or f"its amounts are: {listed(known) or 'none'}"
            yield Problem("amount-exists", place, message, hint)


def _lacking(
    thresholds: MeasureThresholds, condition: Condition, words: set[str], place: Path_
) -> Iterator[Problem]:
    needed = (
        ("case", _OF_CASE, thresholds.case is None),
        ("reliable", _OF_CHANGE, thresholds.reliable is None and not condition.by),
        ("bands", _OF_BANDS, not thresholds.bands),
    )
    for name, facts, lacks in needed:
        if lacks and words & facts:
            asked = listed(sorted(words & facts))
            message = f"{asked} cannot be known of {thresholds.scale}: it has no `{name}`"
            yield Problem("fact-needs-threshold", place, message, f"give it {name}")


def _every_measure_has_thresholds(rule: OutcomeRule) -> bool:
    return bool(rule.roles) and all(role.scales for role in rule.roles)


def _thresholds(rule: OutcomeRule) -> Iterator[MeasureThresholds]:
    for role in rule.roles:
        yield from role.scales

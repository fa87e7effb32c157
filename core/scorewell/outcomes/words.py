"""A result of a rule in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from scorewell.change import ChangeResult
from scorewell.model import OutcomeRule

__all__ = ["multiplicity", "sentence"]

_CHANGES = ("improved", "deteriorated", "recovered")


def sentence(table: pd.DataFrame, *, reasons: Mapping[str, int]) -> str:
    """Counts, denominators and intervals of every outcome in words.

    Parameters
    ----------
    table : pandas.DataFrame
        The summary.
    reasons : mapping of str to int
        How many respondents are not assessable, by reason.
    """
    others = sum(reasons.values())
    why = ", ".join(f"{reason}: {count}" for reason, count in reasons.items())
    lacking = f"{others} could not be assessed on every measure ({why})." if others else ""
    # The first outcome has no other to be counted among.
    if not int(table["of"].iloc[0]):
        return lacking or "There are no respondents."
    text = "; ".join(_outcome(row) for row in table.to_dict("records"))
    return f"{text[:1].upper()}{text[1:]}. {lacking}".rstrip()


def _outcome(row: Mapping[Any, Any]) -> str:
    n, of, undecided = (int(row[name]) for name in ("n", "of", "not_determined"))
    if not of:
        return f"{row['title']}: nobody was {row['among']}"
    whom = f"{row['title']}: {n} of {of} {row['among']}"
    low, high = (_percent(row[name]) for name in ("low", "high"))
    if undecided:
        reach = f"95% interval on any reading {low} to {high}"
        return f"{whom}, {undecided} more not determined ({reach})"
    return f"{whom} ({_percent(row['share'])}, 95% interval {low} to {high})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def multiplicity(rule: OutcomeRule, results: Mapping[str, ChangeResult]) -> str:
    """What judging several measures at once does to chance; empty for one measure.

    Where every measure is judged by its own analysis with a two-sided level,
    the chance of a false reliable improvement on at least one measure lies
    between the largest single chance and the sum of all (Boole's inequality),
    whatever the correlation of the measures.
    """
    if len(results) < 2:
        return ""
    some, every = _titles(rule, "some"), _titles(rule, "every")
    parts = [f"{len(results)} measures are judged at once."]
    if some:
        parts.append(
            f"For {_listed(some)} a change on any one of them suffices, so error of "
            "measurement alone gives it more often than on a single measure."
        )
    if every:
        parts.append(f"{_listed(every)} needs all of them, so error alone gives it less often.")
    chances = [] if any(role.scales for role in rule.roles) else _chances(results.values())
    if some and chances:
        low, high = max(chances), min(1.0, sum(chances))
        parts.append(
            "By the assumptions of the indices, the chance of a reliable improvement on at "
            "least one measure, for a respondent without any true change, "
            f"lies between {100 * low:.3g}% and {100 * high:.3g}%."
        )
    return " ".join(f"{part[:1].upper()}{part[1:]}" for part in parts)


def _titles(rule: OutcomeRule, kind: str) -> list[str]:
    return [
        outcome.title
        for outcome in rule.outcomes
        if any(each.kind == kind and each.word in _CHANGES for each in outcome.when)
    ]


def _chances(results: Iterable[ChangeResult]) -> list[float]:
    """Chance of a false improvement on each measure; none unless all tell it."""
    chances = []
    for result in results:
        told = {each.name: each.value for each in result.inputs}
        if "phi max" in told:
            chances.append(float(told["phi max"]))
        elif "level" in told:
            chances.append((1 - float(told["level"])) / result.method.sides)
        else:
            return []
    return chances


def _listed(titles: Sequence[str]) -> str:
    *first, last = titles
    return f"{'; '.join(first)} and {last}" if first else last

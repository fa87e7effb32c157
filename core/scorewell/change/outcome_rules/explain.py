"""Sentences about the result of a rule over several measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from scorewell.change.outcome_rules.counts import ASSESSABLE
from scorewell.change.results.change_result import ChangeResult
from scorewell.definitions.model import OutcomeRule
from scorewell.i18n.messages import Figure, code_message, join_messages, words

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
    n_not_assessable = sum(reasons.values())
    reason_texts = [
        words("{{ reason }}: {{ n }}", reason=code_message(reason), n=count)
        for reason, count in reasons.items()
    ]
    rest = words(
        "{{ n }} could not be assessed on every measure ({{ reasons }}).",
        n=n_not_assessable,
        reasons=join_messages(reason_texts, ", "),
    )
    # The first outcome has no other to be counted among.
    if not int(table["of"].iloc[0]):
        return rest if n_not_assessable else words("There are no respondents.")
    rows = table.to_dict("records")
    sentences = [_outcome(row, first=place == 0) for place, row in enumerate(rows)]
    text = words("{{ outcomes }}.", outcomes=join_messages(sentences, "; "))
    return join_messages([text, rest]) if n_not_assessable else text


def _outcome(row: Mapping[Any, Any], *, first: bool) -> str:
    n, of, undecided = (int(row[name]) for name in ("n", "of", "not_determined"))
    title, among = str(row["title"]), str(row["among"])
    among = code_message(among) if among == ASSESSABLE else among
    title = f"{title[:1].upper()}{title[1:]}" if first else title
    if not of:
        return words("{{ outcome }}: nobody was {{ among }}", outcome=title, among=among)
    low, high = (_percent(row[name]) for name in ("low", "high"))
    if undecided:
        return words(
            "{{ outcome }}: {{ n }} of {{ of }} {{ among }}, {{ open }} more not determined "
            "(95% interval on any reading {{ low }} to {{ high }})",
            outcome=title, n=n, of=of, among=among, open=undecided, low=low, high=high,
        )  # fmt: skip
    return words(
        "{{ outcome }}: {{ n }} of {{ of }} {{ among }} ({{ share }}, 95% interval {{ low }} "
        "to {{ high }})",
        outcome=title, n=n, of=of, among=among, low=low, high=high,
        share=_percent(row["share"]),
    )  # fmt: skip


def _percent(share: float) -> str:
    return words("{{ value }}%", value=Figure(f"{100 * share:.0f}"))


def multiplicity(rule: OutcomeRule, results: Mapping[str, ChangeResult]) -> str:
    """What judging several measures at once does to chance; empty for one measure.

    Where every measure is judged by its own analysis with a two-sided level,
    the chance of a false reliable improvement on at least one measure lies
    between the largest single chance and the sum of all (Boole's inequality),
    whatever the correlation of the measures.
    """
    if len(results) < 2:
        return ""
    any_titles, all_titles = _titles(rule, "some"), _titles(rule, "every")
    parts = [words("{{ n }} measures are judged at once.", n=len(results))]
    if any_titles:
        parts.append(
            words(
                "For {{ outcomes }} a change on any one of them suffices, so error of "
                "measurement alone gives it more often than on a single measure.",
                outcomes=_title_list(any_titles),
            )
        )
    if all_titles:
        first = all_titles[0]
        parts.append(
            words(
                "{{ outcomes }} needs all of them, so error alone gives it less often.",
                outcomes=_title_list([f"{first[:1].upper()}{first[1:]}", *all_titles[1:]]),
            )
        )
    chances = [] if any(role.scales for role in rule.roles) else _chances(results.values())
    if any_titles and chances:
        low, high = max(chances), min(1.0, sum(chances))
        parts.append(
            words(
                "By the assumptions of the indices, the chance of a reliable improvement on at "
                "least one measure, for a respondent without any true change, lies between "
                "{{ low }}% and {{ high }}%.",
                low=Figure(f"{100 * low:.3g}"),
                high=Figure(f"{100 * high:.3g}"),
            )
        )
    return join_messages(parts)


def _titles(rule: OutcomeRule, kind: str) -> list[str]:
    return [
        outcome.title
        for outcome in rule.outcomes
        if any(
            condition.kind == kind and condition.word in _CHANGES for condition in outcome.when
        )
    ]


def _chances(results: Iterable[ChangeResult]) -> list[float]:
    """Chance of a false improvement on each measure; none unless all tell it."""
    chances = []
    for result in results:
        values = {source.name: source.value for source in result.inputs}
        if "phi max" in values:
            chances.append(float(values["phi max"]))
        elif "level" in values:
            chances.append((1 - float(values["level"])) / result.method.sides)
        else:
            return []
    return chances


def _title_list(titles: Sequence[str]) -> str:
    *first, last = titles
    if not first:
        return last
    return words("{{ first }} and {{ last }}", first="; ".join(first), last=last)

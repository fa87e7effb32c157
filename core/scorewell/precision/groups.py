"""Every outcome compared between every two groups."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from scorewell.change import ChangeResult
from scorewell.change.classify import OUTCOMES
from scorewell.errors import Finding
from scorewell.precision.difference import Shares
from scorewell.texts import words

__all__ = ["MOST_GROUPS", "group_differences"]

MOST_GROUPS = 6
"""More groups than this are not compared pair by pair."""

_RELIABLY = "reliably improved"
_COLUMNS = (
    "outcome", "group", "n", "of", "other", "other_n", "other_of",
    "difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high",
    "needed", "needed_at_low", "needed_at_high", "needed_words",
)  # fmt: skip


def group_differences(
    result: ChangeResult, *, level: float
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Every outcome compared between every two groups.

    Returns
    -------
    tuple
        A frame with one row per outcome and pair of groups: ``outcome``
        (those of the result, then ``reliably improved``, recovered or not),
        ``group`` and ``other`` with ``n`` of ``of`` assessable respondents;
        ``difference`` of the shares with Newcombe's interval; their ``ratio``;
        and the number ``needed`` for one more in ``group``, negative for one
        fewer. And notes on what was not compared.
    """
    table = result.by_group(level=level)
    labels = [label for label in table["group"].unique() if not pd.isna(label)]
    if len(labels) > MOST_GROUPS:
        note = Finding(
            code="many-groups",
            message=words(
                "{{ n }} groups are not compared pair by pair; up to {{ most }} are",
                n=len(labels),
                most=MOST_GROUPS,
            ),
            severity="note",
            path=result.instrument.column(result.scale.id),
        )
        return pd.DataFrame(columns=pd.Index(_COLUMNS)), (note,)
    counts = _counts(table)
    rows = [
        _row(outcome, first, second, counts, level)
        for first, second in combinations(labels, 2)
        if counts[first][1] and counts[second][1]
        for outcome in counts[first][0]
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
    return frame, _notes(result, frame)


def _counts(table: pd.DataFrame) -> dict[object, tuple[dict[str, int], int]]:
    """How many of each group have each outcome, and of how many."""
    found: dict[object, tuple[dict[str, int], int]] = {}
    columns = (table[name].tolist() for name in ("group", "outcome", "n", "of"))
    for group, outcome, n, of in zip(*columns, strict=True):
        if not pd.isna(group):
            found.setdefault(group, ({}, int(of)))[0][str(outcome)] = int(n)
    for counts, _ in found.values():
        counts[_RELIABLY] = counts.get(OUTCOMES[0], 0) + counts[OUTCOMES[1]]
    return found


def _row(
    outcome: str,
    first: object,
    second: object,
    counts: dict[object, tuple[dict[str, int], int]],
    level: float,
) -> list[object]:
    (own, own_of), (others, others_of) = counts[first], counts[second]
    compared = Shares(
        first=own[outcome],
        first_n=own_of,
        second=others[outcome],
        second_n=others_of,
        level=level,
    )
    needed = compared.needed()
    return [
        *(outcome, first, own[outcome], own_of, second, others[outcome], others_of),
        *compared.difference(),
        *compared.ratio(),
        *(needed.value, needed.at_low, needed.at_high, needed.words),
    ]


def _notes(result: ChangeResult, frame: pd.DataFrame) -> tuple[Finding, ...]:
    pairs = len(set(zip(frame["group"].tolist(), frame["other"].tolist(), strict=True)))
    if pairs < 2:
        return ()
    return (
        Finding(
            code="many-comparisons",
            message=words(
                "{{ n }} pairs of groups are compared for each outcome; the intervals are not "
                "adjusted for that",
                n=pairs,
            ),
            severity="note",
            path=result.instrument.column(result.scale.id),
        ),
    )

"""Outcomes counted, each with its own denominator."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.proportion_interval import intervals
from scorewell.change.outcome_rules.three_valued_logic import WORDS
from scorewell.definitions.model import OutcomeRule

ASSESSABLE = "assessable respondents"
"""Who the denominator is where an outcome names none."""

_COLUMNS = ("outcome", "title", "n", "not_determined", "of", "among", "share", "low", "high")
_NO, _YES, _OPEN = WORDS


def summary(rule: OutcomeRule, cases: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Every outcome over all respondents; see ``OutcomeResult.summary``."""
    assessable = cases["assessable"].to_numpy(dtype=bool)
    rows = []
    for outcome in rule.outcomes:
        within = assessable
        among = ASSESSABLE
        if outcome.among:
            within = _is(cases[outcome.among], _YES)
            among = rule.outcome(outcome.among).title
        counts = cases.loc[within, outcome.id].value_counts()
        rows.append(
            {
                "outcome": outcome.id,
                "title": outcome.title,
                "n": int(counts.get(_YES, 0)),
                "not_determined": int(counts.get(_OPEN, 0)),
                "of": int(within.sum()),
                "among": among,
            }
        )
    return _with_shares(pd.DataFrame(rows), level=level)


def by_group(rule: OutcomeRule, cases: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Every outcome within each group; see ``OutcomeResult.by_group``."""
    columns = ["group", *_COLUMNS]
    if "group" not in cases.columns:
        return pd.DataFrame({name: [] for name in columns})
    parts = []
    for name in _labels(cases["group"]):
        of_group = (
            cases["group"].isna().to_numpy() if name is None else _is(cases["group"], name)
        )
        part = summary(rule, cases[of_group], level=level)
        part.insert(0, "group", pd.Series([name] * len(part), dtype=object))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _is(column: pd.Series, value: object) -> NDArray[np.bool_]:
    """Where a column has a value; a missing one has none."""
    return (column == value).fillna(value=False).to_numpy(dtype=bool)


def _labels(groups: pd.Series) -> list[object]:
    """Labels in order, a missing one last."""
    labels = sorted(
        groups.dropna().unique().tolist(), key=lambda label: (isinstance(label, str), label)
    )
    return [*labels, None] if groups.isna().any() else labels


def _with_shares(frame: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Shares where every case is determined; limits that hold on any reading."""
    n, of = frame["n"].to_numpy(np.int64), frame["of"].to_numpy(np.int64)
    most = n + frame["not_determined"].to_numpy(np.int64)
    low, _ = intervals(n, of, level=level)
    _, high = intervals(most, of, level=level)
    determined = (of > 0) & (most == n)
    share = np.divide(n, of, out=np.full(n.shape, np.nan), where=determined)
    return frame.assign(share=share, low=low, high=high)[list(_COLUMNS)]

"""Respondents counted by class, overall and by group."""

from __future__ import annotations

from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classify import OUTCOMES, SIGNIFICANCE
from scorewell.change.shares import intervals

__all__ = ["by_group", "cross_table", "summary"]

_COLUMNS = {
    "deteriorated": "deterioration",
    "improved": "improvement",
    "unchanged": "no change",
}
_NO_CUTOFF = "no cut-off"


def cross_table(cases: pd.DataFrame, *, classified: bool) -> pd.DataFrame:
    """Significance by reliable change; see ``ChangeResult.table``."""
    counted = cases["assessable"].to_numpy(dtype=np.bool_)
    # Who has no class by the cut-off has the place -1, which is the last row.
    row = _places(cases["significance"], SIGNIFICANCE)[counted] % (len(SIGNIFICANCE) + 1)
    column = _places(cases["reliable"], tuple(_COLUMNS))[counted]
    width = len(_COLUMNS)
    cells = row.astype(np.intp)[column >= 0] * width + column[column >= 0]
    counts = np.bincount(cells, minlength=(len(SIGNIFICANCE) + 1) * width).reshape(-1, width)
    rows = list(SIGNIFICANCE) if classified else [*SIGNIFICANCE, _NO_CUTOFF]
    return pd.DataFrame(
        counts[: len(rows)],
        index=pd.Index(rows, name="significance"),
        columns=pd.Index(list(_COLUMNS.values()), name="reliable change"),
        dtype=np.int64,
    )


def _places(column: pd.Series, words: tuple[str, ...]) -> NDArray[np.int8]:
    """The place of each word in a tuple; -1 for none of them."""
    return pd.Categorical(column, categories=list(words)).codes.astype(np.int8)


def summary(cases: pd.DataFrame, *, classified: bool, level: float) -> pd.DataFrame:
    """Outcomes over all assessable respondents; see ``ChangeResult.summary``."""
    outcomes = cases.loc[cases["assessable"], "outcome"]
    counts = outcomes.value_counts().reindex(_rows(classified), fill_value=0)
    frame = pd.DataFrame({"outcome": _rows(classified), "n": counts.to_numpy(np.int64)})
    frame["of"] = len(outcomes)
    return _with_shares(frame, level=level)


def by_group(cases: pd.DataFrame, *, classified: bool, level: float) -> pd.DataFrame:
    """Outcomes within each group; see ``ChangeResult.by_group``."""
    rows = _rows(classified)
    if "group" not in cases.columns:
        empty = pd.DataFrame({"group": [], "outcome": [], "n": [], "of": []})
        return _with_shares(empty.astype({"n": np.int64, "of": np.int64}), level=level)
    places, labels = _groups(cases["group"])
    outcome = pd.Categorical(cases["outcome"], categories=rows).codes
    counted = cases["assessable"].to_numpy(dtype=bool)
    cells = places[counted] * len(rows) + outcome[counted]
    counts = np.bincount(cells, minlength=len(labels) * len(rows)).reshape(-1, len(rows))
    frame = pd.DataFrame(
        {
            "group": labels.repeat(len(rows)).reset_index(drop=True),
            "outcome": rows * len(labels),
            "n": counts.ravel(),
            "of": counts.sum(axis=1).repeat(len(rows)),
        }
    )
    return _with_shares(frame, level=level)


def _groups(column: pd.Series) -> tuple[NDArray[np.intp], pd.Series]:
    """Place of each row's group label, and the labels: numbers, words, none."""
    places, found = pd.factorize(column, use_na_sentinel=False)
    labels = pd.Series(found)

    def rank(place: int) -> tuple[bool, bool, float, str]:
        label = labels.iloc[place]
        number = not isinstance(label, bool) and isinstance(label, Real)
        return pd.isna(label), not number, float(label) if number else 0.0, str(label)

    order = sorted(range(len(labels)), key=rank)
    new_places = np.empty(len(labels), dtype=np.intp)
    new_places[order] = np.arange(len(labels))
    return new_places[places], labels.iloc[order]


def _rows(classified: bool) -> list[str]:
    return list(OUTCOMES if classified else OUTCOMES[1:])


def _with_shares(frame: pd.DataFrame, *, level: float) -> pd.DataFrame:
    n, of = frame["n"].to_numpy(np.int64), frame["of"].to_numpy(np.int64)
    low, high = intervals(n, of, level=level)
    share = np.divide(n, of, out=np.full(n.shape, np.nan), where=of > 0)
    return frame.assign(share=share, low=low, high=high)

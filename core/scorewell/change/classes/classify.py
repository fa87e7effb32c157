"""Scores and indices into classes, a whole sample at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.proportion_interval import intervals
from scorewell.change.inputs.tie_rules import Rules
from scorewell.change.inputs.tolerance import exceeds
from scorewell.registry.contracts.change import JUDGEMENT_OUTCOMES

Codes = NDArray[np.int8]

RELIABLE = ("improved", "unchanged", "deteriorated")
"""Whether the change is beyond what the error of measurement explains."""

STATUS = ("clinical", "functional")
"""On which side of the cut-off a score lies."""

SIGNIFICANCE = ("not significant", "okay at baseline", "significant change")
"""Whether the respondent moved into the functional range."""

OUTCOMES = JUDGEMENT_OUTCOMES
"""Both questions together."""

_IMPROVED, _UNCHANGED, _DETERIORATED = range(3)
_CLINICAL, _FUNCTIONAL = range(2)

_SIGNIFICANCE_OF = np.array([[-1, -1, -1], [-1, 0, 2], [-1, 1, 1]], dtype=np.int8)
"""Places in SIGNIFICANCE by status at baseline (row) and end (column), unknown ones first."""


def reliable_codes(
    index: NDArray[np.float64], *, critical_value: float, direction: int, rules: Rules
) -> Codes:
    """Places in :data:`RELIABLE`; -1 where the index is NaN.

    Examples
    --------
    On a scale where lower is better, with the critical value 2 exactly met:

    >>> rules = Rules(on_limit="unchanged", pre_on_cutoff="clinical", post_on_cutoff="clinical")
    >>> reliable_codes(
    ...     np.array([-2.5, -2.0, 2.5]), critical_value=2, direction=-1, rules=rules
    ... ).tolist()
    [0, 1, 2]
    """
    gain = direction * index
    ties = rules.on_limit == "changed"
    better = exceeds(gain, critical_value, size=critical_value, ties=ties)
    worse = exceeds(-gain, critical_value, size=critical_value, ties=ties)
    codes = np.full(index.shape, _UNCHANGED, dtype=np.int8)
    codes[better] = _IMPROVED
    codes[worse] = _DETERIORATED
    codes[np.isnan(index)] = -1
    return codes


def status_codes(
    scores: NDArray[np.float64],
    *,
    cutoff: float | None,
    direction: int,
    span: float,
    on_cutoff: str,
) -> Codes:
    """Places in :data:`STATUS`; -1 where there is no score or no cut-off.

    Parameters
    ----------
    span : float
        Width of the range of the scale, the size that ties are judged by.
    on_cutoff : {'clinical', 'functional'}
        What a score exactly on the cut-off counts as.
    """
    if cutoff is None:
        return np.full(scores.shape, -1, dtype=np.int8)
    functional = exceeds(
        direction * scores, direction * cutoff, size=span, ties=on_cutoff == "functional"
    )
    codes = functional.astype(np.int8)
    codes[np.isnan(scores)] = -1
    return codes


def significance_codes(baseline: Codes, end: Codes) -> Codes:
    """Places in :data:`SIGNIFICANCE`; -1 where a status is not known.

    Who was functional at baseline is okay at baseline, whatever happened
    later; of the others, who is functional at the end changed significantly.
    """
    return _SIGNIFICANCE_OF[baseline + 1, end + 1]


def outcome_codes(
    reliable: Codes, baseline: Codes, end: Codes, *, recovered_from: str = "clinical"
) -> Codes:
    """Places in :data:`OUTCOMES`; -1 where the reliable change is not known.

    Recovered: clinical at baseline (or anybody, where ``recovered_from`` is
    ``any``), functional at the end, reliably improved. Without statuses
    nobody is recovered.
    """
    recovered = (reliable == _IMPROVED) & (end == _FUNCTIONAL)
    if recovered_from != "any":
        recovered &= baseline == _CLINICAL
    codes = reliable + np.int8(1)
    codes[recovered] = 0
    codes[reliable < 0] = -1
    return codes


def code_labels(codes: NDArray[np.int8], labels: Sequence[str]) -> pd.Series:
    """Codes as words, missing where the code is -1."""
    words = pd.array(list(labels), dtype="string")
    return pd.Series(words.take(codes, allow_fill=True))


def code_categories(codes: NDArray[np.int8], labels: Sequence[str]) -> pd.Series:
    """The same as a categorical column: a million words cost a byte each, not a text."""
    return pd.Series(pd.Categorical.from_codes(codes, dtype=_categories(tuple(labels))))


@cache
def _categories(labels: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(labels))


_COLUMNS = {
    "deteriorated": "deterioration",
    "improved": "improvement",
    "unchanged": "no change",
}
_NOT_JUDGED = "not judged"


def cross_table(cases: pd.DataFrame, *, classified: bool) -> pd.DataFrame:
    """Significance by reliable change; see ``ChangeResult.table``."""
    assessable = cases["assessable"].to_numpy(dtype=np.bool_)
    # Who has no class by the cut-off has the place -1, which is the last row.
    row = _places(cases["significance"], SIGNIFICANCE)[assessable] % (len(SIGNIFICANCE) + 1)
    column = _places(cases["reliable"], tuple(_COLUMNS))[assessable]
    width = len(_COLUMNS)
    cells = row.astype(np.intp)[column >= 0] * width + column[column >= 0]
    counts = np.bincount(cells, minlength=(len(SIGNIFICANCE) + 1) * width).reshape(-1, width)
    rows = list(SIGNIFICANCE) if classified else [*SIGNIFICANCE, _NOT_JUDGED]
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
    places, labels = group_places(cases["group"])
    outcome = pd.Categorical(cases["outcome"], categories=rows).codes
    assessable = cases["assessable"].to_numpy(dtype=bool)
    cells = places[assessable] * len(rows) + outcome[assessable]
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


def group_places(column: pd.Series) -> tuple[NDArray[np.intp], pd.Series]:
    """Place of each row's group label, and the labels: numbers, words, none."""
    places, uniques = pd.factorize(column, use_na_sentinel=False)
    labels = pd.Series(uniques)

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

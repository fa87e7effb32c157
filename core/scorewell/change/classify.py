"""Scores and indices into classes, a whole sample at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.rules import Rules
from scorewell.change.ties import beyond

__all__ = [
    "OUTCOMES",
    "RELIABLE",
    "SIGNIFICANCE",
    "STATUS",
    "classed",
    "labelled",
    "outcome_codes",
    "reliable_codes",
    "significance_codes",
    "status_codes",
]

Codes = NDArray[np.int8]

RELIABLE = ("improved", "unchanged", "deteriorated")
"""Whether the change is beyond what the error of measurement explains."""

STATUS = ("clinical", "functional")
"""On which side of the cut-off a score lies."""

SIGNIFICANCE = ("not significant", "okay at baseline", "significant change")
"""Whether the respondent moved into the functional range."""

OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")
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
    better = beyond(gain, critical_value, size=critical_value, ties=ties)
    worse = beyond(-gain, critical_value, size=critical_value, ties=ties)
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
    functional = beyond(
        direction * scores,
        direction * cutoff,
        size=span,
        ties=on_cutoff == "functional",
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


def labelled(codes: NDArray[np.int8], labels: Sequence[str]) -> pd.Series:
    """Codes as words, missing where the code is -1."""
    words = pd.array(list(labels), dtype="string")
    return pd.Series(words.take(codes, allow_fill=True))


def classed(codes: NDArray[np.int8], labels: Sequence[str]) -> pd.Series:
    """The same as a categorical column: a million words cost a byte each, not a text."""
    return pd.Series(pd.Categorical.from_codes(codes, dtype=_categories(tuple(labels))))


@cache
def _categories(labels: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(labels))

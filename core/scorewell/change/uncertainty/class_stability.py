"""Respondents whose class changes within the intervals of the limit and the cut-off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import OUTCOMES, RELIABLE, STATUS, code_labels
from scorewell.change.uncertainty.reclassify import Reclassifier

Codes = NDArray[np.int8]

CLASSES = ("reliable", "baseline_status", "end_status", "outcome")
"""The classes that are looked at."""


def stability(
    cases: pd.DataFrame,
    reclassifier: Reclassifier,
    *,
    factors: tuple[float, float] | None,
    cutoffs: tuple[float, float] | None,
) -> pd.DataFrame:
    """Each respondent's classes at both ends of the limit and of the cut-off.

    Parameters
    ----------
    cases : pandas.DataFrame
        The cases of the result.
    reclassifier : Reclassifier
        Its settings and scores.
    factors : tuple of float, or None
        Both ends of the limit as multiples of it; None where it has no
        interval, and then it stays where it is.
    cutoffs : tuple of float, or None
        Both ends of the deciding cut-off.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``group`` where there is one, ``pre``, ``post``,
        ``assessable``; each class as it is and, with ``_low`` and ``_high``,
        at the lower and the upper end: ``reliable`` of the limit,
        ``baseline_status`` and ``end_status`` of the cut-off; ``outcome`` as
        it is and ``outcome_possible``, every outcome that some limit and some
        cut-off within the intervals give; and ``robust``, whether no class
        changes (missing where there is none).
    """
    index = cases["index"].to_numpy(dtype=np.float64)
    reliable = [
        reclassifier.reliable(index, factor=factor)
        for factor in (1.0, *(factors or (1.0, 1.0)))
    ]
    ends = (reclassifier.cutoff, *(cutoffs or (reclassifier.cutoff, reclassifier.cutoff)))
    statuses = [reclassifier.status(cutoff) for cutoff in ends]
    outcomes = _outcomes(reclassifier, reliable, statuses, cutoffs)
    people = ["id", *(["group"] if "group" in cases.columns else []), "pre", "post"]
    table = cases[[*people, "assessable"]].reset_index(drop=True)
    columns: dict[str, pd.Series] = {}
    for name, codes, labels in (
        ("reliable", reliable, RELIABLE),
        ("baseline_status", [before for before, _ in statuses], STATUS),
        ("end_status", [after for _, after in statuses], STATUS),
    ):
        for suffix, end_codes in zip(("", "_low", "_high"), codes, strict=True):
            columns[f"{name}{suffix}"] = code_labels(end_codes, labels)
    unchanged = _are_equal(reliable) & _are_equal([status for status, _ in statuses])
    unchanged &= _are_equal([status for _, status in statuses]) & (outcomes.sum(axis=1) <= 1)
    classified = (reliable[0] >= 0) | (statuses[0][0] >= 0) | (statuses[0][1] >= 0)
    columns["outcome"] = code_labels(reclassifier.outcome(reliable[0], statuses[0]), OUTCOMES)
    columns["outcome_possible"] = _words(outcomes)
    columns["robust"] = pd.Series(pd.array(unchanged, dtype="boolean")).where(classified)
    return pd.concat([table, pd.DataFrame(columns)], axis=1)


def _outcomes(
    reclassifier: Reclassifier,
    reliable: Sequence[Codes],
    statuses: Sequence[tuple[Codes, Codes]],
    cutoffs: tuple[float, float] | None,
) -> NDArray[np.bool_]:
    """Which outcomes are possible; shape (n_respondents, n_outcomes).

    Somebody clinical before and functional after at some cut-off is so at the
    one in the middle of the two scores, or at the end of the interval that is
    nearest to it: with that one added nothing between the ends is missed.
    """
    candidates = list(statuses)
    if cutoffs is not None:
        candidates.append(
            reclassifier.status(np.clip((reclassifier.pre + reclassifier.post) / 2, *cutoffs))
        )
    possible = np.zeros((reclassifier.pre.size, len(OUTCOMES)), dtype=bool)
    rows = np.arange(reclassifier.pre.size)
    for reliable_codes in reliable:
        for status in candidates:
            codes = reclassifier.outcome(reliable_codes, status)
            possible[rows[codes >= 0], codes[codes >= 0]] = True
    return possible


def _are_equal(codes: Sequence[Codes]) -> NDArray[np.bool_]:
    equal: NDArray[np.bool_] = np.all(
        [other_codes == codes[0] for other_codes in codes[1:]], axis=0
    )
    return equal


def _words(outcomes: NDArray[np.bool_]) -> pd.Series:
    """Possible outcomes in words, for example ``recovered or improved``."""
    weights = 2 ** np.arange(len(OUTCOMES))
    words = [
        " or ".join(word for bit, word in enumerate(OUTCOMES) if code >> bit & 1)
        for code in range(2 ** len(OUTCOMES))
    ]
    codes = (outcomes @ weights).astype(np.int8)
    return code_labels(np.where(codes > 0, codes, -1).astype(np.int8), words)


def stability_counts(table: pd.DataFrame) -> pd.DataFrame:
    """How many respondents change class within the intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        As :func:`stability` gives it.

    Returns
    -------
    pandas.DataFrame
        ``name`` (each of :data:`CLASSES`, then ``any``), ``n`` who change and
        ``of``, the assessable respondents.
    """
    assessable = table[table["assessable"].to_numpy(dtype=bool)]
    changes = {
        name: (
            (assessable[name] != assessable[f"{name}_low"])
            | (assessable[name] != assessable[f"{name}_high"])
        ).fillna(value=False)
        for name in CLASSES[:3]
    }
    changes["outcome"] = (assessable["outcome"] != assessable["outcome_possible"]).fillna(
        value=False
    )
    changes["any"] = ~assessable["robust"].fillna(value=True).astype(bool)
    return pd.DataFrame(
        {
            "name": list(changes),
            "n": [int(result.sum()) for result in changes.values()],
            "of": len(assessable),
        }
    )

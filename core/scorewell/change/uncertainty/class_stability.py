"""Whose class depends on where, within their intervals, the limit and the cut-off lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import (
    OUTCOMES,
    RELIABLE,
    STATUS,
    code_labels,
)
from scorewell.change.uncertainty.reclassify import Judge

Codes = NDArray[np.int8]

CLASSES = ("reliable", "baseline_status", "end_status", "outcome")
"""The classes that are looked at."""


def stability(
    cases: pd.DataFrame,
    judge: Judge,
    *,
    factors: tuple[float, float] | None,
    cutoffs: tuple[float, float] | None,
) -> pd.DataFrame:
    """Each respondent's classes at both ends of the limit and of the cut-off.

    Parameters
    ----------
    cases : pandas.DataFrame
        The cases of the result.
    judge : Judge
        Its terms.
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
    reliable = [judge.reliable(index, factor=each) for each in (1.0, *(factors or (1.0, 1.0)))]
    ends = (judge.cutoff, *(cutoffs or (judge.cutoff, judge.cutoff)))
    statuses = [judge.status(each) for each in ends]
    outcomes = _outcomes(judge, reliable, statuses, cutoffs)
    people = ["id", *(["group"] if "group" in cases.columns else []), "pre", "post"]
    table = cases[[*people, "assessable"]].reset_index(drop=True)
    columns: dict[str, pd.Series] = {}
    for name, codes, labels in (
        ("reliable", reliable, RELIABLE),
        ("baseline_status", [before for before, _ in statuses], STATUS),
        ("end_status", [after for _, after in statuses], STATUS),
    ):
        for suffix, each in zip(("", "_low", "_high"), codes, strict=True):
            columns[f"{name}{suffix}"] = code_labels(each, labels)
    same = _same(reliable) & _same([each for each, _ in statuses])
    same &= _same([each for _, each in statuses]) & (outcomes.sum(axis=1) <= 1)
    judged = (reliable[0] >= 0) | (statuses[0][0] >= 0) | (statuses[0][1] >= 0)
    columns["outcome"] = code_labels(judge.outcome(reliable[0], statuses[0]), OUTCOMES)
    columns["outcome_possible"] = _words(outcomes)
    columns["robust"] = pd.Series(pd.array(same, dtype="boolean")).where(judged)
    return pd.concat([table, pd.DataFrame(columns)], axis=1)


def _outcomes(
    judge: Judge,
    reliable: Sequence[Codes],
    statuses: Sequence[tuple[Codes, Codes]],
    cutoffs: tuple[float, float] | None,
) -> NDArray[np.bool_]:
    """Which outcomes are possible; shape (n_respondents, n_outcomes).

    Somebody clinical before and functional after at some cut-off is so at the
    one in the middle of the two scores, or at the end of the interval that is
    nearest to it: with that one added nothing between the ends is missed.
    """
    every = list(statuses)
    if cutoffs is not None:
        every.append(judge.status(np.clip((judge.pre + judge.post) / 2, *cutoffs)))
    found = np.zeros((judge.pre.size, len(OUTCOMES)), dtype=bool)
    rows = np.arange(judge.pre.size)
    for each in reliable:
        for status in every:
            codes = judge.outcome(each, status)
            found[rows[codes >= 0], codes[codes >= 0]] = True
    return found


def _same(codes: Sequence[Codes]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.all([each == codes[0] for each in codes[1:]], axis=0)
    return found


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
    judged = table[table["assessable"].to_numpy(dtype=bool)]
    changes = {
        name: (
            (judged[name] != judged[f"{name}_low"]) | (judged[name] != judged[f"{name}_high"])
        ).fillna(value=False)
        for name in CLASSES[:3]
    }
    changes["outcome"] = (judged["outcome"] != judged["outcome_possible"]).fillna(value=False)
    changes["any"] = ~judged["robust"].fillna(value=True).astype(bool)
    return pd.DataFrame(
        {
            "name": list(changes),
            "n": [int(each.sum()) for each in changes.values()],
            "of": len(judged),
        }
    )

"""How firm the numbers of a study are: precision, missing scores, denominators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.report.words import one_line
from scorewell.texts import say

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult

__all__ = ["FIRMNESS_FILES", "firmness_tables", "firmness_words"]

FIRMNESS_FILES = ("precision.csv", "robustness.csv", "missing.csv", "denominators.csv")
"""The files of a report on how firm its numbers are, besides the others."""

_HEADINGS = {
    "precision": "firm.precision",
    "missing": "firm.missing_scores",
    "denominators": "firm.denominators",
    "multiverses": "firm.sensitivity",
}


def firmness_tables(study: StudyResult) -> dict[str, pd.DataFrame]:
    """The tables on how firm the numbers are, by file; none where nothing was computed.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``instrument`` and ``scale``, then ``PrecisionResult.to_frame`` and
        ``PrecisionResult.cases``, ``MissingResult.to_frame``, and
        ``DenominatorsResult.to_frame``.
    """
    found = {
        "precision.csv": _gather(study.precision, lambda each: each.to_frame()),
        "robustness.csv": _gather(study.precision, lambda each: each.cases),
        "missing.csv": _gather(study.missing, lambda each: each.to_frame()),
        "denominators.csv": _gather(study.denominators, lambda each: each.to_frame()),
    }
    return {name: table for name, table in found.items() if table is not None}


def firmness_words(study: StudyResult, place: int) -> tuple[tuple[str, str], ...]:
    """What is to be said about one scale: heading and words.

    Parameters
    ----------
    place : int
        Place of the scale among ``StudyResult.changes``.
    """
    found = []
    for name, heading in _HEADINGS.items():
        results: tuple[Any, ...] = getattr(study, name)
        words = results[place].sentence() if place < len(results) else ""
        found += [(say(heading), one_line(words))] if words else []
    return tuple(found)


def _gather(results: Sequence[Any], make: Callable[[Any], pd.DataFrame]) -> pd.DataFrame | None:
    """The tables of all scales under one another, each row with its scale."""
    parts = []
    for result in results:
        part = make(result).astype(object)
        part.insert(0, "scale", result.scale.id)
        part.insert(0, "instrument", result.instrument.id)
        parts.append(part)
    return pd.concat(parts, ignore_index=True).infer_objects() if parts else None

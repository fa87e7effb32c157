"""How firm the numbers of a study are: precision, missing scores, denominators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from scorewell.i18n.messages import say
from scorewell.report.formatting import one_line
from scorewell.report.tables.tables import gather_frames

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.study.result import StudyResult


UNCERTAINTY_FILES = ("precision.csv", "robustness.csv", "missing.csv", "denominators.csv")
"""The files of a report on how firm its numbers are, besides the others."""

_HEADINGS = {
    "precision": "precision",
    "missing": "missing_scores",
    "denominators": "denominators",
    "multiverses": "sensitivity",
}


def uncertainty_frames(study: StudyResult) -> dict[str, pd.DataFrame]:
    """The tables on how firm the numbers are, by file; none where nothing was computed.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``instrument`` and ``scale``, then ``PrecisionResult.to_frame`` and
        ``PrecisionResult.cases``, ``MissingResult.to_frame``, and
        ``DenominatorsResult.to_frame``.
    """
    frames: dict[str, tuple[Sequence[Any], Callable[[Any], pd.DataFrame]]] = {
        "precision.csv": (study.precision, lambda result: result.to_frame()),
        "robustness.csv": (study.precision, lambda result: result.cases),
        "missing.csv": (study.missing, lambda result: result.to_frame()),
        "denominators.csv": (study.denominators, lambda result: result.to_frame()),
    }
    return {
        name: gather_frames(results, make, worded=("method", "rests_on"))
        for name, (results, make) in frames.items()
        if results
    }


def uncertainty_sentences(study: StudyResult, place: int) -> tuple[tuple[str, str], ...]:
    """What is to be said about one scale: heading and words.

    Parameters
    ----------
    place : int
        Place of the scale among ``StudyResult.changes``.
    """
    sentences = []
    for name, heading in _HEADINGS.items():
        results: tuple[Any, ...] = getattr(study, name)
        words = results[place].sentence() if place < len(results) else ""
        sentences += [(say(f"firm.{heading}"), one_line(words))] if words else []
    return tuple(sentences)

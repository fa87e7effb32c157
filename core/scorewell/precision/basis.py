"""Who stands behind a figure of an analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change import ChangeResult, Input
from scorewell.change.baseline import Baseline
from scorewell.change.options import BASELINE, PAIRS
from scorewell.model import Instrument, Scale
from scorewell.texts import joined, words

__all__ = ["Basis", "basis_of", "item_count"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Basis:
    """Who stands behind a figure.

    Attributes
    ----------
    words : str
        In words, for example ``40 people (published)``.
    n : int or None
        How many; None if not known.
    scores : array or None
        The baseline scores themselves, sorted, where the sample is meant.
    centre, spread : str
        How they were summarised: ``mean`` or ``median``, ``sd`` or ``mad``.
    """

    words: str
    n: int | None = None
    scores: NDArray[np.float64] | None = None
    centre: str = "mean"
    spread: str = "sd"


def basis_of(result: ChangeResult, source: Input, sample: Baseline) -> Basis:
    """Who stands behind a standard deviation or a mean."""
    if source.entry in (BASELINE, PAIRS):
        scores = sample.scores(source.entry)
        return Basis(
            words=sample.label(source.entry),
            n=scores.size,
            scores=scores,
            **_statistics(result, source),
        )
    norm = words("norm '{{ name }}'", name=source.entry)
    return _published(source.n, norm if source.entry else words("typed figures"))


def _statistics(result: ChangeResult, source: Input) -> dict[str, str]:
    """How a mean and the standard deviation beside it were computed from the sample."""
    role = source.name.rpartition(" ")[0]
    beside = {source.name, f"{role} mean", f"{role} sd"}
    found = {each.statistic for each in result.inputs if each.name in beside}
    return {
        "centre": "median" if "median" in found else "mean",
        "spread": "mad" if "mad" in found else "sd",
    }


def _published(n: int | None, name: str) -> Basis:
    if n is None or n < 2:
        return Basis(words=joined([name, words("n not stated")], ", "))
    return Basis(words=joined([name, words("n = {{ n }}", n=n)], ", "), n=n)


def item_count(instrument: Instrument, scale: Scale) -> int:
    """How many items a scale has; of a composite, those of its scales."""
    parts = (item_count(instrument, instrument.scale(part)) for part in scale.scales)
    return len(scale.items) + sum(parts)

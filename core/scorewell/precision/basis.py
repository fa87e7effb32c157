"""Who stands behind a figure of an analysis."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change import ChangeResult, Input
from scorewell.change.baseline import SPREADS, Baseline
from scorewell.change.options import BASELINE, CHOICES, PAIRS
from scorewell.change.wording import describe_norm, describe_reliability
from scorewell.model import Instrument, Reliability, Scale

__all__ = ["Basis", "basis_of", "item_count", "reliability_entry"]

_TYPED = re.compile(r"typed figures, n = (\d+)")


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
    """Who stands behind a standard deviation or a mean.

    The trail of an input says what it is in words; here the same words are
    made from every norm and sample there is, and compared.
    """
    for which in (BASELINE, PAIRS):
        scores = sample.scores(which)
        for spread, words in SPREADS.items():
            own = f"{words} of {sample.label(which)}"
            for centre in CHOICES["centre"]:
                if source.detail in (own, f"{centre} and {own}"):
                    return Basis(
                        words=sample.label(which),
                        n=scores.size,
                        scores=scores,
                        centre=centre,
                        spread=spread,
                    )
    for norm in result.scale.norms:
        if source.detail == describe_norm(norm):
            n = norm.n if norm.n is not None else norm.sample.n
            return _published(n, f"norm '{norm.id}'")
    typed = _TYPED.fullmatch(source.detail)
    return _published(int(typed[1]) if typed else None, "typed figures")


def _published(n: int | None, name: str) -> Basis:
    if n is None or n < 2:
        return Basis(words=f"{name}, n not stated")
    return Basis(words=f"{name}, n = {n}", n=n)


def reliability_entry(result: ChangeResult, source: Input) -> Reliability | None:
    """The entry of the definition that a reliability was taken from, or None."""
    entries = result.scale.reliability
    return next((each for each in entries if source.detail == describe_reliability(each)), None)


def item_count(instrument: Instrument, scale: Scale) -> int:
    """How many items a scale has; of a composite, those of its scales."""
    parts = (item_count(instrument, instrument.scale(part)) for part in scale.scales)
    return len(scale.items) + sum(parts)

"""The sample's own baseline scores, as a population."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scorewell.change.moments import Moments, moments
from scorewell.change.options import PAIRS
from scorewell.texts import Figure, words

__all__ = ["MAD_TO_SD", "NOTE_BELOW", "SPREADS", "WARN_BELOW", "Baseline"]

MAD_TO_SD = 1.4826
"""The median absolute deviation times this estimates the standard deviation of a
normal distribution."""

SPREADS: Mapping[str, str] = {
    "sd": words("standard deviation (n - 1)"),
    "mad": words("median absolute deviation x {{ factor }}", factor=Figure(MAD_TO_SD)),
}
"""The ways to measure spread, in words."""

WARN_BELOW = 30
"""Sample figures from fewer baseline scores than this get a warning."""

NOTE_BELOW = 100
"""Sample figures from fewer baseline scores than this get a note."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Baseline:
    """The baseline scores of a sample.

    No figure depends on the order of the rows.

    Attributes
    ----------
    every : array, shape (n_pre,)
        All available baseline scores, also of respondents without a later one.
    paired : array, shape (n_pairs,)
        The baseline scores of respondents with both scores.
    """

    every: NDArray[np.float64]
    paired: NDArray[np.float64]

    def scores(self, which: str) -> NDArray[np.float64]:
        """The scores that ``baseline`` or ``pairs`` stands for."""
        return self.paired if which == PAIRS else self.every

    def label(self, which: str) -> str:
        """What ``baseline`` or ``pairs`` stands for, in words."""
        if which == PAIRS:
            return words(
                "the baseline scores of the {{ n }} complete pairs", n=self.paired.size
            )
        return words("all {{ n }} baseline scores", n=self.every.size)

    def centre(self, which: str, *, how: str = "mean") -> float | None:
        """Mean or median of the scores, in points; None without scores."""
        scores = self.scores(which)
        if scores.size == 0:
            return None
        return float(np.median(scores)) if how == "median" else self._moments(which).mean

    def spread(self, which: str, *, how: str = "sd") -> float | None:
        """Standard deviation (n - 1), or median absolute deviation x 1.4826.

        In points; None with fewer than two scores.

        Examples
        --------
        The deviations from 4 are 2, 1, 0, 1, 5: their median is 1.

        >>> scores = np.array([2.0, 3.0, 4.0, 5.0, 9.0])
        >>> Baseline(every=scores, paired=scores).spread("baseline", how="mad")
        1.4826
        """
        scores = self.scores(which)
        if scores.size < 2:
            return None
        if how == "mad":
            return float(np.median(np.abs(scores - np.median(scores)))) * MAD_TO_SD
        return self._moments(which).sd

    def quantile(self, which: str, share: float) -> float | None:
        """The quantile of the scores, interpolated linearly; None below two scores."""
        scores = self.scores(which)
        return float(np.quantile(scores, share)) if scores.size > 1 else None

    def _moments(self, which: str) -> Moments:
        return self._of_pairs if which == PAIRS else self._of_every

    @cached_property
    def _of_every(self) -> Moments:
        return moments(self.every)

    @cached_property
    def _of_pairs(self) -> Moments:
        return moments(self.paired)

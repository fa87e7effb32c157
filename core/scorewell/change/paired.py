"""Scores before and after of the same people, as a sample of two occasions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scorewell.change.moments import Moments, correlation, moments

__all__ = ["Paired"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Paired:
    """Scores before and after of people with both.

    No figure depends on the order of the rows.

    Attributes
    ----------
    label : str
        Who they are, for a reader.
    pre, post : array, shape (n_pairs,)
        The scores, matched by position; none missing.
    """

    label: str
    pre: NDArray[np.float64]
    post: NDArray[np.float64]

    @property
    def n(self) -> int:
        """How many people there are."""
        return self.pre.size

    def mean(self, occasion: str) -> float | None:
        """Mean ``pre`` or ``post``, in points; None without anybody."""
        return self._moments(occasion).mean if self.n else None

    def sd(self, occasion: str) -> float | None:
        """Standard deviation (n - 1) ``pre`` or ``post``; None below two people."""
        return self._moments(occasion).sd if self.n > 1 else None

    @cached_property
    def correlation(self) -> float | None:
        """Pearson's correlation of the occasions; None where either has no spread."""
        return correlation(self.pre, self.post)

    def _moments(self, occasion: str) -> Moments:
        return self._before if occasion == "pre" else self._after

    @cached_property
    def _before(self) -> Moments:
        return moments(self.pre)

    @cached_property
    def _after(self) -> Moments:
        return moments(self.post)

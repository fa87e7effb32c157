"""Scores before and after of the same people, as a sample of two occasions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Paired"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Paired:
    """Scores before and after of people with both.

    Every figure is computed from sorted scores, so that it does not depend on
    the order of the rows.

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
        return float(np.mean(self._sorted[occasion])) if self.n else None

    def sd(self, occasion: str) -> float | None:
        """Standard deviation (n - 1) ``pre`` or ``post``; None below two people."""
        scores = self._sorted[occasion]
        if self.n < 2:
            return None
        # A constant must have a spread of exactly 0, whatever its mean rounds to.
        return 0.0 if scores[0] == scores[-1] else float(np.std(scores, ddof=1))

    @cached_property
    def correlation(self) -> float | None:
        """Pearson's correlation of the occasions; None where either has no spread.

        Examples
        --------
        Deviations -1, 0, 1 and -1, 1, 0: a sum of products of 1, sums of
        squares of 2 and 2.

        >>> before, after = np.array([1.0, 2.0, 3.0]), np.array([4.0, 6.0, 5.0])
        >>> round(Paired(label="", pre=before, post=after).correlation, 9)
        0.5
        """
        if not self.sd("pre") or not self.sd("post"):
            return None
        order = np.lexsort((self.post, self.pre))
        pre = self.pre[order] - np.mean(self._sorted["pre"])
        post = self.post[order] - np.mean(self._sorted["post"])
        share = float(pre @ post) / float(np.sqrt((pre @ pre) * (post @ post)))
        return min(1.0, max(-1.0, share))

    @cached_property
    def _sorted(self) -> dict[str, NDArray[np.float64]]:
        return {"pre": np.sort(self.pre), "post": np.sort(self.post)}

"""Counts as shares with their intervals, in a frame and in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scorewell.change import wilson
from scorewell.change.shares import intervals
from scorewell.texts import Figure, words

__all__ = ["percent", "share_words", "with_shares"]


def with_shares(frame: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """A frame with ``n`` and ``of``, and beside them ``share``, ``low`` and ``high``.

    The limits are Wilson's; where ``of`` is 0 all three are missing.

    Examples
    --------
    Newcombe (1998, Table I): 0 of 20 has an upper limit of 0.1611.

    >>> frame = with_shares(pd.DataFrame({"n": [0], "of": [20]}), level=0.95)
    >>> round(float(frame["high"].iloc[0]), 4)
    0.1611
    """
    n, of = frame["n"].to_numpy(np.int64), frame["of"].to_numpy(np.int64)
    low, high = intervals(n, of, level=level)
    share = np.divide(n, of, out=np.full(n.shape, np.nan), where=of > 0)
    return frame.assign(share=share, low=low, high=high)


def percent(share: float) -> str:
    """A share as a whole percentage.

    Examples
    --------
    >>> percent(6 / 13)
    '46%'
    """
    return words("{{ value }}%", value=Figure(f"{100 * share:.0f}"))


def share_words(n: int, of: int, *, level: float) -> str:
    """A count with its denominator, share and interval.

    Examples
    --------
    >>> share_words(0, 20, level=0.95)
    '0 of 20 (0%, 95% interval 0% to 16%)'
    >>> share_words(0, 0, level=0.95)
    '0 of 0'
    """
    if of == 0:
        return words("{{ n }} of {{ of }}", n=n, of=of)
    low, high = wilson(n, of, level=level)
    return words(
        "{{ n }} of {{ of }} ({{ share }}, {{ level }}% interval {{ low }} to {{ high }})",
        n=n,
        of=of,
        share=percent(n / of),
        level=Figure(f"{100 * level:g}"),
        low=percent(low),
        high=percent(high),
    )

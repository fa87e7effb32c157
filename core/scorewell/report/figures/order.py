"""In which order, in which words, and with which marks outcomes stand in drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from scorewell.texts import say

if TYPE_CHECKING:
    from scorewell.change import ChangeResult

__all__ = ["OUTCOMES", "assessable", "better_side", "legend"]

OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")
"""From the best to the worst."""


def assessable(result: ChangeResult) -> pd.DataFrame:
    """The cases that were judged."""
    return result.cases[result.cases["assessable"].to_numpy(dtype=bool)]


def legend(result: ChangeResult) -> list[tuple[str, int]]:
    """The outcomes that can be, each with the number of its respondents."""
    counts = assessable(result)["outcome"].value_counts()
    known = [
        name for name in OUTCOMES if name != "recovered" or result.cutoffs.value is not None
    ]
    return [(name, int(counts.get(name, 0))) for name in known]


def better_side(result: ChangeResult) -> str:
    """Which scores are better, in words."""
    return say(f"figure.{result.scale.better}")

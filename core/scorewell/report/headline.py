"""A study in a few plain words, before anything else is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.report.figures.order import legend
from scorewell.texts import say

if TYPE_CHECKING:
    from scorewell.change import ChangeResult

__all__ = ["headline"]


def headline(result: ChangeResult) -> str:
    """Who got better and who got worse on one scale, each number with its n.

    Returns
    -------
    str
        For example ``6 of 13 improved reliably and moved into the functional
        range (recovered); 1 more improved reliably; none got reliably worse.``
    """
    of = result.n_assessable
    if of == 0:
        return say("headline.none", n=result.n)
    counts = dict(legend(result))
    key = "plain" if result.cutoffs.value is None else "classified"
    words = say(
        f"headline.{key}",
        of=of,
        recovered=counts.get("recovered", 0),
        improved=counts["improved"],
        deteriorated=counts["deteriorated"],
    )
    lacking = result.n - of
    return f"{words} {say('headline.missing', n=lacking)}" if lacking else words

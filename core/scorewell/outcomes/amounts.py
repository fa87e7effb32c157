"""Who changed by a named amount, in points or in per cent of the score at baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.ties import TOLERANCE, beyond
from scorewell.errors import Finding
from scorewell.model import Amount, Scale
from scorewell.outcomes.answers import UNKNOWN, Answers

__all__ = ["Moved", "amount_findings", "moved"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Moved:
    """Who improved and deteriorated by an amount: 1 yes, 0 no, -1 not known."""

    improved: Answers
    deteriorated: Answers


def moved(
    amount: Amount, *, pre: NDArray[np.float64], gain: NDArray[np.float64], span: float
) -> Moved:
    """Who changed by an amount, in either direction.

    Parameters
    ----------
    amount : Amount
        In points, or in per cent of the score at baseline.
    pre : array of float
        The scores at baseline; NaN where missing.
    gain : array of float
        Change towards the better end, in points; NaN where it is not known.
    span : float
        Width of the scale; what lies within rounding of the amount is exactly it.

    Returns
    -------
    Moved
        Not known where there is no change to judge, and for a percentage
        where the score at baseline is 0.

    Examples
    --------
    A fall from 6 to 4 is 33 %, from 10 to 8 is 20 %, and of 0 there is no percentage.

    >>> from scorewell.model import Edge
    >>> third = Amount(name="third", edge=Edge(value=30, inclusive=True), percent=True)
    >>> pre, gain = np.array([6.0, 10.0, 0.0]), np.array([2.0, 2.0, -3.0])
    >>> moved(third, pre=pre, gain=gain, span=10).improved.tolist()
    [1, 0, -1]
    """
    edge = amount.edge
    needed: NDArray[np.float64] = np.full(gain.shape, edge.value, dtype=np.float64)
    if amount.percent:
        zero = np.abs(pre) <= TOLERANCE * span
        needed = np.where(zero, np.nan, np.abs(pre) * edge.value / 100)
    return Moved(
        improved=_reached(gain - needed, ties=edge.inclusive, span=span),
        deteriorated=_reached(-gain - needed, ties=edge.inclusive, span=span),
    )


def _reached(excess: NDArray[np.float64], *, ties: bool, span: float) -> Answers:
    reached = beyond(excess, 0.0, size=span, ties=ties)
    return np.where(np.isnan(excess), UNKNOWN, reached).astype(np.int8)


def amount_findings(
    amounts: tuple[Amount, ...], scale: Scale, *, label: str, pre: NDArray[np.float64]
) -> Iterator[Finding]:
    """What is to be said about percentages of the score at baseline.

    Parameters
    ----------
    amounts : tuple of Amount
        The amounts of the rule for this scale.
    scale : Scale
        The scale.
    label : str
        ``instrument.scale``.
    pre : array of float
        The scores at baseline of whoever is assessable.
    """
    if not any(each.percent for each in amounts):
        return
    zero = int((np.abs(pre) <= TOLERANCE * (scale.high - scale.low)).sum())
    if zero:
        yield Finding(
            code="zero-baseline",
            message=f"{zero} respondent{'' if zero == 1 else 's'} scored 0 on {label} at "
            "baseline, of which there is no percentage",
            severity="warning",
            hint="their outcomes by a percentage are not determined, and counted",
        )
    if scale.low:
        yield Finding(
            code="percentage-of-shifted-scale",
            message=f"{label} begins at {scale.low:g}, not at 0: a percentage of its scores "
            "depends on how answers are coded",
            severity="warning",
            hint="use an amount in points",
        )

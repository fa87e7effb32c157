"""An axis of a figure: from scores to positions, with ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scorewell.report.formatting import number

_ROUND = (1, 2, 5, 10)
_LESS_ROUND = (2.5, 4, 3, 6)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis over the range of a scale.

    Attributes
    ----------
    low, high : float
        The range of the scale.
    length : float
        Length of the axis.
    margin : float
        How far the ends of the range lie from the ends of the axis.
    """

    low: float
    high: float
    length: float
    margin: float

    def place(self, value: float) -> float:
        """Distance from the start of the axis, with one decimal."""
        inner = self.length - 2 * self.margin
        return round(self.margin + inner * (value - self.low) / (self.high - self.low), 1)

    def mirrored(self, value: float) -> float:
        """Distance from the end of the axis, for an axis that points up."""
        return round(self.length - self.place(value), 1)

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return self.low <= value <= self.high

    def ticks(self, *, mirrored: bool = False) -> list[tuple[str, float]]:
        """Labels and positions of the ticks."""
        position = self.mirrored if mirrored else self.place
        return [(number(value), position(value)) for value in ticks(self.low, self.high)]


def ticks(low: float, high: float) -> list[float]:
    """Round values in a range, both ends among them where a round step allows it.

    Examples
    --------
    >>> ticks(0, 20), ticks(1, 5)
    ([0.0, 5.0, 10.0, 15.0, 20.0], [1.0, 2.0, 3.0, 4.0, 5.0])
    >>> ticks(0, 27)
    [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]
    """
    span = high - low
    power = 10.0 ** math.floor(math.log10(span / 4))
    for steps in (_ROUND, _LESS_ROUND):
        sizes = [multiple * power for multiple in steps if _divides(multiple * power, span)]
        if not sizes:
            continue
        step = min(sizes, key=lambda size: abs(span / size - 5))
        return [round(low + step * place, 10) for place in range(round(span / step) + 1)]
    step = next(multiple * power for multiple in _ROUND if span / (multiple * power) <= 8)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def _divides(step: float, span: float) -> bool:
    parts = span / step
    return 4 <= round(parts) <= 8 and math.isclose(parts, round(parts))

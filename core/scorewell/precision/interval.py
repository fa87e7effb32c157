"""A number with how precisely it is known."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Interval"]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A number with how precisely it is known.

    Attributes
    ----------
    name : str
        What it is: ``limit``, ``cut-off a`` and so on.
    value : float
        The number, in points.
    low, high : float
        Limits of its confidence interval, in points.
    level : float
        Confidence level.
    n : int
        How many people it rests on; where several samples enter, the fewest.
    rests_on : str
        Which figures vary, of how many people, and which are taken as they are.
    held : tuple of str
        What was taken as given, in short, for example ``reliability``.
    method : str
        How the interval was computed, in one line.
    """

    name: str
    value: float
    low: float
    high: float
    level: float
    n: int
    rests_on: str
    held: tuple[str, ...] = ()
    method: str

    @property
    def factors(self) -> tuple[float, float]:
        """Both limits as multiples of the number."""
        return self.low / self.value, self.high / self.value

"""One coefficient with its interval, and how both were computed."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Coefficient"]


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """One coefficient of a sample.

    Attributes
    ----------
    name : str
        Stable name: ``alpha``, ``omega``, ``ICC(2,1)`` and so on.
    title : str
        The same for a reader.
    value : float
        The estimate. A reliability is at most 1 and may be negative; a
        standard error is in points.
    low, high : float or None
        Limits of its confidence interval; None where it has none.
    level : float or None
        Confidence level of the interval.
    n : int
        How many respondents it rests on.
    method : str
        How the estimate and its interval were computed, in one line.
    reference : str
        Where the method is from.
    """

    name: str
    title: str
    value: float
    low: float | None = None
    high: float | None = None
    level: float | None = None
    n: int
    method: str
    reference: str = ""

    def __str__(self) -> str:
        text = f"{self.value:.3f}"
        if self.low is not None and self.high is not None:
            text += f" [{self.low:.3f}, {self.high:.3f}]"
        return text

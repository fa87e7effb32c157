"""What is asked of a simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scorewell.errors import DataError


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is asked of a simulation.

    Attributes
    ----------
    respondents : int
        How many there are at the first occasion.
    occasions : tuple of str
        Their names, in order.
    change : tuple of float
        Standardised effect at each later occasion: mean change since the first
        divided by the standard deviation at the first, positive where it is an
        improvement, the same on every scale that others are made of. A single
        number holds for all later occasions.
    alpha : float or None
        Of every such scale; None takes the published one, or 0.85.
    correlation : float
        Between the factors of different scales, oriented so that better goes
        with better.
    retest : float or None
        Correlation of scores between any two occasions; None takes the published
        one, or 0.7.
    norm : str
        Id of the norm whose mean and standard deviation the first occasion has.
    missing : float
        Share of answers that are blank, by chance alone.
    dropout : float
        Share of respondents that are gone at the last occasion, by chance alone.
    seed : int
        Of NumPy's default generator. The same seed and versions give the same
        answers.
    """

    respondents: int = 100
    occasions: tuple[str, ...] = ("pre", "post")
    change: tuple[float, ...] = (0.5,)
    alpha: float | None = None
    correlation: float = 0.5
    retest: float | None = None
    norm: str = ""
    missing: float = 0.0
    dropout: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if self.respondents < 1:
            raise DataError(f"{self.respondents} respondents cannot be simulated")
        if not self.occasions or len(set(self.occasions)) < len(self.occasions):
            raise DataError(
                f"the occasions are {', '.join(self.occasions) or 'none'}",
                hint="name each once, at least one",
            )
        later = len(self.occasions) - 1
        if later and len(self.change) not in {1, later}:
            raise DataError(
                f"{len(self.change)} effects are given for {later} later occasions",
                hint="give one for all of them, or one each",
            )
        if not all(math.isfinite(change) for change in self.change):
            raise DataError("an effect is not a finite number", hint="write 0.5 for half an SD")
        _check("alpha", self.alpha, 0, 0.99)
        _check("the correlation of scales", self.correlation, -0.2, 0.95)
        _check("the retest correlation", self.retest, 0, 0.99)
        _check("the share of missing answers", self.missing, 0, 0.9)
        _check("the share of dropouts", self.dropout, 0, 0.95)
        if self.seed < 0:
            raise DataError(f"the seed is {self.seed}; expected a whole number from 0 on")

    @property
    def effects(self) -> tuple[float, ...]:
        """The effect at every occasion, 0 at the first."""
        later = len(self.occasions) - 1
        return (0.0, *(self.change * later if len(self.change) == 1 else self.change))[
            : later + 1
        ]


def _check(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise DataError(f"{name} is {value:g}; expected a number from {low:g} to {high:g}")

"""Figures that a user types, checked where they come in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

from scorewell.errors import ChangeError, Finding

SAMPLE_ALPHA = "sample-alpha"
"""The reliability is Cronbach's alpha of the sample's own items."""


def check_number(
    name: str, value: object, *, above: float = -math.inf, below: float = math.inf
) -> None:
    """Raise unless a value is a finite number between two edges."""
    # Truth values are numbers to Python, and never a figure.
    if not isinstance(value, bool) and isinstance(value, Real):
        number = float(value)
        if math.isfinite(number) and above < number < below:
            return
    edges = [
        f"above {above:g}" if math.isfinite(above) else "",
        f"below {below:g}" if math.isfinite(below) else "",
    ]
    limits = " and ".join(edge for edge in edges if edge)
    raise ChangeError(f"{name} is {value!r}; expected a number{' ' + limits if limits else ''}")


def check_two(
    name: str, value: object, *, above: float = -math.inf, below: float = math.inf
) -> None:
    """Raise unless a value is two finite numbers between two edges."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise ChangeError(f"{name} is {value!r}; expected two numbers")
    for number in value:
        check_number(name, number, above=above, below=below)


@dataclass(frozen=True, kw_only=True)
class Population:
    """Figures of a population, typed by a user.

    Attributes
    ----------
    mean : float
        Mean, in points of the scale.
    sd : float or None
        Standard deviation, above 0; None if not known.
    n : int or None
        Number of people, at least 2.
    source : str
        Where the figures come from.

    Raises
    ------
    ChangeError
        If a figure is not a finite number in its range.
    """

    mean: float
    sd: float | None = None
    n: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        check_number("the mean of a population", self.mean)
        if self.sd is not None:
            check_number("the sd of a population", self.sd, above=0)
        if self.n is not None:
            check_number("the n of a population", self.n, above=1)


@dataclass(frozen=True, kw_only=True)
class Control:
    """Figures of people measured twice without treatment, typed by a user.

    Attributes
    ----------
    mean_pre, mean_post : float
        Mean at either occasion, in points of the scale.
    sd_pre, sd_post : float
        Standard deviation at either occasion, above 0.
    retest : float
        Correlation of the two occasions, above -1 and below 1.
    n : int or None
        Number of people, at least 3; only some indices need it.
    source : str
        Where the figures come from.

    Raises
    ------
    ChangeError
        If a figure is not a finite number in its range.
    """

    mean_pre: float
    sd_pre: float
    mean_post: float
    sd_post: float
    retest: float
    n: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        for name in ("mean_pre", "mean_post"):
            check_number(f"the {name} of the control sample", getattr(self, name))
        for name in ("sd_pre", "sd_post"):
            check_number(f"the {name} of the control sample", getattr(self, name), above=0)
        check_number("the retest of the control sample", self.retest, above=-1, below=1)
        if self.n is not None:
            check_number("the n of the control sample", self.n, above=2)


@dataclass(frozen=True, kw_only=True)
class SampleAlpha:
    """Cronbach's alpha of the sample's own items, as a reliability.

    Attributes
    ----------
    value : float
        Alpha, above 0 and below 1.
    n, items : int
        How many respondents and items it rests on.
    low, high : float or None
        Its 95 % interval.
    occasion : str
        The occasion of the answers.
    findings : tuple of Finding
        Remarks on them.

    Raises
    ------
    ChangeError
        If no limit can be computed from it.
    """

    value: float
    n: int
    items: int
    low: float | None = None
    high: float | None = None
    occasion: str = ""
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        try:
            check_number("alpha of the sample's own items", self.value, above=0, below=1)
        except ChangeError as error:
            raise ChangeError(
                error.message, hint="name a reliability of the scale, or give a number"
            ) from None

"""What is asked of numbers that a user gives."""

from __future__ import annotations

import math

from scorewell.errors import DataError

__all__ = ["check_level", "check_reliability"]


def check_level(level: float) -> float:
    """A confidence level: above 0.5 and below 1.

    Raises
    ------
    DataError
        If it is not.
    """
    if not 0.5 < level < 1:
        raise DataError(
            f"the level is {level!r}; expected a number above 0.5 and below 1",
            hint="write 0.95 for 95 %",
        )
    return level


def check_reliability(value: float, *, name: str = "the reliability") -> float:
    """A reliability estimate: a finite number of at most 1.

    Raises
    ------
    DataError
        If it is not.
    """
    if not math.isfinite(value) or value > 1:
        raise DataError(f"{name} is {value!r}; expected a number of at most 1")
    return value

"""How precisely a sample tells a standard deviation, and how several such limits combine."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scorewell.errors import ChangeError

__all__ = ["check_level", "combined", "sd_interval"]


def check_level(level: float) -> float:
    """A confidence level: above 0.5 and below 1.

    Raises
    ------
    ChangeError
        If it is not.
    """
    if not 0.5 < level < 1:
        raise ChangeError(
            f"level is {level!r}; expected a number above 0.5 and below 1",
            hint="write 0.95 for 95 %",
        )
    return level


def sd_interval(sd: float, *, n: int, level: float = 0.95) -> tuple[float, float]:
    r"""The interval of a standard deviation from a sample of a normal population.

    .. math:: s \sqrt{\frac{n - 1}{\chi^2_{1 - q}}} \quad\text{to}\quad
              s \sqrt{\frac{n - 1}{\chi^2_{q}}}

    with s the standard deviation of n people, q half of one minus the level
    and :math:`\chi^2_p` the p-quantile of chi squared with n - 1 degrees of
    freedom.

    Parameters
    ----------
    sd : float
        Standard deviation (n - 1), above 0.
    n : int
        Number of people, at least 2.
    level : float
        Confidence level.

    Raises
    ------
    ChangeError
        If a number is out of range.

    Examples
    --------
    The example in the help of ``bayes_mvs`` of scipy (1.17.1), of the scores 6, 9, 12, 7,
    8, 8 and 13, whose squared deviations add up to 40: 1.7823367 to 4.9456146. Its
    interval under Jeffreys' prior is this one.

    >>> low, high = sd_interval(math.sqrt(40 / 6), n=7, level=0.9)
    >>> round(low, 7), round(high, 7)
    (1.7823367, 4.9456146)
    """
    from scipy.special import chdtri

    check_level(level)
    if n < 2 or not sd > 0:
        raise ChangeError(f"a standard deviation of {sd!r} from {n} people has no interval")
    tail = (1 - level) / 2
    # chdtri takes the upper tail.
    top, bottom = float(chdtri(n - 1, tail)), float(chdtri(n - 1, 1 - tail))
    return sd * math.sqrt((n - 1) / top), sd * math.sqrt((n - 1) / bottom)


def combined(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    r"""Limits of a product of independent estimates, as factors.

    .. math:: \exp\Bigl(-\sqrt{\textstyle\sum_i (\ln l_i)^2}\Bigr) \quad\text{to}\quad
              \exp\Bigl(\sqrt{\textstyle\sum_i (\ln u_i)^2}\Bigr)

    with :math:`l_i` and :math:`u_i` the limits of each estimate as multiples
    of it: on the scale of logarithms the distances of the limits from their
    estimates are squared and added (Zou and Donner 2008,
    doi:10.1002/sim.3095). One part comes back as it is.

    Examples
    --------
    On the scale of logarithms a difference of shares is such a product. For 56 of 70
    against 48 of 80 Newcombe (1998, method 10) and statsmodels 0.15.0 have 0.0524 to
    0.3339.

    >>> from scorewell.change import wilson
    >>> (l1, u1), (l2, u2) = wilson(56, 70), wilson(48, 80)
    >>> logs = [(l1 - 0.8, u1 - 0.8), (0.6 - u2, 0.6 - l2)]
    >>> low, high = combined([(math.exp(down), math.exp(up)) for down, up in logs])
    >>> round(0.2 + math.log(low), 4), round(0.2 + math.log(high), 4)
    (0.0524, 0.3339)
    """
    low = math.hypot(*(math.log(low) for low, _ in parts))
    high = math.hypot(*(math.log(high) for _, high in parts))
    return math.exp(-low), math.exp(high)

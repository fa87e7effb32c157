"""Confidence intervals of standard deviations, shares and products."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scorewell.change.classes.proportion_interval import intervals, wilson
from scorewell.errors import ChangeError
from scorewell.i18n.messages import Figure, words


def with_shares(frame: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """A frame with ``n`` and ``of``, and beside them ``share``, ``low`` and ``high``.

    The limits are Wilson's; where ``of`` is 0 all three are missing.

    Examples
    --------
    Newcombe (1998, Table I): 0 of 20 has an upper limit of 0.1611.

    >>> frame = with_shares(pd.DataFrame({"n": [0], "of": [20]}), level=0.95)
    >>> round(float(frame["high"].iloc[0]), 4)
    0.1611
    """
    n, of = frame["n"].to_numpy(np.int64), frame["of"].to_numpy(np.int64)
    low, high = intervals(n, of, level=level)
    share = np.divide(n, of, out=np.full(n.shape, np.nan), where=of > 0)
    return frame.assign(share=share, low=low, high=high)


def percent(share: float) -> str:
    """A share as a whole percentage.

    Examples
    --------
    >>> percent(6 / 13)
    '46%'
    """
    return words("{{ value }}%", value=Figure(f"{100 * share:.0f}"))


def share_words(n: int, of: int, *, level: float) -> str:
    """A count with its denominator, share and interval.

    Examples
    --------
    >>> share_words(0, 20, level=0.95)
    '0 of 20 (0%, 95% interval 0% to 16%)'
    >>> share_words(0, 0, level=0.95)
    '0 of 0'
    """
    if of == 0:
        return words("{{ n }} of {{ of }}", n=n, of=of)
    low, high = wilson(n, of, level=level)
    return words(
        "{{ n }} of {{ of }} ({{ share }}, {{ level }}% interval {{ low }} to {{ high }})",
        n=n,
        of=of,
        share=percent(n / of),
        level=Figure(f"{100 * level:g}"),
        low=percent(low),
        high=percent(high),
    )


def check_level(level: float) -> float:
    """A confidence level: above 0.5 and below 1."""
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

    >>> from scorewell.change.classes.proportion_interval import wilson
    >>> (l1, u1), (l2, u2) = wilson(56, 70), wilson(48, 80)
    >>> logs = [(l1 - 0.8, u1 - 0.8), (0.6 - u2, 0.6 - l2)]
    >>> low, high = combined([(math.exp(down), math.exp(up)) for down, up in logs])
    >>> round(0.2 + math.log(low), 4), round(0.2 + math.log(high), 4)
    (0.0524, 0.3339)
    """
    low = math.hypot(*(math.log(low) for low, _ in parts))
    high = math.hypot(*(math.log(high) for _, high in parts))
    return math.exp(-low), math.exp(high)


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

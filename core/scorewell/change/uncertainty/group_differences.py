"""Every outcome compared between every two groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from scorewell.change.classes.classify import OUTCOMES
from scorewell.change.classes.proportion_interval import wilson
from scorewell.change.results.change_result import ChangeResult
from scorewell.errors import Finding
from scorewell.i18n.messages import Figure, words


@dataclass(frozen=True, kw_only=True)
class NumberNeeded:
    """How many people there are in one group for one more, or one fewer, with an outcome.

    Attributes
    ----------
    value : float
        1 / difference: positive for one more in the first group, negative for
        one fewer, infinite where the shares are equal.
    at_low, at_high : float
        The same at the lower and the upper limit of the difference.
    through_infinity : bool
        Whether the interval holds no difference at all. It then runs from
        ``at_high`` through infinity to ``at_low``, and is no range between
        two numbers.
    """

    value: float
    at_low: float
    at_high: float
    through_infinity: bool

    @property
    def words(self) -> str:
        """The number with its interval, in words.

        Examples
        --------
        A difference of 10 % between -5 % and 25 %: Altman (1998) writes
        NNTB 10, NNTB 4 to infinity to NNTH 20.

        >>> number_needed(0.1, low=-0.05, high=0.25).words
        '10.0 for one more (4.0 for one more, through infinity, to 20.0 for one fewer)'
        """
        if not self.through_infinity:
            ends = sorted((abs(self.at_low), abs(self.at_high)))
            return words(
                "{{ needed }} ({{ least }} to {{ most }})",
                needed=_number_words(self.value),
                least=Figure(f"{ends[0]:.1f}"),
                most=Figure(f"{ends[1]:.1f}"),
            )
        equal = math.isinf(self.value)
        number = words("no difference") if equal else _number_words(self.value)
        low, high = _number_words(self.at_high), _number_words(self.at_low)
        if math.isinf(self.at_low) or math.isinf(self.at_high):
            return words(
                "{{ needed }} ({{ low }} to {{ high }})", needed=number, low=low, high=high
            )
        return words(
            "{{ needed }} ({{ low }}, through infinity, to {{ high }})",
            needed=number,
            low=low,
            high=high,
        )


def _number_words(value: float) -> str:
    """A number needed in words; an infinite one is for one more as well as for one fewer."""
    if math.isinf(value):
        return words("infinity")
    return (
        words("{{ n }} for one more", n=Figure(f"{abs(value):.1f}"))
        if value > 0
        else words("{{ n }} for one fewer", n=Figure(f"{abs(value):.1f}"))
    )


def number_needed(difference: float, *, low: float, high: float) -> NumberNeeded:
    """The number needed from a difference of shares and its limits.

    The limits of the difference are inverted; where they lie on both sides of
    0 the interval passes through infinity (Altman 1998,
    doi:10.1136/bmj.317.7168.1309; Bender 2001,
    doi:10.1016/S0197-2456(00)00134-3).

    Parameters
    ----------
    difference, low, high : float
        Difference of the shares, first less second, with its limits.

    Examples
    --------
    1 / 0.166, 1 / 0.322 and 1 / 0.009.

    >>> number_needed(0.166, low=0.009, high=0.322).words
    '6.0 for one more (3.1 to 111.1)'
    """
    return NumberNeeded(
        value=_inverse(difference),
        at_low=_inverse(low),
        at_high=_inverse(high),
        through_infinity=low <= 0 <= high,
    )


def _inverse(value: float) -> float:
    return math.inf if value == 0 else 1 / value


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Two independent groups and how many of each have an outcome.

    Attributes
    ----------
    first, second : int
        How many have it.
    first_n, second_n : int
        Of how many, at least 1.
    level : float
        Confidence level of the intervals.
    """

    first: int
    first_n: int
    second: int
    second_n: int
    level: float = 0.95

    @property
    def shares(self) -> tuple[float, float]:
        """Both shares."""
        return self.first / self.first_n, self.second / self.second_n

    @property
    def _limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (
            wilson(self.first, self.first_n, level=self.level),
            wilson(self.second, self.second_n, level=self.level),
        )

    def difference(self) -> tuple[float, float, float]:
        r"""The first share less the second, with Newcombe's hybrid score interval.

        .. math:: d - \sqrt{(p_1 - l_1)^2 + (u_2 - p_2)^2} \quad\text{to}\quad
                  d + \sqrt{(u_1 - p_1)^2 + (p_2 - l_2)^2}

        with :math:`d = p_1 - p_2` and :math:`l_i, u_i` Wilson's limits of each
        share: method 10 of Newcombe (1998),
        doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

        Returns
        -------
        tuple of float
            Difference, lower and upper limit, from -1 to 1.

        Examples
        --------
        An example of the paper: 56 of 70 against 48 of 80 is 0.0524 to 0.3339.

        >>> _, low, high = Shares(first=56, first_n=70, second=48, second_n=80).difference()
        >>> round(low, 4), round(high, 4)
        (0.0524, 0.3339)
        """
        (p1, p2), ((l1, u1), (l2, u2)) = self.shares, self._limits
        d = p1 - p2
        low, high = d - math.hypot(p1 - l1, u2 - p2), d + math.hypot(u1 - p1, p2 - l2)
        return d, max(low, -1.0), min(high, 1.0)

    def ratio(self) -> tuple[float, float, float]:
        r"""The first share over the second, with an interval from Wilson's limits.

        .. math:: \frac{p_1 p_2 - \sqrt{(p_1 p_2)^2 - l_1 u_2 (2p_1 - l_1)(2p_2 - u_2)}}
                       {u_2 (2 p_2 - u_2)} \quad\text{to}\quad
                  \frac{p_1 p_2 + \sqrt{(p_1 p_2)^2 - u_1 l_2 (2p_1 - u_1)(2p_2 - l_2)}}
                       {l_2 (2 p_2 - l_2)}

        with the symbols of :meth:`difference`, which it agrees with: one
        excludes 1 where the other excludes 0. Donner and Zou (2012),
        Statistical Methods in Medical Research 21, 347-359; compared with
        others by Fagerland, Lydersen and Laake (2015),
        doi:10.1177/0962280211415469.

        Returns
        -------
        tuple of float
            Ratio, lower and upper limit; the upper limit is infinite where
            the second share may be 0, and the ratio NaN where both shares are
            0 and infinite where the second is.

        Examples
        --------
        7 of 34 against 1 of 34: 7.00 (1.15 to 41.98), as Fagerland and others print it.

        >>> found = Shares(first=7, first_n=34, second=1, second_n=34).ratio()
        >>> [round(each, 2) for each in found]
        [7.0, 1.15, 41.98]
        """
        (p1, p2), ((l1, u1), (l2, u2)) = self.shares, self._limits
        value = p1 / p2 if p2 else (math.inf if p1 else math.nan)
        inverse = _smallest(p2, p1, l2, u1)
        return value, _smallest(p1, p2, l1, u2), 1 / inverse if inverse > 0 else math.inf

    def number(self) -> NumberNeeded:
        """The number needed, from :meth:`difference`."""
        value, low, high = self.difference()
        return number_needed(value, low=low, high=high)


def _smallest(p1: float, p2: float, low: float, high: float) -> float:
    """Lower limit of p1 / p2 from the lower limit of p1 and the upper limit of p2.

    The smaller root R of (p1 - R p2)^2 = (p1 - low)^2 + R^2 (high - p2)^2, written
    without the difference of nearly equal numbers.
    """
    constant = low * (2 * p1 - low)
    square = high * (2 * p2 - high)
    root = math.sqrt(max((p1 * p2) ** 2 - constant * square, 0.0))
    below = p1 * p2 + root
    return constant / below if below > 0 else 0.0


MOST_GROUPS = 6
"""More groups than this are not compared pair by pair."""

_RELIABLY = "reliably improved"
_COLUMNS = (
    "outcome", "group", "n", "of", "other", "other_n", "other_of",
    "difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high",
    "needed", "needed_at_low", "needed_at_high", "needed_words",
)  # fmt: skip


def group_differences(
    result: ChangeResult, *, level: float
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Every outcome compared between every two groups.

    Returns
    -------
    tuple
        A frame with one row per outcome and pair of groups: ``outcome``
        (those of the result, then ``reliably improved``, recovered or not),
        ``group`` and ``other`` with ``n`` of ``of`` assessable respondents;
        ``difference`` of the shares with Newcombe's interval; their ``ratio``;
        and the number ``needed`` for one more in ``group``, negative for one
        fewer. And notes on what was not compared.
    """
    table = result.by_group(level=level)
    labels = [label for label in table["group"].unique() if not pd.isna(label)]
    if len(labels) > MOST_GROUPS:
        note = Finding(
            code="many-groups",
            message=words(
                "{{ n }} groups are not compared pair by pair; up to {{ most }} are",
                n=len(labels),
                most=MOST_GROUPS,
            ),
            severity="note",
            path=result.instrument.column(result.scale.id),
        )
        return pd.DataFrame(columns=pd.Index(_COLUMNS)), (note,)
    counts = _counts(table)
    rows = [
        _row(outcome, first, second, counts, level)
        for first, second in combinations(labels, 2)
        if counts[first][1] and counts[second][1]
        for outcome in counts[first][0]
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
    return frame, _notes(result, frame)


def _counts(table: pd.DataFrame) -> dict[object, tuple[dict[str, int], int]]:
    """How many of each group have each outcome, and of how many."""
    counts_by_group: dict[object, tuple[dict[str, int], int]] = {}
    columns = (table[name].tolist() for name in ("group", "outcome", "n", "of"))
    for group, outcome, n, of in zip(*columns, strict=True):
        if not pd.isna(group):
            counts_by_group.setdefault(group, ({}, int(of)))[0][str(outcome)] = int(n)
    for counts, _ in counts_by_group.values():
        counts[_RELIABLY] = counts.get(OUTCOMES[0], 0) + counts[OUTCOMES[1]]
    return counts_by_group


def _row(
    outcome: str,
    first: object,
    second: object,
    counts: dict[object, tuple[dict[str, int], int]],
    level: float,
) -> list[object]:
    (first_counts, first_of), (second_counts, second_of) = counts[first], counts[second]
    shares = Shares(
        first=first_counts[outcome],
        first_n=first_of,
        second=second_counts[outcome],
        second_n=second_of,
        level=level,
    )
    number = shares.number()
    return [
        outcome,
        *(first, first_counts[outcome], first_of),
        *(second, second_counts[outcome], second_of),
        *shares.difference(),
        *shares.ratio(),
        *(number.value, number.at_low, number.at_high, number.words),
    ]


def _notes(result: ChangeResult, frame: pd.DataFrame) -> tuple[Finding, ...]:
    pairs = len(set(zip(frame["group"].tolist(), frame["other"].tolist(), strict=True)))
    if pairs < 2:
        return ()
    return (
        Finding(
            code="many-comparisons",
            message=words(
                "{{ n }} pairs of groups are compared for each outcome; the intervals are not "
                "adjusted for that",
                n=pairs,
            ),
            severity="note",
            path=result.instrument.column(result.scale.id),
        ),
    )

"""Whether two alphas from independent samples differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorewell.errors import DataError
from scorewell.reliability.coefficient import check_reliability


@dataclass(frozen=True, kw_only=True)
class AlphaComparison:
    """Feldt's test of two alphas.

    Attributes
    ----------
    first, second : float
        The two alphas.
    w : float
        (1 - higher) / (1 - lower), at most 1.
    df1, df2 : float
        Degrees of freedom of the F distribution that it follows, nearly.
    p : float
        Two-sided probability of a ratio at least as far from equality.
    """

    first: float
    second: float
    w: float
    df1: float
    df2: float
    p: float


def compare_alphas(
    first: float,
    second: float,
    *,
    first_n: int,
    second_n: int,
    first_items: int,
    second_items: int | None = None,
) -> AlphaComparison:
    r"""Test whether two alphas from independent samples are equal (Feldt 1969).

    .. math:: W = \frac{1 - \hat\alpha_h}{1 - \hat\alpha_l}

    with h the higher and l the lower alpha. Where both populations have one alpha, W
    is the product of two independent F variables, with :math:`(d_1, d_2)` =
    :math:`((n_h-1)(k_h-1),\; n_h-1)` and :math:`(d_3, d_4)` =
    :math:`(n_l-1,\; (n_l-1)(k_l-1))` degrees of freedom, for :math:`n` respondents
    and :math:`k` items. It is taken as one F variable with the same mean A and mean
    square B,

    .. math:: A = \frac{d_2}{d_2-2}\,\frac{d_4}{d_4-2}, \qquad
       B = \frac{d_2^2 (d_1+2)}{d_1 (d_2-2)(d_2-4)}\,
           \frac{d_4^2 (d_3+2)}{d_3 (d_4-2)(d_4-4)},

    .. math:: \nu_1 = \frac{2A^2}{2B - AB - A^2}, \qquad \nu_2 = \frac{2A}{A-1}.

    :math:`\nu_2` gives the mean and so belongs to the denominator. The probability
    is two-sided: twice the smaller tail. Feldt, L. S. (1969), Psychometrika 34,
    363-373; the theory is summarised by Feldt, Woodruff and Salih (1987),
    doi:10.1177/014662168701100107.

    Parameters
    ----------
    first, second : float
        The alphas, below 1.
    first_n, second_n : int
        Respondents.
    first_items, second_items : int
        Items, at least 2 each; the second test has as many as the first unless
        given.

    Raises
    ------
    DataError
        If a number is out of range, or the samples are too small for the test.

    Examples
    --------
    Charter and Feldt (1996) hold .78 (41 people) against .71 (151 people) by one F
    variable, which is what W comes to with very many items: 1 / W = 1.318, and .121
    in one tail.

    >>> found = compare_alphas(0.78, 0.71, first_n=41, second_n=151, first_items=10**6)
    >>> round(1 / found.w, 3), round(found.p / 2, 3)
    (1.318, 0.121)

    For few items the two variables matter. Their product, integrated numerically,
    has 0.0064 of its distribution below W = 0.2 / 0.3; twice that is 0.013.

    >>> round(compare_alphas(0.7, 0.8, first_n=200, second_n=150, first_items=8).p, 3)
    0.013
    """
    from scipy.stats import f

    second_items = first_items if second_items is None else second_items
    samples = [(first, first_n, first_items), (second, second_n, second_items)]
    for name, (value, n, items) in zip(("first", "second"), samples, strict=True):
        if check_reliability(value, name=f"the {name} alpha") == 1:
            raise DataError(f"the {name} alpha is 1; the test needs alphas below 1")
        if n < 2 or items < 2:
            raise DataError(
                f"the {name} alpha cannot rest on {n} respondents and {items} items",
                hint="give the size of the sample and the number of items",
            )
    # Of equal alphas that of the larger sample counts as the lower, in either order.
    (lower, *low_size), (upper, *high_size) = sorted(
        samples, key=lambda sample: (sample[0], -sample[1], -sample[2])
    )
    df1, df2 = _degrees(high_size, low_size)
    ratio = (1 - upper) / (1 - lower)
    below = float(f.cdf(ratio, df1, df2))
    return AlphaComparison(
        first=first,
        second=second,
        w=ratio,
        df1=df1,
        df2=df2,
        p=min(1.0, 2 * min(below, 1 - below)),
    )


def _degrees(higher: Sequence[int], lower: Sequence[int]) -> tuple[float, float]:
    """Degrees of freedom of the matched F, from (n, items) of each alpha."""
    d1, d2 = (higher[0] - 1) * (higher[1] - 1), higher[0] - 1
    d3, d4 = lower[0] - 1, (lower[0] - 1) * (lower[1] - 1)
    if min(d2, d4) > 4:
        mean = d2 / (d2 - 2) * d4 / (d4 - 2)
        square = _square(d1, d2) * _square(d3, d4)
        rest = 2 * square - mean * square - mean**2
        if mean < 2 and rest > 0:
            return 2 * mean**2 / rest, 2 * mean / (mean - 1)
    raise DataError(
        f"the samples are too small for Feldt's test: {higher[0]} respondents with "
        f"{higher[1]} items and {lower[0]} with {lower[1]}",
        hint="with so few respondents compare the intervals of the two alphas",
    )


def _square(df1: int, df2: int) -> float:
    """Mean of the square of an F variable."""
    return df2**2 * (df1 + 2) / (df1 * (df2 - 2) * (df2 - 4))

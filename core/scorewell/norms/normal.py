"""The normal distribution as an expression, for every kind of frame."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scorewell import dialect as ex

__all__ = ["below"]

# Numerator and denominator of the rational function, highest power first.
_UPPER = (
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383,
    112.079291497871, 221.213596169931, 220.206867912376,
)  # fmt: skip
_LOWER = (
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461,
    296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752,
)  # fmt: skip
_FAR = 5 * math.sqrt(2)


def below(z: ex.Expr) -> ex.Expr:
    """Share of a normal distribution that lies below z, from 0 to 1.

    No back end but pandas and NumPy has the function itself, so it is made of
    arithmetic that all of them have: for z less than 5 sqrt(2) from 0 the exponential
    of -z^2 / 2 times a rational function, beyond it a continued fraction
    (algorithm 5666 of Hart et al. 1968, as given by West 2005, "Better
    approximations to cumulative normal functions").
    It differs from the true value by less than 1e-15.

    Parameters
    ----------
    z : expression
        Floats; null stays null.

    Examples
    --------
    Half of the distribution lies below 0, and .975 below 1.959964.

    >>> import polars as pl
    >>> import narwhals.stable.v2 as nw
    >>> frame = nw.from_native(pl.DataFrame({"z": [0.0, 1.959964]}))
    >>> frame.select(share=below(nw.col("z")).round(6))["share"].to_list()
    [0.5, 0.975]
    """
    size = z.abs()
    bell = (size * size * -0.5).exp()
    near = bell * _polynomial(_UPPER, size) / _polynomial(_LOWER, size)
    fraction = size + 0.65
    for term in (4.0, 3.0, 2.0, 1.0):
        fraction = size + term / fraction
    far = bell / fraction / math.sqrt(2 * math.pi)
    tail = ex.when(size < _FAR).then(near).otherwise(far)
    return ex.when(z > 0).then(1.0 - tail).otherwise(tail)


def _polynomial(coefficients: Sequence[float], x: ex.Expr) -> ex.Expr:
    first, second, *rest = coefficients
    value = x * first + second
    for each in rest:
        value = value * x + each
    return value

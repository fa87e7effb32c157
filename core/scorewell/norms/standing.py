"""From a score and a norm to z, T and percentile."""

from __future__ import annotations

import narwhals.stable.v2 as nw

from scorewell.norms.choice import ScaleNorm
from scorewell.norms.normal import below

__all__ = ["standing", "standing_names"]

_NORMAL = "percentile-normal"


def standing_names(score: str, chosen: ScaleNorm) -> tuple[str, ...]:
    """Names of the columns that :func:`standing` makes, in order.

    ``score.z.<norm>``, ``score.T.<norm>`` and
    ``score.percentile-normal.<norm>``, whose name says that it is no
    published table.
    """
    return tuple(f"{score}.{what}.{chosen.norm.id}" for what in ("z", "T", _NORMAL))


def standing(score: nw.Expr, name: str, chosen: ScaleNorm) -> dict[str, nw.Expr]:
    """Where scores stand in the sample of a norm.

    z = (x - M) / s and T = 50 + 10 z, with x the score and M and s the mean
    and standard deviation of the norm. Both rise with the score, whichever
    direction is the better one. The percentile under normality is 100 times
    the share of a normal distribution that lies below z: an estimate, as
    scores of questionnaires are rarely normal.

    Parameters
    ----------
    score : expression
        The score; null stays null.
    name : str
        Name of its column.
    chosen : ScaleNorm
        The norm.

    Returns
    -------
    dict of str to expression
        By the names of :func:`standing_names`.

    Examples
    --------
    A score of 60 where the mean is 50 and the standard deviation 10.

    >>> import polars as pl
    >>> from scorewell.model import Norm
    >>> norm = Norm(id="made-up", population="other", mean=50, sd=10)
    >>> made = standing(nw.col("x"), "x", ScaleNorm(scale="total", norm=norm))
    >>> frame = nw.from_native(pl.DataFrame({"x": [60.0]}))
    >>> row = frame.select(*(each.alias(name) for name, each in made.items())).row(0)
    >>> [round(value, 2) for value in row]
    [1.0, 60.0, 84.13]
    """
    z = (score - chosen.mean) / chosen.sd
    made = (z, z * 10.0 + 50.0, below(z) * 100.0)
    return dict(zip(standing_names(name, chosen), made, strict=True))

"""Covariances of items, from complete rows or pair by pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.errors import DataError, did_you_mean

__all__ = ["ROWS", "Covariance", "covariance_of"]

FloatArray = NDArray[np.float64]

ROWS = ("complete", "pairwise")
"""Which rows enter: only complete ones, or for each pair of items all that have both."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Covariance:
    """Covariances of items.

    Attributes
    ----------
    values : array, shape (k, k)
        The covariances, with n - 1 below.
    n : int
        How many respondents they rest on: the complete rows or, pair by pair,
        the fewest of any pair.
    n_complete : int
        How many rows are complete.
    n_rows : int
        How many rows there are.
    n_blank : int
        How many rows have no answer at all.
    """

    values: FloatArray
    n: int
    n_complete: int
    n_rows: int
    n_blank: int


def covariance_of(items: pd.DataFrame, *, rows: str = "complete") -> Covariance:
    """Covariances of the columns of an item frame.

    Parameters
    ----------
    items : pandas.DataFrame
        One column per item, NaN where there is no answer.
    rows : {'complete', 'pairwise'}
        ``pairwise`` uses more answers, and is what the R package psych does by
        default; but each covariance is then about other respondents, and
        together they can contradict each other.

    Raises
    ------
    DataError
        If fewer than three respondents are left, or a pair of items has fewer.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [1.0, 2, 3, None], "b": [1.0, 3, 2, 5]})
    >>> found = covariance_of(frame)
    >>> found.values.tolist(), found.n
    ([[1.0, 0.5], [0.5, 1.0]], 3)
    """
    if rows not in ROWS:
        raise DataError(
            f"rows is {rows!r}; expected {' or '.join(ROWS)}", hint=did_you_mean(rows, ROWS)
        )
    values = items.to_numpy(dtype=float)
    there = ~np.isnan(values)
    complete = there.all(axis=1)
    n_complete = int(complete.sum())
    pairs = there.astype(float).T @ there.astype(float)
    n = n_complete if rows == "complete" else int(pairs.min()) if pairs.size else 0
    if n < 3:
        what = "complete rows" if rows == "complete" else "respondents for some pair of items"
        raise DataError(
            f"reliability needs at least three respondents; there are {n} {what} "
            f"among {len(items)}",
            hint="check missing answers, the coding and the rows that were chosen",
        )
    used = values[complete] if rows == "complete" else values
    return Covariance(
        values=_exact(used, pd.DataFrame(used).cov().to_numpy(dtype=float)),
        n=n,
        n_complete=n_complete,
        n_rows=len(items),
        n_blank=int((~there.any(axis=1)).sum()),
    )


def _exact(values: FloatArray, covariance: FloatArray) -> FloatArray:
    """A constant item covaries with nothing, whatever its mean rounds to."""
    constant = np.nanmax(values, axis=0) == np.nanmin(values, axis=0)
    covariance = covariance.copy()
    covariance[constant, :] = 0.0
    covariance[:, constant] = 0.0
    return covariance

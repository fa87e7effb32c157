"""From the items of a scale to its reliability in a sample."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.errors import DataError, Finding
from scorewell.model import Instrument
from scorewell.reliability.alpha import alpha_if_dropped, standardised
from scorewell.reliability.checks import check_level
from scorewell.reliability.correlation import fisher_interval, item_rest
from scorewell.reliability.covariance import Covariance, covariance_of
from scorewell.reliability.estimates import consistency, error_in_points
from scorewell.reliability.items import keyed_items, scale_of
from scorewell.reliability.omega import OneFactor, one_factor
from scorewell.reliability.problems import (
    about_items,
    about_sample,
    about_scoring,
    score_divisor,
)
from scorewell.reliability.result import SampleReliability
from scorewell.reliability.retest import RetestReliability

__all__ = ["sample_reliability"]

FloatArray = NDArray[np.float64]


def sample_reliability(
    items: pd.DataFrame,
    instrument: Instrument,
    scale_id: str,
    *,
    rows: str = "complete",
    level: float = 0.95,
    retest: RetestReliability | None = None,
) -> SampleReliability:
    """Reliability of a scale in a sample.

    Parameters
    ----------
    items : pandas.DataFrame
        One column per item of the scale, reversed where the key says so, as
        :func:`scorewell.reliability.item_matrix` gives it.
    instrument : Instrument
        The instrument.
    scale_id : str
        The scale that the items are of.
    rows : {'complete', 'pairwise'}
        Only complete rows, or for each pair of items all rows that have both.
    level : float
        Confidence level of the intervals.
    retest : RetestReliability, optional
        Of the same scale, to be shown beside.

    Returns
    -------
    SampleReliability
        Every coefficient that can be computed, items, published figures,
        findings.

    Raises
    ------
    DataError
        If the columns are not the items of the scale, there are fewer than two
        items or three respondents, or their sum does not vary.

    Examples
    --------
    The first three judges of Shrout and Fleiss (1979) as the items of the PEG: for their
    ratings pingouin 0.7.0 gives an alpha of 0.917874.

    >>> from scorewell.registry import open_registry
    >>> answers = [[9, 2, 5], [6, 1, 3], [8, 4, 6], [7, 1, 2], [10, 5, 6], [6, 2, 4]]
    >>> frame = pd.DataFrame(answers, columns=["peg_1", "peg_2", "peg_3"], dtype=float)
    >>> found = sample_reliability(frame, open_registry().load("peg"), "total")
    >>> round(found.alpha.value, 6), found.n, found.n_items
    (0.917874, 6, 3)
    """
    check_level(level)
    scale = scale_of(instrument, scale_id)
    keyed = keyed_items(instrument, scale_id)
    where = instrument.column(scale_id)
    if list(items.columns) != list(keyed):
        raise DataError(
            f"{where}: the columns are not the items of the scale, in order; expected "
            f"{', '.join(keyed)}",
            hint="item_matrix makes them from answers",
        )
    found = covariance_of(items, rows=rows)
    fit, fit_findings = _factor(found.values, where)
    coefficients = list(consistency(found.values, n=found.n, level=level, fit=fit))
    divisor, sd = score_divisor(instrument, scale), None
    if divisor is not None:
        sd, error = error_in_points(found.values, n=found.n, level=level, divisor=divisor)
        coefficients.append(error)
    coefficients += retest.coefficients if retest else ()
    used = items.dropna() if rows == "complete" else items
    table = _table(used, instrument, keyed, found=found, level=level, fit=fit)
    table["n"] = items.notna().sum().to_numpy()
    return SampleReliability(
        instrument=instrument,
        scale=scale,
        n=found.n,
        n_rows=found.n_rows,
        n_complete=found.n_complete,
        rows=rows,
        n_items=len(keyed),
        coefficients=tuple(coefficients),
        sd=sd,
        items=table,
        retest=retest,
        findings=(
            *about_sample(found, rows=rows, where=where),
            *about_scoring(instrument, scale, where=where),
            *about_items(table, found.values, coefficients[0].value, where=where),
            *fit_findings,
            *(retest.findings if retest else ()),
        ),
    )


def _factor(covariance: FloatArray, where: str) -> tuple[OneFactor | None, list[Finding]]:
    """One factor, where there are items enough and they all vary; and what is wrong with it."""
    correlation = standardised(covariance)
    if len(covariance) < 3 or not np.isfinite(correlation).all():
        return None, []
    try:
        fit = one_factor(correlation)
    except DataError as error:
        return None, [
            Finding(
                code="no-factor",
                message=f"omega is not given: {error.message}",
                severity="note",
                path=where,
            )
        ]
    if not fit.at_boundary:
        return fit, []
    listed = ", ".join(str(place + 1) for place in fit.at_boundary)
    return fit, [
        Finding(
            code="boundary-solution",
            message=f"one factor accounts for all of an item (number {listed} of the scale), "
            "which no real item allows; omega and the loadings are not to be relied on",
            severity="warning",
            path=where,
            hint="the sample may be too small, or two items almost the same",
        )
    ]


def _table(
    items: pd.DataFrame,
    instrument: Instrument,
    keyed: dict[str, bool],
    *,
    found: Covariance,
    level: float,
    fit: OneFactor | None,
) -> pd.DataFrame:
    rest = item_rest(found.values)
    low, high = zip(*_limits(rest, found.n, level), strict=True)
    return pd.DataFrame(
        {
            "item": list(keyed),
            "position": [instrument.item(item).position for item in keyed],
            "label": [instrument.item(item).label for item in keyed],
            "reversed": list(keyed.values()),
            "n": items.notna().sum().to_numpy(),
            "mean": items.mean().to_numpy(),
            "sd": np.sqrt(np.diag(found.values)),
            "item_rest": rest,
            "low": low,
            "high": high,
            "alpha_if_dropped": alpha_if_dropped(found.values),
            "loading": fit.loadings if fit else np.nan,
        }
    )


def _limits(rest: FloatArray, n: int, level: float) -> Iterator[tuple[float, float]]:
    for value in rest.tolist():
        none = (math.nan, math.nan)
        yield none if math.isnan(value) else fisher_interval(value, n=n, level=level) or none

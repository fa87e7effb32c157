"""From the items of a scale to its reliability in a sample."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding
from scorewell.reliability.alpha import alpha, alpha_if_dropped, feldt_interval, standardised
from scorewell.reliability.coefficient import Coefficient, check_level
from scorewell.reliability.corrections import spearman_brown
from scorewell.reliability.covariance import (
    Covariance,
    covariance_of,
    fisher_interval,
    item_rest,
)
from scorewell.reliability.findings import (
    about_items,
    about_sample,
    about_scoring,
    score_divisor,
)
from scorewell.reliability.items import keyed_items, scale_of
from scorewell.reliability.lower_bounds import guttman_lambda6, split_half
from scorewell.reliability.measurement_error import (
    standard_error_interval,
    standard_error_of_measurement,
)
from scorewell.reliability.omega import OneFactor, omega_total, one_factor
from scorewell.reliability.result import SampleReliability
from scorewell.reliability.retest import RetestReliability

FloatArray = NDArray[np.float64]

CRONBACH = (
    "Cronbach LJ (1951). Coefficient alpha and the internal structure of tests. Psychometrika "
    "16, 297-334. doi:10.1007/BF02310555"
)
FELDT = (
    "Feldt LS (1965). The approximate sampling distribution of Kuder-Richardson reliability "
    "coefficient twenty. Psychometrika 30, 357-370. doi:10.1007/BF02289499"
)
MCDONALD = (
    "McDonald RP (1999). Test theory: a unified treatment. Erlbaum. doi:10.4324/9781410601087"
)
GUTTMAN = (
    "Guttman L (1945). A basis for analyzing test-retest reliability. Psychometrika 10, "
    "255-282. doi:10.1007/BF02288892"
)
SPEARMAN = (
    "Spearman C (1910). Correlation calculated from faulty data. British Journal of Psychology "
    "3, 271-295. doi:10.1111/j.2044-8295.1910.tb00206.x"
)


def consistency(
    covariance: FloatArray, *, n: int, level: float, fit: OneFactor | None
) -> Iterator[Coefficient]:
    """The coefficients of internal consistency that can be computed.

    Standardised alpha and the mean correlation need items that all vary; omega
    a fitted factor; lambda-6 items that are linearly independent; the halves
    that they vary.
    """
    size = len(covariance)
    value = alpha(covariance)
    low, high = feldt_interval(value, n=n, items=size, level=level)
    yield Coefficient(
        name="alpha", title="Cronbach's alpha", value=value, low=low, high=high, level=level,
        n=n, method="from covariances; Feldt's interval", reference=f"{CRONBACH}; {FELDT}",
    )  # fmt: skip
    correlation = standardised(covariance)
    if np.isfinite(correlation).all():
        yield from _standardised(correlation, n)
    if fit is not None:
        yield Coefficient(
            name="omega", title="McDonald's omega total",
            value=omega_total(covariance, fit=fit), n=n,
            method="one factor by maximum likelihood, items as scored, implied variance",
            reference=MCDONALD,
        )  # fmt: skip
    yield from _lambda6(covariance, n)
    yield from _halves(covariance, n, level)


def _standardised(correlation: FloatArray, n: int) -> Iterator[Coefficient]:
    size = len(correlation)
    if correlation.sum() > 1e-9:
        yield Coefficient(
            name="standardised-alpha", title="standardised alpha", value=alpha(correlation),
            n=n, method="alpha of the items' correlations", reference=CRONBACH,
        )  # fmt: skip
    yield Coefficient(
        name="mean-correlation",
        title="mean correlation between items",
        value=float(correlation.sum() - size) / (size * (size - 1)),
        n=n,
        method="mean of the correlations of all pairs",
    )


def _lambda6(covariance: FloatArray, n: int) -> Iterator[Coefficient]:
    try:
        value = guttman_lambda6(covariance)
    except DataError:
        return
    yield Coefficient(
        name="lambda-6", title="Guttman's lambda-6", value=value, n=n,
        method="items as scored", reference=GUTTMAN,
    )  # fmt: skip


def _halves(covariance: FloatArray, n: int, level: float) -> Iterator[Coefficient]:
    try:
        halves = split_half(covariance)
    except DataError:
        return
    first = (len(covariance) + 1) // 2
    halved = f"{first} odd against {len(covariance) - first} even items"
    limits = fisher_interval(halves.correlation, n=n, level=level)
    low, high = (
        (spearman_brown(limit, length=2) for limit in limits) if limits else (None, None)
    )
    yield Coefficient(
        name="split-half", title=f"split-half, {halved}",
        value=halves.spearman_brown, low=low, high=high,
        level=level if limits else None, n=n,
        method="correlation of the halves stepped up by Spearman-Brown, as are the limits of "
        "its Fisher interval",
        reference=SPEARMAN,
    )  # fmt: skip
    yield Coefficient(
        name="lambda-4", title=f"Guttman's lambda-4, {halved}",
        value=halves.guttman, n=n, method="from the covariance of the halves",
        reference=GUTTMAN,
    )  # fmt: skip


def error_in_points(
    covariance: FloatArray, *, n: int, level: float, divisor: float
) -> tuple[float, Coefficient]:
    """Standard deviation of the scores, and the standard error that alpha leaves, in points.

    Parameters
    ----------
    covariance : array, shape (k, k)
        Covariances of the items.
    n : int
        Respondents.
    level : float
        Confidence level of the interval.
    divisor : float
        What the sum of the items is divided by to give the score.
    """
    sd = float(np.sqrt(covariance.sum())) / divisor
    value = standard_error_of_measurement(sd, reliability=alpha(covariance))
    low, high = standard_error_interval(value, n=n, items=len(covariance), level=level)
    coefficient = Coefficient(
        name="sem", title="standard error of measurement, points", value=value, low=low,
        high=high, level=level, n=n,
        method="sd x sqrt(1 - alpha), both of this sample; interval from chi squared",
        reference=FELDT,
    )  # fmt: skip
    return sd, coefficient


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
        :func:`scorewell.reliability.items.item_matrix` gives it.
    rows : {'complete', 'pairwise'}
        Only complete rows, or for each pair of items all rows that have both.
    retest : RetestReliability, optional
        Of the same scale, to be shown beside.

    Raises
    ------
    DataError
        If the columns are not the items of the scale, there are fewer than two
        items or three respondents, or their sum does not vary.

    Examples
    --------
    The first three judges of Shrout and Fleiss (1979) as the items of the PEG: for their
    ratings pingouin 0.7.0 gives an alpha of 0.917874.

    >>> from scorewell.registry.registry import open_registry
    >>> answers = [[9, 2, 5], [6, 1, 3], [8, 4, 6], [7, 1, 2], [10, 5, 6], [6, 2, 4]]
    >>> frame = pd.DataFrame(answers, columns=["peg_1", "peg_2", "peg_3"], dtype=float)
    >>> found = sample_reliability(frame, open_registry().load("peg"), "total")
    >>> round(found.alpha.value, 6), found.n, found.n_items
    (0.917874, 6, 3)
    """
    check_level(level)
    scale = scale_of(instrument, scale_id)
    keyed = keyed_items(instrument, scale_id)
    path = instrument.column(scale_id)
    if list(items.columns) != list(keyed):
        raise DataError(
            f"{path}: the columns are not the items of the scale, in order; expected "
            f"{', '.join(keyed)}",
            hint="item_matrix makes them from answers",
        )
    sample = covariance_of(items, rows=rows)
    fit, fit_findings = _factor(sample.values, path)
    coefficients = list(consistency(sample.values, n=sample.n, level=level, fit=fit))
    divisor, sd = score_divisor(instrument, scale), None
    if divisor is not None:
        sd, error = error_in_points(sample.values, n=sample.n, level=level, divisor=divisor)
        coefficients.append(error)
    coefficients += retest.coefficients if retest else ()
    items_used = items.dropna() if rows == "complete" else items
    table = _table(items_used, instrument, keyed, sample=sample, level=level, fit=fit)
    table["n"] = items.notna().sum().to_numpy()
    return SampleReliability(
        instrument=instrument,
        scale=scale,
        n=sample.n,
        n_rows=sample.n_rows,
        n_complete=sample.n_complete,
        rows=rows,
        n_items=len(keyed),
        coefficients=tuple(coefficients),
        sd=sd,
        items=table,
        retest=retest,
        findings=(
            *accepted_errors_finding(instrument),
            *about_sample(sample, rows=rows, path=path),
            *about_scoring(instrument, scale, path=path),
            *about_items(table, sample.values, coefficients[0].value, path=path),
            *fit_findings,
            *(retest.findings if retest else ()),
        ),
    )


def _factor(covariance: FloatArray, path: str) -> tuple[OneFactor | None, list[Finding]]:
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
                path=path,
            )
        ]
    if not fit.at_boundary:
        return fit, []
    positions_text = ", ".join(str(place + 1) for place in fit.at_boundary)
    return fit, [
        Finding(
            code="boundary-solution",
            message="one factor accounts for all of an item "
            f"(number {positions_text} of the scale), which no real item allows; omega "
            "and the loadings are not to be relied on",
            severity="warning",
            path=path,
            hint="the sample may be too small, or two items almost the same",
        )
    ]


def _table(
    items: pd.DataFrame,
    instrument: Instrument,
    keyed: dict[str, bool],
    *,
    sample: Covariance,
    level: float,
    fit: OneFactor | None,
) -> pd.DataFrame:
    rest = item_rest(sample.values)
    low, high = zip(*_limits(rest, sample.n, level), strict=True)
    return pd.DataFrame(
        {
            "item": list(keyed),
            "position": [instrument.item(item).position for item in keyed],
            "label": [instrument.item(item).label for item in keyed],
            "reversed": list(keyed.values()),
            "n": items.notna().sum().to_numpy(),
            "mean": items.mean().to_numpy(),
            "sd": np.sqrt(np.diag(sample.values)),
            "item_rest": rest,
            "low": low,
            "high": high,
            "alpha_if_dropped": alpha_if_dropped(sample.values),
            "loading": fit.loadings if fit else np.nan,
        }
    )


def _limits(rest: FloatArray, n: int, level: float) -> Iterator[tuple[float, float]]:
    for value in rest.tolist():
        none = (math.nan, math.nan)
        yield none if math.isnan(value) else fisher_interval(value, n=n, level=level) or none

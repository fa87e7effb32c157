"""The standard error of measurement."""

from __future__ import annotations

import math

from scorewell.errors import DataError
from scorewell.reliability.coefficient import check_level, check_reliability


def standard_error_of_measurement(sd: float, *, reliability: float) -> float:
    r"""Standard error of measurement, in points.

    .. math:: s_E = s \sqrt{1 - r}

    with s the standard deviation of the scores and r their reliability.

    Examples
    --------
    The example of a course on tests and measures (St Ambrose University): a Wechsler
    test with a standard deviation of 15 and a reliability of .96 has an error of 3.

    >>> round(standard_error_of_measurement(15, reliability=0.96), 6)
    3.0
    """
    if not (math.isfinite(sd) and sd >= 0):
        raise DataError(f"the standard deviation is {sd!r}; expected one that is not negative")
    return sd * math.sqrt(1 - check_reliability(reliability))


def standard_error_interval(
    value: float, *, n: int, items: int, level: float = 0.95
) -> tuple[float, float]:
    r"""Interval of the standard error that alpha and its own sample give.

    .. math:: s_E \sqrt{\frac{d}{\chi^2_{1-q}(d)}} \quad\text{to}\quad
              s_E \sqrt{\frac{d}{\chi^2_{q}(d)}}, \qquad d = (n - 1)(k - 1)

    For :math:`s_E = s \sqrt{1 - \alpha}` the square is the residual mean square
    of the respondents x items analysis of variance (times k, of a sum), which
    has d degrees of freedom under the assumptions of :func:`feldt_interval`;
    q is half of one minus the level, :math:`\chi^2_p(d)` the p-quantile.

    Parameters
    ----------
    value : float
        The standard error, in points.
    n, items : int
        Respondents and items, at least 2 each.
    level : float
        Confidence level.

    Examples
    --------
    Six degrees of freedom, as many as seven scores leave their standard deviation. For
    6, 9, 12, 7, 8, 8 and 13, whose squared deviations add up to 40, ``bayes_mvs`` of
    scipy 1.17.1 gives 1.663817 to 5.68571: under Jeffreys' prior both intervals are one.

    >>> low, high = standard_error_interval(math.sqrt(40 / 6), n=3, items=4)
    >>> round(low, 6), round(high, 6)
    (1.663817, 5.68571)
    """
    from scipy.stats import chi2

    check_level(level)
    if n < 2 or items < 2:
        raise DataError("an interval needs at least two respondents and two items")
    df = (n - 1) * (items - 1)
    tail = (1 - level) / 2
    low, high = (float(chi2.ppf(share, df)) for share in (1 - tail, tail))
    return value * math.sqrt(df / low), value * math.sqrt(df / high)

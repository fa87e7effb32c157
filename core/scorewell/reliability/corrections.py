"""Corrections of reliabilities and correlations: attenuation, and the length of a scale."""

from __future__ import annotations

import math

from scorewell.errors import DataError
from scorewell.reliability.coefficient import check_reliability


def disattenuated(correlation: float, *, first: float, second: float) -> float:
    r"""A correlation corrected for attenuation.

    .. math:: \rho_{xy} = \frac{r_{xy}}{\sqrt{r_{xx} r_{yy}}}

    with :math:`r_{xy}` the observed correlation and :math:`r_{xx}`, :math:`r_{yy}`
    the reliabilities (Spearman 1904, doi:10.2307/1412159).

    Parameters
    ----------
    correlation : float
        Observed correlation, from -1 to 1.
    first, second : float
        Reliabilities of the two scores, above 0 and at most 1.

    Returns
    -------
    float
        It can lie beyond 1: then a reliability is underestimated or the
        correlation is off by chance. It is not cut off.

    Examples
    --------
    The example in the help of ``getCorrectedR``, of the R package CECPfuns:
    0.428571428571429.

    >>> round(disattenuated(0.3, first=0.7, second=0.7), 12)
    0.428571428571
    """
    return _check_correlation(correlation) / _root(first, second)


def attenuated(correlation: float, *, first: float, second: float) -> float:
    r"""The correlation to expect between unreliable scores.

    .. math:: r_{xy} = \rho_{xy} \sqrt{r_{xx} r_{yy}}

    Symbols and parameters as in :func:`disattenuated`; here the correlation
    is that without error.

    Examples
    --------
    The example in the help of ``getAttenuatedR``, of the R package CECPfuns: 0.673.

    >>> round(attenuated(0.9, first=0.7, second=0.8), 3)
    0.673
    """
    return _check_correlation(correlation) * _root(first, second)


def _check_correlation(correlation: float) -> float:
    if not -1 <= correlation <= 1:
        raise DataError(f"the correlation is {correlation!r}; expected -1 to 1")
    return correlation


def _root(first: float, second: float) -> float:
    for value in (first, second):
        if not 0 < value <= 1:
            raise DataError(
                f"a reliability is {value!r}; expected a number above 0 and at most 1"
            )
    return math.sqrt(first * second)


def spearman_brown(reliability: float, *, length: float) -> float:
    r"""The Spearman-Brown prophecy.

    .. math:: r_m = \frac{m\, r}{1 + (m - 1)\, r}

    with r the reliability of the scale and m the length of the new scale over
    that of the old, for parallel items (Spearman 1910,
    doi:10.1111/j.2044-8295.1910.tb00206.x; Brown 1910,
    doi:10.1111/j.2044-8295.1910.tb00207.x).

    Parameters
    ----------
    reliability : float
        At most 1.
    length : float
        New length over old length, above 0: 2 for twice as many items.

    Raises
    ------
    DataError
        If a number is out of range, or a negative reliability leaves the formula
        without a value.

    Examples
    --------
    The R package CECPfuns gives 0.8048780487804879 for 2.75 times the items.

    >>> round(spearman_brown(0.6, length=2.75), 12)
    0.80487804878
    """
    check_reliability(reliability)
    if not (math.isfinite(length) and length > 0):
        raise DataError(f"the length is {length!r}; expected new over old length, above 0")
    below = 1 + (length - 1) * reliability
    if below <= 0:
        if reliability == -1:
            return -math.inf
        raise DataError(
            f"the prophecy has no value for a reliability of {reliability:g} and a length "
            f"of {length:g}"
        )
    return length * reliability / below


def length_needed(reliability: float, *, target: float) -> float:
    r"""How many times as long a scale must be for a reliability.

    .. math:: m = \frac{r_m (1 - r)}{r (1 - r_m)}

    the Spearman-Brown prophecy solved for the length; symbols as in
    :func:`spearman_brown`.

    Parameters
    ----------
    reliability, target : float
        The reliability that is and the one that is wanted, above 0 and below 1.

    Examples
    --------
    The way back from what the R package CECPfuns gives for 2.75 times the items.

    >>> round(length_needed(0.6, target=0.8048780487804879), 9)
    2.75
    """
    for name, value in (("reliability", reliability), ("target", target)):
        if not 0 < value < 1:
            raise DataError(f"the {name} is {value!r}; expected a number above 0 and below 1")
    return target * (1 - reliability) / (reliability * (1 - target))

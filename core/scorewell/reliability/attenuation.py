"""What unreliability takes from a correlation."""

from __future__ import annotations

import math

from scorewell.errors import DataError

__all__ = ["attenuated", "disattenuated"]


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

    Raises
    ------
    DataError
        If a number is out of range.

    Examples
    --------
    The example in the help of ``getCorrectedR``, of the R package CECPfuns:
    0.428571428571429.

    >>> round(disattenuated(0.3, first=0.7, second=0.7), 12)
    0.428571428571
    """
    return _checked(correlation) / _root(first, second)


def attenuated(correlation: float, *, first: float, second: float) -> float:
    r"""The correlation to expect between unreliable scores.

    .. math:: r_{xy} = \rho_{xy} \sqrt{r_{xx} r_{yy}}

    Symbols and parameters as in :func:`disattenuated`; here the correlation
    is that without error.

    Raises
    ------
    DataError
        If a number is out of range.

    Examples
    --------
    The example in the help of ``getAttenuatedR``, of the R package CECPfuns: 0.673.

    >>> round(attenuated(0.9, first=0.7, second=0.8), 3)
    0.673
    """
    return _checked(correlation) * _root(first, second)


def _checked(correlation: float) -> float:
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

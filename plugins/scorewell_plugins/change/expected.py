"""Change methods that expect a later score nearer to the mean of the respondents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scorewell.methods import ChangeIndex, ChangeMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "EXPECTED_METHODS",
    "edwards_nunnally",
    "gulliksen_lord_novick",
    "hsu_linn_nord",
    "nunnally_kotsch",
    "nunnally_kotsch_both_sds",
]

_SYMBOLS = "x1 and x2 the scores before and after, M1 the mean and S1 the standard deviation "
_HSU_1989 = (
    "Hsu LM (1989). Reliable changes in psychotherapy: taking into account regression toward "
    "the mean. Behavioral Assessment 11(4):459-467"
)
_SPEER_1992 = (
    "Speer DC (1992). Clinically significant change: Jacobson and Truax (1991) revisited. "
    "Journal of Consulting and Clinical Psychology 60(3):402-408. "
    "doi:10.1037/0022-006X.60.3.402"
)
_NUNNALLY_KOTSCH_1983 = (
    "Nunnally JC, Kotsch WE (1983). Studies of individual subjects: logic and methods of "
    "analysis. British Journal of Clinical Psychology 22(2):83-93. "
    "doi:10.1111/j.2044-8260.1983.tb00582.x"
)


def _regressed(
    pre: NDArray[np.float64], inputs: Mapping[str, float], towards: str
) -> NDArray[np.float64]:
    """Scores before, drawn towards a mean as far as they are unreliable."""
    return inputs[towards] + inputs["reliability"] * (pre - inputs["mean_pre"])


def gulliksen_lord_novick(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against the one predicted from regression to the mean before.

    Parameters
    ----------
    pre, post : array, shape (n_cases,)
        Scores before and after; NaN where missing.
    inputs : mapping of str to float
        ``reliability``, ``sd`` and ``mean_pre``.

    Notes
    -----
    .. math:: GLN = \frac{(x_2 - M_1) - r (x_1 - M_1)}{S_1 \sqrt{1 - r^2}}

    with x1 and x2 the scores before and after, M1 and S1 the mean and standard
    deviation before and r the reliability. Hsu (1989), after Gulliksen, Lord
    and Novick; see also Hsu (1995), doi:10.1037/0022-006X.63.1.141.

    Examples
    --------
    With M1 = 30, S1 = 10 and r = .6, who had 40 is expected at 36, with an
    error of 10 x sqrt(1 - .36) = 8 points.

    >>> import numpy as np
    >>> found = gulliksen_lord_novick(
    ...     np.array([40.0]), np.array([20.0]), {"reliability": 0.6, "sd": 10, "mean_pre": 30}
    ... )
    >>> found.expected.tolist(), found.standard_error, found.index.tolist()
    ([36.0], 8.0, [-2.0])
    """
    error = inputs["sd"] * math.sqrt(1 - inputs["reliability"] ** 2)
    return ChangeIndex.around(_regressed(pre, inputs, "mean_pre"), post, standard_error=error)


def hsu_linn_nord(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against the one predicted around the mean after.

    Parameters
    ----------
    pre, post : array, shape (n_cases,)
        Scores before and after; NaN where missing.
    inputs : mapping of str to float
        ``reliability``, ``sd``, ``mean_pre`` and ``mean_post``.

    Notes
    -----
    .. math:: HLL = \frac{(x_2 - M_2) - r (x_1 - M_1)}{S_1 \sqrt{1 - r^2}}

    with M2 the mean after and the other symbols of
    :func:`gulliksen_lord_novick`. It compares a respondent with the course of
    the group: of a group that got better as a whole, those who got better by
    less than the others count as deteriorated. Hsu (1989).

    Examples
    --------
    With M1 = 30, M2 = 20, S1 = 10 and r = .6, who had 40 is expected at 26.

    >>> import numpy as np
    >>> figures = {"reliability": 0.6, "sd": 10, "mean_pre": 30, "mean_post": 20}
    >>> found = hsu_linn_nord(np.array([40.0]), np.array([34.0]), figures)
    >>> found.expected.tolist(), found.index.tolist()
    ([26.0], [1.0])
    """
    error = inputs["sd"] * math.sqrt(1 - inputs["reliability"] ** 2)
    return ChangeIndex.around(_regressed(pre, inputs, "mean_post"), post, standard_error=error)


def edwards_nunnally(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against the estimated true score before.

    Parameters
    ----------
    pre, post : array, shape (n_cases,)
        Scores before and after; NaN where missing.
    inputs : mapping of str to float
        ``reliability``, ``sd`` and ``mean_pre``.

    Notes
    -----
    .. math:: EN = \frac{x_2 - [M_1 + r (x_1 - M_1)]}{S_1 \sqrt{1 - r}}

    with the symbols of :func:`gulliksen_lord_novick`. Speer (1992),
    doi:10.1037/0022-006X.60.3.402, after Edwards and Nunnally.

    Examples
    --------
    With M1 = 30, S1 = 10 and r = .75, who had 40 is expected at 37.5, with an
    error of 10 x sqrt(.25) = 5 points.

    >>> import numpy as np
    >>> found = edwards_nunnally(
    ...     np.array([40.0]), np.array([25.0]), {"reliability": 0.75, "sd": 10, "mean_pre": 30}
    ... )
    >>> found.expected.tolist(), found.standard_error, found.index.tolist()
    ([37.5], 5.0, [-2.5])
    """
    error = inputs["sd"] * math.sqrt(1 - inputs["reliability"])
    return ChangeIndex.around(_regressed(pre, inputs, "mean_pre"), post, standard_error=error)


def nunnally_kotsch(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""As :func:`edwards_nunnally`, with errors of both scores and their reliabilities.

    Parameters
    ----------
    pre, post : array, shape (n_cases,)
        Scores before and after; NaN where missing.
    inputs : mapping of str to float
        ``reliability``, ``reliability_post``, ``sd`` and ``mean_pre``.

    Notes
    -----
    .. math::

        NK = \frac{x_2 - [M_1 + r (x_1 - M_1)]}
        {\sqrt{r^2 S_1^2 (1 - r) + S_1^2 (1 - r')}}

    with r' the reliability after and the other symbols of
    :func:`gulliksen_lord_novick`. The second term is the error variance of the
    later score; this form takes the variance before for it, as the published
    R package clinicalsignificance does. :func:`nunnally_kotsch_both_sds` takes
    the variance after. Nunnally and Kotsch (1983),
    doi:10.1111/j.2044-8260.1983.tb00582.x.

    Examples
    --------
    With S1 = 10, r = .5 and r' = .875 the error variance is
    .25 x 100 x .5 + 100 x .125 = 25.

    >>> import numpy as np
    >>> figures = {"reliability": 0.5, "reliability_post": 0.875, "sd": 10, "mean_pre": 30}
    >>> found = nunnally_kotsch(np.array([40.0]), np.array([25.0]), figures)
    >>> found.expected.tolist(), found.standard_error, found.index.tolist()
    ([35.0], 5.0, [-2.0])
    """
    return _nunnally_kotsch(pre, post, inputs, later="sd")


def nunnally_kotsch_both_sds(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""As :func:`nunnally_kotsch`, with the standard deviation after in the second term.

    Parameters
    ----------
    pre, post : array, shape (n_cases,)
        Scores before and after; NaN where missing.
    inputs : mapping of str to float
        ``reliability``, ``reliability_post``, ``sd``, ``sd_post``, ``mean_pre``.

    Notes
    -----
    .. math::

        NK = \frac{x_2 - [M_1 + r (x_1 - M_1)]}
        {\sqrt{r^2 S_1^2 (1 - r) + S_2^2 (1 - r')}}

    with S2 the standard deviation after and the other symbols of
    :func:`nunnally_kotsch`.

    Examples
    --------
    With S1 = 10, S2 = 20, r = .5 and r' = .75 the error variance is
    .25 x 100 x .5 + 400 x .25 = 112.5.

    >>> import numpy as np
    >>> figures = {"reliability": 0.5, "reliability_post": 0.75, "sd": 10, "sd_post": 20}
    >>> found = nunnally_kotsch_both_sds(
    ...     np.array([40.0]), np.array([25.0]), figures | {"mean_pre": 30}
    ... )
    >>> round(found.standard_error**2, 9)
    112.5
    """
    return _nunnally_kotsch(pre, post, inputs, later="sd_post")


def _nunnally_kotsch(
    pre: NDArray[np.float64],
    post: NDArray[np.float64],
    inputs: Mapping[str, float],
    *,
    later: str,
) -> ChangeIndex:
    r, variance = inputs["reliability"], inputs["sd"] ** 2
    error = math.sqrt(
        r**2 * variance * (1 - r) + inputs[later] ** 2 * (1 - inputs["reliability_post"])
    )
    return ChangeIndex.around(_regressed(pre, inputs, "mean_pre"), post, standard_error=error)


EXPECTED_METHODS = (
    ChangeMethod(
        name="gulliksen-lord-novick",
        title="Gulliksen, Lord and Novick's index",
        summary="The later score against the one predicted from regression to the mean before, "
        "divided by the standard error of prediction.",
        formula="GLN = ((x2 - M1) - r * (x1 - M1)) / (S1 * sqrt(1 - r^2)), with "
        f"{_SYMBOLS}before, and r the reliability",
        reference=_HSU_1989,
        inputs=("reliability", "sd", "mean_pre"),
        compute=gulliksen_lord_novick,
    ),
    ChangeMethod(
        name="hsu-linn-nord",
        title="Hsu, Linn and Nord's index",
        summary="The later score against the one predicted around the mean after: a respondent "
        "against the course of the group, so that who improves less than the others can count "
        "as deteriorated.",
        formula="HLL = ((x2 - M2) - r * (x1 - M1)) / (S1 * sqrt(1 - r^2)), with "
        f"{_SYMBOLS}before, M2 the mean after, and r the reliability",
        reference=_HSU_1989,
        inputs=("reliability", "sd", "mean_pre", "mean_post"),
        compute=hsu_linn_nord,
    ),
    ChangeMethod(
        name="edwards-nunnally",
        title="Edwards and Nunnally's index",
        summary="The later score against the estimated true score before, divided by the "
        "standard error of one score.",
        formula="EN = (x2 - (M1 + r * (x1 - M1))) / (S1 * sqrt(1 - r)), with "
        f"{_SYMBOLS}before, and r the reliability",
        reference=_SPEER_1992,
        inputs=("reliability", "sd", "mean_pre"),
        compute=edwards_nunnally,
    ),
    ChangeMethod(
        name="nunnally-kotsch",
        title="Nunnally and Kotsch's index",
        summary="The later score against the estimated true score before, with errors of both "
        "scores; the error of the later one from the standard deviation before.",
        formula="NK = (x2 - (M1 + r * (x1 - M1))) / sqrt(r^2 * S1^2 * (1 - r) + S1^2 * (1 - "
        f"r')), with {_SYMBOLS}before, r and r' the reliabilities before and after",
        reference=_NUNNALLY_KOTSCH_1983,
        inputs=("reliability", "reliability_post", "sd", "mean_pre"),
        compute=nunnally_kotsch,
    ),
    ChangeMethod(
        name="nunnally-kotsch-both-sds",
        title="Nunnally and Kotsch's index with both standard deviations",
        summary="As nunnally-kotsch, with the error of the later score from the standard "
        "deviation after.",
        formula="NK = (x2 - (M1 + r * (x1 - M1))) / sqrt(r^2 * S1^2 * (1 - r) + S2^2 * (1 - "
        f"r')), with {_SYMBOLS}before, S2 the standard deviation after, r and r' the "
        "reliabilities before and after",
        reference=_NUNNALLY_KOTSCH_1983,
        inputs=("reliability", "reliability_post", "sd", "sd_post", "mean_pre"),
        compute=nunnally_kotsch_both_sds,
    ),
)
"""Methods whose expected score rests on the respondents themselves."""

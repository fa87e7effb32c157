"""Change methods that expect a later score nearer to the mean of the respondents."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import ChangeIndex, ChangeMethod, ExpectedLine

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


SYMBOLS = "x1 and x2 the scores before and after, M1 the mean and S1 the standard deviation "
_HSU_1989 = (
    "Hsu LM (1989). Reliable changes in psychotherapy: taking into account regression toward "
    "the mean. Behavioral Assessment 11(4):459-467"
)
_SPEER_1992 = (
    "Speer DC (1992). Clinically significant change: Jacobson and Truax (1991) revisited. "
    "Journal of Consulting and Clinical Psychology 60(3):402-408. "
    "doi:10.1037/0022-006X.60.3.402"
)


def regression_to(mean: str, inputs: MethodInputs) -> ExpectedLine:
    """Scores before regress towards a mean as far as they are unreliable."""
    slope = inputs["reliability"]
    return ExpectedLine(intercept=inputs[mean] - slope * inputs["mean_pre"], slope=slope)


def gulliksen_lord_novick(
    pre: FloatArray, post: FloatArray, inputs: MethodInputs
) -> ChangeIndex:
    r"""The later score against the one predicted from regression to the mean before.

    Notes
    -----
    .. math:: GLN = \frac{(x_2 - M_1) - r (x_1 - M_1)}{S_1 \sqrt{1 - r^2}}

    with x1 and x2 the scores before and after, M1 and S1 the mean and standard
    deviation before and r the reliability. Hsu (1989), after Gulliksen, Lord
    and Novick; see also Hsu (1995), doi:10.1037/0022-006X.63.1.141.

    Examples
    --------
    The R package clinicalsignificance gives -5.680375574 for who went from 40 to 16, in the
    data set of ``scorewell.change.example_data``.

    >>> import numpy as np
    >>> figures = {
    ...     "reliability": 0.875, "sd": 8, "mean_pre": 24,
    ... }
    >>> found = gulliksen_lord_novick(np.array([40.0]), np.array([16.0]), figures)
    >>> found.index.round(9).tolist()
    [-5.680375574]
    """
    error = inputs["sd"] * math.sqrt(1 - inputs["reliability"] ** 2)
    return ChangeIndex.around_line(
        regression_to("mean_pre", inputs), pre, post, standard_error=error
    )


GULLIKSEN_LORD_NOVICK = ChangeMethod(
    name="gulliksen-lord-novick",
    title="Gulliksen, Lord and Novick's index",
    summary="The later score against the one predicted from regression to the mean before, "
    "divided by the standard error of prediction.",
    formula="GLN = ((x2 - M1) - r * (x1 - M1)) / (S1 * sqrt(1 - r^2)), with "
    f"{SYMBOLS}before, and r the reliability",
    reference=_HSU_1989,
    inputs=("reliability", "sd", "mean_pre"),
    compute=gulliksen_lord_novick,
)


def hsu_linn_nord(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The later score against the one predicted around the mean after.

    Notes
    -----
    .. math:: HLL = \frac{(x_2 - M_2) - r (x_1 - M_1)}{S_1 \sqrt{1 - r^2}}

    with M2 the mean after and the other symbols of
    :func:`gulliksen_lord_novick`. It compares a respondent with the course of
    the group: of a group that got better as a whole, those who got better by
    less than the others count as deteriorated. Hsu (1989).

    Examples
    --------
    The R package clinicalsignificance gives -4.058886547 for who went from 40 to 16, in the
    data set of ``scorewell.change.example_data``.

    >>> import numpy as np
    >>> figures = {
    ...     "reliability": 0.875, "sd": 8, "mean_pre": 24, "mean_post": 17.72,
    ... }
    >>> found = hsu_linn_nord(np.array([40.0]), np.array([16.0]), figures)
    >>> found.index.round(9).tolist()
    [-4.058886547]
    """
    error = inputs["sd"] * math.sqrt(1 - inputs["reliability"] ** 2)
    return ChangeIndex.around_line(
        regression_to("mean_post", inputs), pre, post, standard_error=error
    )


HSU_LINN_NORD = ChangeMethod(
    name="hsu-linn-nord",
    title="Hsu, Linn and Nord's index",
    summary="The later score against the one predicted around the mean after: a respondent "
    "against the course of the group, so that who improves less than the others can count "
    "as deteriorated.",
    formula="HLL = ((x2 - M2) - r * (x1 - M1)) / (S1 * sqrt(1 - r^2)), with "
    f"{SYMBOLS}before, M2 the mean after, and r the reliability",
    reference=_HSU_1989,
    inputs=("reliability", "sd", "mean_pre", "mean_post"),
    compute=hsu_linn_nord,
)


def edwards_nunnally(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The later score against the estimated true score before.

    Notes
    -----
    .. math:: EN = \frac{x_2 - [M_1 + r (x_1 - M_1)]}{S_1 \sqrt{1 - r}}

    with the symbols of :func:`gulliksen_lord_novick`. Speer (1992),
    doi:10.1037/0022-006X.60.3.402, after Edwards and Nunnally.

    Examples
    --------
    The R package clinicalsignificance gives -7.778174593 for who went from 40 to 16, in the
    data set of ``scorewell.change.example_data``.

    >>> import numpy as np
    >>> figures = {
    ...     "reliability": 0.875, "sd": 8, "mean_pre": 24,
    ... }
    >>> found = edwards_nunnally(np.array([40.0]), np.array([16.0]), figures)
    >>> found.index.round(9).tolist()
    [-7.778174593]
    """
    error = inputs["sd"] * math.sqrt(1 - inputs["reliability"])
    return ChangeIndex.around_line(
        regression_to("mean_pre", inputs), pre, post, standard_error=error
    )


EDWARDS_NUNNALLY = ChangeMethod(
    name="edwards-nunnally",
    title="Edwards and Nunnally's index",
    summary="The later score against the estimated true score before, divided by the "
    "standard error of one score.",
    formula="EN = (x2 - (M1 + r * (x1 - M1))) / (S1 * sqrt(1 - r)), with "
    f"{SYMBOLS}before, and r the reliability",
    reference=_SPEER_1992,
    inputs=("reliability", "sd", "mean_pre"),
    compute=edwards_nunnally,
)

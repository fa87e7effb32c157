"""Change methods that expect of a respondent what a line through a control sample says.

In all of them x1 and x2 are a respondent's scores before and after, and M1, S1, M2, S2, r and
n are those of a control sample measured twice without treatment: means, standard deviations,
retest correlation and size.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scorewell.methods import ChangeIndex, ChangeMethod
from scorewell_plugins.control_figures import (
    COMPARED,
    FIGURES,
    SYMBOLS,
    WITHOUT_SD_POST,
    WITHOUT_SD_PRE,
    difference_error,
    pooled_error,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LINE_METHODS", "charter", "crawford_howell", "maassen", "mcsweeny", "speer"]


def _on_line(
    pre: NDArray[np.float64], inputs: Mapping[str, float], slope: float
) -> NDArray[np.float64]:
    """The line of a slope through the means of the control sample."""
    return inputs["control_mean_post"] + slope * (pre - inputs["control_mean_pre"])


def _prediction_error(inputs: Mapping[str, float]) -> float:
    """Standard error of the regression of the later score on the earlier one."""
    return inputs["control_sd_post"] * math.sqrt(1 - inputs["control_retest"] ** 2)


def _regression_slope(inputs: Mapping[str, float]) -> float:
    return inputs["control_retest"] * inputs["control_sd_post"] / inputs["control_sd_pre"]


def speer(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against one regressed to the control mean, in errors of a difference.

    Notes
    -----
    .. math:: \frac{x_2 - [M_2 + r (x_1 - M_1)]}{\sqrt{2}\, S_1 \sqrt{1 - r}}

    Speer (1992), doi:10.1037/0022-006X.60.3.402, with the retest sample's mean
    after.

    Examples
    --------
    Expected is 32 + .875 x (22 - 30) = 25, with an error of 4 points.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 30, "control_sd_pre": 8, "control_mean_post": 32,
    ...     "control_sd_post": 8, "control_retest": 0.875,
    ... }
    >>> speer(np.array([22.0]), np.array([35.0]), figures).index.tolist()
    [2.5]
    """
    expected = _on_line(pre, inputs, inputs["control_retest"])
    return ChangeIndex.around(expected, post, standard_error=difference_error(inputs))


def mcsweeny(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against the regression line of a control sample.

    Notes
    -----
    .. math::

        \frac{x_2 - [M_2 + b (x_1 - M_1)]}{S_2 \sqrt{1 - r^2}}, \qquad
        b = r \frac{S_2}{S_1}

    McSweeny, Naugle, Chelune and Lüders (1993); compared with the others by
    Hinton-Bayre (2010), doi:10.1093/arclin/acq008.

    Examples
    --------
    r = .6, S1 = 6 and S2 = 10 give b = 1 and an error of 8 points; expected is
    32 + (22 - 30) = 24.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 30, "control_sd_pre": 6, "control_mean_post": 32,
    ...     "control_sd_post": 10, "control_retest": 0.6,
    ... }
    >>> mcsweeny(np.array([22.0]), np.array([40.0]), figures).index.tolist()
    [2.0]
    """
    expected = _on_line(pre, inputs, _regression_slope(inputs))
    return ChangeIndex.around(expected, post, standard_error=_prediction_error(inputs))


def charter(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against one regressed to the control mean, in errors of prediction.

    Notes
    -----
    .. math:: \frac{x_2 - [M_2 + r (x_1 - M_1)]}{S_2 \sqrt{1 - r^2}}

    Charter (1996); compared with the others by Hinton-Bayre (2010),
    doi:10.1093/arclin/acq008.

    Examples
    --------
    r = .6 and S2 = 10 give an error of 8 points; expected is
    32 + .6 x (20 - 30) = 26.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 30, "control_sd_pre": 6, "control_mean_post": 32,
    ...     "control_sd_post": 10, "control_retest": 0.6,
    ... }
    >>> charter(np.array([20.0]), np.array([42.0]), figures).index.tolist()
    [2.0]
    """
    expected = _on_line(pre, inputs, inputs["control_retest"])
    return ChangeIndex.around(expected, post, standard_error=_prediction_error(inputs))


def crawford_howell(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""As :func:`mcsweeny`, with the error of predicting one new respondent.

    The error grows the smaller the control sample is and the farther the score
    before lies from its mean, so that each respondent has one of their own.

    Notes
    -----
    .. math::

        \frac{x_2 - [M_2 + b (x_1 - M_1)]}{S_2 \sqrt{1 - r^2}
        \sqrt{1 + \frac{1}{n} + \frac{(x_1 - M_1)^2}{S_1^2 (n - 1)}}}, \qquad
        b = r \frac{S_2}{S_1}

    with n the size of the control sample. The index is held against the
    normal quantile, as all indices here are; with a small control sample the
    t distribution would ask for more. Crawford and Howell (1998),
    doi:10.1076/jcen.20.5.755.1132.

    Examples
    --------
    With n = 5, r = .6, S1 = 6 and S2 = 10, who had 30 - 6 x sqrt(.2) before is
    predicted with an error of 8 x sqrt(1 + .2 + .05) = 8.944 points.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 30, "control_sd_pre": 6, "control_mean_post": 32,
    ...     "control_sd_post": 10, "control_retest": 0.6, "control_n": 5,
    ... }
    >>> before = np.array([30 - 6 * 0.2**0.5])
    >>> crawford_howell(before, np.array([40.0]), figures).standard_error.round(3).tolist()
    [8.944]
    """
    n, spread = inputs["control_n"], inputs["control_sd_pre"] ** 2
    distance = pre - inputs["control_mean_pre"]
    growth = (1 + 1 / n + distance**2 / (spread * (n - 1))) ** 0.5
    return ChangeIndex.around(
        _on_line(pre, inputs, _regression_slope(inputs)),
        post,
        standard_error=_prediction_error(inputs) * growth,
    )


def maassen(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The later score against the line of equal standing, in errors of both occasions.

    Notes
    -----
    .. math::

        \frac{x_2 - [M_2 + b (x_1 - M_1)]}{\sqrt{(S_1^2 + S_2^2)(1 - r)}}, \qquad
        b = \frac{S_2}{S_1}

    Maassen, Bossema and Brand (2006); compared with the others by Hinton-Bayre
    (2010), doi:10.1093/arclin/acq008.

    Examples
    --------
    S1 = 6, S2 = 8 and r = .75 give an error of 5 points; expected is
    32 + 8/6 x (24 - 30) = 24.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 30, "control_sd_pre": 6, "control_mean_post": 32,
    ...     "control_sd_post": 8, "control_retest": 0.75,
    ... }
    >>> maassen(np.array([24.0]), np.array([34.0]), figures).index.round(9).tolist()
    [2.0]
    """
    slope = inputs["control_sd_post"] / inputs["control_sd_pre"]
    expected = _on_line(pre, inputs, slope)
    return ChangeIndex.around(expected, post, standard_error=pooled_error(inputs))


LINE_METHODS = (
    ChangeMethod(
        name="speer",
        title="Speer's index",
        summary="The later score against one regressed to the control mean, in errors of a "
        "difference.",
        formula=f"(x2 - (M2 + r * (x1 - M1))) / (sqrt(2) * S1 * sqrt(1 - r)), {SYMBOLS}",
        reference="Speer DC (1992). Clinically significant change: Jacobson and Truax (1991) "
        "revisited. Journal of Consulting and Clinical Psychology 60(3):402-408. "
        "doi:10.1037/0022-006X.60.3.402",
        inputs=WITHOUT_SD_POST,
        compute=speer,
    ),
    ChangeMethod(
        name="mcsweeny",
        title="McSweeny's regression index",
        summary="The later score against the regression line of a control sample, in errors of "
        "prediction.",
        formula="(x2 - (M2 + b * (x1 - M1))) / (S2 * sqrt(1 - r^2)) with b = r * S2 / S1, "
        + SYMBOLS,
        reference=COMPARED,
        inputs=FIGURES,
        compute=mcsweeny,
    ),
    ChangeMethod(
        name="charter",
        title="Charter's index",
        summary="The later score against one regressed to the control mean, in errors of "
        "prediction.",
        formula=f"(x2 - (M2 + r * (x1 - M1))) / (S2 * sqrt(1 - r^2)), {SYMBOLS}",
        reference=COMPARED,
        inputs=WITHOUT_SD_PRE,
        compute=charter,
    ),
    ChangeMethod(
        name="crawford-howell",
        title="Crawford and Howell's regression index",
        summary="As mcsweeny, with the error of predicting one new respondent: it grows with "
        "the distance from the control mean and in small control samples.",
        formula="(x2 - (M2 + b * (x1 - M1))) / (S2 * sqrt(1 - r^2) * sqrt(1 + 1/n + (x1 - "
        f"M1)^2 / (S1^2 * (n - 1)))) with b = r * S2 / S1, {SYMBOLS} of n people",
        reference="Crawford JR, Howell DC (1998). Regression equations in clinical "
        "neuropsychology: an evaluation of statistical methods for comparing predicted and "
        "obtained scores. Journal of Clinical and Experimental Neuropsychology 20(5):755-762. "
        "doi:10.1076/jcen.20.5.755.1132",
        inputs=(*FIGURES, "control_n"),
        compute=crawford_howell,
    ),
    ChangeMethod(
        name="maassen",
        title="Maassen's index",
        summary="The later score against the line of equal standing in the control sample, in "
        "errors of both occasions.",
        formula="(x2 - (M2 + b * (x1 - M1))) / sqrt((S1^2 + S2^2) * (1 - r)) with b = S2 / S1, "
        + SYMBOLS,
        reference=COMPARED,
        inputs=FIGURES,
        compute=maassen,
    ),
)
"""Methods whose expected score lies on a line through the means of a control sample."""

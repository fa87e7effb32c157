"""Change methods that predict one new respondent from the regression of a control sample.

``control_statistics`` says what the symbols stand for.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell_plugins.change.indices.control_statistics import (
    FIGURES,
    SYMBOLS,
    line_through_means,
    prediction_error,
    regression_slope,
)

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


_GROWTH = "sqrt(1 + 1/n + (x1 - M1)^2 / (S1^2 * (n - 1)))"


def crawford_howell(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""As McSweeny's index, with the error of predicting one new respondent.

    The error grows the smaller the control sample is and the farther the score
    before lies from its mean, so that each respondent has one of their own.

    Notes
    -----
    .. math::

        \frac{x_2 - [M_2 + b (x_1 - M_1)]}{S_2 \sqrt{1 - r^2}
        \sqrt{1 + \frac{1}{n} + \frac{(x_1 - M_1)^2}{S_1^2 (n - 1)}}}, \qquad
        b = r \frac{S_2}{S_1}

    with n the size of the control sample. This is the form that published
    calculators of reliable change hold against the normal quantile, as is done
    here; :func:`crawford_garthwaite` is the exact test. Crawford and Howell
    (1998), doi:10.1076/jcen.20.5.755.1132.

    Examples
    --------
    The last factor is that of the function ``se_n1`` of the R package
    neuropsytools, whose own example has 2.278221 / 2.236068 = 1.018851 for a
    control sample of 100, 5 points from its mean with S1 = 3. Here r = .6 and
    S2 = 5 make the error of prediction 4 points.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 70, "control_sd_pre": 3, "control_mean_post": 72,
    ...     "control_sd_post": 5, "control_retest": 0.6, "control_n": 100,
    ... }
    >>> found = crawford_howell(np.array([75.0]), np.array([80.0]), figures)
    >>> (found.standard_error / 4).round(6).tolist()
    [1.018851]
    """
    error = prediction_error(inputs) * _growth(pre, inputs)
    line = line_through_means(inputs, regression_slope(inputs))
    return ChangeIndex.around_line(line, pre, post, standard_error=error)


CRAWFORD_HOWELL = ChangeMethod(
    name="crawford-howell",
    title="Crawford and Howell's regression index",
    summary="As mcsweeny, with the error of predicting one new respondent: it grows with "
    "the distance from the control mean and in small control samples. Held against the "
    "normal quantile, as calculators do; crawford-garthwaite is the exact test.",
    formula=f"(x2 - (M2 + b * (x1 - M1))) / (S2 * sqrt(1 - r^2) * {_GROWTH}) with b = r * "
    f"S2 / S1, {SYMBOLS} of n people",
    reference="Crawford JR, Howell DC (1998). Regression equations in clinical "
    "neuropsychology: an evaluation of statistical methods for comparing predicted and "
    "obtained scores. Journal of Clinical and Experimental Neuropsychology 20(5):755-762. "
    "doi:10.1076/jcen.20.5.755.1132",
    inputs=(*FIGURES, "control_n"),
    compute=crawford_howell,
)


def crawford_garthwaite(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""Whether the distance from a regression is one of those in the control population.

    Notes
    -----
    .. math::

        t = \frac{x_2 - [M_2 + b (x_1 - M_1)]}
        {S_2 \sqrt{(1 - r^2) \frac{n - 1}{n - 2}}
        \sqrt{1 + \frac{1}{n} + \frac{(x_1 - M_1)^2}{S_1^2 (n - 1)}}}, \qquad
        b = r \frac{S_2}{S_1}

    with n the size of the control sample, held against the t distribution with
    n - 2 degrees of freedom. Crawford and Garthwaite (2006),
    doi:10.1037/0894-4105.20.3.259; from summary figures (2007),
    doi:10.1037/0894-4105.21.5.611.

    Examples
    --------
    The bounds of no change are those of the interval of prediction of a
    regression. For the data set ``cars`` of R (stopping distance on speed, 50
    cars) R gives -1.749529 to 60.96915 at a speed of 12; the quantile of t with
    48 degrees of freedom is 2.010635.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 15.4, "control_sd_pre": 5.2876444, "control_mean_post": 42.98,
    ...     "control_sd_post": 25.7693775, "control_retest": 0.8068949, "control_n": 50,
    ... }
    >>> found = crawford_garthwaite(np.array([12.0, 12.0]), np.array([0.0, 70.0]), figures)
    >>> reach = 2.010635 * found.standard_error[0]
    >>> (found.expected[0] + np.array([-reach, reach])).round(3).tolist()
    [-1.75, 60.969]
    """
    n = inputs["control_n"]
    residual = prediction_error(inputs) * math.sqrt((n - 1) / (n - 2))
    return ChangeIndex.around_line(
        line_through_means(inputs, regression_slope(inputs)),
        pre,
        post,
        standard_error=residual * _growth(pre, inputs),
    )


CRAWFORD_GARTHWAITE = ChangeMethod(
    name="crawford-garthwaite",
    title="Crawford and Garthwaite's regression test",
    summary="The later score against the interval in which the regression of a control "
    "sample predicts one new respondent: as crawford-howell, with the unbiased error of "
    "the regression and the t distribution with n - 2 degrees of freedom.",
    formula="(x2 - (M2 + b * (x1 - M1))) / (S2 * sqrt((1 - r^2) * (n - 1) / (n - 2)) * "
    f"{_GROWTH}) with b = r * S2 / S1, {SYMBOLS} of n people",
    reference="Crawford JR, Garthwaite PH (2007). Using regression equations built from "
    "summary data in the neuropsychological assessment of the individual case. "
    "Neuropsychology 21(5):611-620. doi:10.1037/0894-4105.21.5.611",
    inputs=(*FIGURES, "control_n"),
    compute=crawford_garthwaite,
    freedom=lambda inputs: inputs["control_n"] - 2,
)


def _growth(pre: FloatArray, inputs: MethodInputs) -> FloatArray:
    """What the error of one new respondent is, in errors of the regression."""
    n, spread = inputs["control_n"], inputs["control_sd_pre"] ** 2
    distance = pre - inputs["control_mean_pre"]
    growth: FloatArray = (1 + 1 / n + distance**2 / (spread * (n - 1))) ** 0.5
    return growth

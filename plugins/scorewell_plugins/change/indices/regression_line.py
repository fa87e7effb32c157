"""Change methods that expect of a respondent what a line through a control sample says.

``control_statistics`` says what the symbols stand for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell_plugins.change.indices.control_statistics import (
    FIGURES,
    HINTON_BAYRE_2010,
    SYMBOLS,
    WITHOUT_SD_POST,
    WITHOUT_SD_PRE,
    difference_error,
    line_through_means,
    pooled_error,
    prediction_error,
    regression_slope,
)

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


def speer(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The later score against one regressed to the control mean, in errors of a difference.

    Notes
    -----
    .. math:: \frac{x_2 - [M_2 + r (x_1 - M_1)]}{\sqrt{2}\, S_1 \sqrt{1 - r}}

    Speer (1992), doi:10.1037/0022-006X.60.3.402, with the retest sample's mean
    after. No program was found that prints this index; the example is by hand.

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
    line = line_through_means(inputs, inputs["control_retest"])
    return ChangeIndex.around_line(line, pre, post, standard_error=difference_error(inputs))


SPEER = ChangeMethod(
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
)


def mcsweeny(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
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
    The tests of the R package neuropsytools have 107.18 for who had 100, with an error of
    5.2.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 103, "control_sd_pre": 10, "control_mean_post": 109,
    ...     "control_sd_post": 8, "control_retest": 0.76,
    ... }
    >>> found = mcsweeny(np.array([100.0]), np.array([116.0]), figures)
    >>> found.expected.round(2).tolist(), round(found.standard_error, 2)
    ([107.18], 5.2)
    """
    line = line_through_means(inputs, regression_slope(inputs))
    return ChangeIndex.around_line(line, pre, post, standard_error=prediction_error(inputs))


MCSWEENY = ChangeMethod(
    name="mcsweeny",
    title="McSweeny's regression index",
    summary="The later score against the regression line of a control sample, in errors of "
    "prediction.",
    formula="(x2 - (M2 + b * (x1 - M1))) / (S2 * sqrt(1 - r^2)) with b = r * S2 / S1, "
    + SYMBOLS,
    reference=HINTON_BAYRE_2010,
    inputs=FIGURES,
    compute=mcsweeny,
)


def charter(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The later score against one regressed to the control mean, in errors of prediction.

    Notes
    -----
    .. math:: \frac{x_2 - [M_2 + r (x_1 - M_1)]}{S_2 \sqrt{1 - r^2}}

    Charter (1996); compared with the others by Hinton-Bayre (2010),
    doi:10.1093/arclin/acq008. No program was found that prints this index; the
    example is by hand.

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
    line = line_through_means(inputs, inputs["control_retest"])
    return ChangeIndex.around_line(line, pre, post, standard_error=prediction_error(inputs))


CHARTER = ChangeMethod(
    name="charter",
    title="Charter's index",
    summary="The later score against one regressed to the control mean, in errors of "
    "prediction.",
    formula=f"(x2 - (M2 + r * (x1 - M1))) / (S2 * sqrt(1 - r^2)), {SYMBOLS}",
    reference=HINTON_BAYRE_2010,
    inputs=WITHOUT_SD_PRE,
    compute=charter,
)


def maassen(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
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
    The R package neuropsytools expects 106.6 of who had 100, with an error of 6.27.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 103, "control_sd_pre": 10, "control_mean_post": 109,
    ...     "control_sd_post": 8, "control_retest": 0.76,
    ... }
    >>> found = maassen(np.array([100.0]), np.array([116.0]), figures)
    >>> found.expected.round(2).tolist(), round(found.standard_error, 2)
    ([106.6], 6.27)
    """
    slope = inputs["control_sd_post"] / inputs["control_sd_pre"]
    line = line_through_means(inputs, slope)
    return ChangeIndex.around_line(line, pre, post, standard_error=pooled_error(inputs))


MAASSEN = ChangeMethod(
    name="maassen",
    title="Maassen's index",
    summary="The later score against the line of equal standing in the control sample, in "
    "errors of both occasions.",
    formula="(x2 - (M2 + b * (x1 - M1))) / sqrt((S1^2 + S2^2) * (1 - r)) with b = S2 / S1, "
    + SYMBOLS,
    reference=HINTON_BAYRE_2010,
    inputs=FIGURES,
    compute=maassen,
)

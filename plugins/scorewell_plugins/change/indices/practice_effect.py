"""Change methods that expect of a respondent the mean change of a control sample.

``control_statistics`` says what the symbols stand for.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import ChangeIndex, ChangeMethod, ExpectedLine
from scorewell_plugins.change.indices.control_statistics import (
    FIGURES,
    SYMBOLS,
    WITHOUT_SD_POST,
    difference_error,
    pooled_error,
)

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


def _shift(inputs: MethodInputs) -> ExpectedLine:
    """The score before and the mean change of the control sample."""
    return ExpectedLine(intercept=inputs["control_mean_post"] - inputs["control_mean_pre"])


def chelune(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The change beyond the mean practice effect of a control sample.

    Notes
    -----
    .. math:: \frac{(x_2 - x_1) - (M_2 - M_1)}{\sqrt{2}\, S_1 \sqrt{1 - r}}

    Chelune et al. (1993), doi:10.1037/0894-4105.7.1.41.

    Examples
    --------
    The R package neuropsytools expects 106 of who had 100, with an error of 6.93.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 103, "control_sd_pre": 10, "control_mean_post": 109,
    ...     "control_sd_post": 8, "control_retest": 0.76,
    ... }
    >>> found = chelune(np.array([100.0]), np.array([116.0]), figures)
    >>> found.expected.tolist(), round(found.standard_error, 2)
    ([106.0], 6.93)
    """
    return ChangeIndex.around_line(
        _shift(inputs), pre, post, standard_error=difference_error(inputs)
    )


CHELUNE = ChangeMethod(
    name="chelune",
    title="Chelune's index with practice effect",
    summary="The change beyond the mean change of a control sample, in errors of a difference.",
    formula=f"((x2 - x1) - (M2 - M1)) / (sqrt(2) * S1 * sqrt(1 - r)), {SYMBOLS}",
    reference="Chelune GJ, Naugle RI, Lüders H, Sedlak J, Awad IA (1993). Individual "
    "change after epilepsy surgery: practice effects and base-rate information. "
    "Neuropsychology 7(1):41-52. doi:10.1037/0894-4105.7.1.41",
    inputs=WITHOUT_SD_POST,
    compute=chelune,
)


def iverson(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""As :func:`chelune`, with the error of measurement of each occasion.

    Notes
    -----
    .. math:: \frac{(x_2 - x_1) - (M_2 - M_1)}{\sqrt{(S_1^2 + S_2^2)(1 - r)}}

    Iverson (2001), doi:10.1016/S0887-6177(00)00060-3.

    Examples
    --------
    An example of Hinton-Bayre and Kwapil (2017), as the R package ReliableChangeIndex
    prints it: an intelligence quotient of 104 and later 96, with a practice effect of 4.3
    points, has an error of 4.558 and an index of -2.699.

    >>> import numpy as np
    >>> figures = {
    ...     "control_mean_pre": 100, "control_sd_pre": 13.8, "control_mean_post": 104.3,
    ...     "control_sd_post": 15, "control_retest": 0.95,
    ... }
    >>> found = iverson(np.array([104.0]), np.array([96.0]), figures)
    >>> round(found.standard_error, 3), found.index.round(3).tolist()
    (4.558, [-2.699])
    """
    return ChangeIndex.around_line(
        _shift(inputs), pre, post, standard_error=pooled_error(inputs)
    )


IVERSON = ChangeMethod(
    name="iverson",
    title="Iverson's index with practice effect",
    summary="As chelune, with the error of measurement of each occasion.",
    formula=f"((x2 - x1) - (M2 - M1)) / sqrt((S1^2 + S2^2) * (1 - r)), {SYMBOLS}",
    reference="Iverson GL (2001). Interpreting change on the WAIS-III/WMS-III in clinical "
    "samples. Archives of Clinical Neuropsychology 16(2):183-191. "
    "doi:10.1016/S0887-6177(00)00060-3",
    inputs=FIGURES,
    compute=iverson,
)


def temkin(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""As :func:`chelune`, with the standard deviation of the differences.

    Notes
    -----
    .. math:: \frac{(x_2 - x_1) - (M_2 - M_1)}{\sqrt{S_1^2 + S_2^2 - 2 r S_1 S_2}}

    Temkin, Heaton, Grant and Dikmen (1999), doi:10.1017/S1355617799544068.

    Examples
    --------
    For somebody of the control sample itself it is their change in standard deviations
    of the changes: of who went from 40 to 16 among the 25 of ``scorewell.change.example_data``
    ``zscore`` of scipy 1.17.1 gives -1.754886.

    >>> import numpy as np
    >>> from scorewell.change.example_data import pairs
    >>> before, after = pairs()["pre"], pairs()["post"]
    >>> figures = {
    ...     "control_mean_pre": 24, "control_sd_pre": 8, "control_mean_post": after.mean(),
    ...     "control_sd_post": after.std(), "control_retest": before.corr(after),
    ... }
    >>> temkin(np.array([40.0]), np.array([16.0]), figures).index.round(6).tolist()
    [-1.754886]
    """
    before, after = inputs["control_sd_pre"], inputs["control_sd_post"]
    error = math.sqrt(before**2 + after**2 - 2 * inputs["control_retest"] * before * after)
    return ChangeIndex.around_line(_shift(inputs), pre, post, standard_error=error)


TEMKIN = ChangeMethod(
    name="temkin",
    title="Temkin's index with practice effect",
    summary="As chelune, with the standard deviation of the differences.",
    formula="((x2 - x1) - (M2 - M1)) / sqrt(S1^2 + S2^2 - 2 * r * S1 * S2), " + SYMBOLS,
    reference="Temkin NR, Heaton RK, Grant I, Dikmen SS (1999). Detecting significant "
    "change in neuropsychological test performance: a comparison of four models. Journal "
    "of the International Neuropsychological Society 5(4):357-369. "
    "doi:10.1017/S1355617799544068",
    inputs=FIGURES,
    compute=temkin,
)

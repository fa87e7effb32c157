"""Statistics and symbols of the change methods with a control sample.

In all of them x1 and x2 are a respondent's scores before and after, and M1, S1, M2, S2, r and
n are those of a control sample measured twice without treatment: means, standard deviations,
retest correlation and size.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import ExpectedLine

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import MethodInputs

SYMBOLS = (
    "with x1 and x2 the scores before and after, and M1, S1, M2, S2 and r the means, standard "
    "deviations and retest correlation of a control sample"
)
HINTON_BAYRE_2010 = (
    "Hinton-Bayre AD (2010). Deriving reliable change statistics from test-retest normative "
    "data: comparison of models and mathematical expressions. Archives of Clinical "
    "Neuropsychology 25(3):244-256. doi:10.1093/arclin/acq008"
)
FIGURES = (
    "control_mean_pre",
    "control_sd_pre",
    "control_mean_post",
    "control_sd_post",
    "control_retest",
)
WITHOUT_SD_PRE = tuple(name for name in FIGURES if name != "control_sd_pre")
WITHOUT_SD_POST = tuple(name for name in FIGURES if name != "control_sd_post")


def difference_error(inputs: MethodInputs) -> float:
    """Standard error of a difference with the error before at both occasions."""
    return inputs["control_sd_pre"] * math.sqrt(2 * (1 - inputs["control_retest"]))


def pooled_error(inputs: MethodInputs) -> float:
    """Standard error of a difference with the error of each occasion."""
    variances = inputs["control_sd_pre"] ** 2 + inputs["control_sd_post"] ** 2
    return math.sqrt(variances * (1 - inputs["control_retest"]))


def prediction_error(inputs: MethodInputs) -> float:
    """Standard error of the regression of the later score on the earlier one."""
    return inputs["control_sd_post"] * math.sqrt(1 - inputs["control_retest"] ** 2)


def regression_slope(inputs: MethodInputs) -> float:
    """Slope of the regression of the later score on the earlier one."""
    return inputs["control_retest"] * inputs["control_sd_post"] / inputs["control_sd_pre"]


def line_through_means(inputs: MethodInputs, slope: float) -> ExpectedLine:
    """The line of a slope through the means of the control sample."""
    intercept = inputs["control_mean_post"] - slope * inputs["control_mean_pre"]
    return ExpectedLine(intercept=intercept, slope=slope)

"""Nunnally and Kotsch's indices: the later score against the true score before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell_plugins.change.indices.regression_to_mean import SYMBOLS, regression_to

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


_NUNNALLY_KOTSCH_1983 = (
    "Nunnally JC, Kotsch WE (1983). Studies of individual subjects: logic and methods of "
    "analysis. British Journal of Clinical Psychology 22(2):83-93. "
    "doi:10.1111/j.2044-8260.1983.tb00582.x"
)


def nunnally_kotsch(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""As Edwards and Nunnally's index, with errors of both scores and their reliabilities.

    Notes
    -----
    .. math::

        NK = \frac{x_2 - [M_1 + r (x_1 - M_1)]}
        {\sqrt{r^2 S_1^2 (1 - r) + S_1^2 (1 - r')}}

    with r' the reliability after, and x1, x2, M1, S1 and r the scores before and
    after, the mean and standard deviation before and the reliability before. The
    second term is the error variance of the later score; this form takes the
    variance before for it, as the published R package clinicalsignificance does.
    :func:`nunnally_kotsch_both_sds` takes the variance after. Nunnally and Kotsch
    (1983), doi:10.1111/j.2044-8260.1983.tb00582.x.

    Examples
    --------
    The R package clinicalsignificance gives -5.285499781 for who went from 40 to 16, in the
    data set of ``scorewell.change.example_data``.

    >>> import numpy as np
    >>> figures = {
    ...     "reliability": 0.875, "reliability_post": 0.825, "sd": 8, "mean_pre": 24,
    ... }
    >>> found = nunnally_kotsch(np.array([40.0]), np.array([16.0]), figures)
    >>> found.index.round(9).tolist()
    [-5.285499781]
    """
    return _nunnally_kotsch(pre, post, inputs, later="sd")


NUNNALLY_KOTSCH = ChangeMethod(
    name="nunnally-kotsch",
    title="Nunnally and Kotsch's index",
    summary="The later score against the estimated true score before, with errors of both "
    "scores; the error of the later one from the standard deviation before.",
    formula="NK = (x2 - (M1 + r * (x1 - M1))) / sqrt(r^2 * S1^2 * (1 - r) + S1^2 * (1 - "
    f"r')), with {SYMBOLS}before, r and r' the reliabilities before and after",
    reference=_NUNNALLY_KOTSCH_1983,
    inputs=("reliability", "reliability_post", "sd", "mean_pre"),
    compute=nunnally_kotsch,
)


def nunnally_kotsch_both_sds(
    pre: FloatArray, post: FloatArray, inputs: MethodInputs
) -> ChangeIndex:
    r"""As :func:`nunnally_kotsch`, with the standard deviation after in the second term.

    Notes
    -----
    .. math::

        NK = \frac{x_2 - [M_1 + r (x_1 - M_1)]}
        {\sqrt{r^2 S_1^2 (1 - r) + S_2^2 (1 - r')}}

    with S2 the standard deviation after and the other symbols of
    :func:`nunnally_kotsch`.

    Examples
    --------
    The R package clinicalsignificance 3.0.0, whose S2 is S1, gives -5.285499781 for who
    went from 40 to 16, in the data set of ``scorewell.change.example_data``, with S1 = 8 and
    r' = .825. The error variance of the later score, 64 x .175, is also that of S2 = 16
    and r' = .95625.

    >>> import numpy as np
    >>> figures = {
    ...     "reliability": 0.875, "reliability_post": 0.95625, "sd": 8, "sd_post": 16,
    ...     "mean_pre": 24,
    ... }
    >>> found = nunnally_kotsch_both_sds(np.array([40.0]), np.array([16.0]), figures)
    >>> found.index.round(9).tolist()
    [-5.285499781]
    """
    return _nunnally_kotsch(pre, post, inputs, later="sd_post")


NUNNALLY_KOTSCH_BOTH_SDS = ChangeMethod(
    name="nunnally-kotsch-both-sds",
    title="Nunnally and Kotsch's index with both standard deviations",
    summary="As nunnally-kotsch, with the error of the later score from the standard "
    "deviation after.",
    formula="NK = (x2 - (M1 + r * (x1 - M1))) / sqrt(r^2 * S1^2 * (1 - r) + S2^2 * (1 - "
    f"r')), with {SYMBOLS}before, S2 the standard deviation after, r and r' the "
    "reliabilities before and after",
    reference=_NUNNALLY_KOTSCH_1983,
    inputs=("reliability", "reliability_post", "sd", "sd_post", "mean_pre"),
    compute=nunnally_kotsch_both_sds,
)


def _nunnally_kotsch(
    pre: FloatArray, post: FloatArray, inputs: MethodInputs, *, later: str
) -> ChangeIndex:
    r, variance = inputs["reliability"], inputs["sd"] ** 2
    error = math.sqrt(
        r**2 * variance * (1 - r) + inputs[later] ** 2 * (1 - inputs["reliability_post"])
    )
    return ChangeIndex.around_line(
        regression_to("mean_pre", inputs), pre, post, standard_error=error
    )

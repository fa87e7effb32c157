"""Hageman and Arrindell's reliable change index."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.errors import ChangeError
from scorewell.registry.contracts import ChangeIndex, ChangeMethod, ExpectedLine

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


def hageman_arrindell(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The change, drawn towards the mean change of the group as far as it is unreliable.

    Raises
    ------
    ChangeError
        If the reliability of the differences is not above 0: the correlation
        of the scores is then higher than their reliability allows.

    Notes
    -----
    .. math::

        RC = \frac{(x_2 - x_1) r_{DD} + (M_2 - M_1)(1 - r_{DD})}
        {\sqrt{2 r_{DD}}\, S_1 \sqrt{1 - r}}, \qquad
        r_{DD} = 1 - \frac{2 S_1^2 (1 - r)}{S_1^2 + S_2^2 - 2 S_1 S_2 r_{12}}

    with S2 and M2 the standard deviation and mean after, r12 the correlation
    of before and after, rDD the reliability of the differences when the error
    of measurement is the same at both occasions, x1 and x2 the scores before
    and after, S1 and M1 their standard deviation and mean before, and r the
    reliability. Divided by rDD it is the distance of the later score from
    :math:`x_1 - (M_2 - M_1)(1 - r_{DD}) / r_{DD}`: a group that got better
    carries each of its members. Each direction is tested at the whole level:
    the critical value is the normal quantile of 1 - phi max, with phi max the
    highest risk of misclassification (the option ``phi_max``, or 1 - ``level``).
    Hageman and Arrindell (1999), doi:10.1016/S0005-7967(99)00032-7; the
    formulas, and what phi max is, are read in the sources, manual and news of
    the R package clinicalsignificance, not in the paper.

    Examples
    --------
    The R package clinicalsignificance gives -5.777471424 for who went from 40 to 16, in the
    data set of ``scorewell.change.example_data``.

    >>> import numpy as np
    >>> figures = {
    ...     "reliability": 0.875, "sd": 8, "mean_pre": 24, "sd_post": 7.7863127773463265,
    ...     "mean_post": 17.72, "correlation": 0.18194320048230647,
    ... }
    >>> found = hageman_arrindell(np.array([40.0]), np.array([16.0]), figures)
    >>> found.index.round(9).tolist()
    [-5.777471424]
    """
    sd, sd_post = inputs["sd"], inputs["sd_post"]
    spread = sd**2 + sd_post**2 - 2 * sd * sd_post * inputs["correlation"]
    error = 2 * sd**2 * (1 - inputs["reliability"])
    if spread <= error:
        raise ChangeError(
            "the reliability of the differences is "
            + (f"{1 - error / spread:.3g}" if spread > 0 else "not defined")
            + ", not above 0: with a reliability of "
            f"{inputs['reliability']:g} the differences vary less than their error of "
            f"measurement (correlation of before and after {inputs['correlation']:.3g})",
            hint="use another method, for example jacobson-truax, or a reliability that holds "
            "for this sample",
        )
    share = 1 - error / spread
    shift = (inputs["mean_post"] - inputs["mean_pre"]) * (1 - share) / share
    return ChangeIndex.around_line(
        ExpectedLine(intercept=-shift), pre, post, standard_error=math.sqrt(error / share)
    )


HAGEMAN_ARRINDELL = ChangeMethod(
    name="hageman-arrindell",
    title="Hageman and Arrindell's reliable change index",
    summary="The change drawn towards the mean change of the group as far as differences "
    "are unreliable. Each direction is tested at the whole level: at most phi max (phi_max, or "
    "1 - level) is the risk of calling somebody changed who is not. Formula and phi max are "
    "those of the R package clinicalsignificance; the paper itself was not read here.",
    formula="RC = ((x2 - x1) * rDD + (M2 - M1) * (1 - rDD)) / sqrt(rDD * 2 * S1^2 * (1 - "
    "r)), with rDD = 1 - 2 * S1^2 * (1 - r) / (S1^2 + S2^2 - 2 * S1 * S2 * r12) the "
    "reliability of the differences, x1 and x2 the scores before and after, M1, M2 and S1, "
    "S2 their means and standard deviations, r12 their correlation, and r the reliability",
    reference="Hageman WJJM, Arrindell WA (1999). Establishing clinically significant change: "
    "increment of precision and the distinction between individual and group level analysis. "
    "Behaviour Research and Therapy 37(12):1169-1193. doi:10.1016/S0005-7967(99)00032-7",
    inputs=("reliability", "sd", "sd_post", "mean_pre", "mean_post", "correlation"),
    compute=hageman_arrindell,
    sides=1,
)

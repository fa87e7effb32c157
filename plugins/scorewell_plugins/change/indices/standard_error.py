"""Indices that divide change by an error of measurement."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import ChangeIndex, ChangeMethod

if TYPE_CHECKING:
    from scorewell.registry.contracts.change import FloatArray, MethodInputs


def jacobson_truax(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The change in units of the standard error of a difference.

    Notes
    -----
    .. math:: RC = \frac{x_2 - x_1}{\sqrt{2}\, s \sqrt{1 - r}}

    with x1 and x2 the scores before and after, s the standard deviation and r
    the reliability. The standard error of one score is
    :math:`s\sqrt{1 - r}`; two scores err independently, hence the square root
    of 2. Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12.

    Examples
    --------
    The R package clinicalsignificance gives -4.895213677 for who went from 26 to 5, with
    the standard deviation 9.146107480851187 and the reliability .89.

    >>> import numpy as np
    >>> found = jacobson_truax(
    ...     np.array([26.0]), np.array([5.0]), {"reliability": 0.89, "sd": 9.146107480851187}
    ... )
    >>> round(found.standard_error, 9), found.index.round(9).tolist()
    (4.289904667, [-4.895213677])
    """
    standard_error = math.sqrt(2) * inputs["sd"] * math.sqrt(1 - inputs["reliability"])
    return ChangeIndex(index=(post - pre) / standard_error, standard_error=standard_error)


JACOBSON_TRUAX = ChangeMethod(
    name="jacobson-truax",
    title="Jacobson and Truax's reliable change index",
    summary="The change divided by the standard error of a difference between two scores.",
    formula="RC = (x2 - x1) / (sqrt(2) * s * sqrt(1 - r)), with x1 and x2 the scores before "
    "and after, s the standard deviation and r the reliability",
    reference="Jacobson NS, Truax P (1991). Clinical significance: a statistical approach to "
    "defining meaningful change in psychotherapy research. Journal of Consulting and Clinical "
    "Psychology 59(1):12-19. doi:10.1037/0022-006X.59.1.12",
    inputs=("reliability", "sd"),
    compute=jacobson_truax,
)


CHRISTENSEN_MENDOZA = ChangeMethod(
    name="christensen-mendoza",
    title="Christensen and Mendoza's amended index",
    summary="The change divided by the standard error of a difference: another name, in "
    "programs that call the form without the square root of 2 Jacobson's, for what "
    "jacobson-truax computes. Elsewhere the name stands for the standard deviation of the "
    "difference scores of a retest sample; that error is temkin's.",
    formula=JACOBSON_TRUAX.formula,
    reference="Christensen L, Mendoza JL (1986). A method of assessing change in a single "
    "subject: an alteration of the RC index. Behavior Therapy 17(3):305-308. "
    "doi:10.1016/S0005-7894(86)80060-0",
    inputs=("reliability", "sd"),
    compute=jacobson_truax,
)


def jacobson_1984(pre: FloatArray, post: FloatArray, inputs: MethodInputs) -> ChangeIndex:
    r"""The change in units of the standard error of one score.

    Notes
    -----
    .. math:: RC = \frac{x_2 - x_1}{s \sqrt{1 - r}}

    with the symbols of :func:`jacobson_truax`. Only one of the two scores is
    allowed an error, so the limit is smaller by the square root of 2 and too
    many people count as changed. Jacobson, Follette and Revenstorf (1984),
    doi:10.1016/S0005-7894(84)80002-7.

    Examples
    --------
    The R package scan prints 18.13624 as the index of Jacobson et al. (and 12.82426, which
    is jacobson-truax, as that of Christensen and Mendoza) for its example of phases with
    the means 54.6 and 74.13333, a standard deviation of 2.408319 and a reliability of .8.

    >>> import numpy as np
    >>> found = jacobson_1984(
    ...     np.array([54.6]), np.array([74.13333]), {"reliability": 0.8, "sd": 2.408319}
    ... )
    >>> found.index.round(4).tolist()
    [18.1362]
    """
    standard_error = inputs["sd"] * math.sqrt(1 - inputs["reliability"])
    return ChangeIndex(index=(post - pre) / standard_error, standard_error=standard_error)


JACOBSON_1984 = ChangeMethod(
    name="jacobson-1984",
    title="Jacobson, Follette and Revenstorf's first reliable change index",
    summary="The change divided by the standard error of one score, without the square root of "
    "2. Some programs call this form Jacobson's; the index of Jacobson and Truax (1991) is "
    "jacobson-truax.",
    formula="RC = (x2 - x1) / (s * sqrt(1 - r)), with x1 and x2 the scores before and after, s "
    "the standard deviation and r the reliability",
    reference="Jacobson NS, Follette WC, Revenstorf D (1984). Psychotherapy outcome research: "
    "methods for reporting variability and evaluating clinical significance. Behavior Therapy "
    "15(4):336-352. doi:10.1016/S0005-7894(84)80002-7",
    inputs=("reliability", "sd"),
    compute=jacobson_1984,
)

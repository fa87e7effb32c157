"""The bundled change method: Jacobson and Truax's reliable change index."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from scorewell.hookspecs import hookimpl
from scorewell.methods import ChangeIndex, ChangeMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["JACOBSON_TRUAX", "jacobson_truax", "register_change_methods"]


def jacobson_truax(
    pre: NDArray[np.float64], post: NDArray[np.float64], inputs: Mapping[str, float]
) -> ChangeIndex:
    r"""The change in units of the standard error of a difference.

    Parameters
    ----------
    pre, post : array, shape (n_cases,)
        Scores before and after; NaN where missing.
    inputs : mapping of str to float
        ``reliability``, above 0 and below 1, and ``sd``, above 0, in points.

    Returns
    -------
    ChangeIndex
        NaN where a score is missing. Positive where the score rose, whichever
        direction is better.

    Notes
    -----
    .. math:: RC = \frac{x_2 - x_1}{\sqrt{2}\, s \sqrt{1 - r}}

    with x1 and x2 the scores before and after, s the standard deviation and r
    the reliability. The standard error of one score is
    :math:`s\sqrt{1 - r}`; two scores err independently, hence the square root
    of 2. Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12.

    Examples
    --------
    With s = 8 and r = .875 the standard error is 8 x sqrt(2 x .125) = 4 points.

    >>> import numpy as np
    >>> found = jacobson_truax(
    ...     np.array([40.0, 28.0]), np.array([16.0, 30.0]), {"reliability": 0.875, "sd": 8}
    ... )
    >>> round(found.standard_error, 9), found.index.round(9).tolist()
    (4.0, [-6.0, 0.5])
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


@hookimpl
def register_change_methods(register: Callable[[ChangeMethod], None]) -> None:
    """Offer the bundled change method."""
    register(JACOBSON_TRUAX)

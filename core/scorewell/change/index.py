"""The index of change, held against what a method promises."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scorewell.change.request import Request
from scorewell.change.terms import Terms
from scorewell.errors import Finding, PluginError
from scorewell.methods import ChangeIndex

__all__ = ["index_of", "limit_findings"]


def index_of(terms: Terms, pre: NDArray[np.float64], post: NDArray[np.float64]) -> ChangeIndex:
    """The index of change by the method settled on.

    Raises
    ------
    PluginError
        If the standard error is not a positive number, or the index is not
        one finite number per respondent with both scores.
    """
    found = terms.method.compute(pre, post, terms.method_inputs)
    error = float(found.standard_error)
    if not (np.isfinite(error) and error > 0):
        raise PluginError(
            f"the change method '{terms.method.name}' returned the standard error {error!r}; "
            "expected a positive number of points"
        )
    values = np.asarray(found.index, dtype=np.float64)
    both = ~(np.isnan(pre) | np.isnan(post))
    if values.shape != pre.shape or not np.isfinite(values[both]).all():
        raise PluginError(
            f"the change method '{terms.method.name}' did not return one finite index per "
            "respondent with both scores"
        )
    return ChangeIndex(index=np.where(both, values, np.nan), standard_error=error)


def limit_findings(request: Request, limit: float) -> tuple[Finding, ...]:
    """A warning where no change on this scale can be reliable."""
    low, high = request.scale.low, request.scale.high
    if limit < high - low:
        return ()
    return (
        request.finding(
            "limit-exceeds-range",
            f"the limit of reliable change, {limit:.4g} points, is as wide as the scale "
            f"({low:g} to {high:g}): nobody can change reliably",
            severity="warning",
            hint="check that the standard deviation is in points of this scale",
        ),
    )

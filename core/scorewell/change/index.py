"""The index of change by a method, checked against its contract."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.resolve import ChangeSettings
from scorewell.change.score_steps import smallest_step
from scorewell.errors import Finding, PluginError
from scorewell.registry.contracts import ChangeIndex, ExpectedLine


def index_of(
    settings: ChangeSettings, pre: NDArray[np.float64], post: NDArray[np.float64]
) -> ChangeIndex:
    """The index of change by the method of the settings.

    Raises
    ------
    PluginError
        If the standard error is not a positive number, or the index is not
        one finite number per respondent with both scores.
    """
    result = settings.method.compute(pre, post, settings.method_inputs)
    no_pre = np.isnan(pre)
    values = _column(settings, "index", result.index, no_pre | np.isnan(post))
    error = _standard_error(settings, result.standard_error, no_pre)
    expected = result.expected
    if expected is not None:
        expected = _column(settings, "expected score", expected, no_pre)
    unchanged = result.expected is None or result.expected is pre
    line = ExpectedLine() if unchanged else result.line
    return ChangeIndex(index=values, standard_error=error, expected=expected, line=line)


def _column(
    settings: ChangeSettings,
    label: str,
    numbers: NDArray[np.float64],
    missing: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """One finite number per respondent, NaN where a score is missing."""
    values = np.asarray(numbers, dtype=np.float64)
    finite = np.isfinite(values)
    if np.array_equal(finite, ~missing):
        return values
    if finite.shape != missing.shape or not (finite | missing).all():
        raise PluginError(
            f"the change method '{settings.method.name}' did not return one finite {label} per "
            "respondent with both scores"
        )
    return np.where(missing, np.nan, values)


def _standard_error(
    settings: ChangeSettings, error: float | NDArray[np.float64], missing: NDArray[np.bool_]
) -> float | NDArray[np.float64]:
    if np.ndim(error):
        errors = _column(settings, "standard error", np.asarray(error), missing)
        least = float(np.min(errors, where=~missing, initial=np.inf))
    else:
        errors = None
        least = float(error)
    if not ((np.isfinite(least) or errors is not None) and least > 0):
        raise PluginError(
            f"the change method '{settings.method.name}' returned the standard error "
            f"{least!r}; expected a positive number of points"
        )
    return least if errors is None else errors


def limit_of(settings: ChangeSettings, index: ChangeIndex) -> float | None:
    """The limit of reliable change in points; None where it differs between respondents."""
    error = index.standard_error
    return None if isinstance(error, np.ndarray) else settings.critical_value * float(error)


def limit_findings(request: Request, limit: float | None) -> tuple[Finding, ...]:
    """A warning where no change on this scale can be reliable, or every change is."""
    low, high = request.scale.low, request.scale.high
    if limit is None:
        return ()
    hint = "check that the standard deviation is in points of this scale"
    if limit >= high - low:
        return (
            request.finding(
                "limit-exceeds-range",
                f"the limit of reliable change, {limit:.4g} points, is as wide as the scale "
                f"({low:g} to {high:g}): nobody can change reliably",
                severity="warning",
                hint=hint,
            ),
        )
    step = smallest_step(request.scale, request.instrument)
    if step is None or limit >= step - TOLERANCE * (high - low):
        return ()
    return (
        request.finding(
            "limit-below-step",
            f"the limit of reliable change, {limit:.4g} points, is less than the step from one "
            f"possible score to the next ({step:.4g}): every change between complete answer "
            "sheets is reliable",
            severity="warning",
            hint=f"{hint}, and the reliability right",
        ),
    )


def contrary_findings(
    request: Request,
    settings: ChangeSettings,
    *,
    gain: NDArray[np.float64],
    reliable: NDArray[np.int8],
) -> tuple[Finding, ...]:
    """A warning where classes contradict the scores, as the method expects a change.

    Parameters
    ----------
    gain : array
        Change in points, positive where the later score is better.
    reliable : array of int
        Places in :data:`~scorewell.change.classes.classify.RELIABLE`.
    """
    edge = TOLERANCE * (request.scale.high - request.scale.low)
    worse = int(((reliable == 0) & (gain <= edge)).sum())
    better = int(((reliable == 2) & (gain >= -edge)).sum())
    if not worse and not better:
        return ()
    return (
        request.finding(
            "class-against-change",
            f"the method '{settings.method.name}' compares each later score with one that it "
            f"expects, not with the one before: {worse} respondents count as improved whose "
            f"scores did not get better, and {better} as deteriorated whose scores did not "
            "get worse",
            severity="warning",
            hint="an index of the change itself, such as jacobson-truax, cannot do this",
        ),
    )

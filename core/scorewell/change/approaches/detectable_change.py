"""The smallest change that is more than error of measurement, as a number of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tie_rules import critical_value
from scorewell.change.inputs.tolerance import steps_beyond
from scorewell.change.options.options import ChangeOptions
from scorewell.change.parameters.reliability_and_sd import reliability, sd
from scorewell.change.sample import take
from scorewell.change.target_scores import score_step
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.io.json_values import plain


@dataclass(frozen=True, kw_only=True)
class DetectableChange:
    """The smallest change that is more than error of measurement.

    Attributes
    ----------
    value : float
        In points: the critical value times the standard error of a difference.
    score_error : float
        Standard error of one score, in points.
    least : float or None
        The smallest possible change beyond it; None where the possible
        scores are not evenly spaced.
    """

    instrument: Instrument
    scale: Scale
    value: float
    score_error: float
    least: float | None
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The number with its inputs as plain values that JSON can hold."""
        names = ("value", "score_error", "least", "inputs", "findings")
        return {
            "instrument": {"id": self.instrument.id, "version": self.instrument.version},
            "scale": {"id": self.scale.id, "better": self.scale.better},
            **{name: plain(getattr(self, name)) for name in names},
        }


def minimal_detectable_change(
    scale: Scale,
    *,
    instrument: Instrument,
    pairs: pd.DataFrame | None = None,
    options: Sequence[tuple[str, ChangeOptions]] = (),
) -> DetectableChange:
    r"""The minimal detectable change of a scale.

    Parameters
    ----------
    scale, instrument, options
        As for :func:`~scorewell.change.analyse.analyse`.
    pairs : pandas.DataFrame or None
        A sample, where the standard deviation is to be its own.

    Raises
    ------
    ChangeError
        If the reliability or the standard deviation is lacking.

    Notes
    -----
    .. math:: MDC = z \sqrt{2}\, s \sqrt{1 - r}

    with s the standard deviation, r the reliability and z the critical value:
    the limit of Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12.

    Examples
    --------
    The R package CECPfuns gives 6.894784471329744 points for a standard
    deviation of 7.5 and a reliability of .89.

    >>> import scorewell
    >>> pseq = scorewell.load("pseq")
    >>> found = minimal_detectable_change(
    ...     pseq.scale("total"), instrument=pseq,
    ...     options=[("call", ChangeOptions(reliability=0.89, sd=7.5, level=0.95))],
    ... )
    >>> round(found.value, 9), found.least
    (6.894784471, 7.0)
    """
    if pairs is None:
        request = Request(instrument=instrument, scale=scale, options=tuple(options))
        notes: tuple[Finding, ...] = ()
    else:
        sample = take(pairs, scale, instrument=instrument, options=options)
        request, notes = sample.request, sample.findings
    critical, level = critical_value(request)
    coefficient, spread = reliability(request), sd(request)
    error = spread.value * (1 - coefficient.value) ** 0.5
    value = critical * 2**0.5 * error
    step = score_step(scale, instrument)
    ties = request.choice("on_limit").value == "changed"
    return DetectableChange(
        instrument=instrument,
        scale=scale,
        value=value,
        score_error=error,
        least=None if step is None else steps_beyond(value, step, ties=ties) * step,
        inputs=(coefficient.source, spread.source, level),
        findings=(*notes, *coefficient.findings, *spread.findings),
    )

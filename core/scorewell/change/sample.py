"""A sample at two occasions, checked, with the request that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from scorewell.change.inputs.pairs import Pairs, read_pairs
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import ChangeOptions
from scorewell.change.parameters.control_group import split_control_group
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.i18n.messages import words
from scorewell.registry.contracts import ApproachContext


@dataclass(frozen=True, kw_only=True, eq=False)
class PairedSample:
    """A sample at two occasions.

    Attributes
    ----------
    request : Request
        The analysis that is asked for, with the sample's own scores.
    pairs : Pairs
        The respondents who are judged.
    findings : tuple of Finding
        Remarks on the scores.
    """

    request: Request
    pairs: Pairs
    findings: tuple[Finding, ...]


def read_sample(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    options: Sequence[tuple[str, ChangeOptions]] = (),
) -> PairedSample:
    """Read pairs, and separate a control group from them.

    Raises
    ------
    ChangeError
        If the scale has no better end or the pairs cannot be read.
    """
    request = Request(instrument=instrument, scale=scale, options=tuple(options))
    _ = request.direction
    all_pairs = read_pairs(pairs, request)
    treated, control, notes = split_control_group(all_pairs, request)
    complete = words("the {{ n }} complete pairs", n=int(treated.assessable.sum()))
    request = replace(
        request, baseline=treated.baseline, sample=treated.paired(complete), control=control
    )
    return PairedSample(request=request, pairs=treated, findings=(*all_pairs.findings, *notes))


def approach_sample(pairs: pd.DataFrame, context: ApproachContext) -> PairedSample:
    """The sample that an approach judges.

    Raises
    ------
    ChangeError
        As :func:`read_sample`.
    """
    return read_sample(
        pairs, context.scale, instrument=context.instrument, options=context_options(context)
    )


def context_options(context: ApproachContext) -> list[tuple[str, ChangeOptions]]:
    """The options of the analysis in which an approach judges."""
    return [
        (origin, options)
        for origin, options in context.options
        if isinstance(options, ChangeOptions)
    ]

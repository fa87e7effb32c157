"""A sample at two occasions, read and checked, with the request that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from scorewell.change.inputs.pairs import Pairs, read_pairs
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import ChangeOptions
from scorewell.change.parameters.control_group import apart
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.i18n.messages import words


@dataclass(frozen=True, kw_only=True, eq=False)
class Sample:
    """A sample at two occasions.

    Attributes
    ----------
    request : Request
        What is asked, with the sample's own scores.
    read : Pairs
        The respondents who are judged.
    findings : tuple of Finding
        What is to be said about the scores.
    """

    request: Request
    read: Pairs
    findings: tuple[Finding, ...]


def take(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    options: Sequence[tuple[str, ChangeOptions]] = (),
) -> Sample:
    """Read pairs, and set a control group apart.

    Raises
    ------
    ChangeError
        If the scale has no better end or the pairs cannot be read.
    """
    request = Request(instrument=instrument, scale=scale, options=tuple(options))
    _ = request.direction
    everybody = read_pairs(pairs, request)
    read, control, notes = apart(everybody, request)
    request = replace(
        request,
        baseline=read.baseline,
        sample=read.paired(words("the {{ n }} complete pairs", n=int(read.assessable.sum()))),
        control=control,
    )
    return Sample(request=request, read=read, findings=(*everybody.findings, *notes))

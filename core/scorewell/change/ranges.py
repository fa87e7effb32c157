"""The clinical and the functional range: the cut-off settled, with the rules on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classify import status_codes
from scorewell.change.criterion import decide
from scorewell.change.cutoffs import Cutoffs, candidates
from scorewell.change.inputs import Input
from scorewell.change.populations import Figures, clinical, functional
from scorewell.change.request import Request
from scorewell.change.rules import Rules, rules
from scorewell.errors import Finding

__all__ = ["Ranges", "ranges"]


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """The cut-off settled, with the rules for scores on it.

    Attributes
    ----------
    cutoffs : Cutoffs
        Where the functional range begins.
    rules : Rules
        What exact ties count as.
    patients : Figures
        The clinical population.
    """

    cutoffs: Cutoffs
    rules: Rules
    patients: Figures
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]

    def statuses(
        self, request: Request, *, pre: NDArray[np.float64], post: NDArray[np.float64]
    ) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """The status of each respondent before and after, as places in ``STATUS``."""
        span = request.scale.high - request.scale.low
        ties = (self.rules.pre_on_cutoff, self.rules.post_on_cutoff)
        before, after = (
            status_codes(
                scores,
                cutoff=self.cutoffs.value,
                direction=request.direction,
                span=span,
                on_cutoff=on_cutoff,
            )
            for scores, on_cutoff in zip((pre, post), ties, strict=True)
        )
        return before, after


def ranges(request: Request) -> Ranges:
    """Settle the cut-off of an analysis, and the rules.

    Raises
    ------
    ChangeError
        If a figure that was asked for is lacking or cannot be used.
    """
    patients, others = clinical(request), functional(request)
    found = candidates(request, patients, others)
    decision = decide(request, found, clinical=patients, functional=others)
    ties, tie_inputs = rules(request)
    return Ranges(
        cutoffs=decision.cutoffs,
        rules=ties,
        patients=patients,
        inputs=(
            *patients.inputs("clinical"),
            *others.inputs("functional"),
            *decision.inputs,
            *tie_inputs,
        ),
        findings=(*patients.findings, *others.findings, *decision.findings),
    )

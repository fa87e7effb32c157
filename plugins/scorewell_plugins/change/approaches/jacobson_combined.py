"""Approaches that rest on an index of change: with a cut-off, and alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.approach_results import Judgement

_CUTOFF_FINDINGS = {
    "criterion-not-available",
    "cut-off-out-of-reach",
    "no-cut-off",
    "norms-on-wrong-side",
    "plain-midpoint",
}
_CUTOFF_INPUTS = ("clinical", "functional", "criterion", "multiplier a", "multiplier b")


def combined(pairs: pd.DataFrame, context: ApproachContext) -> Judgement:
    """Reliable change and a cut-off together, as :func:`~scorewell.change.analyse.analyse`.

    Examples
    --------
    The R package clinicalsignificance counts 6 recovered, 10 improved, 4 unchanged, and 5
    deteriorated or harmed.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> combined(pairs(), example_context()).summary()["n"].tolist()
    [6, 10, 4, 5]
    """
    from scorewell.change.results.approach_results import Judgement
    from scorewell.change.run_approach import analyse_in_context

    result = analyse_in_context(pairs, context)
    return Judgement(
        approach="combined",
        instrument=result.instrument,
        scale=result.scale,
        cases=result.cases,
        cutoff=result.cutoffs.value,
        inputs=result.inputs,
        findings=result.findings,
        recovers=result.cutoffs.value is not None,
        barrier=result.cutoffs.barrier,
    )


def distribution(pairs: pd.DataFrame, context: ApproachContext) -> Judgement:
    """Reliable change alone, without any cut-off.

    What the options say about populations and criteria is not used.

    Examples
    --------
    The R package clinicalsignificance counts 16 improved, 4 unchanged and 5 deteriorated.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> distribution(pairs(), example_context()).summary()["n"].tolist()
    [16, 4, 5]
    """
    from scorewell.change.options.options import NONE, ChangeOptions
    from scorewell.change.results.approach_results import Judgement
    from scorewell.change.run_approach import analyse_in_context

    any_cutoff = ChangeOptions(functional=NONE, clinical="baseline", criterion="a")
    result = analyse_in_context(pairs, context, ("call", any_cutoff))
    cases = result.cases.drop(columns=["baseline_status", "end_status", "significance"])
    return Judgement(
        approach="distribution",
        instrument=result.instrument,
        scale=result.scale,
        cases=cases.assign(outcome=result.cases["reliable"]),
        inputs=tuple(
            entry
            for entry in result.inputs
            if not entry.name.startswith(_CUTOFF_INPUTS) and "cut-off" not in entry.name
        ),
        findings=tuple(
            finding for finding in result.findings if finding.code not in _CUTOFF_FINDINGS
        ),
    )


COMBINED = Approach(
    name="combined",
    title="Reliable change and a cut-off together",
    summary="Recovered is who improved reliably and moved from the clinical into the "
    "functional range. What every analysis of change does unless told otherwise.",
    formula="recovered: index beyond the critical value towards the better end, x1 "
    "clinical and x2 functional; improved or deteriorated: index beyond it, without that; "
    "with x1 and x2 the scores before and after",
    reference=JACOBSON_TRUAX.reference,
    inputs=("what the index needs", "cut-off"),
    judge=combined,
)

DISTRIBUTION = Approach(
    name="distribution",
    title="Reliable change alone",
    summary="Whether a change is beyond its error of measurement, without any cut-off.",
    formula="improved or deteriorated: index of change beyond the critical value, in the "
    "direction of the better or the worse end",
    reference=JACOBSON_TRUAX.reference,
    inputs=("what the index needs",),
    judge=distribution,
)

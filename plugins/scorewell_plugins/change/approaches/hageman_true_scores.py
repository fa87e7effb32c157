"""Hageman and Arrindell's tests of each respondent: change and cut-off by true scores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.indices.hageman_arrindell import HAGEMAN_ARRINDELL

if TYPE_CHECKING:
    import pandas as pd

    from scorewell_plugins.change.approaches.true_change import TrueChange


def hageman_arrindell(pairs: pd.DataFrame, context: ApproachContext) -> TrueChange:
    r"""Judge change and movement over the cut-off by estimated true scores.

    A method that the options name is not used.

    Returns
    -------
    TrueChange
        Its cases also have ``index``, ``reliable``, ``baseline_status``,
        ``crossing`` (the later score in standard errors from the cut-off) and
        ``crossed``: into functional, for the clinical at baseline; into
        clinical, for the others; or not shown. ``outcome`` is recovered for
        who improved reliably and was shown to be functional.

    Raises
    ------
    ChangeError
        If a figure is lacking, or scores vary less than their error.

    Notes
    -----
    With :math:`E = S_1 \sqrt{1 - r}` the error of measurement, the reliability
    of scores with standard deviation S is :math:`(S^2 - E^2) / S^2`. The
    cut-offs are Jacobson and Truax's with each standard deviation multiplied
    by the square root of its reliability. A respondent is compared with one by

    .. math:: C = \frac{M_2 + (x_2 - M_2) r_2 - c}{\sqrt{r_2}\, E}

    with M2 and r2 the mean and reliability of the later scores, and c the
    cut-off. The shares of the group are normal probabilities of a true change
    above 0 and of a true score beyond c. Hageman and Arrindell (1999),
    doi:10.1016/S0005-7967(99)00032-7.

    Examples
    --------
    The R package clinicalsignificance has the reliability of the differences
    0.8430757159670459, the cut-off 16, and 0.086126869803174 for the later score of the
    first respondent.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> result = hageman_arrindell(pairs(), example_context())
    >>> round(result.reliability_change, 9), round(result.cutoff, 9)
    (0.843075716, 16.0)
    >>> round(float(result.cases["crossing"].iloc[0]), 9)
    0.08612687
    """
    from scorewell.change.options.options import ChangeOptions
    from scorewell.change.run_approach import analyse_in_context
    from scorewell_plugins.change.approaches.true_change import (
        TrueChange,
        group_shares,
        true_barrier,
        true_cases,
        true_cutoff,
        true_share,
    )

    index = ChangeOptions(method=HAGEMAN_ARRINDELL.name)
    change = analyse_in_context(pairs, context, (context.origin, index))
    direction = -1 if context.scale.better == "lower" else 1
    figures = {
        entry.name: entry.value for entry in change.inputs if not isinstance(entry.value, str)
    }
    error = figures["sd"] * math.sqrt(1 - figures["reliability"])
    after = true_share(figures["sd post"], error, scores="later scores")
    cutoff = true_cutoff(change, figures, error=error, direction=direction)
    barrier = true_barrier(change, cutoff)
    cutoff = None if barrier else cutoff
    shares = group_shares(figures, error=error, after=after, cutoff=cutoff, direction=direction)
    cases = true_cases(
        change, figures, error=error, after=after, cutoff=cutoff, direction=direction
    )
    return TrueChange(
        approach=HAGEMAN_ARRINDELL.name,
        instrument=change.instrument,
        scale=change.scale,
        cases=cases,
        inputs=change.inputs,
        cutoff=cutoff,
        findings=change.findings,
        recovers=cutoff is not None,
        barrier=barrier,
        change=change,
        reliability_post=after,
        reliability_change=shares["reliability_change"],
        changed=shares["changed"],
        functional=shares["functional"],
    )


TRUE_SCORES = Approach(
    name="hageman-arrindell-true-scores",
    title="Hageman and Arrindell's individual tests on true scores",
    summary="Change by their index, and each estimated true score after held against a "
    "cut-off for true scores; recovered is who passes both. Each test takes the normal "
    "quantile of 1 - phi max, the highest risk of misclassification: phi_max, or 1 - "
    "level. Formulas and phi max are those of the R package clinicalsignificance; the "
    "paper itself was not read here.",
    formula="C = (M2 + (x2 - M2) * r2 - c) / (sqrt(r2) * E), with E = S1 * sqrt(1 - r) the "
    "error of measurement, r2 = (S2^2 - E^2) / S2^2 the reliability of the later scores, "
    "x2 a later score, M2 and S2 their mean and standard deviation, S1 the standard "
    "deviation before, r the reliability, and c the cut-off by criterion a, b or c with "
    "each standard deviation multiplied by the square root of its reliability; functional "
    "or clinical is who lies beyond the critical value, at the whole level on each side",
    reference=HAGEMAN_ARRINDELL.reference,
    inputs=(*HAGEMAN_ARRINDELL.inputs, "cut-off"),
    judge=hageman_arrindell,
)

"""The bundled approaches: pairs of scores judged by rules other than one index alone."""

from __future__ import annotations

from scorewell.registry.contracts import Approach
from scorewell_plugins.change.approaches import adapters as judges
from scorewell_plugins.change.approaches.parameters import (
    AMOUNTS,
    BAYESIAN,
    COPAY,
    GROUPS,
    HAGEMAN,
    HILLER,
    JACOBSON_TRUAX,
    LEVEL,
    closed,
)

APPROACHES = (
    Approach(
        name="combined",
        title="Reliable change and a cut-off together",
        summary="Recovered is who improved reliably and moved from the clinical into the "
        "functional range. What every analysis of change does unless told otherwise.",
        formula="recovered: index beyond the critical value towards the better end, x1 "
        "clinical and x2 functional; improved or deteriorated: index beyond it, without that; "
        "with x1 and x2 the scores before and after",
        reference=JACOBSON_TRUAX,
        inputs=("what the index needs", "cut-off"),
        judge=judges.combined,
    ),
    Approach(
        name="distribution",
        title="Reliable change alone",
        summary="Whether a change is beyond its error of measurement, without any cut-off.",
        formula="improved or deteriorated: index of change beyond the critical value, in the "
        "direction of the better or the worse end",
        reference=JACOBSON_TRUAX,
        inputs=("what the index needs",),
        judge=judges.distribution,
    ),
    Approach(
        name="statistical",
        title="Movement over the cut-off alone",
        summary="Improved is who was clinical before and is functional after, however small "
        "the change; deteriorated the reverse.",
        formula="improved: D * x1 < D * c < D * x2; deteriorated: D * x2 < D * c < D * x1; "
        "with x1 and x2 the scores before and after, c the cut-off by criterion a, b or c, and "
        "D 1 where higher is better and -1 where lower is; a score on c as the tie rules say, "
        "and who did not move is unchanged",
        reference=JACOBSON_TRUAX,
        inputs=("cut-off",),
        judge=judges.statistical,
    ),
    Approach(
        name="anchor",
        title="An amount of change that matters to people",
        summary="A change of at least the minimal important one, either way; with a cut-off "
        "also recovery.",
        formula="improved: D * (x2 - x1) >= I; deteriorated: D * (x2 - x1) <= -W; with x1 and "
        "x2 the scores before and after, I and W the minimal important improvement and "
        "deterioration in points, and D 1 where higher is better and -1 where lower is",
        reference=COPAY,
        inputs=("minimal important change", "cut-off for recovery"),
        parameters=closed(
            required=("improvement",),
            **AMOUNTS,
            cutoff={
                "description": "Whether recovery is judged, too: improved, clinical before "
                "and functional after. False unless told otherwise.",
                "type": "boolean",
            },
        ),
        judge=judges.anchor,
    ),
    Approach(
        name="anchor-group",
        title="The mean change of the group against an amount that matters",
        summary="Whether the group changed, and by an important amount, from where the "
        "interval of its mean change lies.",
        formula="m +/- t * s / sqrt(n), with m, s and n the mean, standard deviation and "
        "number of the changes and t the quantile with n - 1 degrees of freedom; or the median "
        "and central interval of the posterior of the mean under a Cauchy prior of scale "
        "sqrt(2)/2 on the standardised effect; held against 0 and the minimal important change",
        reference=COPAY,
        inputs=("minimal important change",),
        parameters=closed(required=("improvement",), **AMOUNTS, **LEVEL, **BAYESIAN),
        judge=judges.anchor_group,
    ),
    Approach(
        name="anchor-between",
        title="Two groups after, against an amount that matters",
        summary="Whether the later scores of two groups differ by an important amount.",
        formula="m1 - m2 +/- t * sqrt(s1^2 / n1 + s2^2 / n2), with m, s and n the means, "
        "standard deviations and numbers of the later scores of the two groups and t the "
        "quantile with Welch's degrees of freedom; or the posterior as of anchor-group; held "
        "against 0 and the minimal important change",
        reference=COPAY,
        inputs=("minimal important change", "groups"),
        parameters=closed(
            required=("improvement", "group", "reference"),
            **GROUPS,
            **AMOUNTS,
            **LEVEL,
            **BAYESIAN,
        ),
        judge=judges.anchor_between,
    ),
    Approach(
        name="percentage",
        title="Change as a percentage of the score before",
        summary="A change of at least a percentage of the score before, either way; there is "
        "no percentage of 0.",
        formula="improved: 100 * D * (x2 - x1) / |x1| >= I; deteriorated: the same <= -W; with "
        "x1 and x2 the scores before and after, I and W percentages, and D 1 where higher is "
        "better and -1 where lower is",
        reference=HILLER,
        parameters=closed(
            required=("improvement",),
            improvement={
                "description": "Percentage of improvement: 50 for half the score before.",
                "type": "number",
                "minimum": 1,
            },
            deterioration={
                "description": "Percentage of deterioration; that of improvement unless told "
                "otherwise. Write 50 for 50 %.",
                "type": "number",
                "minimum": 1,
            },
        ),
        judge=judges.percentage,
    ),
    Approach(
        name="minimal-detectable-change",
        title="The minimal detectable change as a number",
        summary="The smallest change that is more than error of measurement, in points.",
        formula="MDC = z * sqrt(2) * s * sqrt(1 - r), with s the standard deviation, r the "
        "reliability and z the critical value",
        reference=JACOBSON_TRUAX,
        inputs=("reliability", "sd"),
        judge=judges.detectable,
    ),
    Approach(
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
        reference=HAGEMAN,
        inputs=(
            "reliability", "sd", "sd_post", "mean_pre", "mean_post", "correlation", "cut-off",
        ),
        judge=judges.true_scores,
    ),
    Approach(
        name="hageman-arrindell-proportions",
        title="Hageman and Arrindell's proportions of the group",
        summary="What share of the population truly changed for the better, and what share is "
        "truly functional after, with bootstrap intervals.",
        formula="Phi(D * (M2 - M1) / (SD * sqrt(rDD))) and Phi(D * (M2 - c) / (S2 * "
        "sqrt(r2))), with M1 and M2 the means before and after, SD and rDD the standard "
        "deviation and reliability of the differences, S2 and r2 those of the later scores, c "
        "the cut-off for true scores, D 1 where higher is better and -1 where lower is, and "
        "Phi the normal distribution; intervals by a percentile bootstrap over respondents",
        reference=HAGEMAN,
        inputs=(
            "reliability", "sd", "sd_post", "mean_pre", "mean_post", "correlation", "cut-off",
        ),
        parameters=closed(**LEVEL),
        judge=judges.proportions,
    ),
)  # fmt: skip
"""Every bundled approach."""

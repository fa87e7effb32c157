"""Hageman and Arrindell's proportions of a group, with bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import Figure, join_messages, list_messages, words
from scorewell.registry.contracts import Approach, ApproachContext
from scorewell_plugins.change.approaches.hageman_true_scores import (
    TRUE_SCORES,
    hageman_arrindell,
)
from scorewell_plugins.change.approaches.shared_parameters import LEVEL

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from scorewell.change.results.approach_results import GroupFigure, GroupJudgement
    from scorewell_plugins.change.approaches.true_change import TrueChange

DRAWS = 1000
"""How many samples the bootstrap draws."""

_SEED = 1
_LEAST = 0.95
_CELLS = 1 << 21
_OF_PAIRS = ("mean pre", "sd", "mean post", "sd post", "correlation")
_OF_CLINICAL = ("clinical mean", "clinical sd")
_NAMES = {
    "changed": words("truly changed for the better"),
    "functional": words("truly functional after"),
}


def proportions(
    pairs: pd.DataFrame, context: ApproachContext, *, level: float = 0.95, draws: int = DRAWS
) -> GroupJudgement:
    r"""The shares of a group that truly changed, and that truly are functional after.

    Parameters
    ----------
    level : float
        Of the intervals, above 0.5 and below 1.
    draws : int
        How many samples of respondents are drawn for them.

    Raises
    ------
    ChangeError
        As :func:`~scorewell_plugins.change.approaches.hageman_true_scores.hageman_arrindell`.

    Notes
    -----
    The proportions are those of Hageman and Arrindell (1999),
    doi:10.1016/S0005-7967(99)00032-7:

    .. math:: \Phi\left(\frac{D (M_2 - M_1)}{S_\Delta \sqrt{r_{DD}}}\right), \qquad
              \Phi\left(\frac{D (M_2 - c)}{S_2 \sqrt{r_2}}\right)

    with M1 and M2 the means before and after, D 1 where higher is better and
    -1 where lower is, :math:`S_\Delta` and S2 the standard deviations of the
    differences and of the later scores, rDD and r2 their reliabilities, and c
    the cut-off for true scores. The paper gives them without an interval; the
    one here is the percentile interval of a bootstrap over respondents, with
    the reliability and published figures as given.

    Examples
    --------
    The R package clinicalsignificance estimates that .7509072045932602 truly changed and
    that .4062908849209237 are truly functional.

    >>> from scorewell.change.example_data import example_context, pairs
    >>> result = proportions(pairs(), example_context())
    >>> [round(figure.value, 9) for figure in result.figures]
    [0.750907205, 0.406290885]
    """
    import numpy as np

    from scorewell.change.results.approach_results import GroupFigure, GroupJudgement

    change = hageman_arrindell(pairs, context)
    samples = list(_resampled_shares(change, draws=draws))
    method = words("percentile bootstrap over respondents, {{ n }} draws", n=draws)
    figures, findings = [], list(change.findings)
    for name, label in _NAMES.items():
        value = getattr(change, name)
        if math.isnan(value):
            continue
        figure = GroupFigure(name=label, value=value, unit="share")
        if len(samples) >= _LEAST * draws:
            tail = (1 - level) / 2
            low, high = np.quantile([shares[name] for shares in samples], [tail, 1 - tail])
            figure = replace(figure, low=float(low), high=float(high), level=level, how=method)
        figures.append(figure)
    if len(samples) < _LEAST * draws:
        findings.append(_unstable(change, len(samples), draws))
    return GroupJudgement(
        approach="hageman-arrindell-proportions",
        instrument=change.instrument,
        scale=change.scale,
        figures=tuple(figures),
        verdict=join_messages(map(_share_words, figures), ", "),
        words=_sentence(figures, change.n_assessable),
        n=(change.n_assessable,),
        inputs=change.inputs,
        findings=tuple(findings),
    )


def _sentence(figures: list[GroupFigure], n: int) -> str:
    parts = []
    for figure in figures:
        part = _share_words(figure)
        if figure.level is not None and figure.low is not None and figure.high is not None:
            part = words(
                "{{ share }} ({{ level }}% interval {{ low }} to {{ high }})",
                share=part,
                level=Figure(f"{100 * figure.level:.0f}"),
                low=_percent(figure.low),
                high=_percent(figure.high),
            )
        parts.append(part)
    return words(
        "Of the population that {{ n }} respondents stand for, {{ parts }}.",
        n=n,
        parts=list_messages(parts) if parts else "",
    )


def _share_words(figure: GroupFigure) -> str:
    return words("{{ share }} {{ what }}", share=_percent(figure.value), what=figure.name)


def _percent(share: float) -> str:
    return words("{{ value }}%", value=Figure(f"{100 * share:.0f}"))


def _resampled_shares(change: TrueChange, *, draws: int) -> Iterator[dict[str, float]]:
    """The shares in samples of the same respondents, where these allow any."""
    import numpy as np

    from scorewell_plugins.change.approaches.true_change import (
        group_shares,
        true_cutoff,
        true_share,
    )

    cases = change.cases[change.cases["assessable"].to_numpy(dtype=np.bool_)]
    pre, post = (cases[name].to_numpy(dtype=np.float64) for name in ("pre", "post"))
    resampled = _resampled_names(change)
    figures_of_all = {
        entry.name: float(entry.value)
        for entry in change.inputs
        if not isinstance(entry.value, str)
    }
    direction = -1 if change.scale.better == "lower" else 1
    for sample in _samples(pre, post, draws=draws):
        figures = figures_of_all | {name: sample[name] for name in sample.keys() & resampled}
        error = figures["sd"] * math.sqrt(1 - figures["reliability"])
        try:
            after = true_share(figures["sd post"], error, scores="later scores")
            cutoff = None
            if change.cutoff is not None:
                cutoff = true_cutoff(change.change, figures, error=error, direction=direction)
            yield group_shares(
                figures, error=error, after=after, cutoff=cutoff, direction=direction
            )
        except (ChangeError, ValueError, ZeroDivisionError):
            continue


def _resampled_names(change: TrueChange) -> frozenset[str]:
    """Which figures are those of the pairs, and so vary from draw to draw."""
    from scorewell.change.options.options import BASELINE, PAIRS

    complete = change.n_assessable
    return frozenset(
        entry.name
        for entry in change.inputs
        if entry.name in (*_OF_PAIRS, *_OF_CLINICAL)
        and entry.statistic not in ("median", "mad")
        and (entry.entry == PAIRS or (entry.entry == BASELINE and entry.n == complete))
    )


def _samples(
    pre: NDArray[np.float64], post: NDArray[np.float64], *, draws: int
) -> Iterator[dict[str, float]]:
    """Figures of samples drawn from the pairs, with replacement."""
    import numpy as np

    from scorewell.change.inputs.baseline import joint

    n = pre.size
    first, second, counts = joint(pre, post)
    # How often each distinct pair is drawn; few pairs are distinct where scores are whole.
    centres = float(first @ counts) / n, float(second @ counts) / n
    x, y = first - centres[0], second - centres[1]
    powers = np.stack([x, y, x * x, y * y, x * y], axis=1)
    rng, at_once = np.random.default_rng(_SEED), max(1, _CELLS // first.size)
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        sums = rng.multinomial(n, counts / n, size=size) @ powers / n
        for mean_x, mean_y, xx, yy, xy in sums.tolist():
            spread_x, spread_y = xx - mean_x**2, yy - mean_y**2
            if spread_x <= 0 or spread_y <= 0:
                yield {"sd": 0.0, "sd post": 0.0, "clinical sd": 0.0}
                continue
            before, after = (math.sqrt(spread * n / (n - 1)) for spread in (spread_x, spread_y))
            yield {
                "mean pre": centres[0] + mean_x,
                "clinical mean": centres[0] + mean_x,
                "sd": before,
                "clinical sd": before,
                "mean post": centres[1] + mean_y,
                "sd post": after,
                "correlation": (xy - mean_x * mean_y) / math.sqrt(spread_x * spread_y),
            }


def _unstable(change: TrueChange, usable: int, draws: int) -> Finding:
    return Finding(
        code="proportions-without-interval",
        message=words(
            "only {{ n }} of {{ of }} samples of these respondents allow a true-score "
            "estimate, so the proportions have no interval",
            n=usable,
            of=draws,
        ),
        severity="warning",
        path=change.instrument.column(change.scale.id),
        hint=words("scores vary little more than their error; read the proportions with care"),
    )


PROPORTIONS = Approach(
    name="hageman-arrindell-proportions",
    title="Hageman and Arrindell's proportions of the group",
    summary="What share of the population truly changed for the better, and what share is "
    "truly functional after, with bootstrap intervals.",
    formula="Phi(D * (M2 - M1) / (SD * sqrt(rDD))) and Phi(D * (M2 - c) / (S2 * "
    "sqrt(r2))), with M1 and M2 the means before and after, SD and rDD the standard "
    "deviation and reliability of the differences, S2 and r2 those of the later scores, c "
    "the cut-off for true scores, D 1 where higher is better and -1 where lower is, and "
    "Phi the normal distribution; intervals by a percentile bootstrap over respondents",
    reference=TRUE_SCORES.reference,
    inputs=TRUE_SCORES.inputs,
    parameters={"properties": LEVEL},
    judge=proportions,
)

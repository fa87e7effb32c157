"""Hageman and Arrindell's proportions of a group, and how precisely a sample tells them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.approaches.hageman_true_scores import (
    TrueChange,
    group_shares,
    hageman_arrindell,
    true_cutoff,
    true_share,
)
from scorewell.change.inputs.baseline import joint
from scorewell.change.options.options import BASELINE, PAIRS, Options
from scorewell.change.results.approach_results import GroupFigure, GroupJudgement
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import (
    Figure,
    joined,
    listed,
    words,
)
from scorewell.registry.contracts import ChangeMethod

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
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Options = (),
    origin: str = "call",
    level: float = 0.95,
    draws: int = DRAWS,
) -> GroupJudgement:
    r"""The shares of a group that truly changed, and that truly are functional after.

    Parameters
    ----------
    pairs, scale, instrument, method_registry, options, origin
        As for :func:`~scorewell.change.approaches.hageman_true_scores.hageman_arrindell`.
    level : float
        Of the intervals, above 0.5 and below 1.
    draws : int
        How many samples of respondents are drawn for them.

    Raises
    ------
    ChangeError
        As there.

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

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> found = proportions(
    ...     pairs(), SCALE, instrument=INSTRUMENT, options=CHOICES,
    ...     method_registry=open_registry().plugins.change_methods,
    ... )
    >>> [round(each.value, 9) for each in found.figures]
    [0.750907205, 0.406290885]
    """
    found = hageman_arrindell(
        pairs, scale, instrument=instrument, method_registry=method_registry, options=options,
        origin=origin,
    )  # fmt: skip
    drawn = list(_drawn(found, draws=draws))
    how = words("percentile bootstrap over respondents, {{ n }} draws", n=draws)
    figures, findings = [], list(found.findings)
    for name, what in _NAMES.items():
        value = getattr(found, name)
        if math.isnan(value):
            continue
        shares = [each[name] for each in drawn]
        figure = GroupFigure(name=what, value=value, unit="share")
        if len(shares) >= _LEAST * draws:
            tail = (1 - level) / 2
            low, high = (float(each) for each in np.quantile(shares, [tail, 1 - tail]))
            figure = replace(figure, low=low, high=high, level=level, how=how)
        figures.append(figure)
    if len(drawn) < _LEAST * draws:
        findings.append(_unstable(found, len(drawn), draws))
    return GroupJudgement(
        approach="hageman-arrindell-proportions",
        instrument=instrument,
        scale=scale,
        figures=tuple(figures),
        verdict=joined(map(_share_words, figures), ", "),
        words=_words(figures, found.n_assessable),
        n=(found.n_assessable,),
        inputs=found.inputs,
        findings=tuple(findings),
    )


def _words(figures: list[GroupFigure], n: int) -> str:
    parts = []
    for each in figures:
        part = _share_words(each)
        if each.level is not None and each.low is not None and each.high is not None:
            part = words(
                "{{ share }} ({{ level }}% interval {{ low }} to {{ high }})",
                share=part,
                level=Figure(f"{100 * each.level:.0f}"),
                low=_percent(each.low),
                high=_percent(each.high),
            )
        parts.append(part)
    return words(
        "Of the population that {{ n }} respondents stand for, {{ parts }}.",
        n=n,
        parts=listed(parts) if parts else "",
    )


def _share_words(one: GroupFigure) -> str:
    return words("{{ share }} {{ what }}", share=_percent(one.value), what=one.name)


def _percent(share: float) -> str:
    return words("{{ value }}%", value=Figure(f"{100 * share:.0f}"))


def _drawn(found: TrueChange, *, draws: int) -> Iterator[dict[str, float]]:
    """The shares in samples of the same respondents, where these allow any."""
    cases = found.cases[found.cases["assessable"].to_numpy(dtype=np.bool_)]
    pre, post = (cases[name].to_numpy(dtype=np.float64) for name in ("pre", "post"))
    of_sample = _resampled_names(found)
    given = {
        each.name: float(each.value) for each in found.inputs if not isinstance(each.value, str)
    }
    direction = -1 if found.scale.better == "lower" else 1
    for sample in _samples(pre, post, draws=draws):
        figures = given | {name: each for name, each in sample.items() if name in of_sample}
        error = figures["sd"] * math.sqrt(1 - figures["reliability"])
        try:
            after = true_share(figures["sd post"], error, whose="later scores")
            cutoff = true_cutoff(found.change, figures, error=error, direction=direction)
            yield group_shares(
                figures, error=error, after=after, cutoff=cutoff, direction=direction
            )
        except (ChangeError, ValueError, ZeroDivisionError):
            continue


def _resampled_names(found: TrueChange) -> frozenset[str]:
    """Which figures are those of the pairs, and so vary from draw to draw."""
    complete = found.n_assessable
    return frozenset(
        each.name
        for each in found.inputs
        if each.name in (*_OF_PAIRS, *_OF_CLINICAL)
        and each.statistic not in ("median", "mad")
        and (each.entry == PAIRS or (each.entry == BASELINE and each.n == complete))
    )


def _samples(
    pre: NDArray[np.float64], post: NDArray[np.float64], *, draws: int
) -> Iterator[dict[str, float]]:
    """Figures of samples drawn from the pairs, with replacement."""
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
            before, after = (math.sqrt(each * n / (n - 1)) for each in (spread_x, spread_y))
            yield {
                "mean pre": centres[0] + mean_x,
                "clinical mean": centres[0] + mean_x,
                "sd": before,
                "clinical sd": before,
                "mean post": centres[1] + mean_y,
                "sd post": after,
                "correlation": (xy - mean_x * mean_y) / math.sqrt(spread_x * spread_y),
            }


def _unstable(found: TrueChange, usable: int, draws: int) -> Finding:
    return Finding(
        code="proportions-without-interval",
        message=words(
            "only {{ n }} of {{ of }} samples of these respondents allow a true-score "
            "estimate, so the proportions have no interval",
            n=usable,
            of=draws,
        ),
        severity="warning",
        path=found.instrument.column(found.scale.id),
        hint=words("scores vary little more than their error; read the proportions with care"),
    )

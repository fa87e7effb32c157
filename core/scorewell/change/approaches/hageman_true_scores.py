"""Hageman and Arrindell's whole procedure: true-score cut-offs, tests, shares of the group."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.analyse import analyse
from scorewell.change.classes.classify import (
    OUTCOMES,
    RELIABLE,
    STATUS,
    labelled,
    status_codes,
)
from scorewell.change.inputs.tolerance import beyond
from scorewell.change.options.options import ChangeOptions
from scorewell.change.parameters.cutoffs import weighted_midpoint
from scorewell.change.results.approach_results import Judgement
from scorewell.change.results.change_result import ChangeResult
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError
from scorewell.io.json_values import plain
from scorewell.registry.contracts import ChangeMethod

_METHOD = "hageman-arrindell"
_CROSSED = ("into functional", "not shown", "into clinical")


@dataclass(frozen=True, kw_only=True, eq=False)
class TrueChange(Judgement):
    """What Hageman and Arrindell's procedure found.

    Attributes
    ----------
    change : ChangeResult
        The index of change on its own, with its inputs.
    reliability_post, reliability_change : float
        Of the later scores and of the differences, when the error of
        measurement is that of the baseline scores.
    changed, functional : float
        Estimated shares of the population that truly got better, and that
        are truly in the functional range after.
    """

    change: ChangeResult
    reliability_post: float
    reliability_change: float
    changed: float
    functional: float

    def to_dict(self, *, cases: bool = True) -> dict[str, object]:
        """The whole judgement as plain values that JSON can hold."""
        names = ("reliability_post", "reliability_change", "changed", "functional")
        figures = {name: plain(getattr(self, name)) for name in names}
        return super().to_dict(cases=cases) | figures


def hageman_arrindell(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Sequence[tuple[str, ChangeOptions]] = (),
    origin: str = "call",
) -> TrueChange:
    r"""Judge change and movement over the cut-off by estimated true scores.

    Parameters
    ----------
    pairs, scale, instrument, method_registry, options
        As for :func:`~scorewell.change.analyse.analyse`; a method that they
        name is not used.
    origin : str
        Who asks for the procedure.

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
    by the square root of its reliability. A respondent is held against one by

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

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> found = hageman_arrindell(
    ...     pairs(), SCALE, instrument=INSTRUMENT, options=CHOICES,
    ...     method_registry=open_registry().plugins.change_methods,
    ... )
    >>> round(found.reliability_change, 9), round(found.cutoff, 9)
    (0.843075716, 16.0)
    >>> round(float(found.cases["crossing"].iloc[0]), 9)
    0.08612687
    """
    voices = [(origin, ChangeOptions(method=_METHOD)), *options]
    change = analyse(
        pairs, scale, instrument=instrument, method_registry=method_registry, options=voices
    )
    direction = -1 if scale.better == "lower" else 1
    figures = {
        each.name: each.value for each in change.inputs if not isinstance(each.value, str)
    }
    error = figures["sd"] * math.sqrt(1 - figures["reliability"])
    after = true_share(figures["sd post"], error, whose="later scores")
    cutoff = true_cutoff(change, figures, error=error, direction=direction)
    shares = group_shares(figures, error=error, after=after, cutoff=cutoff, direction=direction)
    cases = _cases(
        change, figures, error=error, after=after, cutoff=cutoff, direction=direction
    )
    return TrueChange(
        approach=_METHOD,
        instrument=instrument,
        scale=scale,
        cases=cases,
        inputs=change.inputs,
        cutoff=cutoff,
        findings=change.findings,
        recovers=cutoff is not None,
        change=change,
        reliability_post=after,
        reliability_change=shares["reliability_change"],
        changed=shares["changed"],
        functional=shares["functional"],
    )


def true_share(sd: float, error: float, *, whose: str) -> float:
    """The share of variance that is not error of measurement."""
    if sd <= error:
        raise ChangeError(
            f"the {whose} have the standard deviation {sd:.4g}, which is not above the error "
            f"of measurement of the baseline scores, {error:.4g}: they have no true scores "
            "to estimate",
            hint="use another approach, or a reliability that holds for these scores",
        )
    return 1 - (error / sd) ** 2


def true_cutoff(
    change: ChangeResult, figures: Mapping[str, float], *, error: float, direction: int
) -> float | None:
    """The deciding criterion with true standard deviations; None where there is none."""
    letter = change.cutoffs.criterion
    if change.cutoffs.value is None:
        return None

    def true_sd(role: str) -> float:
        if f"{role} sd" not in figures:
            raise ChangeError(
                f"criterion {letter} for true scores needs the standard deviation of the "
                f"{role} population, and it is not given"
            )
        sd = figures[f"{role} sd"]
        return sd * math.sqrt(true_share(sd, error, whose=f"scores of the {role} population"))

    if letter == "a":
        away = figures.get("multiplier a", 2.0) * true_sd("clinical")
        return figures["clinical mean"] + direction * away
    if letter == "b":
        away = figures.get("multiplier b", 2.0) * true_sd("functional")
        return figures["functional mean"] - direction * away
    return weighted_midpoint(
        clinical_mean=figures["clinical mean"],
        clinical_sd=true_sd("clinical"),
        functional_mean=figures["functional mean"],
        functional_sd=true_sd("functional"),
    )


def group_shares(
    figures: Mapping[str, float],
    *,
    error: float,
    after: float,
    cutoff: float | None,
    direction: int,
) -> dict[str, float]:
    """What share of the population truly changed, and truly is functional."""
    before, later = figures["sd"], figures["sd post"]
    variance = before**2 + later**2 - 2 * before * later * figures["correlation"]
    reliable = 1 - 2 * error**2 / variance
    normal = NormalDist()
    moved = direction * (figures["mean post"] - figures["mean pre"])
    functional = math.nan
    if cutoff is not None:
        distance = direction * (figures["mean post"] - cutoff)
        functional = normal.cdf(distance / (later * math.sqrt(after)))
    return {
        "reliability_change": reliable,
        "changed": normal.cdf(moved / math.sqrt(variance * reliable)),
        "functional": functional,
    }


def _cases(
    change: ChangeResult,
    figures: Mapping[str, float],
    *,
    error: float,
    after: float,
    cutoff: float | None,
    direction: int,
) -> pd.DataFrame:
    cases = change.cases
    assessable = cases["assessable"].to_numpy(dtype=np.bool_)
    pre, post = (
        np.where(assessable, cases[name].to_numpy(dtype=np.float64), np.nan)
        for name in ("pre", "post")
    )
    choices = {each.name: each.value for each in change.inputs}
    baseline = status_codes(
        pre,
        cutoff=cutoff,
        direction=direction,
        span=change.scale.high - change.scale.low,
        on_cutoff=str(choices["pre on cut-off"]),
    )
    crossing = np.full(pre.shape, np.nan)
    if cutoff is not None:
        mean = figures["mean post"]
        crossing = (mean + (post - mean) * after - cutoff) / (math.sqrt(after) * error)
    crossed = _crossed(direction * crossing, baseline, float(change.critical_value or 0))
    reliable = _places(cases["reliable"], RELIABLE)
    recovered = (reliable == 0) & (crossed == 0)
    outcome = np.where(reliable < 0, -1, np.where(recovered, 0, reliable + 1))
    kept = [name for name in ("id", "group", "pre", "post", "change") if name in cases.columns]
    return cases[kept].assign(
        index=cases["index"],
        reliable=cases["reliable"],
        baseline_status=labelled(baseline, STATUS),
        crossing=crossing,
        crossed=labelled(crossed, _CROSSED),
        outcome=labelled(outcome.astype(np.int8), OUTCOMES),
        assessable=cases["assessable"],
        reason=cases["reason"],
    )


def _crossed(
    gain: NDArray[np.float64], baseline: NDArray[np.int8], critical: float
) -> NDArray[np.int8]:
    """Places in _CROSSED; -1 where there is no test."""
    clinical, functional = baseline == 0, baseline == 1
    into = clinical & beyond(gain, critical, size=critical, ties=False)
    out = functional & beyond(-gain, critical, size=critical, ties=False)
    codes = np.where(into, 0, np.where(out, 2, 1))
    return np.where(np.isnan(gain), -1, codes).astype(np.int8)


def _places(column: pd.Series, words: tuple[str, ...]) -> NDArray[np.int8]:
    return pd.Categorical(column, categories=list(words)).codes.astype(np.int8)

"""True scores of Hageman and Arrindell: reliabilities, cut-offs, tests and shares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import (
    OUTCOMES,
    RELIABLE,
    STATUS,
    code_labels,
    status_codes,
)
from scorewell.change.inputs.tolerance import exceeds
from scorewell.change.parameters.cutoffs import weighted_midpoint
from scorewell.change.parameters.points import cutoff_barrier
from scorewell.change.results.approach_results import Judgement
from scorewell.change.results.change_result import ChangeResult
from scorewell.errors import ChangeError
from scorewell.i18n.messages import words
from scorewell.io.json_values import plain

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


def true_share(sd: float, error: float, *, scores: str) -> float:
    """The share of variance that is not error of measurement."""
    if sd <= error:
        raise ChangeError(
            f"the {scores} have the standard deviation {sd:.4g}, which is not above the error "
            f"of measurement of the baseline scores, {error:.4g}: they have no true scores "
            "to estimate",
            hint="use another approach, or a reliability that holds for these scores",
        )
    return 1 - (error / sd) ** 2


def true_cutoff(
    change: ChangeResult, figures: Mapping[str, float], *, error: float, direction: int
) -> float | None:
    """The deciding criterion with true standard deviations; a published cut-off as it is.

    None where the criterion of the analysis itself can judge nobody.
    """
    if change.cutoffs.value is None or change.cutoffs.entry is not None:
        return change.cutoffs.value
    return _true_criterion(change.cutoffs.criterion, figures, error, direction)


def true_barrier(change: ChangeResult, cutoff: float | None) -> str:
    """Why the cut-off for true scores judges nobody; empty where it can."""
    if cutoff is None:
        return change.cutoffs.barrier
    rules = change.settings.tie_rules
    name = words(
        "the cut-off for true scores ({{ criterion }})", criterion=change.cutoffs.label
    )
    return cutoff_barrier(change.scale, name, cutoff, rules.pre_on_cutoff, rules.post_on_cutoff)


def _true_criterion(
    letter: str, figures: Mapping[str, float], error: float, direction: int
) -> float:

    def true_sd(role: str) -> float:
        if f"{role} sd" not in figures:
            raise ChangeError(
                f"criterion {letter} for true scores needs the standard deviation of the "
                f"{role} population, and it is not given"
            )
        sd = figures[f"{role} sd"]
        return sd * math.sqrt(true_share(sd, error, scores=f"scores of the {role} population"))

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
    gain = direction * (figures["mean post"] - figures["mean pre"])
    functional = math.nan
    if cutoff is not None:
        distance = direction * (figures["mean post"] - cutoff)
        functional = normal.cdf(distance / (later * math.sqrt(after)))
    return {
        "reliability_change": reliable,
        "changed": normal.cdf(gain / math.sqrt(variance * reliable)),
        "functional": functional,
    }


def true_cases(
    change: ChangeResult,
    figures: Mapping[str, float],
    *,
    error: float,
    after: float,
    cutoff: float | None,
    direction: int,
) -> pd.DataFrame:
    """Cases with the test of each later score, and the outcomes of both tests."""
    cases = change.cases
    assessable = cases["assessable"].to_numpy(dtype=np.bool_)
    pre, post = (
        np.where(assessable, cases[name].to_numpy(dtype=np.float64), np.nan)
        for name in ("pre", "post")
    )
    choices = {entry.name: entry.value for entry in change.inputs}
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
    columns = [
        name for name in ("id", "group", "pre", "post", "change") if name in cases.columns
    ]
    return cases[columns].assign(
        index=cases["index"],
        reliable=cases["reliable"],
        baseline_status=code_labels(baseline, STATUS),
        crossing=crossing,
        crossed=code_labels(crossed, _CROSSED),
        outcome=code_labels(outcome.astype(np.int8), OUTCOMES),
        assessable=cases["assessable"],
        reason=cases["reason"],
    )


def _crossed(
    gain: NDArray[np.float64], baseline: NDArray[np.int8], critical: float
) -> NDArray[np.int8]:
    """Places in _CROSSED; -1 where there is no test."""
    clinical, functional = baseline == 0, baseline == 1
    into = clinical & exceeds(gain, critical, size=critical, ties=False)
    out = functional & exceeds(-gain, critical, size=critical, ties=False)
    codes = np.where(into, 0, np.where(out, 2, 1))
    return np.where(np.isnan(gain), -1, codes).astype(np.int8)


def _places(column: pd.Series, words: tuple[str, ...]) -> NDArray[np.int8]:
    return pd.Categorical(column, categories=list(words)).codes.astype(np.int8)

"""Confidence intervals of the cut-offs."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scorewell.change.results.change_result import ChangeResult
from scorewell.change.uncertainty.bootstrap import (
    Draws,
    bootstrap_draws,
    bootstrap_quantiles,
    constant_draws,
    jackknife,
    normal_draws,
)
from scorewell.change.uncertainty.intervals import Interval
from scorewell.change.uncertainty.reclassify import Basis, Reclassifier, basis_of, input_of
from scorewell.errors import Finding
from scorewell.i18n.messages import join_messages, list_messages, words

Floats = NDArray[np.float64]

FEWEST = 20
"""The bootstrap needs this many scores; below, a normal population is assumed."""

_NORMAL = words("draws from a normal population")
_PERCENTILE = words("bootstrap, percentiles")
_BCA = words("bootstrap, bias-corrected and accelerated")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Population:
    """The mean and standard deviation of one population, with draws of both."""

    role: str
    mean: float
    sd: float | None
    basis: Basis
    draws: Draws
    method: str

    @property
    def varies(self) -> bool:
        return bool(self.method)

    @property
    def words(self) -> str:
        clinical = words("clinical population: {{ whom }}", whom=self.basis.words)
        functional = words("functional population: {{ whom }}", whom=self.basis.words)
        label = clinical if self.role == "clinical" else functional
        return label if self.varies else join_messages([label, words("taken as given")], ", ")


def cutoff_intervals(
    result: ChangeResult,
    reclassifier: Reclassifier,
    *,
    level: float,
    seed: int,
    draws: int,
    bootstrap: str,
) -> tuple[tuple[Interval, ...], tuple[Finding, ...]]:
    """The interval of each cut-off that has a value, and why others have none.

    Parameters
    ----------
    bootstrap : {'percentile', 'bca'}
        How draws from the sample become limits.
    """
    both_populations = [
        _population(result, reclassifier, role, seed=seed, draws=draws)
        for role in ("clinical", "functional")
    ]
    patients, functional = both_populations
    path = result.instrument.column(result.scale.id)
    intervals: list[Interval] = []
    findings: list[Finding] = []
    for letter, roles in (
        ("a", [patients]),
        ("b", [functional]),
        ("c", [patients, functional]),
    ):
        value = getattr(result.cutoffs, letter)
        populations = [role for role in roles if role is not None]
        if value is None or len(populations) < len(roles):
            continue
        varying = [entry for entry in populations if entry.varies]
        if not varying:
            findings.append(_missing_finding(path, letter, populations))
            continue
        share = input_of(result, "quantile") if letter == "a" else None
        if share is not None:
            interval = _of_quantile(
                populations[0], float(share.value), value, level=level, seed=seed, draws=draws
            )
        else:
            interval = _of_figures(
                result, letter, populations, value, level=level, bootstrap=bootstrap
            )
        if interval is None:
            findings.append(_missing_finding(path, letter, populations))
        else:
            intervals.append(interval)
            findings += [
                _partial_finding(path, letter, entry)
                for entry in populations
                if not entry.varies
            ]
    return tuple(intervals), tuple(findings)


def _population(
    result: ChangeResult, reclassifier: Reclassifier, role: str, *, seed: int, draws: int
) -> _Population | None:
    source = input_of(result, f"{role} mean")
    spread = input_of(result, f"{role} sd")
    if source is None:
        return None
    mean = float(source.value)
    sd = None if spread is None else float(spread.value)
    basis = basis_of(reclassifier.baseline, source, *filter(None, (spread,)))
    rng = np.random.default_rng([seed, 1 if role == "clinical" else 2])
    draws_of_figures, method = constant_draws(mean, sd), ""
    if basis.scores is not None and basis.scores.size >= FEWEST:
        draws_of_figures = bootstrap_draws(
            basis.scores, centre=basis.centre, spread=basis.spread, draws=draws, rng=rng
        )
        method = _PERCENTILE
    elif basis.n is not None and sd and (basis.centre, basis.spread) == ("mean", "sd"):
        draws_of_figures = normal_draws(mean, sd, n=basis.n, draws=draws, rng=rng)
        method = _NORMAL
    return _Population(
        role=role, mean=mean, sd=sd, basis=basis, draws=draws_of_figures, method=method
    )


def _cutoff(result: ChangeResult, letter: str, populations: list[Draws]) -> Floats:
    """The cut-off from centres and spreads, draw by draw."""
    direction = 1 if result.scale.better == "higher" else -1
    first = populations[0]
    if letter == "c":
        second = populations[1]
        sd_sum = first.spread + second.spread
        weighted = (first.spread * second.centre + second.spread * first.centre) / sd_sum
        return np.where(np.isnan(sd_sum), (first.centre + second.centre) / 2, weighted)
    k = input_of(result, f"multiplier {letter}")
    times = float(k.value) if k is not None else 2.0
    toward = direction if letter == "a" else -direction
    return first.centre + toward * times * first.spread


def _of_figures(
    result: ChangeResult,
    letter: str,
    populations: list[_Population],
    value: float,
    *,
    level: float,
    bootstrap: str,
) -> Interval:
    cutoffs = _cutoff(result, letter, [entry.draws for entry in populations])
    varying = [entry for entry in populations if entry.varies]
    tails = ((1 - level) / 2, (1 + level) / 2)
    methods = list(dict.fromkeys(population.method for population in varying))
    sampled = [population for population in varying if population.basis.scores is not None]
    if bootstrap == "bca" and sampled and _PERCENTILE in methods:
        tails = _corrected(result, letter, populations, cutoffs, value=value, tails=tails)
        methods = [_BCA if method == _PERCENTILE else method for method in methods]
    return _interval(
        letter,
        value,
        cutoffs,
        tails=tails,
        populations=populations,
        level=level,
        methods=methods,
    )


def _corrected(
    result: ChangeResult,
    letter: str,
    populations: list[_Population],
    cutoffs: Floats,
    *,
    value: float,
    tails: tuple[float, float],
) -> tuple[float, float]:
    """The shares of draws that bias and skewness turn the tails into.

    Efron (1987), doi:10.1080/01621459.1987.10478410. The acceleration is that
    of the sample, with published figures held.
    """
    normal = NormalDist()
    below = (np.count_nonzero(cutoffs < value) + np.count_nonzero(cutoffs <= value)) / 2
    least = 0.5 / cutoffs.size
    bias = normal.inv_cdf(min(max(below / cutoffs.size, least), 1 - least))
    third = second = 0.0
    for place, entry in enumerate(populations):
        if entry.basis.scores is None or not entry.varies:
            continue
        without, times = jackknife(
            entry.basis.scores, centre=entry.basis.centre, spread=entry.basis.spread
        )
        sources = [constant_draws(entry.mean, entry.sd) for entry in populations]
        sources[place] = without
        cutoffs_without = _cutoff(result, letter, sources)
        away = np.average(cutoffs_without, weights=times) - cutoffs_without
        # The empirical influence of a score is n - 1 times this.
        influence = away * (times.sum() - 1) / times.sum()
        third += float(times @ influence**3)
        second += float(times @ influence**2)
    pull = third / (6 * second**1.5) if second > 0 else 0.0

    def adjust_tail(tail: float) -> float:
        z = bias + normal.inv_cdf(tail)
        return normal.cdf(bias + z / (1 - pull * z))

    return adjust_tail(tails[0]), adjust_tail(tails[1])


def _of_quantile(
    population: _Population, share: float, value: float, *, level: float, seed: int, draws: int
) -> Interval | None:
    scores = population.basis.scores
    if scores is None or scores.size < FEWEST:
        return None
    rng = np.random.default_rng([seed, 3])
    cutoffs = bootstrap_quantiles(scores, share, draws=draws, rng=rng)
    tails = ((1 - level) / 2, (1 + level) / 2)
    return _interval(
        "a",
        value,
        cutoffs,
        tails=tails,
        populations=[population],
        level=level,
        methods=[_PERCENTILE],
    )


def _interval(
    letter: str,
    value: float,
    cutoffs: Floats,
    *,
    tails: tuple[float, float],
    populations: list[_Population],
    level: float,
    methods: list[str],
) -> Interval:
    low, high = (float(limit) for limit in np.quantile(cutoffs, tails))
    varying = [entry for entry in populations if entry.varies]
    return Interval(
        name=f"cut-off {letter}",
        value=value,
        low=low,
        high=high,
        level=level,
        n=min(population.basis.n for population in varying if population.basis.n is not None),
        rests_on=join_messages([entry.words for entry in populations], "; "),
        held=tuple(f"{entry.role} population" for entry in populations if not entry.varies),
        method=words("{{ how }} ({{ n }} draws)", how=list_messages(methods), n=cutoffs.size),
    )


def _missing_finding(path: str, letter: str, populations: list[_Population]) -> Finding:
    reason = join_messages([entry.words for entry in populations], "; ")
    return Finding(
        code="cut-off-without-interval",
        message=words(
            "how precisely the cut-off by criterion {{ criterion }} is known cannot be said "
            "({{ why }})",
            criterion=letter,
            why=reason,
        ),
        severity="note",
        path=path,
        hint=words("give the number of people behind each figure"),
    )


def _partial_finding(path: str, letter: str, population: _Population) -> Finding:
    return Finding(
        code="input-without-interval",
        message=words(
            "the interval of the cut-off by criterion {{ criterion }} leaves out part of the "
            "uncertainty ({{ why }})",
            criterion=letter,
            why=population.words,
        ),
        severity="note",
        path=path,
    )

"""How precisely the cut-offs are known."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scorewell.change.results.change_result import ChangeResult
from scorewell.change.uncertainty.bootstrap import (
    Draws,
    fixed,
    left_out,
    published,
    quantiles,
    resampled,
)
from scorewell.change.uncertainty.intervals import Interval
from scorewell.change.uncertainty.reclassify import Basis, Judge, basis_of, input_of
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
    """The figures of one population and what they might have been."""

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
        named = clinical if self.role == "clinical" else functional
        return named if self.varies else join_messages([named, words("taken as given")], ", ")


def cutoff_intervals(
    result: ChangeResult, judge: Judge, *, level: float, seed: int, draws: int, bootstrap: str
) -> tuple[tuple[Interval, ...], tuple[Finding, ...]]:
    """The interval of each cut-off that has a value, and why others have none.

    Parameters
    ----------
    bootstrap : {'percentile', 'bca'}
        How draws from the sample become limits.
    """
    found = [
        _population(result, judge, role, seed=seed, draws=draws)
        for role in ("clinical", "functional")
    ]
    patients, others = found
    where = result.instrument.column(result.scale.id)
    intervals: list[Interval] = []
    findings: list[Finding] = []
    for letter, roles in (("a", [patients]), ("b", [others]), ("c", [patients, others])):
        value = getattr(result.cutoffs, letter)
        known = [each for each in roles if each is not None]
        if value is None or len(known) < len(roles):
            continue
        varying = [each for each in known if each.varies]
        if not varying:
            findings.append(_none(where, letter, known))
            continue
        share = input_of(result, "quantile") if letter == "a" else None
        if share is not None:
            interval = _of_quantile(
                known[0], float(share.value), value, level=level, seed=seed, draws=draws
            )
        else:
            interval = _of_figures(
                result, letter, known, value, level=level, bootstrap=bootstrap
            )
        if interval is None:
            findings.append(_none(where, letter, known))
        else:
            intervals.append(interval)
            findings += [_held(where, letter, each) for each in known if not each.varies]
    return tuple(intervals), tuple(findings)


def _population(
    result: ChangeResult, judge: Judge, role: str, *, seed: int, draws: int
) -> _Population | None:
    source = input_of(result, f"{role} mean")
    spread = input_of(result, f"{role} sd")
    if source is None:
        return None
    mean = float(source.value)
    sd = None if spread is None else float(spread.value)
    basis = basis_of(result, source, judge.baseline)
    rng = np.random.default_rng([seed, 1 if role == "clinical" else 2])
    taken, method = fixed(mean, sd), ""
    if basis.scores is not None and basis.scores.size >= FEWEST:
        taken = resampled(
            basis.scores, centre=basis.centre, spread=basis.spread, draws=draws, rng=rng
        )
        method = _PERCENTILE
    elif basis.n is not None and sd and (basis.centre, basis.spread) == ("mean", "sd"):
        taken = published(mean, sd, n=basis.n, draws=draws, rng=rng)
        method = _NORMAL
    return _Population(role=role, mean=mean, sd=sd, basis=basis, draws=taken, method=method)


def _cutoff(result: ChangeResult, letter: str, populations: list[Draws]) -> Floats:
    """The cut-off from centres and spreads, draw by draw."""
    direction = 1 if result.scale.better == "higher" else -1
    first = populations[0]
    if letter == "c":
        second = populations[1]
        both = first.spread + second.spread
        weighted = (first.spread * second.centre + second.spread * first.centre) / both
        return np.where(np.isnan(both), (first.centre + second.centre) / 2, weighted)
    k = input_of(result, f"multiplier {letter}")
    times = float(k.value) if k is not None else 2.0
    toward = direction if letter == "a" else -direction
    return first.centre + toward * times * first.spread


def _of_figures(
    result: ChangeResult,
    letter: str,
    known: list[_Population],
    value: float,
    *,
    level: float,
    bootstrap: str,
) -> Interval:
    drawn = _cutoff(result, letter, [each.draws for each in known])
    varying = [each for each in known if each.varies]
    tails = ((1 - level) / 2, (1 + level) / 2)
    methods = list(dict.fromkeys(each.method for each in varying))
    sampled = [each for each in varying if each.basis.scores is not None]
    if bootstrap == "bca" and sampled and _PERCENTILE in methods:
        tails = _corrected(result, letter, known, drawn, value=value, tails=tails)
        methods = [_BCA if each == _PERCENTILE else each for each in methods]
    return _interval(
        letter, value, drawn, tails=tails, known=known, level=level, methods=methods
    )


def _corrected(
    result: ChangeResult,
    letter: str,
    known: list[_Population],
    drawn: Floats,
    *,
    value: float,
    tails: tuple[float, float],
) -> tuple[float, float]:
    """The shares of draws that bias and skewness turn the tails into.

    Efron (1987), doi:10.1080/01621459.1987.10478410. The acceleration is that
    of the sample, with published figures held.
    """
    normal = NormalDist()
    below = (np.count_nonzero(drawn < value) + np.count_nonzero(drawn <= value)) / 2
    least = 0.5 / drawn.size
    bias = normal.inv_cdf(min(max(below / drawn.size, least), 1 - least))
    third = second = 0.0
    for place, each in enumerate(known):
        if each.basis.scores is None or not each.varies:
            continue
        without, times = left_out(
            each.basis.scores, centre=each.basis.centre, spread=each.basis.spread
        )
        sources = [fixed(one.mean, one.sd) for one in known]
        sources[place] = without
        found = _cutoff(result, letter, sources)
        away = np.average(found, weights=times) - found
        # The empirical influence of a score is n - 1 times this.
        influence = away * (times.sum() - 1) / times.sum()
        third += float(times @ influence**3)
        second += float(times @ influence**2)
    pull = third / (6 * second**1.5) if second > 0 else 0.0

    def turned(tail: float) -> float:
        z = bias + normal.inv_cdf(tail)
        return normal.cdf(bias + z / (1 - pull * z))

    return turned(tails[0]), turned(tails[1])


def _of_quantile(
    population: _Population, share: float, value: float, *, level: float, seed: int, draws: int
) -> Interval | None:
    scores = population.basis.scores
    if scores is None or scores.size < FEWEST:
        return None
    rng = np.random.default_rng([seed, 3])
    drawn = quantiles(scores, share, draws=draws, rng=rng)
    tails = ((1 - level) / 2, (1 + level) / 2)
    return _interval(
        "a", value, drawn, tails=tails, known=[population], level=level, methods=[_PERCENTILE]
    )


def _interval(
    letter: str,
    value: float,
    drawn: Floats,
    *,
    tails: tuple[float, float],
    known: list[_Population],
    level: float,
    methods: list[str],
) -> Interval:
    low, high = (float(each) for each in np.quantile(drawn, tails))
    varying = [each for each in known if each.varies]
    return Interval(
        name=f"cut-off {letter}",
        value=value,
        low=low,
        high=high,
        level=level,
        n=min(each.basis.n for each in varying if each.basis.n is not None),
        rests_on=join_messages([each.words for each in known], "; "),
        held=tuple(f"{each.role} population" for each in known if not each.varies),
        method=words("{{ how }} ({{ n }} draws)", how=list_messages(methods), n=drawn.size),
    )


def _none(where: str, letter: str, known: list[_Population]) -> Finding:
    why = join_messages([each.words for each in known], "; ")
    return Finding(
        code="cut-off-without-interval",
        message=words(
            "how precisely the cut-off by criterion {{ criterion }} is known cannot be said "
            "({{ why }})",
            criterion=letter,
            why=why,
        ),
        severity="note",
        path=where,
        hint=words("give the number of people behind each figure"),
    )


def _held(where: str, letter: str, population: _Population) -> Finding:
    return Finding(
        code="input-without-interval",
        message=words(
            "the interval of the cut-off by criterion {{ criterion }} leaves out part of the "
            "uncertainty ({{ why }})",
            criterion=letter,
            why=population.words,
        ),
        severity="note",
        path=where,
    )

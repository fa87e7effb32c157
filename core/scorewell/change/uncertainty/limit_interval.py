"""The confidence interval of the limit of reliable change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scorewell.change.results.change_result import ChangeResult
from scorewell.change.uncertainty.bootstrap import bootstrap_draws
from scorewell.change.uncertainty.intervals import Interval, combined, sd_interval
from scorewell.change.uncertainty.reclassify import Reclassifier, basis_of, item_count
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import code_message, join_messages, list_messages, words


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One input of the limit that has an interval."""

    name: str
    low: float
    high: float
    n: int
    words: str
    method: str


def limit_interval(
    result: ChangeResult, reclassifier: Reclassifier, *, level: float, seed: int, draws: int
) -> tuple[Interval | None, tuple[Finding, ...]]:
    """The interval of the limit, or None with a finding that says why there is none.

    The standard deviation varies within the limits that chi squared gives,
    an alpha within Feldt's; what each does to the limit is combined by
    :func:`~scorewell.change.uncertainty.intervals.combined`. What the number of people is
    not known for is taken as it is, and a note says so.
    """
    path = result.instrument.column(result.scale.id)
    parts, reasons = _parts(result, reclassifier, level=level, seed=seed, draws=draws)
    error = result.standard_error
    if result.limit is None or error is None:
        return None, (_missing_finding(path, words("it differs between respondents")),)
    if not parts:
        return None, (_missing_finding(path, join_messages(reasons.values(), "; ")),)
    try:
        factors = combined([_factors(reclassifier, part, error) for part in parts])
    except ChangeError as error_found:
        return None, (_missing_finding(path, error_found.message),)
    notes = tuple(_partial_finding(path, reason) for reason in reasons.values())
    return (
        Interval(
            name="limit",
            value=result.limit,
            low=result.limit * factors[0],
            high=result.limit * factors[1],
            level=level,
            n=min(part.n for part in parts),
            rests_on=join_messages([*(part.words for part in parts), *reasons.values()], "; "),
            held=tuple(reasons),
            method=list_messages(part.method for part in parts),
        ),
        notes,
    )


def _parts(
    result: ChangeResult, reclassifier: Reclassifier, *, level: float, seed: int, draws: int
) -> tuple[list[_Part], dict[str, str]]:
    """The inputs with an interval, and by short name why others have none."""
    parts: list[_Part] = []
    reasons: dict[str, str] = {}
    names = result.method.inputs
    parts_by_name = {
        "standard deviation": _sd(result, reclassifier, level=level, seed=seed, draws=draws)
        if "sd" in names
        else None,
        "reliability": _reliability(result, level=level) if "reliability" in names else None,
    }
    for name, entry in parts_by_name.items():
        if isinstance(entry, _Part):
            parts.append(entry)
        elif entry is not None:
            reasons[name] = entry
    for name in names:
        if name not in ("sd", "reliability"):
            spaced = name.replace("_", " ")
            reasons[spaced] = words("{{ what }} taken as given", what=code_message(spaced))
    return parts, reasons


def _sd(
    result: ChangeResult, reclassifier: Reclassifier, *, level: float, seed: int, draws: int
) -> _Part | str:
    source = result.settings.method_sources.get("sd")
    if source is None:
        return words("the standard deviation is not named")
    value = float(source.value)
    basis = basis_of(reclassifier.baseline, source)
    if basis.n is None:
        return words("standard deviation taken as given (number of people not stated)")
    behind = words("standard deviation of {{ whom }}", whom=basis.words)
    if basis.scores is not None and basis.spread != "sd":
        rng = np.random.default_rng([seed, 0])
        sds = bootstrap_draws(
            basis.scores, centre=basis.centre, spread=basis.spread, draws=draws, rng=rng
        ).spread
        tail = (1 - level) / 2
        low, high = (float(limit) for limit in np.quantile(sds, [tail, 1 - tail]))
        if not 0 < low <= value <= high:
            return words(
                "standard deviation taken as given (its bootstrap does not enclose it)"
            )
        return _Part(
            name="sd", low=low, high=high, n=basis.n, words=behind, method=words("bootstrap")
        )
    low, high = sd_interval(value, n=basis.n, level=level)
    return _Part(
        name="sd", low=low, high=high, n=basis.n, words=behind, method=words("chi squared")
    )


def _reliability(result: ChangeResult, *, level: float) -> _Part | str:
    source = result.settings.method_sources.get("reliability")
    if source is None:
        return words("the reliability is not named")
    reason = ""
    if not source.entry:
        reason = words("typed, number of people not stated")
    elif source.statistic != "alpha":
        reason = words(
            "{{ statistic }}, no interval computed", statistic=code_message(source.statistic)
        )
    elif source.n is None:
        reason = words("alpha, number of people not stated")
    items = item_count(result.instrument, result.scale)
    if source.n is None or reason:
        return words("reliability taken as given ({{ why }})", why=reason)
    if items < 2 or source.n < 2:
        return words("reliability taken as given (alpha of fewer than two items or people)")
    from scorewell.reliability.alpha import feldt_interval

    low, high = feldt_interval(float(source.value), n=source.n, items=items, level=level)
    return _Part(
        name="reliability",
        low=max(low, 0.0),
        high=high,
        n=source.n,
        words=words("alpha of {{ items }} items, n = {{ n }}", items=items, n=source.n),
        method=words("Feldt's F"),
    )


def _factors(reclassifier: Reclassifier, part: _Part, error: float) -> tuple[float, float]:
    """What the limits of one input make of the standard error, as factors, lower one first."""
    factors = []
    for value in (part.low, part.high):
        other_error = reclassifier.compute({part.name: value}).standard_error
        if np.ndim(other_error) or not (
            math.isfinite(float(other_error)) and float(other_error) > 0
        ):
            raise ChangeError("an end of the interval of an input allows no limit")
        factors.append(float(other_error) / error)
    low, high = sorted(factors)
    return min(low, 1.0), max(high, 1.0)


def _missing_finding(path: str, reason: str) -> Finding:
    return Finding(
        code="limit-without-interval",
        message=words(
            "how precisely the limit of reliable change is known cannot be said: {{ why }}",
            why=reason,
        ),
        severity="note",
        path=path,
        hint=words(
            "name a norm whose n is stated, or take the standard deviation of the sample"
        ),
    )


def _partial_finding(path: str, reason: str) -> Finding:
    return Finding(
        code="input-without-interval",
        message=words(
            "the interval of the limit leaves out part of the uncertainty: {{ why }}",
            why=reason,
        ),
        severity="note",
        path=path,
    )

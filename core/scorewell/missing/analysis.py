"""From a change result to what missing later scores could hide."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change import ChangeResult
from scorewell.change.classify import OUTCOMES, STATUS
from scorewell.errors import ChangeError, Finding
from scorewell.missing.difference import standardised_difference
from scorewell.missing.result import SCENARIOS, MissingResult
from scorewell.precision.judge import Judge, places
from scorewell.precision.shares import with_shares
from scorewell.precision.spread import check_level
from scorewell.texts import words

__all__ = ["missing_bounds"]

_RELIABLY = "reliably improved"

Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]


def missing_bounds(result: ChangeResult, *, level: float = 0.95) -> MissingResult:
    """What missing later scores could hide, and whose they are.

    Parameters
    ----------
    result : ChangeResult
        One scale.
    level : float
        Confidence level of the intervals, above 0.5 and below 1.

    Returns
    -------
    MissingResult
        Shares of completers and of all who started under each assumption
        about the missing; baseline scores of both; missing by group and by
        status at baseline.

    Raises
    ------
    ChangeError
        If the level is out of range.

    Notes
    -----
    Without an assumption about the missing a share is only known to lie
    between the bounds that follow if none or all of them had the outcome
    (Horowitz and Manski 2000, doi:10.1080/01621459.2000.10473902).

    Examples
    --------
    The R package clinicalsignificance 3.0.0 finds 6 of the 25 pairs of
    ``scorewell.change.worked`` recovered. With two more who have no later score the share
    lies between 6 and 8 of 27.

    >>> from scorewell.change import analyse
    >>> from scorewell.change.worked import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> frame = pd.concat([pairs(), pd.DataFrame({"id": [26, 27], "pre": [28, 30]})])
    >>> found = missing_bounds(analyse(
    ...     frame, SCALE, instrument=INSTRUMENT, method_registry=methods, options=CHOICES
    ... ))
    >>> [found.count(f"missing {how}", "recovered") for how in ("unchanged", "recovered")]
    [(6, 27), (8, 27)]
    """
    check_level(level)
    judge = Judge.of(result)
    started = ~np.isnan(judge.pre)
    complete = result.cases["assessable"].to_numpy(dtype=bool)
    lost = started & ~complete
    scenarios, findings = _scenarios(result, judge, started=started, complete=complete)
    where = result.instrument.column(result.scale.id)
    without = int((~started).sum())
    if without:
        findings = (*findings, _no_baseline(where, without))
    return MissingResult(
        instrument=result.instrument,
        scale=result.scale,
        level=level,
        outcomes=with_shares(scenarios, level=level),
        baseline=_baseline(judge, complete=complete, lost=lost),
        difference=standardised_difference(judge.pre[lost], judge.pre[complete], level=level),
        parts=with_shares(_parts(result, started=started, lost=lost), level=level),
        ids=tuple(result.cases.loc[lost, "id"].tolist()),
        findings=findings,
    )


def _scenarios(
    result: ChangeResult, judge: Judge, *, started: Mask, complete: Mask
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """How many had each outcome under each assumption about the missing."""
    classified = judge.cutoff is not None
    names = OUTCOMES if classified else OUTCOMES[1:]
    known = places(result.cases["outcome"], OUTCOMES)
    lost = started & ~complete
    best = OUTCOMES.index(names[0])
    filled: dict[str, Codes] = {
        SCENARIOS[1]: np.where(lost, OUTCOMES.index("unchanged"), known).astype(np.int8),
        SCENARIOS[2]: np.where(lost, best, known).astype(np.int8),
        SCENARIOS[3]: np.where(lost, OUTCOMES.index("deteriorated"), known).astype(np.int8),
    }
    findings: tuple[Finding, ...] = ()
    try:
        for name, end in zip(SCENARIOS[4:], (judge.best, judge.worst), strict=True):
            filled[name] = np.where(lost, _ending(judge, end), known).astype(np.int8)
    except ChangeError as error:
        findings = (_no_ends(result.instrument.column(result.scale.id), error.message),)
    rows = list(_count(SCENARIOS[0], known, complete, names))
    for name, codes in filled.items():
        rows += _count(name, codes, started, names)
    return pd.DataFrame(rows), findings


def _ending(judge: Judge, score: float) -> Codes:
    """Everybody's outcome, had they ended with this score."""
    other = judge.ending(score)
    return other.outcome(other.reliable(other.compute().index), other.status(judge.cutoff))


def _count(
    scenario: str, codes: Codes, people: Mask, names: tuple[str, ...]
) -> Iterator[dict[str, object]]:
    own = codes[people]
    counts = {name: int((own == OUTCOMES.index(name)).sum()) for name in names}
    counts[_RELIABLY] = sum(counts.get(name, 0) for name in OUTCOMES[:2])
    for name, n in counts.items():
        yield {"scenario": scenario, "outcome": name, "n": n, "of": int(people.sum())}


def _baseline(judge: Judge, *, complete: Mask, lost: Mask) -> pd.DataFrame:
    """Baseline scores of completers and of the missing."""
    rows = []
    for who, mask in (("completers", complete), ("missing", lost)):
        scores = np.sort(judge.pre[mask])
        rows.append(
            {
                "who": who,
                "n": scores.size,
                "mean": float(scores.mean()) if scores.size else np.nan,
                "sd": float(scores.std(ddof=1)) if scores.size > 1 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _parts(result: ChangeResult, *, started: Mask, lost: Mask) -> pd.DataFrame:
    """How many are missing: of all, by status at baseline, by group."""
    cases = result.cases
    rows: list[dict[str, object]] = [
        {"part": "all", "name": "", "n": int(lost.sum()), "of": int(started.sum())}
    ]
    status = places(cases["baseline_status"], STATUS)
    labels: list[tuple[str, object, Mask]] = [
        ("status at baseline", name, status == place)
        for place, name in enumerate(STATUS)
        if result.cutoffs.value is not None
    ]
    groups = result.by_group()["group"].unique().tolist()
    for label in groups:
        own = cases["group"].isna() if pd.isna(label) else cases["group"] == label
        labels.append(("group", label, own.fillna(value=False).to_numpy(dtype=bool)))
    for part, name, own in labels:
        counts = {"n": int((lost & own).sum()), "of": int((started & own).sum())}
        rows.append({"part": part, "name": name, **counts})
    return pd.DataFrame(rows)


def _no_baseline(where: str, people: int) -> Finding:
    return Finding(
        code="no-baseline-score",
        message=words(
            "without a baseline score that can be used: {{ n }}; they are not among those who "
            "started",
            n=people,
        ),
        severity="note",
        path=where,
    )


def _no_ends(where: str, why: str) -> Finding:
    return Finding(
        code="room-not-known",
        message=words(
            "what the best and the worst possible score would have meant cannot be said: "
            "{{ why }}",
            why=why,
        ),
        severity="note",
        path=where,
    )

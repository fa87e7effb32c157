"""Bounds of the shares of a change result under assumptions about missing later scores."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import OUTCOMES, STATUS
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.sensitivity.missing_data_result import SCENARIOS, MissingResult
from scorewell.change.uncertainty.intervals import check_level, with_shares
from scorewell.change.uncertainty.reclassify import Reclassifier, places
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import words


def standardised_difference(
    first: NDArray[np.float64], second: NDArray[np.float64], *, level: float = 0.95
) -> tuple[float, float, float] | None:
    r"""The difference of two means in pooled standard deviations, with its interval.

    .. math:: d = \frac{m_1 - m_2}{s}, \qquad
              s^2 = \frac{(n_1 - 1) s_1^2 + (n_2 - 1) s_2^2}{n_1 + n_2 - 2}

    with m the means, s the standard deviations and n the sizes. The limits
    are those of the noncentrality of t with :math:`n_1 + n_2 - 2` degrees of
    freedom, times :math:`\sqrt{1/n_1 + 1/n_2}` (Cumming and Finch 2001,
    doi:10.1177/0013164401614002): exact for normal scores with equal
    variances.

    Parameters
    ----------
    first, second : array
        The scores, none missing.
    level : float
        Confidence level.

    Returns
    -------
    tuple of float, or None
        Difference, lower and upper limit; None with fewer than two scores in
        a group or without any spread.

    Examples
    --------
    Hours of extra sleep under two drugs, the data set ``sleep`` of R: the R package
    effectsize gives -0.8321811.

    >>> one = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    >>> other = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    >>> round(standardised_difference(one, other)[0], 7)
    -0.8321811
    """
    from scipy.special import nctdtrinc

    n1, n2 = first.size, second.size
    if n1 < 2 or n2 < 2:
        return None
    df = n1 + n2 - 2
    squares = (n1 - 1) * np.var(first, ddof=1) + (n2 - 1) * np.var(second, ddof=1)
    # Equal scores may differ by rounding from their mean; that is no spread.
    size = max(float(np.abs(first).max()), float(np.abs(second).max()))
    if squares <= (1e-9 * size) ** 2:
        return None
    value = float((first.mean() - second.mean()) / math.sqrt(squares / df))
    scale = math.sqrt(1 / n1 + 1 / n2)
    tail = (1 - level) / 2
    low, high = (
        scale * float(nctdtrinc(df, share, value / scale)) for share in (1 - tail, tail)
    )
    return value, low, high


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
    ``scorewell.change.example_data`` recovered. With two more who have no later score the share
    lies between 6 and 8 of 27.

    >>> from scorewell.change.analyse import analyse
    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> frame = pd.concat([pairs(), pd.DataFrame({"id": [26, 27], "pre": [28, 30]})])
    >>> found = missing_bounds(analyse(
    ...     frame, SCALE, instrument=INSTRUMENT, method_registry=methods, options=CHOICES
    ... ))
    >>> [found.count(f"missing {how}", "recovered") for how in ("unchanged", "recovered")]
    [(6, 27), (8, 27)]
    """
    check_level(level)
    reclassifier = Reclassifier.of(result)
    has_baseline = ~np.isnan(reclassifier.pre)
    complete = result.cases["assessable"].to_numpy(dtype=bool)
    missing = has_baseline & ~complete
    scenarios, findings = _scenarios(
        result, reclassifier, has_baseline=has_baseline, complete=complete
    )
    path = result.instrument.column(result.scale.id)
    without = int((~has_baseline).sum())
    if without:
        findings = (*findings, _no_baseline(path, without))
    return MissingResult(
        instrument=result.instrument,
        scale=result.scale,
        level=level,
        outcomes=with_shares(scenarios, level=level),
        baseline=_baseline(reclassifier, complete=complete, missing=missing),
        difference=standardised_difference(
            reclassifier.pre[missing], reclassifier.pre[complete], level=level
        ),
        parts=with_shares(
            _parts(result, has_baseline=has_baseline, missing=missing), level=level
        ),
        ids=tuple(result.cases.loc[missing, "id"].tolist()),
        findings=findings,
    )


def _scenarios(
    result: ChangeResult, reclassifier: Reclassifier, *, has_baseline: Mask, complete: Mask
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """How many had each outcome under each assumption about the missing."""
    classified = reclassifier.cutoff is not None
    names = OUTCOMES if classified else OUTCOMES[1:]
    outcome_codes = places(result.cases["outcome"], OUTCOMES)
    missing = has_baseline & ~complete
    best = OUTCOMES.index(names[0])
    codes_by_scenario: dict[str, Codes] = {
        SCENARIOS[1]: np.where(missing, OUTCOMES.index("unchanged"), outcome_codes).astype(
            np.int8
        ),
        f"missing {names[0]}": np.where(missing, best, outcome_codes).astype(np.int8),
        SCENARIOS[3]: np.where(missing, OUTCOMES.index("deteriorated"), outcome_codes).astype(
            np.int8
        ),
    }
    findings: tuple[Finding, ...] = ()
    try:
        for name, end in zip(
            SCENARIOS[4:], (reclassifier.best, reclassifier.worst), strict=True
        ):
            codes_by_scenario[name] = np.where(
                missing, _ending(reclassifier, end), outcome_codes
            ).astype(np.int8)
    except ChangeError as error:
        findings = (_no_ends(result.instrument.column(result.scale.id), error.message),)
    rows = list(_count(SCENARIOS[0], outcome_codes, complete, names))
    for name, codes in codes_by_scenario.items():
        rows += _count(name, codes, has_baseline, names)
    return pd.DataFrame(rows), findings


def _ending(reclassifier: Reclassifier, score: float) -> Codes:
    """Everybody's outcome, had they ended with this score."""
    ending = reclassifier.ending(score)
    return ending.outcome(
        ending.reliable(ending.compute().index), ending.status(reclassifier.cutoff)
    )


def _count(
    scenario: str, codes: Codes, people: Mask, names: tuple[str, ...]
) -> Iterator[dict[str, object]]:
    codes_of_people = codes[people]
    counts = {name: int((codes_of_people == OUTCOMES.index(name)).sum()) for name in names}
    counts[_RELIABLY] = sum(counts.get(name, 0) for name in OUTCOMES[:2])
    for name, n in counts.items():
        yield {"scenario": scenario, "outcome": name, "n": n, "of": int(people.sum())}


def _baseline(reclassifier: Reclassifier, *, complete: Mask, missing: Mask) -> pd.DataFrame:
    """Baseline scores of completers and of the missing."""
    rows = []
    for group, mask in (("completers", complete), ("missing", missing)):
        scores = np.sort(reclassifier.pre[mask])
        rows.append(
            {
                "who": group,
                "n": scores.size,
                "mean": float(scores.mean()) if scores.size else np.nan,
                "sd": float(scores.std(ddof=1)) if scores.size > 1 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _parts(result: ChangeResult, *, has_baseline: Mask, missing: Mask) -> pd.DataFrame:
    """How many are missing: of all, by status at baseline, by group."""
    cases = result.cases
    rows: list[dict[str, object]] = [
        {"part": "all", "name": "", "n": int(missing.sum()), "of": int(has_baseline.sum())}
    ]
    status = places(cases["baseline_status"], STATUS)
    labels: list[tuple[str, object, Mask]] = [
        ("status at baseline", name, status == place)
        for place, name in enumerate(STATUS)
        if result.cutoffs.value is not None
    ]
    groups = result.by_group()["group"].unique().tolist()
    for label in groups:
        in_group = cases["group"].isna() if pd.isna(label) else cases["group"] == label
        labels.append(("group", label, in_group.fillna(value=False).to_numpy(dtype=bool)))
    for part, name, in_group in labels:
        counts = {
            "n": int((missing & in_group).sum()),
            "of": int((has_baseline & in_group).sum()),
        }
        rows.append({"part": part, "name": name, **counts})
    return pd.DataFrame(rows)


def _no_baseline(path: str, people: int) -> Finding:
    return Finding(
        code="no-baseline-score",
        message=words(
            "without a baseline score that can be used: {{ n }}; they are not among those who "
            "started",
            n=people,
        ),
        severity="note",
        path=path,
    )


def _no_ends(path: str, reason: str) -> Finding:
    return Finding(
        code="room-not-known",
        message=words(
            "what the best and the worst possible score would have meant cannot be said: "
            "{{ why }}",
            why=reason,
        ),
        severity="note",
        path=path,
    )

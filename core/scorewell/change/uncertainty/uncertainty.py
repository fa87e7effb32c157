"""Compute how precisely the numbers of a change result are known."""

from __future__ import annotations

from scorewell.change.results.change_result import ChangeResult
from scorewell.change.uncertainty.class_stability import stability, stability_counts
from scorewell.change.uncertainty.cutoff_interval import cutoff_intervals
from scorewell.change.uncertainty.group_differences import group_differences
from scorewell.change.uncertainty.intervals import check_level
from scorewell.change.uncertainty.limit_interval import limit_interval
from scorewell.change.uncertainty.reclassify import Reclassifier
from scorewell.change.uncertainty.result import PrecisionResult
from scorewell.errors import ChangeError

_BOOTSTRAPS = ("percentile", "bca")
_FEWEST_DRAWS = 200


def precision(
    result: ChangeResult,
    *,
    level: float = 0.95,
    seed: int = 1,
    draws: int = 10_000,
    bootstrap: str = "percentile",
) -> PrecisionResult:
    """How precisely the numbers of a change analysis are known, and who depends on it.

    Parameters
    ----------
    result : ChangeResult
        One scale.
    level : float
        Confidence level of every interval, above 0.5 and below 1.
    seed : int
        Where the random numbers start; the same seed gives the same limits.
    draws : int
        How many draws there are of each cut-off, at least 200.
    bootstrap : {'percentile', 'bca'}
        How draws from the sample become limits.

    Returns
    -------
    PrecisionResult
        Intervals of the limit, of the cut-offs and of every share; each
        respondent's classes within them; differences between groups.

    Raises
    ------
    ChangeError
        If an option is out of range.

    Examples
    --------
    For the 25 baseline scores of ``scorewell.change.example_data``, whose standard deviation is
    8, ``bayes_mvs`` of scipy 1.17.1 gives 6.246627 to 11.129217 (Jeffreys' prior). The
    limit is proportional to it, and the reliability there is taken as given.

    >>> from scorewell.change.analyse import analyse
    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> result = analyse(
    ...     pairs(), SCALE, instrument=INSTRUMENT, method_registry=methods, options=CHOICES
    ... )
    >>> limit = precision(result, draws=200).limit
    >>> [round(8 * each / limit.value, 6) for each in (limit.low, limit.high)]
    [6.246627, 11.129217]
    """
    check_level(level)
    if draws < _FEWEST_DRAWS or seed < 0:
        raise ChangeError(
            f"draws is {draws!r} and seed {seed!r}; expected at least {_FEWEST_DRAWS} draws "
            "and a seed of at least 0"
        )
    if bootstrap not in _BOOTSTRAPS:
        raise ChangeError(f"bootstrap is {bootstrap!r}; expected {' or '.join(_BOOTSTRAPS)}")
    reclassifier = Reclassifier.of(result)
    limit, limit_notes = limit_interval(
        result, reclassifier, level=level, seed=seed, draws=draws
    )
    cutoffs, cutoff_notes = cutoff_intervals(
        result, reclassifier, level=level, seed=seed, draws=draws, bootstrap=bootstrap
    )
    deciding = next(
        (
            interval
            for interval in cutoffs
            if interval.name == f"cut-off {result.cutoffs.criterion}"
        ),
        None,
    )
    classified = result.cutoffs.value is not None
    cases = stability(
        result.cases,
        reclassifier,
        factors=limit.factors if limit is not None else None,
        cutoffs=(deciding.low, deciding.high) if deciding is not None and classified else None,
    )
    differences, group_notes = group_differences(result, level=level)
    return PrecisionResult(
        instrument=result.instrument,
        scale=result.scale,
        level=level,
        seed=seed,
        draws=draws,
        limit=limit,
        cutoffs=cutoffs,
        criterion=result.cutoffs.criterion,
        classified=classified,
        shares=result.summary(level=level),
        group_shares=result.by_group(level=level),
        differences=differences,
        cases=cases,
        counts=stability_counts(cases),
        findings=(*limit_notes, *cutoff_notes, *group_notes),
    )

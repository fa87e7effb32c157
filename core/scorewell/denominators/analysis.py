"""From a change result to shares of those who could have had the outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change import ChangeResult
from scorewell.change.classify import OUTCOMES, RELIABLE, STATUS
from scorewell.denominators.result import DenominatorsResult
from scorewell.errors import ChangeError, Finding
from scorewell.precision.judge import Judge, places
from scorewell.precision.shares import with_shares
from scorewell.precision.spread import check_level
from scorewell.texts import words

__all__ = ["ALL", "denominators"]

ALL = "all assessable"
_RELIABLY = "reliably improved"
_WAYS = {
    "room to improve": "no room to improve",
    "room to deteriorate": "no room to deteriorate",
}

Flags = dict[str, NDArray[np.bool_]]


def denominators(result: ChangeResult, *, level: float = 0.95) -> DenominatorsResult:
    """Every outcome as a share of those for whom it was possible.

    Parameters
    ----------
    result : ChangeResult
        One scale.
    level : float
        Confidence level of the intervals, above 0.5 and below 1.

    Returns
    -------
    DenominatorsResult
        Shares of who was clinical and who functional at baseline, of who
        could and who could not change reliably in either direction, and of
        who could recover; with everybody's own lines.

    Raises
    ------
    ChangeError
        If the level is out of range.

    Examples
    --------
    The table that the R package clinsig 1.2 prints for the data set of
    ``scorewell.change.worked`` has 3 who were okay at baseline and, among the other 22,
    7 with a significant change.

    >>> from scorewell.change import ChangeOptions, analyse
    >>> from scorewell.change.worked import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> result = analyse(
    ...     pairs(), SCALE, instrument=INSTRUMENT, method_registry=methods,
    ...     options=[("call", ChangeOptions(preset="clinsig-1.2")), *CHOICES],
    ... )
    >>> denominators(result).count("clinical at baseline", "recovered")
    (7, 22)
    """
    check_level(level)
    judge = Judge.of(result)
    flags, findings = _flags(result, judge)
    assessable = result.cases["assessable"].to_numpy(dtype=bool)
    people = ["id", *(["group"] if "group" in result.cases.columns else [])]
    respondents = result.cases[[*people, "pre", "outcome"]].assign(
        **{name.replace(" ", "_"): mask for name, mask in flags.items() if name != ALL}
    )
    return DenominatorsResult(
        instrument=result.instrument,
        scale=result.scale,
        level=level,
        table=_table(result, flags, level=level),
        respondents=respondents[assessable].reset_index(drop=True),
        findings=findings,
    )


def _flags(result: ChangeResult, judge: Judge) -> tuple[Flags, tuple[Finding, ...]]:
    """Who belongs to each denominator, among all respondents."""
    assessable = result.cases["assessable"].to_numpy(dtype=bool)
    flags: Flags = {ALL: assessable}
    if judge.cutoff is not None:
        status = places(result.cases["baseline_status"], STATUS)
        for place, name in enumerate(STATUS):
            flags[f"{name} at baseline"] = (status == place) & assessable
    try:
        ends = zip(_WAYS, (judge.best, judge.worst), strict=True)
        reached = {name: judge.ending(end) for name, end in ends}
        codes = {name: one.reliable(one.compute().index) for name, one in reached.items()}
    except ChangeError as error:
        return flags, (_no_room(result, error.message),)
    words = (RELIABLE.index("improved"), RELIABLE.index("deteriorated"))
    for (name, without), word in zip(_WAYS.items(), words, strict=True):
        room = codes[name] == word
        flags[name], flags[without] = room & assessable, ~room & assessable
    if judge.cutoff is not None:
        best = reached["room to improve"]
        outcome = best.outcome(codes["room to improve"], best.status(judge.cutoff))
        flags["could recover"] = (outcome == OUTCOMES.index("recovered")) & assessable
    return flags, ()


def _table(result: ChangeResult, flags: Flags, *, level: float) -> pd.DataFrame:
    codes = places(result.cases["outcome"], OUTCOMES)
    names = OUTCOMES if result.cutoffs.value is not None else OUTCOMES[1:]
    has = {name: codes == OUTCOMES.index(name) for name in names}
    has[_RELIABLY] = np.isin(codes, [0, 1])
    rows = [
        {"who": who, "outcome": name, "n": int((mask & own).sum()), "of": int(mask.sum())}
        for who, mask in flags.items()
        for name, own in has.items()
    ]
    return with_shares(pd.DataFrame(rows), level=level)


def _no_room(result: ChangeResult, why: str) -> Finding:
    return Finding(
        code="room-not-known",
        message=words("who had room for reliable change cannot be said: {{ why }}", why=why),
        severity="note",
        path=result.instrument.column(result.scale.id),
    )

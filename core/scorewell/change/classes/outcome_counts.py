"""Numbers of respondents by outcome, each with the number that it is a share of."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scorewell.change.classes.classify import RELIABLE, STATUS


@dataclass(frozen=True, kw_only=True)
class OutcomeCounts:
    """How many respondents of a sample recovered, improved, stayed and got worse.

    Recovery is a share of those who could recover, reliable change of all who are judged, so
    that the numbers need not add up to `judged`.

    Attributes
    ----------
    respondents : int
        All respondents.
    judged : int
        Respondents with both scores.
    classified : bool
        Whether a cut-off judges recovery; the numbers that need one are 0 if not.
    clinical, functional : int
        Judged respondents on either side of the cut-off at baseline.
    ended_functional, ended_improved : int
        Clinical at baseline and functional at the end, and those of them who improved reliably.
    recovered, could_recover : int
        The recovered, and those who could: in the clinical range at baseline, or anybody where
        the rules say so.
    improved, unchanged, deteriorated : int
        Reliable change of all judged respondents; `improved` includes the recovered.
    harmed : int
        Reliably deteriorated from the functional into the clinical range.
    """

    respondents: int
    judged: int
    classified: bool
    clinical: int = 0
    functional: int = 0
    ended_functional: int = 0
    ended_improved: int = 0
    recovered: int = 0
    could_recover: int = 0
    improved: int = 0
    unchanged: int = 0
    deteriorated: int = 0
    harmed: int = 0


def count_outcomes(
    cases: pd.DataFrame, *, classified: bool, recovered_from: str = "clinical"
) -> OutcomeCounts:
    """The numbers of a table of cases; see ``ChangeResult.cases``.

    Parameters
    ----------
    classified : bool
        Whether there is a cut-off.
    recovered_from : {'clinical', 'any'}
        Who could recover.

    Examples
    --------
    >>> cases = pd.DataFrame({
    ...     "assessable": [True, True, True, False],
    ...     "reliable": ["improved", "improved", "deteriorated", None],
    ...     "baseline_status": ["clinical", "clinical", "functional", "clinical"],
    ...     "end_status": ["functional", "clinical", "clinical", None],
    ...     "outcome": ["recovered", "improved", "deteriorated", None],
    ... })
    >>> counts = count_outcomes(cases, classified=True)
    >>> counts.judged, counts.clinical, counts.recovered, counts.improved, counts.harmed
    (3, 2, 1, 2, 1)
    """
    assessable = cases[cases["assessable"].to_numpy(dtype=bool)]
    clinical = assessable["baseline_status"] == STATUS[0]
    functional = assessable["baseline_status"] == STATUS[1]
    ended_functional = clinical & (assessable["end_status"] == STATUS[1])
    reliable = {name: assessable["reliable"] == name for name in RELIABLE}
    flags = {
        "clinical": clinical,
        "functional": functional,
        "ended_functional": ended_functional,
        "ended_improved": ended_functional & reliable["improved"],
        "recovered": assessable["outcome"] == "recovered",
        "could_recover": clinical if recovered_from == "clinical" else assessable["assessable"],
        "harmed": functional
        & reliable["deteriorated"]
        & (assessable["end_status"] == STATUS[0]),
    }
    counts = {name: int(flag.sum()) for name, flag in (flags | reliable).items()}
    return OutcomeCounts(
        respondents=len(cases), judged=len(assessable), classified=classified, **counts
    )

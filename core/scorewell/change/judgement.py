"""What an approach other than an index with a cut-off found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classify import OUTCOMES, labelled
from scorewell.change.counts import by_group, summary
from scorewell.change.inputs import Input
from scorewell.change.pairs import REASONS, Pairs
from scorewell.errors import Finding
from scorewell.model import Instrument, Scale
from scorewell.plain import plain, records

__all__ = ["Judgement", "judged"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Judgement:
    """What an approach found, case by case and counted.

    Attributes
    ----------
    approach : str
        ``distribution``, ``statistical``, ``anchor``, ``percentage`` or
        ``hageman-arrindell``.
    cases : pandas.DataFrame
        One row per respondent, in the order given: ``id``, ``group`` where
        there is one, ``pre``, ``post``, ``change`` (post - pre, in points),
        what the approach adds, ``outcome`` (recovered where it asks for a
        cut-off, improved, unchanged, deteriorated), ``assessable``, and
        ``reason`` why not.
    cutoff : float or None
        Where the functional range begins; None where it is not asked for.
    inputs : tuple of Input
        Every number and choice that entered, with its trail.
    findings : tuple of Finding
        What is to be said about inputs and scores.
    """

    approach: str
    instrument: Instrument
    scale: Scale
    cases: pd.DataFrame
    inputs: tuple[Input, ...]
    cutoff: float | None = None
    findings: tuple[Finding, ...] = ()

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents had each outcome; see ``ChangeResult.summary``."""
        return summary(self.cases, classified=self._recovers, level=level)

    def by_group(self, *, level: float = 0.95) -> pd.DataFrame:
        """The same within each group; see ``ChangeResult.by_group``."""
        return by_group(self.cases, classified=self._recovers, level=level)

    @property
    def n_not_assessable(self) -> Mapping[str, int]:
        """How many respondents are not assessable, by reason."""
        counts = self.cases.loc[~self.cases["assessable"], "reason"].value_counts()
        return {str(reason): int(n) for reason, n in counts.items()}

    @property
    def _recovers(self) -> bool:
        """Whether anybody could be recovered by this approach."""
        return self.cutoff is not None and self.approach != "statistical"

    def to_dict(self, *, cases: bool = True) -> dict[str, object]:
        """The whole judgement as plain values that JSON can hold."""
        whole: dict[str, object] = {
            "approach": self.approach,
            "instrument": {"id": self.instrument.id, "version": self.instrument.version},
            "scale": {"id": self.scale.id, "better": self.scale.better},
            "cutoff": plain(self.cutoff),
            "inputs": [plain(source) for source in self.inputs],
            "not_assessable": dict(self.n_not_assessable),
            "summary": records(self.summary()),
            "by_group": records(self.by_group()),
            "findings": [plain(finding) for finding in self.findings],
        }
        if cases:
            whole["cases"] = records(self.cases)
        return whole


def judged(
    read: Pairs,
    *,
    outcome: NDArray[np.int8],
    columns: Mapping[str, Any],
    reason: NDArray[np.int8] | None = None,
    reasons: tuple[str, ...] = REASONS,
) -> pd.DataFrame:
    """The frame of cases of an approach.

    Parameters
    ----------
    outcome : array of int
        Places in :data:`~scorewell.change.classify.OUTCOMES`; -1 for none.
    columns : mapping
        What the approach adds between ``change`` and ``outcome``.
    reason, reasons
        Why respondents are not assessable, where that is more than the pairs
        say: places in ``reasons``, -1 for who is.
    """
    places = read.reason if reason is None else reason
    frame: pd.DataFrame = read.frame.assign(
        change=read.post - read.pre,
        **columns,
        outcome=labelled(np.where(places < 0, outcome, -1).astype(np.int8), OUTCOMES),
        assessable=places < 0,
        reason=labelled((places + 1).astype(np.int8), ("", *reasons)),
    )
    return frame

"""Shares of those for whom an outcome was possible."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scorewell.errors import Finding
from scorewell.model import Instrument, Scale
from scorewell.plain import plain, records
from scorewell.precision.shares import share_words

__all__ = ["DenominatorsResult"]


@dataclass(frozen=True, kw_only=True, eq=False)
class DenominatorsResult:
    """Shares of those for whom an outcome was possible.

    Attributes
    ----------
    instrument, scale
        What was compared.
    level : float
        Confidence level of the intervals.
    table : pandas.DataFrame
        ``who`` (``all assessable``; ``clinical at baseline``, ``functional at
        baseline``; ``room to improve``, ``no room to improve``, ``room to
        deteriorate``, ``no room to deteriorate``; ``could recover``),
        ``outcome`` (those of the result, then ``reliably improved``,
        recovered or not), ``n``, ``of``, ``share``, and Wilson's ``low`` and
        ``high``. Without a cut-off there are no rows that need one.
    respondents : pandas.DataFrame
        One row per assessable respondent: ``id``, ``group`` where there is
        one, ``pre``, ``outcome``, and one column per denominator that says
        whether it includes the respondent.
    findings : tuple of Finding
        What could not be told.
    """

    instrument: Instrument
    scale: Scale
    level: float
    table: pd.DataFrame
    respondents: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the denominators rest on, in words."""
        room = (
            "there was room for reliable change if ending at the better (or the worse) end of "
            "the scale would have been one, by the same method, limit and rules"
        )
        return (
            "shares are of assessable respondents",
            room,
            "could recover: ending at the better end of the scale would have been recovery",
        )

    def ids(self, who: str) -> tuple[object, ...]:
        """The assessable respondents that a denominator includes, in the order given.

        Raises
        ------
        KeyError
            If there is no such denominator.
        """
        members = self.respondents[who.replace(" ", "_")]
        return tuple(self.respondents.loc[members.to_numpy(dtype=bool), "id"].tolist())

    def count(self, who: str, outcome: str) -> tuple[int, int] | None:
        """How many of how many had an outcome; None where there is no such row."""
        table = self.table
        rows = table[(table["who"] == who) & (table["outcome"] == outcome)]
        return (int(rows["n"].iloc[0]), int(rows["of"].iloc[0])) if len(rows) else None

    def to_frame(self) -> pd.DataFrame:
        """The table with the ids of each denominator that leaves somebody out.

        Returns
        -------
        pandas.DataFrame
            The columns of ``table``, then ``ids``: on the first row of each
            denominator that is the smaller part of a pair (``functional at
            baseline``, ``no room to improve``, ``no room to deteriorate``),
            its respondents, separated by semicolons.
        """
        first = ~self.table["who"].duplicated()
        apart = self.table["who"].str.startswith(("functional", "no room"))
        named = [
            "; ".join(map(str, self.ids(who))) if is_first and is_apart else ""
            for who, is_first, is_apart in zip(self.table["who"], first, apart, strict=True)
        ]
        return self.table.assign(ids=named)

    def to_dict(self) -> dict[str, object]:
        """The whole result as plain values that JSON can hold."""
        return {
            "instrument": {"id": self.instrument.id, "version": self.instrument.version},
            "scale": {"id": self.scale.id, "name": self.scale.name},
            "level": self.level,
            "table": records(self.table),
            "respondents": records(self.respondents),
            "assumptions": list(self.assumptions),
            "findings": [plain(finding) for finding in self.findings],
            "sentence": self.sentence(),
        }

    def sentence(self) -> str:
        """The shares that depend on the denominator, in words, each with its n."""
        of = self.table["of"].iloc[0]
        if of == 0:
            return "Nobody could be assessed."
        return " ".join(part for part in (self._recovery(), self._room()) if part)

    def _share(self, who: str, outcome: str) -> str:
        found = self.count(who, outcome)
        return "" if found is None else share_words(*found, level=self.level)

    def _recovery(self) -> str:
        clinical = self.count("clinical at baseline", "recovered")
        functional = self.count("functional at baseline", "deteriorated")
        if clinical is None or functional is None:
            return ""
        parts = [
            f"Of those in the clinical range at baseline, "
            f"{self._share('clinical at baseline', 'recovered')} recovered"
            if clinical[1]
            else "Nobody was in the clinical range at baseline"
        ]
        if functional[1]:
            parts.append(
                f"of those already in the functional range, {functional[0]} of {functional[1]} "
                "deteriorated reliably"
            )
        return "; ".join(parts) + "."

    def _room(self) -> str:
        parts, free = [], []
        for way, outcome, end in (
            ("improve", "reliably improved", "better"),
            ("deteriorate", "deteriorated", "worse"),
        ):
            without = self.count(f"no room to {way}", outcome)
            if without is None:
                return ""
            if without[1] == 0:
                free.append(way)
                continue
            whole = self.count("all assessable", outcome) or (0, 0)
            parts.append(
                f"{without[1]} of {whole[1]} began too near the {end} end of the scale to "
                f"{way} reliably; of the others, {self._share(f'room to {way}', outcome)} did."
            )
        if free:
            everybody = int(self.table["of"].iloc[0])
            parts.append(f"All {everybody} had room to {' and to '.join(free)} reliably.")
        return " ".join(parts)

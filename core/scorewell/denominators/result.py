"""Shares of those for whom an outcome was possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scorewell.errors import Finding
from scorewell.model import Instrument, Scale
from scorewell.plain import plain, records
from scorewell.precision.shares import share_words
from scorewell.texts import joined, words

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
        return self._counts.get((who, outcome))

    @cached_property
    def _counts(self) -> Mapping[tuple[object, object], tuple[int, int]]:
        names = ("who", "outcome", "n", "of")
        rows = zip(*(self.table[name].tolist() for name in names), strict=True)
        return {(who, outcome): (int(n), int(of)) for who, outcome, n, of in rows}

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
            return words("Nobody could be assessed.")
        return joined([self._recovery(), self._room()])

    def _share(self, who: str, outcome: str) -> str:
        found = self.count(who, outcome)
        return "" if found is None else share_words(*found, level=self.level)

    def _recovery(self) -> str:
        clinical = self.count("clinical at baseline", "recovered")
        functional = self.count("functional at baseline", "deteriorated")
        if clinical is None or functional is None:
            return ""
        patients = (
            words(
                "Of those in the clinical range at baseline, {{ share }} recovered",
                share=self._share("clinical at baseline", "recovered"),
            )
            if clinical[1]
            else words("Nobody was in the clinical range at baseline")
        )
        if not functional[1]:
            return words("{{ clinical }}.", clinical=patients)
        others = words(
            "of those already in the functional range, {{ n }} of {{ of }} deteriorated "
            "reliably",
            n=functional[0],
            of=functional[1],
        )
        return words("{{ clinical }}; {{ functional }}.", clinical=patients, functional=others)

    def _room(self) -> str:
        parts, free = [], []
        for way, outcome in (("improve", "reliably improved"), ("deteriorate", "deteriorated")):
            without = self.count(f"no room to {way}", outcome)
            if without is None:
                return ""
            if without[1] == 0:
                free.append(way)
                continue
            whole = self.count("all assessable", outcome) or (0, 0)
            parts.append(
                words(
                    "{{ n }} of {{ of }} began too near the better end of the scale to improve "
                    "reliably; of the others, {{ share }} did."
                    if way == "improve"
                    else "{{ n }} of {{ of }} began too near the worse end of the scale to "
                    "deteriorate reliably; of the others, {{ share }} did.",
                    n=without[1],
                    of=whole[1],
                    share=self._share(f"room to {way}", outcome),
                )
            )
        everybody = int(self.table["of"].iloc[0])
        if free == ["improve"]:
            parts.append(words("All {{ n }} had room to improve reliably.", n=everybody))
        elif free == ["deteriorate"]:
            parts.append(words("All {{ n }} had room to deteriorate reliably.", n=everybody))
        elif free:
            parts.append(
                words(
                    "All {{ n }} had room to improve and to deteriorate reliably.", n=everybody
                )
            )
        return joined(parts)

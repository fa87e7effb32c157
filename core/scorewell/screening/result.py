"""The result of screening one occasion of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

import pandas as pd

from scorewell.definitions.model import Instrument
from scorewell.errors import Finding
from scorewell.io.json_values import records
from scorewell.results import Result
from scorewell.screening.findings import FEWEST, HOW_SURE


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Examination(Result):
    """What the answers of one occasion say about how the file was made.

    Attributes
    ----------
    instrument : Instrument
        What was answered.
    occasion : str
        Of which occasion; empty where there is one only.
    n : int
        Respondents with an answer.
    coding : str
        The encoding under which all is said.
    findings : tuple of Finding
        Of severity ``error`` (sure), ``warning`` (likely) or ``note`` (possible,
        or something that cannot be told).
    items : pandas.DataFrame
        Per scale and item: ``scale``, ``item``, ``position``, ``column``,
        ``reversed``, ``n``, ``mean`` and ``sd`` (keyed), ``floor`` and ``ceiling``
        (shares at the ends, keyed), ``item_rest`` with ``low`` and ``high``,
        ``component`` (sign on the first component), ``alpha_if_dropped``,
        ``alpha_if_turned``.
    scales : pandas.DataFrame
        Per scale ``alpha``, the published ones, mean, SD and the nearest norm.
    respondents : pandas.DataFrame
        Per row ``row`` (from 1), ``answered``, ``different`` (how many different
        answers), ``longest_run``, ``floor`` and ``ceiling`` (shares of answers),
        ``constant`` and ``straight_lining``.
    """

    respondent_tables: ClassVar[tuple[str, ...]] = ("respondents",)

    instrument: Instrument
    occasion: str
    n: int
    coding: str
    findings: tuple[Finding, ...]
    items: pd.DataFrame
    scales: pd.DataFrame
    respondents: pd.DataFrame

    @property
    def suspicious(self) -> bool:
        """Whether anything sure or likely was found."""
        return any(finding_.severity != "note" for finding_ in self.findings)

    def to_frame(self) -> pd.DataFrame:
        """One row per finding."""
        names = ("occasion", "code", "sure", "where", "message", "advice")
        rows = [
            (self.occasion, f.code, HOW_SURE[f.severity], f.path, f.message, f.hint)
            for f in self.findings
        ]
        return pd.DataFrame(rows, columns=list(names))

    def summary(self) -> str:
        """The findings as lines of text."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        name = self.instrument.acronym or self.instrument.name
        occasion_text = f", {self.occasion}" if self.occasion else ""
        yield f"{name}{occasion_text}: {self.n} respondents"
        if self.n < FEWEST:
            yield f"fewer than {FEWEST}: keys and columns cannot be judged from so few"
        elif not self.findings:
            yield "nothing suspicious was found"
        for finding_ in self.findings:
            yield f"{HOW_SURE[finding_.severity]}: {finding_.path}: {finding_.message}"
            if finding_.hint:
                yield f"    do: {finding_.hint}"

    @property
    def _subject(self) -> str:
        return self.instrument.id

    def _key_counts(self) -> Mapping[str, object]:
        return {"n": self.n, "findings": len(self.findings)}

    def _values(self) -> dict[str, object]:
        return {
            "instrument": {
                name: getattr(self.instrument, name) for name in ("id", "version", "digest")
            },
            "occasion": self.occasion,
            "n": self.n,
            "coding": self.coding,
            "findings": [asdict(finding_) for finding_ in self.findings],
            "items": records(self.items),
            "scales": records(self.scales),
        }

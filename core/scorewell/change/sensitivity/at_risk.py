"""Outcomes of a change result as shares of those who could have had them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import OUTCOMES, RELIABLE, STATUS
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.uncertainty.intervals import check_level, share_words, with_shares
from scorewell.change.uncertainty.reclassify import Reclassifier, places
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import join_messages, words
from scorewell.io.json_values import plain, records
from scorewell.results import ScaleResult


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DenominatorsResult(ScaleResult):
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
        Denominators that are missing, and why.
    """

    respondent_tables: ClassVar[tuple[str, ...]] = ("respondents",)

    instrument: Instrument
    scale: Scale
    level: float
    table: pd.DataFrame
    respondents: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the denominators rest on, in words."""
        definition = (
            "there was room for reliable change if ending at the better (or the worse) end of "
            "the scale would have been one, by the same method, limit and rules"
        )
        return (
            "shares are of assessable respondents",
            definition,
            "could recover: ending at the better end of the scale would have been recovery",
        )

    def ids(self, denominator: str) -> tuple[object, ...]:
        """The assessable respondents that a denominator includes, in the order given.

        Raises
        ------
        KeyError
            If there is no such denominator.
        """
        members = self.respondents[denominator.replace(" ", "_")]
        return tuple(self.respondents.loc[members.to_numpy(dtype=bool), "id"].tolist())

    def count(self, denominator: str, outcome: str) -> tuple[int, int] | None:
        """How many of how many had an outcome; None where there is no such row."""
        return self._counts.get((denominator, outcome))

    @cached_property
    def _counts(self) -> Mapping[tuple[object, object], tuple[int, int]]:
        names = ("who", "outcome", "n", "of")
        rows = zip(*(self.table[name].tolist() for name in names), strict=True)
        return {
            (denominator, outcome): (int(n), int(of)) for denominator, outcome, n, of in rows
        }

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
        identifiers = [
            "; ".join(map(str, self.ids(denominator))) if is_first and is_apart else ""
            for denominator, is_first, is_apart in zip(
                self.table["who"], first, apart, strict=True
            )
        ]
        return self.table.assign(ids=identifiers)

    def _key_counts(self) -> Mapping[str, object]:
        return {"assessable": len(self.respondents), "rows": len(self.table)}

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(),
            "level": self.level,
            "table": records(self.table),
            "assumptions": list(self.assumptions),
            "findings": [plain(finding) for finding in self.findings],
            "sentence": self.sentence(),
        }

    def sentence(self) -> str:
        """The shares that depend on the denominator, in words, each with its n."""
        of = self.table["of"].iloc[0]
        if of == 0:
            return words("Nobody could be assessed.")
        return join_messages([self._recovery(), self._possibilities()])

    def _share(self, denominator: str, outcome: str) -> str:
        count = self.count(denominator, outcome)
        return "" if count is None else share_words(*count, level=self.level)

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
        functional_text = words(
            "of those already in the functional range, {{ n }} of {{ of }} deteriorated "
            "reliably",
            n=functional[0],
            of=functional[1],
        )
        return words(
            "{{ clinical }}; {{ functional }}.", clinical=patients, functional=functional_text
        )

    def _possibilities(self) -> str:
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
                    "reliably; of the others, {{ share }} did.",
                    n=without[1],
                    of=whole[1],
                    share=self._share(f"room to {way}", outcome),
                )
                if way == "improve"
                else words(
                    "{{ n }} of {{ of }} began too near the worse end of the scale to "
                    "deteriorate reliably; of the others, {{ share }} did.",
                    n=without[1],
                    of=whole[1],
                    share=self._share(f"room to {way}", outcome),
                )
            )
        n_assessable = int(self.table["of"].iloc[0])
        if free == ["improve"]:
            parts.append(words("All {{ n }} had room to improve reliably.", n=n_assessable))
        elif free == ["deteriorate"]:
            parts.append(words("All {{ n }} had room to deteriorate reliably.", n=n_assessable))
        elif free:
            parts.append(
                words(
                    "All {{ n }} had room to improve and to deteriorate reliably.",
                    n=n_assessable,
                )
            )
        return join_messages(parts)


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
    ``scorewell.change.example_data`` has 3 who were okay at baseline and, among the other 22,
    7 with a significant change.

    >>> from scorewell.change.options.options import ChangeOptions
    >>> from scorewell.change.analyse import analyse
    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> result = analyse(
    ...     pairs(), SCALE, instrument=INSTRUMENT, method_registry=methods,
    ...     options=[("call", ChangeOptions(preset="clinsig-1.2")), *CHOICES],
    ... )
    >>> denominators(result).count("clinical at baseline", "recovered")
    (7, 22)
    """
    check_level(level)
    reclassifier = Reclassifier.of(result)
    flags, findings = _flags(result, reclassifier)
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


def _flags(
    result: ChangeResult, reclassifier: Reclassifier
) -> tuple[Flags, tuple[Finding, ...]]:
    """Who belongs to each denominator, among all respondents."""
    assessable = result.cases["assessable"].to_numpy(dtype=bool)
    flags: Flags = {ALL: assessable}
    if reclassifier.cutoff is not None:
        status = places(result.cases["baseline_status"], STATUS)
        for place, name in enumerate(STATUS):
            flags[f"{name} at baseline"] = (status == place) & assessable
    try:
        ends = zip(_WAYS, (reclassifier.best, reclassifier.worst), strict=True)
        at_end = {name: reclassifier.ending(end) for name, end in ends}
        codes = {
            name: ending.reliable(ending.compute().index) for name, ending in at_end.items()
        }
    except ChangeError as error:
        return flags, (_no_room(result, error.message),)
    words = (RELIABLE.index("improved"), RELIABLE.index("deteriorated"))
    for (name, without), word in zip(_WAYS.items(), words, strict=True):
        possible = codes[name] == word
        flags[name], flags[without] = possible & assessable, ~possible & assessable
    if reclassifier.cutoff is not None:
        best = at_end["room to improve"]
        outcome = best.outcome(codes["room to improve"], best.status(reclassifier.cutoff))
        flags["could recover"] = (outcome == OUTCOMES.index("recovered")) & assessable
    return flags, ()


def _table(result: ChangeResult, flags: Flags, *, level: float) -> pd.DataFrame:
    codes = places(result.cases["outcome"], OUTCOMES)
    names = OUTCOMES if result.cutoffs.value is not None else OUTCOMES[1:]
    has = {name: codes == OUTCOMES.index(name) for name in names}
    has[_RELIABLY] = np.isin(codes, [0, 1])
    rows = [
        {
            "who": denominator,
            "outcome": name,
            "n": int((mask & with_outcome).sum()),
            "of": int(mask.sum()),
        }
        for denominator, mask in flags.items()
        for name, with_outcome in has.items()
    ]
    return with_shares(pd.DataFrame(rows), level=level)


def _no_room(result: ChangeResult, reason: str) -> Finding:
    return Finding(
        code="room-not-known",
        message=words("who had room for reliable change cannot be said: {{ why }}", why=reason),
        severity="note",
        path=result.instrument.column(result.scale.id),
    )

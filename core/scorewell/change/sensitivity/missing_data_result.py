"""The result of an analysis of missing later scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from scorewell.change.uncertainty.intervals import percent, share_words
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.i18n.messages import Figure, code_message, join_messages, words
from scorewell.io.json_values import plain, records
from scorewell.results import ScaleResult

SCENARIOS = (
    "completers",
    "missing unchanged",
    "missing recovered",
    "missing deteriorated",
    "missing at the best score",
    "missing at the worst score",
)
"""Completers alone, and all who started with what is assumed of the missing; where
recovery is not judged, ``missing improved`` takes the place of ``missing recovered``."""

_COLUMNS = (
    "part", "scenario", "name", "n", "of", "share", "low", "high", "mean", "sd",
    "difference", "difference_low", "difference_high",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MissingResult(ScaleResult):
    """What missing later scores could hide, and whose they are.

    Attributes
    ----------
    instrument, scale
        What was compared.
    level : float
        Confidence level of the intervals.
    outcomes : pandas.DataFrame
        ``scenario``, one of :data:`SCENARIOS`; ``outcome`` (those of the
        result, then ``reliably improved``, recovered or not); ``n``, ``of``,
        ``share``, and Wilson's ``low`` and ``high``.
    baseline : pandas.DataFrame
        ``who`` (completers, missing), ``n``, ``mean`` and ``sd`` of the
        baseline score, in points.
    difference : tuple of float, or None
        Baseline of the missing less that of the completers, in pooled
        standard deviations, with its limits; None where either are fewer
        than two.
    parts : pandas.DataFrame
        How many are missing, ``n`` of ``of`` who started, with Wilson's
        interval: ``part`` (``all``, ``status at baseline``, ``group``) and
        ``name``.
    ids : tuple
        Who is missing.
    findings : tuple of Finding
        What else is to be said.
    """

    main_table: ClassVar[str] = "_frame"
    respondent_tables: ClassVar[tuple[str, ...]] = ()

    instrument: Instrument
    scale: Scale
    level: float
    outcomes: pd.DataFrame
    baseline: pd.DataFrame
    difference: tuple[float, float, float] | None
    parts: pd.DataFrame
    ids: tuple[object, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def n_started(self) -> int:
        """How many have a baseline score."""
        return int(self.parts["of"].iloc[0])

    @property
    def n_missing(self) -> int:
        """How many of these have no later score that can be used."""
        return int(self.parts["n"].iloc[0])

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What each line assumes, in words."""
        reach = (
            "at the best score, at the worst score: each missing respondent ended at that end "
            "of the scale, and is judged as the others are"
        )
        return (
            "completers: nothing is said about the missing",
            "missing unchanged: who has no later score did not improve",
            "missing recovered, missing deteriorated: the bounds beyond which no share can lie",
            reach,
            "intervals of the bounds are about sampling, not about the missing",
        )

    def count(self, scenario: str, outcome: str) -> tuple[int, int] | None:
        """How many of how many; None where there is no such row."""
        return self._counts.get((scenario, outcome))

    @cached_property
    def _counts(self) -> Mapping[tuple[object, object], tuple[int, int]]:
        names = ("scenario", "outcome", "n", "of")
        rows = zip(*(self.outcomes[name].tolist() for name in names), strict=True)
        return {(scenario, name): (int(n), int(of)) for scenario, name, n, of in rows}

    def to_frame(self) -> pd.DataFrame:
        """Everything in one frame, one row each.

        Returns
        -------
        pandas.DataFrame
            ``part`` (``outcome``, ``missing``, ``baseline``, ``difference``),
            ``scenario``, ``name``, ``n``, ``of``, ``share``, ``low``,
            ``high``, ``mean``, ``sd``, ``difference``, ``difference_low``,
            ``difference_high``.
        """
        return super().to_frame()

    @cached_property
    def _frame(self) -> pd.DataFrame:
        outcomes = self.outcomes.rename(columns={"outcome": "name"}).assign(part="outcome")
        names = [
            _part_name(part, name)
            for part, name in zip(self.parts["part"], self.parts["name"], strict=True)
        ]
        missing = self.parts.assign(
            part="missing", name=pd.Series(names, index=self.parts.index, dtype=object)
        )
        baseline = self.baseline.rename(columns={"who": "name"}).assign(part="baseline")
        rows: list[dict[Any, Any]] = [
            row for frame in (outcomes, missing, baseline) for row in frame.to_dict("records")
        ]
        if self.difference is not None:
            value, low, high = self.difference
            rows.append(
                {"part": "difference", "name": "missing less completers, in SD"}
                | {"n": int(self.baseline["n"].sum()), "difference": value}
                | {"difference_low": low, "difference_high": high}
            )
        frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
        # Objects keep the messages that the names are.
        frame["name"] = pd.Series([row["name"] for row in rows], dtype=object)
        return frame.astype({"n": "Int64", "of": "Int64"})

    def _key_counts(self) -> Mapping[str, object]:
        return {"started": self.n_started, "missing": self.n_missing}

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(),
            "level": self.level,
            "outcomes": records(self.outcomes),
            "baseline": records(self.baseline),
            "difference": plain(self.difference),
            "parts": records(self.parts),
            "ids": plain(self.ids),
            "assumptions": list(self.assumptions),
            "findings": [plain(finding) for finding in self.findings],
            "sentence": self.sentence(),
        }

    def to_dict(self, *, cases: bool = True) -> dict[str, object]:
        """As of every result; without cases also without the ids of the missing."""
        values = super().to_dict(cases=cases)
        return values if cases else {k: v for k, v in values.items() if k != "ids"}

    def sentence(self) -> str:
        """What the missing could hide, in words, each number with its n."""
        if self.n_started == 0:
            return words("Nobody has a baseline score.")
        if self.n_missing == 0:
            return words("All {{ n }} who started have a later score.", n=self.n_started)
        missing = words(
            "Of those who started, {{ share }} have no later score that can be used.",
            share=share_words(self.n_missing, self.n_started, level=self.level),
        )
        bounds = [self._bounds(name) for name in ("recovered", "deteriorated")]
        return join_messages([missing, *bounds, self._group_words()])

    def _bounds(self, outcome: str) -> str:
        classified = self.count(SCENARIOS[2], outcome) is not None
        top_scenario = SCENARIOS[2] if classified else "missing improved"
        scenarios = (*SCENARIOS[:2], top_scenario, SCENARIOS[3])
        counts = [self.count(scenario, outcome) for scenario in scenarios]
        if any(entry is None for entry in counts):
            return self._bounds("reliably improved") if outcome == "recovered" else ""
        completers, unchanged, best, worst = (entry for entry in counts if entry is not None)
        low, high = sorted((best, worst))
        among = (
            words("{{ share }} of completers", share=share_words(*completers, level=self.level))
            if completers[1]
            else words("there are no completers")
        )
        return words(
            "{{ outcome }}: {{ completers }}; {{ share }} of all who started, if the missing "
            "did not change; whatever became of them, between {{ low }} ({{ low_share }}) and "
            "{{ high }} ({{ high_share }}) of {{ of }}.",
            outcome=code_message(outcome.capitalize()),
            completers=among,
            share=share_words(*unchanged, level=self.level),
            low=low[0],
            low_share=percent(low[0] / low[1]),
            high=high[0],
            high_share=percent(high[0] / high[1]),
            of=high[1],
        )

    def _group_words(self) -> str:
        rows_by_group = {row["who"]: row for row in self.baseline.to_dict("records")}
        missing, completers = (
            _scores(rows_by_group[group]) for group in ("missing", "completers")
        )
        if self.difference is None:
            return words(
                "At baseline the missing scored {{ missing }}, completers {{ completers }}.",
                missing=missing,
                completers=completers,
            )
        value, low, high = (Figure(f"{number:.2f}") for number in self.difference)
        return words(
            "At baseline the missing scored {{ missing }}, completers {{ completers }}: a "
            "difference of {{ value }} standard deviations ({{ level }}% interval {{ low }} to "
            "{{ high }}).",
            missing=missing,
            completers=completers,
            value=value,
            level=Figure(f"{100 * self.level:g}"),
            low=low,
            high=high,
        )


def _scores(row: Mapping[Any, Any]) -> str:
    """Mean, n and standard deviation of one line of the baseline table."""
    if not row["n"]:
        return words("nothing (n = 0)")
    return (
        words("{{ mean }} (n = {{ n }})", mean=Figure(f"{row['mean']:.2f}"), n=row["n"])
        if pd.isna(row["sd"])
        else words(
            "{{ mean }} (n = {{ n }}, SD {{ sd }})",
            mean=Figure(f"{row['mean']:.2f}"),
            n=row["n"],
            sd=Figure(f"{row['sd']:.2f}"),
        )
    )


def _part_name(part: str, name: Any) -> str:
    """What a row of the missing is called, for example ``group: A``."""
    if part == "all":
        return part
    label = str(name)
    if pd.isna(name):
        label = words("none")
    elif part == "status at baseline":
        label = code_message(label)
    return words("{{ part }}: {{ name }}", part=code_message(part), name=label)

"""How precisely the numbers of a change analysis are known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from scorewell.change.parameters.points import PUBLISHED
from scorewell.change.uncertainty.group_differences import number_needed
from scorewell.change.uncertainty.intervals import Interval
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.i18n.messages import Figure, code_message, join_messages, plural_words, words
from scorewell.io.json_values import plain, records
from scorewell.results import ScaleResult

_COLUMNS = (
    "part", "name", "group", "other", "value", "low", "high", "n", "of", "method", "rests_on",
)  # fmt: skip
_WORDED = ("method", "rests_on")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PrecisionResult(ScaleResult):
    """How precisely the numbers of a change analysis are known.

    Attributes
    ----------
    instrument, scale
        What was compared.
    level : float
        Confidence level of every interval.
    seed, draws : int
        Of the random numbers.
    limit : Interval or None
        The limit of reliable change; None where a finding says why.
    cutoffs : tuple of Interval
        The cut-offs that have an interval.
    criterion : str
        The criterion that decides.
    classified : bool
        Whether there is a deciding cut-off at all.
    shares, group_shares : pandas.DataFrame
        As ``ChangeResult.summary`` and ``ChangeResult.by_group``, at this level.
    differences : pandas.DataFrame
        See :func:`~scorewell.change.uncertainty.group_differences.group_differences`.
    cases : pandas.DataFrame
        See :func:`~scorewell.change.uncertainty.class_stability.stability`.
    counts : pandas.DataFrame
        How many respondents change class within the intervals: ``name``
        (``reliable``, ``baseline_status``, ``end_status``, ``outcome``,
        ``any``), ``n``, ``of``.
    findings : tuple of Finding
        What has no interval, and why.
    """

    main_table: ClassVar[str] = "_frame"

    instrument: Instrument
    scale: Scale
    level: float
    seed: int
    draws: int
    limit: Interval | None
    cutoffs: tuple[Interval, ...]
    criterion: str
    classified: bool
    shares: pd.DataFrame
    group_shares: pd.DataFrame
    differences: pd.DataFrame
    cases: pd.DataFrame
    counts: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def cutoff(self) -> Interval | None:
        """The interval of the cut-off that decides, where it has one."""
        name = f"cut-off {self.criterion}"
        matches = (interval for interval in self.cutoffs if interval.name == name)
        return next(matches, None) if self.classified else None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the intervals rest on, in words."""
        limit = (
            "the standard deviation of the limit varies as that of a sample from a normal "
            "population, an alpha as Feldt's interval says, the two independently; where both "
            "come from one sample, the interval is somewhat too wide"
        )
        cutoffs = (
            "published means and standard deviations are those of samples from normal "
            "populations; a sample of at least 20 baseline scores stands for its population "
            "as it is (bootstrap)"
        )
        robust = (
            "a class is robust if no limit and no cut-off within their intervals changes it; "
            "what an index expects of a respondent is held"
        )
        return (
            limit,
            cutoffs,
            "a figure without a known number of people is taken as it is",
            robust,
        )

    def to_frame(self) -> pd.DataFrame:
        """Everything that has an interval, one row each.

        Returns
        -------
        pandas.DataFrame
            ``part`` (``limit``, ``cut-off``, ``share``, ``share in group``,
            ``difference``, ``ratio``, ``number needed``, ``changes class``),
            ``name``, ``group`` and ``other`` where groups are meant,
            ``value``, ``low``, ``high``, ``n``, ``of``, ``method``,
            ``rests_on``. A number needed whose interval passes through
            infinity has no limits here; ``rests_on`` gives them in words.
        """
        return super().to_frame()

    @cached_property
    def _frame(self) -> pd.DataFrame:
        rows = [*self._figures(), *self._shares(), *self._differences()]
        rows += [
            {"part": "changes class", "name": row["name"], "value": row["n"]}
            | {"n": row["n"], "of": row["of"], "method": "within the intervals above"}
            for row in self.counts.to_dict("records")
        ]
        frame = pd.DataFrame(rows, columns=pd.Index(_COLUMNS))
        # As objects they keep how they were worded.
        worded = {
            name: pd.Series([row.get(name, math.nan) for row in rows], dtype=object)
            for name in _WORDED
        }
        return frame.assign(**worded).astype({"n": "Int64", "of": "Int64"})

    def _figures(self) -> list[dict[str, object]]:
        intervals = [
            interval for interval in (self.limit, *self.cutoffs) if interval is not None
        ]
        names = ("value", "low", "high", "n", "method", "rests_on")
        return [
            {"part": entry.name.split()[0], "name": entry.name}
            | {name: getattr(entry, name) for name in names}
            for entry in intervals
        ]

    def _shares(self) -> list[dict[str, object]]:
        parts = (("share", self.shares), ("share in group", self.group_shares))
        return [
            {
                "part": part,
                "name": row["outcome"],
                "group": row.get("group"),
                "value": row["share"],
                "method": "Wilson",
            }
            | {name: row[name] for name in ("low", "high", "n", "of")}
            for part, frame in parts
            for row in frame.to_dict("records")
        ]

    def _differences(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for row in self.differences.to_dict("records"):
            group_values = {
                "name": row["outcome"],
                "group": row["group"],
                "other": row["other"],
            }
            group_values |= {
                "n": row["n"] + row["other_n"],
                "of": row["of"] + row["other_of"],
                "rests_on": words(
                    "{{ n }} of {{ of }} and {{ other }} of {{ other_of }}",
                    n=row["n"],
                    of=row["of"],
                    other=row["other_n"],
                    other_of=row["other_of"],
                ),
            }
            for part, name, method in (
                ("difference", "difference", "Newcombe's hybrid score"),
                ("ratio", "ratio", "ratio from Wilson's limits"),
            ):
                rows.append(
                    {"part": part, "method": method, "value": row[name]}
                    | {"low": row[f"{name}_low"], "high": row[f"{name}_high"]}
                    | group_values
                )
            ends = (row["needed_at_high"], row["needed_at_low"])
            low, high = ends if ends[0] * ends[1] > 0 else (None, None)
            rows.append(
                {"part": "number needed", "method": "1 / difference", "value": row["needed"]}
                | {"low": low, "high": high}
                | group_values
                | {
                    "rests_on": join_messages(
                        [group_values["rests_on"], _number_words(row)], ": "
                    )
                }
            )
        return rows

    def _key_counts(self) -> Mapping[str, object]:
        changes = dict(zip(self.counts["name"], self.counts["n"], strict=True))
        return {"assessable": int(self.counts["of"].iloc[0]), "change_class": changes["any"]}

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(),
            **{name: plain(getattr(self, name)) for name in ("level", "seed", "draws")},
            "limit": plain(self.limit),
            "cutoffs": plain(self.cutoffs),
            "criterion": self.criterion,
            "shares": records(self.shares),
            "group_shares": records(self.group_shares),
            "differences": records(self.differences),
            "counts": records(self.counts),
            "assumptions": list(self.assumptions),
            "findings": [plain(finding) for finding in self.findings],
            "sentence": self.sentence(),
        }

    def sentence(self) -> str:
        """How firm the numbers are, in words, each with its n."""
        limit = self._interval_words(words("The limit of reliable change"), self.limit)
        if not self.classified:
            return join_messages([words("{{ limit }}.", limit=limit), self._changes()])
        if self.criterion == PUBLISHED:
            text = words("{{ limit }}; the published cut-off is taken as given.", limit=limit)
            return join_messages([text, self._changes()])
        subject = words("the cut-off (criterion {{ criterion }})", criterion=self.criterion)
        cutoff = self._interval_words(subject, self.cutoff)
        text = words("{{ limit }}; {{ cutoff }}.", limit=limit, cutoff=cutoff)
        return join_messages([text, self._changes()])

    def _interval_words(self, subject: str, interval: Interval | None) -> str:
        if interval is None:
            return words("{{ what }} has no interval here (a finding says why)", what=subject)
        decimals = 3 if self.scale.high - self.scale.low < 2 else 2
        value, low, high = (
            Figure(f"{number:.{decimals}f}")
            for number in (interval.value, interval.low, interval.high)
        )
        *most, last = map(code_message, interval.held or ("",))
        inputs_as_given: str = last
        if most:
            inputs_as_given = words(
                "{{ first }} and {{ last }}", first=join_messages(most, ", "), last=last
            )
        return (
            words(
                "{{ what }} is {{ value }} points ({{ level }}% interval {{ low }} to "
                "{{ high }}, n = {{ n }}; {{ held }} as given)",
                what=subject,
                value=value,
                level=Figure(f"{100 * self.level:g}"),
                low=low,
                high=high,
                n=interval.n,
                held=inputs_as_given,
            )
            if last
            else words(
                "{{ what }} is {{ value }} points ({{ level }}% interval {{ low }} to "
                "{{ high }}, n = {{ n }})",
                what=subject,
                value=value,
                level=Figure(f"{100 * self.level:g}"),
                low=low,
                high=high,
                n=interval.n,
            )
        )

    def _changes(self) -> str:
        n = dict(zip(self.counts["name"], self.counts["n"], strict=True))
        of = int(self.counts["of"].iloc[0])
        if self.limit is None and self.cutoff is None:
            return ""
        if of == 0:
            return words("Nobody could be assessed.")
        if n["any"] == 0:
            return words("Within that none of {{ of }} respondents changes class.", of=of)
        return plural_words(
            "Within that {{ n }} of {{ of }} respondents changes class, {{ outcome }} of them "
            "their outcome.",
            "Within that {{ n }} of {{ of }} respondents change class, {{ outcome }} of "
            "them their outcome.",
            n["any"],
            n=n["any"],
            of=of,
            outcome=n["outcome"],
        )


def _number_words(row: Mapping[Any, Any]) -> str:
    """The number needed of a difference with its interval, in words."""
    low, high = row["difference_low"], row["difference_high"]
    return number_needed(row["difference"], low=low, high=high).words

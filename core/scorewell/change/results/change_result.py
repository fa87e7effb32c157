"""The result of a change analysis by an index and a cut-off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

import pandas as pd

from scorewell.answers.checks.data_summary import DataSummary
from scorewell.change.classes.classify import by_group, cross_table, group_places, summary
from scorewell.change.classes.outcome_counts import OutcomeCounts, count_outcomes
from scorewell.change.classes.sentence import sentence
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.pairs import REASONS
from scorewell.change.parameters.cutoffs import Cutoffs
from scorewell.change.resolve import ChangeSettings
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.io.json_values import plain, records
from scorewell.registry.contracts import ChangeMethod, ExpectedLine
from scorewell.results import PlottableResult, ScaleResult


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ChangeResult(ScaleResult, PlottableResult):
    """The classes of respondents on one scale, with the settings that gave them.

    Attributes
    ----------
    instrument, scale
        What was compared.
    settings : ChangeSettings
        The numbers and rules by which change was judged.
    cases : pandas.DataFrame
        One row per respondent, in the order given: ``id``, ``group`` where
        there is one, ``pre`` and ``post`` as given, ``change`` (post - pre, in
        points), ``index`` (in standard errors), ``reliable`` (improved,
        unchanged, deteriorated), ``baseline_status`` and ``end_status``
        (clinical, functional), ``significance`` (not significant, okay at
        baseline, significant change), ``outcome`` (recovered, improved,
        unchanged, deteriorated), ``assessable``, and ``reason`` why not. What
        cannot be said is missing. A status is given for every score there
        is; change and classes only for who is assessable. A method that
        expects another score than the one before adds ``expected``, one with
        an error for each respondent ``standard_error``, in points. Classes and
        reasons are categorical columns.
    standard_error : float or None
        Standard error of the index, in points; None where it differs between
        respondents, and then ``cases`` has it.
    limit : float or None
        The limit of reliable change, in points: the one times the other. It
        is counted from the score before, or from the score that the method
        expects, where ``cases`` has one. None where it differs.
    expected_line : ExpectedLine or None
        The later score that is expected without change, over the score before;
        None where the method expects scores that lie on no line.
    findings : tuple of Finding
        Notes and warnings about inputs, cut-offs and scores.
    data_summary : DataSummary or None
        Where the rows of the data went, and which cells were read as something else; None
        where the pairs of scores were given.
    """

    instrument: Instrument
    scale: Scale
    settings: ChangeSettings
    cases: pd.DataFrame
    standard_error: float | None
    limit: float | None
    expected_line: ExpectedLine | None
    findings: tuple[Finding, ...] = ()
    data_summary: DataSummary | None = None

    @property
    def method(self) -> ChangeMethod:
        """The change index."""
        return self.settings.method

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every number and choice that entered, with its source."""
        return self.settings.inputs

    @property
    def critical_value(self) -> float:
        """How many standard errors a reliable change exceeds."""
        return self.settings.critical_value

    @property
    def cutoffs(self) -> Cutoffs:
        """Where the functional range begins."""
        return self.settings.cutoffs

    @property
    def n(self) -> int:
        """How many respondents there are."""
        return len(self.cases)

    @cached_property
    def n_assessable(self) -> int:
        """How many respondents have both scores."""
        return int(self.cases["assessable"].sum())

    @cached_property
    def n_not_assessable(self) -> Mapping[str, int]:
        """How many respondents are not assessable, by reason; all reasons, also with 0."""
        counts = self.cases["reason"].value_counts()
        return {reason: int(counts.get(reason, 0)) for reason in REASONS}

    @cached_property
    def counts(self) -> OutcomeCounts:
        """How many respondents recovered, improved, stayed and got worse."""
        return self._count(self.cases)

    @cached_property
    def counts_by_group(self) -> tuple[tuple[object, OutcomeCounts], ...]:
        """The same within each group, with its label or None; empty without groups."""
        if "group" not in self.cases.columns:
            return ()
        places, labels = group_places(self.cases["group"])
        return tuple(
            (None if pd.isna(label) else label, self._count(self.cases[places == place]))
            for place, label in enumerate(labels)
        )

    def _count(self, cases: pd.DataFrame) -> OutcomeCounts:
        return count_outcomes(
            cases,
            classified=self.cutoffs.value is not None,
            recovered_from=self.settings.tie_rules.recovered_from,
        )

    def _key_counts(self) -> Mapping[str, object]:
        table = self.summary()
        outcomes = dict(zip(table["outcome"], table["n"], strict=True))
        return {"n": self.n, "assessable": self.n_assessable, **outcomes}

    def table(self) -> pd.DataFrame:
        """The 3 x 3 table that published evaluations print.

        Returns
        -------
        pandas.DataFrame
            Counts of assessable respondents. Rows: not significant, okay at
            baseline, significant change. Columns: deterioration, improvement,
            no change. Where no cut-off can judge anybody, all are counted in
            a fourth row, ``not judged``.
        """
        return self._once(cross_table).copy()

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents had each outcome.

        Parameters
        ----------
        level : float
            Confidence level of the intervals.

        Returns
        -------
        pandas.DataFrame
            ``outcome``; ``n``; ``of``, the assessable respondents; ``share``,
            one of the other; ``low`` and ``high``, Wilson's interval of the
            share. Where no cut-off can judge anybody there is no row
            ``recovered``.
        """
        return self._once(summary, level=level).copy()

    def by_group(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents of each group had each outcome.

        Returns
        -------
        pandas.DataFrame
            As :meth:`summary`, with ``group`` in front: shares are of the
            assessable respondents of the group. Respondents without a group
            label come last, under a missing label. Without groups there are
            no rows.
        """
        return self._once(by_group, level=level).copy()

    def sentence(self) -> str:
        """The result in a sentence, each number with its n."""
        counts = self.counts
        movement = (counts.clinical, counts.ended_functional, counts.ended_improved)
        return sentence(
            reliable={"improved": counts.improved, "deteriorated": counts.deteriorated},
            assessable=self.n_assessable,
            not_assessable=self.n_not_assessable,
            movement=movement if counts.classified else None,
            barrier=self.cutoffs.barrier,
        )

    @cached_property
    def _count_tables(self) -> dict[object, pd.DataFrame]:
        return {}

    def _once(self, count: Callable[..., pd.DataFrame], **options: float) -> pd.DataFrame:
        """The cases counted in one way, which several tables and texts ask for."""
        key = (count, *options.values())
        if key not in self._count_tables:
            classified = self.cutoffs.value is not None
            self._count_tables[key] = count(self.cases, classified=classified, **options)
        return self._count_tables[key]

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(
                ("id", "version", "name", "digest"), ("id", "name", "better", "low", "high")
            ),
            "method": {
                name: getattr(self.method, name)
                for name in ("name", "title", "formula", "reference")
            },
            "inputs": [plain(source) for source in self.inputs],
            "standard_error": plain(self.standard_error),
            "critical_value": plain(self.critical_value),
            "limit": plain(self.limit),
            "cutoffs": plain(self.cutoffs),
            "counts": {
                "respondents": self.n,
                "assessable": self.n_assessable,
                "not_assessable": dict(self.n_not_assessable),
                **asdict(self.counts),
            },
            "table": {
                str(row): {str(column): int(count) for column, count in counts.items()}
                for row, counts in self.table().iterrows()
            },
            "summary": records(self.summary()),
            "by_group": records(self.by_group()),
            "findings": [plain(finding) for finding in self.findings],
            "sentence": self.sentence(),
            **({} if self.data_summary is None else {"data_summary": plain(self.data_summary)}),
        }

"""The result of a rule over several measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from scorewell.change.inputs.input import Input
from scorewell.change.outcome_rules.counts import by_group, summary
from scorewell.change.outcome_rules.explain import sentence
from scorewell.definitions.model import OutcomeRule
from scorewell.errors import Finding
from scorewell.io.json_values import plain, records
from scorewell.results import Result


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class OutcomeResult(Result):
    """The outcomes of respondents by a rule over several measures.

    Attributes
    ----------
    rule : OutcomeRule
        The rule.
    measures : mapping of str to str
        Role to ``instrument.scale``.
    options : mapping of str to str
        Option to the choice made; empty text where none was.
    cases : pandas.DataFrame
        One row per respondent of any of the measures: ``id``, ``group`` where
        there is one; per role ``ROLE.pre``, ``ROLE.post``, ``ROLE.change``
        (post - pre, in points), ``ROLE.baseline_status`` and
        ``ROLE.end_status`` (clinical, functional), ``ROLE.reliable``
        (improved, unchanged, deteriorated); ``improved`` and ``deteriorated``
        as ``measures_improved`` and ``measures_deteriorated``, the number of
        measures; per outcome ``yes``, ``no`` or ``not determined``;
        ``assessable``, and ``reason`` why not. What cannot be said is missing.
    inputs : tuple of Input
        Every threshold and choice that entered, with its origin and source.
    findings : tuple of Finding
        Notes and warnings about the rule, its options and the respondents.
    multiplicity : str
        What judging several measures at once does to chance; empty for one.
    """

    rule: OutcomeRule
    measures: Mapping[str, str]
    cases: pd.DataFrame
    inputs: tuple[Input, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    multiplicity: str = ""

    @property
    def n(self) -> int:
        """How many respondents there are."""
        return len(self.cases)

    @cached_property
    def n_assessable(self) -> int:
        """How many respondents have both scores on every measure."""
        return int(self.cases["assessable"].sum())

    @cached_property
    def n_not_assessable(self) -> Mapping[str, int]:
        """How many respondents are not assessable, by reason, the most frequent first."""
        reasons = self.cases.loc[~self.cases["assessable"].astype(bool), "reason"]
        counts = Counter(reasons)  # whose keys stay messages
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], str(entry[0]))))

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents had each outcome.

        Parameters
        ----------
        level : float
            Confidence level of the intervals.

        Returns
        -------
        pandas.DataFrame
            ``outcome``, ``title``; ``n``; ``not_determined``, who would have
            it on one reading of an open option and not on another; ``of``,
            the denominator, and ``among``, who that is; ``share``, missing
            while a case is not determined; ``low`` and ``high``, Wilson's
            interval of the share. With cases that are not determined they are
            the lower limit with none of them and the upper limit with all.
        """
        return summary(self.rule, self.cases, level=level)

    def by_group(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents of each group had each outcome.

        Returns
        -------
        pandas.DataFrame
            As :meth:`summary`, with ``group`` in front; no rows without
            groups.
        """
        return by_group(self.rule, self.cases, level=level)

    def sentence(self) -> str:
        """The result in words, each number with its denominator."""
        return sentence(self.summary(), reasons=self.n_not_assessable)

    @property
    def _subject(self) -> str:
        return self.rule.name

    def _values(self) -> dict[str, object]:
        rule = self.rule
        return {
            "rule": {
                "name": rule.name,
                "version": rule.version,
                "title": rule.title,
                "digest": rule.digest,
                "outcomes": [
                    {
                        "id": outcome.id,
                        "title": outcome.title,
                        "definition": outcome.definition,
                        "provenance": plain(outcome.provenance),
                    }
                    for outcome in rule.outcomes
                ],
                "sources": {name: source.citation for name, source in rule.sources.items()},
            },
            "measures": dict(self.measures),
            "options": dict(self.options),
            "inputs": [plain(source) for source in self.inputs],
            "counts": {
                "respondents": self.n,
                "assessable": self.n_assessable,
                "not_assessable": dict(self.n_not_assessable),
            },
            "summary": records(self.summary()),
            "by_group": records(self.by_group()),
            "findings": [plain(finding) for finding in self.findings],
            "multiplicity": self.multiplicity,
            "sentence": self.sentence(),
        }

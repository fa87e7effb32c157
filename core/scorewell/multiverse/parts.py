"""The two halves of an analysis, each settled once for everything that enters it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classify import outcome_codes, reliable_codes
from scorewell.change.index import index_of, limit_of
from scorewell.change.options import ChangeOptions
from scorewell.change.ranges import ranges
from scorewell.change.request import Request
from scorewell.change.rules import Rules
from scorewell.change.sample import Sample
from scorewell.change.terms import Terms, settle
from scorewell.errors import ChangeError, Finding, PluginError
from scorewell.methods import ChangeMethod
from scorewell.multiverse.choices import Choice

__all__ = ["IndexPart", "Parts", "RangePart", "with_choices"]

_NO_CUTOFF = frozenset({"no-cut-off", "norms-on-wrong-side"})


def with_choices(request: Request, chosen: tuple[Choice, ...]) -> Request:
    """The request with some choices as its strongest voice."""
    options: dict[str, object] = {}
    for each in chosen:
        options |= each.options
    voice = ("call", ChangeOptions.from_mapping(options))
    return replace(request, options=(voice, *request.options))


@dataclass(frozen=True, kw_only=True, eq=False)
class IndexPart:
    """The index of change by one method on one reliability and standard deviation.

    Attributes
    ----------
    terms : Terms
        What it rests on.
    index : array, shape (n_respondents,)
        NaN where a score is missing.
    limit : float or None
        In points; None where it differs between respondents.
    """

    terms: Terms
    index: NDArray[np.float64]
    limit: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class RangePart:
    """The statuses by one cut-off and one set of rules.

    Attributes
    ----------
    cutoff : float or None
        In points; None where nobody is classified.
    rules : Rules
        What exact ties count as.
    baseline, end : array of int8, shape (n_respondents,)
        Places in ``STATUS``; -1 where there is no score or no cut-off.
    """

    cutoff: float | None
    rules: Rules
    baseline: NDArray[np.int8]
    end: NDArray[np.int8]
    findings: tuple[Finding, ...]


@dataclass(kw_only=True, eq=False)
class Parts:
    """Makes the halves of combinations, and keeps them."""

    sample: Sample
    registry: Mapping[str, ChangeMethod]
    _indices: dict[tuple[str, ...], IndexPart | str] = field(default_factory=dict)
    _ranges: dict[tuple[str, ...], RangePart | str] = field(default_factory=dict)

    def index(self, chosen: tuple[Choice, ...]) -> IndexPart | str:
        """The index on the method, reliability and SD chosen, or why there is none."""
        key = tuple(each.label for each in chosen)
        if key not in self._indices:
            try:
                self._indices[key] = self._make_index(chosen)
            except (ChangeError, PluginError) as error:
                self._indices[key] = error.message
        return self._indices[key]

    def ranges(self, chosen: tuple[Choice, ...], *, needed: bool) -> RangePart | str:
        """The statuses on the criterion, population and rules chosen, or why there are none.

        Parameters
        ----------
        needed : bool
            Whether a combination without a cut-off cannot be run.
        """
        key = tuple(each.label for each in chosen)
        if key not in self._ranges:
            try:
                self._ranges[key] = self._make_ranges(chosen)
            except ChangeError as error:
                self._ranges[key] = error.message
        part = self._ranges[key]
        if needed and isinstance(part, RangePart) and part.cutoff is None:
            return next(each.message for each in part.findings if each.code in _NO_CUTOFF)
        return part

    def outcomes(self, index: IndexPart, ranges: RangePart) -> NDArray[np.int8]:
        """The outcome of each respondent, as a place in ``OUTCOMES``; -1 where not known."""
        reliable = reliable_codes(
            index.index,
            critical_value=index.terms.critical_value,
            direction=self.sample.request.direction,
            rules=ranges.rules,
        )
        return outcome_codes(
            reliable, ranges.baseline, ranges.end, recovered_from=ranges.rules.recovered_from
        )

    def _make_index(self, chosen: tuple[Choice, ...]) -> IndexPart:
        terms = settle(with_choices(self.sample.request, chosen), self.registry)
        found = index_of(terms, self.sample.read.pre, self.sample.read.post)
        return IndexPart(terms=terms, index=found.index, limit=limit_of(terms, found))

    def _make_ranges(self, chosen: tuple[Choice, ...]) -> RangePart:
        request = with_choices(self.sample.request, chosen)
        found = ranges(request)
        before, after = found.statuses(
            request, pre=self.sample.read.pre, post=self.sample.read.post
        )
        return RangePart(
            cutoff=found.cutoffs.value,
            rules=found.rules,
            baseline=before,
            end=after,
            findings=found.findings,
        )

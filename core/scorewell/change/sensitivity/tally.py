"""Judge every combination of choices and count the outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import (
    OUTCOMES,
    code_labels,
    outcome_codes,
    reliable_codes,
)
from scorewell.change.classes.proportion_interval import intervals
from scorewell.change.index import index_of, limit_of
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tie_rules import Rules
from scorewell.change.options.options import ChangeOptions
from scorewell.change.parameters.criterion import ranges
from scorewell.change.resolve import ChangeSettings, resolve
from scorewell.change.sample import PairedSample
from scorewell.change.sensitivity.choices import (
    FACTORS,
    AnalysisChoice,
    ChoiceSpace,
    Combination,
    Key,
    key_of,
)
from scorewell.errors import ChangeError, Finding, PluginError
from scorewell.registry.contracts import ChangeMethod


def with_choices(request: Request, selection: tuple[AnalysisChoice, ...]) -> Request:
    """The request with some choices as its strongest voice."""
    options: dict[str, object] = {}
    for choice in selection:
        options |= choice.options
    voice = ("call", ChangeOptions.from_mapping(options))
    return replace(request, options=(voice, *request.options))


@dataclass(frozen=True, kw_only=True, eq=False)
class IndexPart:
    """The index of change by one method on one reliability and standard deviation.

    Attributes
    ----------
    settings : ChangeSettings
        The numbers and rules that it rests on.
    index : array, shape (n_respondents,)
        NaN where a score is missing.
    limit : float or None
        In points; None where it differs between respondents.
    """

    settings: ChangeSettings
    index: NDArray[np.float64]
    limit: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class RangePart:
    """The statuses by one cut-off and one set of rules.

    Attributes
    ----------
    cutoff : float or None
        In points; None where nobody is classified.
    barrier : str
        Why nobody is classified.
    rules : Rules
        What exact ties count as.
    baseline, end : array of int8, shape (n_respondents,)
        Places in ``STATUS``; -1 where there is no score or no cut-off.
    """

    cutoff: float | None
    barrier: str
    rules: Rules
    baseline: NDArray[np.int8]
    end: NDArray[np.int8]
    findings: tuple[Finding, ...]


@dataclass(kw_only=True, eq=False)
class AnalysisParts:
    """Makes the halves of combinations, and keeps them."""

    sample: PairedSample
    registry: Mapping[str, ChangeMethod]
    _indices: dict[tuple[str, ...], IndexPart | str] = field(default_factory=dict)
    _ranges: dict[tuple[str, ...], RangePart | str] = field(default_factory=dict)

    def index(self, selection: tuple[AnalysisChoice, ...]) -> IndexPart | str:
        """The index on the method, reliability and SD chosen, or why there is none."""
        key = tuple(choice.label for choice in selection)
        if key not in self._indices:
            try:
                self._indices[key] = self._make_index(selection)
            except (ChangeError, PluginError) as error:
                self._indices[key] = error.message
        return self._indices[key]

    def ranges(
        self, selection: tuple[AnalysisChoice, ...], *, cutoff_required: bool
    ) -> RangePart | str:
        """The statuses on the criterion, population and rules chosen, or why there are none.

        Parameters
        ----------
        cutoff_required : bool
            Whether a combination without a cut-off cannot be run.
        """
        key = tuple(choice.label for choice in selection)
        if key not in self._ranges:
            try:
                self._ranges[key] = self._make_ranges(selection)
            except ChangeError as error:
                self._ranges[key] = error.message
        part = self._ranges[key]
        if cutoff_required and isinstance(part, RangePart) and part.cutoff is None:
            return part.barrier
        return part

    def outcomes(self, index: IndexPart, ranges: RangePart) -> NDArray[np.int8]:
        """The outcome of each respondent, as a place in ``OUTCOMES``; -1 where not known."""
        reliable = reliable_codes(
            index.index,
            critical_value=index.settings.critical_value,
            direction=self.sample.request.direction,
            rules=ranges.rules,
        )
        return outcome_codes(
            reliable, ranges.baseline, ranges.end, recovered_from=ranges.rules.recovered_from
        )

    def _make_index(self, selection: tuple[AnalysisChoice, ...]) -> IndexPart:
        settings = resolve(with_choices(self.sample.request, selection), self.registry)
        index = index_of(settings, self.sample.pairs.pre, self.sample.pairs.post)
        return IndexPart(settings=settings, index=index.index, limit=limit_of(settings, index))

    def _make_ranges(self, selection: tuple[AnalysisChoice, ...]) -> RangePart:
        request = with_choices(self.sample.request, selection)
        cutoff_ranges = ranges(request)
        before, after = cutoff_ranges.statuses(
            request, pre=self.sample.pairs.pre, post=self.sample.pairs.post
        )
        return RangePart(
            cutoff=cutoff_ranges.cutoffs.value,
            barrier=cutoff_ranges.cutoffs.barrier,
            rules=cutoff_ranges.rules,
            baseline=before,
            end=after,
            findings=cutoff_ranges.findings,
        )


_INDEX, _RANGES = ("method", "reliability", "sd"), ("criterion", "functional", "ties")
_CLASSES = ("improvement", *OUTCOMES)


@dataclass(kw_only=True, eq=False)
class Tally:
    """Judge every combination of choices and count the outcomes."""

    space: ChoiceSpace
    size: int
    rows: list[dict[str, object]] = field(default_factory=list)
    not_run: list[tuple[str, ...]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.default = self.space.default
        self.alone = list(self.space.alone())
        self.kept: dict[Key, NDArray[np.int8]] = {}
        self.times = np.zeros((len(OUTCOMES), self.size), dtype=np.int32)
        self.counts: list[NDArray[np.int64]] = []
        self._wanted = {key for *_, key in self.alone}

    def add(self, combination: Combination, parts: AnalysisParts) -> None:
        """Run one combination, or note why it cannot be run."""
        # Where the analysis itself leaves the criterion open, so does its combination.
        left_open = all(
            combination[name].label == self.default[name].label
            for name in ("criterion", "functional")
        )
        selection = dict(combination)
        if left_open:
            selection["criterion"] = replace(selection["criterion"], options={})
        index = parts.index(tuple(selection[name] for name in _INDEX))
        ranges = parts.ranges(
            tuple(selection[name] for name in _RANGES), cutoff_required=not left_open
        )
        key = key_of(combination)
        if isinstance(index, str):
            self.not_run.append((*key, index))
        elif isinstance(ranges, str):
            self.not_run.append((*key, ranges))
        else:
            self._enter(key, index, ranges, parts.outcomes(index, ranges))

    def _enter(
        self, key: Key, index: IndexPart, ranges: RangePart, codes: NDArray[np.int8]
    ) -> None:
        default_key = key_of(self.default)
        for place in range(len(OUTCOMES)):
            self.times[place] += codes == place
        self.counts.append(np.bincount(codes[codes >= 0], minlength=len(OUTCOMES)))
        if key in self._wanted:
            self.kept[key] = codes
        made_up = (*index.settings.findings, *ranges.findings)
        self.findings += [
            finding for finding in made_up if finding.code == "illustrative-figures"
        ]
        self.rows.append(
            {
                **dict(zip(FACTORS, key, strict=True)),
                "default": key == default_key,
                "changed_factors": sum(a != b for a, b in zip(key, default_key, strict=True)),
                "limit": index.limit,
                "cut_off": ranges.cutoff,
            }
        )

    def frame(self, *, of: int) -> pd.DataFrame:
        """One row per combination that was run; see ``Multiverse.combinations``."""
        frame = pd.DataFrame(self.rows).astype({"limit": float, "cut_off": float})
        counts = dict(zip(OUTCOMES, np.array(self.counts, dtype=np.int64).T, strict=True))
        counts["improvement"] = counts["recovered"] + counts["improved"]
        frame["of"] = of
        n = frame["of"].to_numpy(np.int64)
        for name in _CLASSES:
            low, high = intervals(counts[name], n)
            share = counts[name] / of if of else np.full(n.shape, np.nan)
            figures = {"": counts[name], "_share": share, "_low": low, "_high": high}
            for part, values in figures.items():
                frame[f"{name}{part}"] = values
        has_cutoff = frame["cut_off"].notna()
        frame["recovered"] = frame["recovered"].astype("Int64")
        for part in ("", "_share", "_low", "_high"):
            frame[f"recovered{part}"] = frame[f"recovered{part}"].where(has_cutoff)
        return frame

    def moves(self, frame: pd.DataFrame) -> pd.DataFrame:
        """One factor at a time; see ``Multiverse.moves``."""
        by_key = dict(
            zip(map(tuple, frame[list(FACTORS)].to_numpy()), frame.index, strict=True)
        )
        default_codes = self.kept[key_of(self.default)]
        columns = ["improvement", "recovered", "of", "improvement_share", "recovered_share"]
        rows = [
            {
                "factor": factor,
                "choice": choice.label,
                "default": key == key_of(self.default),
                **frame.loc[by_key[key], columns].to_dict(),
                "moved": int((self.kept[key] != default_codes).sum()),
            }
            for factor, choice, key in self.alone
            if key in by_key
        ]
        return pd.DataFrame(rows).astype(
            {"improvement": np.int64, "of": np.int64, "recovered": "Int64"}
        )

    def case_columns(self, assessable: NDArray[np.bool_]) -> dict[str, pd.Series]:
        """What each respondent is in how many combinations; see ``Multiverse.cases``."""
        default_codes = self.kept[key_of(self.default)]
        shares = np.where(assessable, self.times / len(self.rows), np.nan)
        robust = pd.Series((self.times == len(self.rows)).any(axis=0), dtype="boolean")
        return {
            "outcome": code_labels(default_codes, OUTCOMES),
            **{name: pd.Series(row) for name, row in zip(OUTCOMES, shares, strict=True)},
            "robust": robust.where(assessable),
            "flipped_by": self._flips(default_codes).where(assessable),
        }

    def _flips(self, default_codes: NDArray[np.int8]) -> pd.Series:
        words = np.full(self.size, "", dtype=object)
        for name in FACTORS:
            keys = {key for factor, _, key in self.alone if factor == name} & self.kept.keys()
            changed = np.zeros(self.size, dtype=bool)
            for key in keys:
                changed |= self.kept[key] != default_codes
            words[changed] += np.where(words[changed] == "", name, f", {name}")
        return pd.Series(words, dtype="string")

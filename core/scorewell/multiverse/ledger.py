"""What the combinations gave, counted as they come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classify import OUTCOMES, labelled
from scorewell.change.shares import intervals
from scorewell.errors import Finding
from scorewell.multiverse.choices import FACTORS
from scorewell.multiverse.parts import IndexPart, Parts, RangePart
from scorewell.multiverse.space import Combination, Key, Space, key_of

__all__ = ["Ledger"]

_INDEX, _RANGES = ("method", "reliability", "sd"), ("criterion", "functional", "ties")
_COUNTED = ("improvement", *OUTCOMES)


@dataclass(kw_only=True, eq=False)
class Ledger:
    """What the combinations gave, counted as they come."""

    space: Space
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

    def add(self, combination: Combination, parts: Parts) -> None:
        """Run one combination, or note why it cannot be run."""
        # Where the analysis itself leaves the criterion open, so does its combination.
        left_open = all(
            combination[name].label == self.default[name].label
            for name in ("criterion", "functional")
        )
        chosen = dict(combination)
        if left_open:
            chosen["criterion"] = replace(chosen["criterion"], options={})
        index = parts.index(tuple(chosen[name] for name in _INDEX))
        ranges = parts.ranges(tuple(chosen[name] for name in _RANGES), needed=not left_open)
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
        own = key_of(self.default)
        for place in range(len(OUTCOMES)):
            self.times[place] += codes == place
        self.counts.append(np.bincount(codes[codes >= 0], minlength=len(OUTCOMES)))
        if key in self._wanted:
            self.kept[key] = codes
        made_up = (*index.terms.findings, *ranges.findings)
        self.findings += [each for each in made_up if each.code == "illustrative-figures"]
        self.rows.append(
            {
                **dict(zip(FACTORS, key, strict=True)),
                "default": key == own,
                "changed_factors": sum(a != b for a, b in zip(key, own, strict=True)),
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
        for name in _COUNTED:
            low, high = intervals(counts[name], n)
            share = counts[name] / of if of else np.full(n.shape, np.nan)
            figures = {"": counts[name], "_share": share, "_low": low, "_high": high}
            for part, values in figures.items():
                frame[f"{name}{part}"] = values
        known = frame["cut_off"].notna()
        frame["recovered"] = frame["recovered"].astype("Int64")
        for part in ("", "_share", "_low", "_high"):
            frame[f"recovered{part}"] = frame[f"recovered{part}"].where(known)
        return frame

    def moves(self, frame: pd.DataFrame) -> pd.DataFrame:
        """One factor at a time; see ``Multiverse.moves``."""
        by_key = dict(
            zip(map(tuple, frame[list(FACTORS)].to_numpy()), frame.index, strict=True)
        )
        own = self.kept[key_of(self.default)]
        shown = ["improvement", "recovered", "of", "improvement_share", "recovered_share"]
        rows = [
            {
                "factor": factor,
                "choice": choice.label,
                "default": key == key_of(self.default),
                **frame.loc[by_key[key], shown].to_dict(),
                "moved": int((self.kept[key] != own).sum()),
            }
            for factor, choice, key in self.alone
            if key in by_key
        ]
        return pd.DataFrame(rows).astype(
            {"improvement": np.int64, "of": np.int64, "recovered": "Int64"}
        )

    def case_columns(self, assessable: NDArray[np.bool_]) -> dict[str, pd.Series]:
        """What each respondent is in how many combinations; see ``Multiverse.cases``."""
        own = self.kept[key_of(self.default)]
        shares = np.where(assessable, self.times / len(self.rows), np.nan)
        robust = pd.Series((self.times == len(self.rows)).any(axis=0), dtype="boolean")
        return {
            "outcome": labelled(own, OUTCOMES),
            **{name: pd.Series(row) for name, row in zip(OUTCOMES, shares, strict=True)},
            "robust": robust.where(assessable),
            "flipped_by": self._flips(own).where(assessable),
        }

    def _flips(self, own: NDArray[np.int8]) -> pd.Series:
        words = np.full(self.size, "", dtype=object)
        for name in FACTORS:
            keys = {key for factor, _, key in self.alone if factor == name} & self.kept.keys()
            moved = np.zeros(self.size, dtype=bool)
            for key in keys:
                moved |= self.kept[key] != own
            words[moved] += np.where(words[moved] == "", name, f", {name}")
        return pd.Series(words, dtype="string")

"""What a definition says, counted without loading it: for lists of many definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scorewell.errors import DefinitionError
from scorewell.loading.reader import read_parts

__all__ = ["FREE", "PARTS", "Survey", "read_survey"]

FREE = ("public-domain", "free", "free-non-commercial")
"""Licences that let wording be reproduced."""

PARTS = ("key", "reliability", "norms", "bands", "thresholds")
"""What can be known of a scale."""

_WELL = ("two-sources", "one-source", "as-used", "ours", "")
_FIGURES = ("value", "at_least", "between")


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What a definition holds.

    Attributes
    ----------
    licence, scales : mapping and tuple of mapping
        Those parts of the file, as plain text.
    items : int
        Number of items.
    """

    items: int
    licence: Mapping[str, Any]
    scales: tuple[Mapping[str, Any], ...]

    @cached_property
    def key(self) -> str:
        """How well the least established of its keys is, as in ``checked``.

        A scale that is this project's own choice counts only where all are.
        """
        stated = [_map(scale.get("key")).get("checked", "") for scale in self.scales]
        known = [each if each in _WELL else "" for each in stated]
        published = [each for each in known if each != "ours"] or known
        return max(published, key=_WELL.index, default="")

    @cached_property
    def reliability(self) -> int:
        """Reliabilities with a figure."""
        return sum(any(name in each for name in _FIGURES) for each in self._of("reliability"))

    @cached_property
    def norms(self) -> int:
        """Norms with mean and standard deviation."""
        return sum("mean" in each and "sd" in each for each in self._of("norms"))

    @cached_property
    def bands(self) -> int:
        """Sets of bands."""
        return sum(1 for _ in self._of("bands"))

    @cached_property
    def thresholds(self) -> int:
        """Thresholds of change."""
        return sum(1 for _ in self._of("thresholds"))

    @cached_property
    def gaps(self) -> int:
        """Norms and reliabilities whose reference is known and whose figures are not."""
        entries = [*self._of("reliability"), *self._of("norms")]
        return sum("gap" in each for each in entries)

    @property
    def wording(self) -> str:
        """The licence of the wording."""
        return str(_map(self.licence.get("text")).get("status", "unknown"))

    @property
    def free(self) -> bool:
        """Whether the wording may be reproduced, by quoted evidence."""
        return self.wording in FREE and "evidence" in self.licence["text"]

    def has(self, part: str) -> bool:
        """Whether something is known of a part, one of ``PARTS``."""
        return self.key not in {"", "ours"} if part == "key" else getattr(self, part) > 0

    def _of(self, kind: str) -> Iterator[Mapping[str, Any]]:
        for scale in self.scales:
            yield from _maps(scale.get(kind))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple(_map(each) for each in value) if isinstance(value, list) else ()


def read_survey(path: Path) -> Survey | None:
    """Count what a definition holds, without checking it.

    Only its licence, items and scales are parsed, and no object is made of
    them: a folder of a hundred definitions is counted in the time in which
    three are loaded.

    Parameters
    ----------
    path : pathlib.Path
        The definition.

    Returns
    -------
    Survey or None
        None if those parts cannot be read.
    """
    try:
        parts = read_parts(path, ("licence", "items", "scales"))
    except DefinitionError:
        return None
    return Survey(
        items=len(_maps(parts.get("items"))),
        licence=_map(parts.get("licence")),
        scales=_maps(parts.get("scales")),
    )

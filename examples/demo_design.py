"""The design of the demonstration study: what is asked and how it is judged.

Keys, ranges and reliabilities are those of the questionnaires and of the
evaluation whose counts the demonstration repeats (Table 2 of
doi:10.21926/obm.icm.2204050); the functional norms are made up. All
arithmetic is written out, so that the classes that the demonstration expects
do not come from the program that it demonstrates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959963984540054  # normal quantile of 0.975

NOT_SIGNIFICANT = "not significant"
OKAY = "okay at baseline"
SIGNIFICANT = "significant change"
DETERIORATED, IMPROVED, UNCHANGED = COLUMNS = ("deteriorated", "improved", "unchanged")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One scale: its key, how it is judged, the table it must give.

    ``draw`` holds mean and SD of the distribution from which baseline totals
    are drawn. ``norm`` holds the made-up functional mean and SD, in the metric
    of the score; without one, criterion a is used. ``table`` holds, per class
    of significance, how many deteriorate, improve and do not change. ``rare``
    holds items that few endorse.
    """

    name: str
    prefix: str
    items: tuple[int, ...]
    low: int
    high: int
    alpha: float
    better: int
    table: dict[str, tuple[int, int, int]]
    draw: tuple[float, float]
    norm: tuple[float, float] | None = None
    reversed: frozenset[int] = frozenset()
    rare: frozenset[int] = frozenset()
    mean: bool = False

    @property
    def divisor(self) -> int:
        """What a total is divided by to give the score."""
        return len(self.items) if self.mean else 1

    @property
    def range(self) -> tuple[int, int]:
        """Lowest and highest total."""
        return self.low * len(self.items), self.high * len(self.items)


SCALES = (
    Scale(
        name="scs-sf.total_mean",
        prefix="scs_sf",
        items=tuple(range(1, 13)),
        reversed=frozenset({1, 4, 8, 9, 11, 12}),
        low=1,
        high=5,
        mean=True,
        alpha=0.83,
        better=1,
        norm=(3.4, 0.6),
        draw=(30.0, 7.5),
        table={NOT_SIGNIFICANT: (0, 1, 2), OKAY: (0, 0, 4), SIGNIFICANT: (0, 6, 0)},
    ),
    Scale(
        name="pseq.total",
        prefix="pseq",
        items=tuple(range(1, 11)),
        low=0,
        high=6,
        alpha=0.88,
        better=1,
        draw=(23.0, 9.5),
        table={NOT_SIGNIFICANT: (0, 2, 7), OKAY: (0, 0, 0), SIGNIFICANT: (0, 2, 2)},
    ),
    Scale(
        name="fscrs.hated_self",
        prefix="fscrs",
        items=(9, 10, 12, 15, 22),
        rare=frozenset({9}),
        low=0,
        high=4,
        alpha=0.87,
        better=-1,
        norm=(3.0, 4.0),
        draw=(6.5, 4.5),
        table={NOT_SIGNIFICANT: (0, 0, 5), OKAY: (0, 0, 6), SIGNIFICANT: (0, 1, 1)},
    ),
    Scale(
        name="fscrs.reassured_self",
        prefix="fscrs",
        items=(3, 5, 8, 11, 13, 16, 19, 21),
        low=0,
        high=4,
        alpha=0.86,
        better=1,
        norm=(22.0, 7.0),
        draw=(14.5, 5.5),
        table={NOT_SIGNIFICANT: (0, 2, 2), OKAY: (0, 1, 4), SIGNIFICANT: (0, 3, 1)},
    ),
    Scale(
        name="fscrs.inadequate_self",
        prefix="fscrs",
        items=(1, 2, 4, 6, 7, 14, 17, 18, 20),
        low=0,
        high=4,
        alpha=0.89,
        better=-1,
        norm=(14.0, 7.0),
        draw=(22.5, 6.5),
        table={NOT_SIGNIFICANT: (0, 2, 2), OKAY: (0, 1, 2), SIGNIFICANT: (0, 4, 2)},
    ),
)


@dataclass(frozen=True)
class Ruler:
    """Limit of reliable change and cut-off of one scale, in points of the total."""

    limit: float
    cutoff: float
    better: int

    @property
    def clear(self) -> bool:
        """Whether no whole total lies near the limit or the cut-off."""
        return all(0.3 <= value % 1 <= 0.7 for value in (self.limit, self.cutoff))

    def judge(self, pre: int, post: int) -> tuple[str, str]:
        """Class of significance and of reliable change of one pair of totals."""
        change = self.better * (post - pre)
        reliable = UNCHANGED
        if abs(change) > self.limit:
            reliable = IMPROVED if change > 0 else DETERIORATED
        if self.beyond(pre):
            return OKAY, reliable
        return (SIGNIFICANT if self.beyond(post) else NOT_SIGNIFICANT), reliable

    def beyond(self, total: int) -> bool:
        """Whether a total lies strictly on the better side of the cut-off."""
        return self.better * total > self.better * self.cutoff


def ruler(scale: Scale, baseline: Sequence[int]) -> Ruler:
    """Limit and cut-off from the sample's own baseline totals."""
    m1 = sum(baseline) / len(baseline)
    s1 = math.sqrt(sum((total - m1) ** 2 for total in baseline) / (len(baseline) - 1))
    limit = Z * math.sqrt(2) * s1 * math.sqrt(1 - scale.alpha)
    if scale.norm is None:  # criterion a
        return Ruler(limit, m1 + scale.better * 2 * s1, scale.better)
    m0, s0 = (figure * scale.divisor for figure in scale.norm)
    return Ruler(limit, (s1 * m0 + s0 * m1) / (s0 + s1), scale.better)


def keyed(scale: Scale, row: dict[str, str]) -> list[int]:
    """Answers of one row on one scale, reversed items turned."""
    raw = {item: int(row[f"{scale.prefix}_{item}"]) for item in scale.items}
    return [
        scale.low + scale.high - answer if item in scale.reversed else answer
        for item, answer in raw.items()
    ]


def score(scale: Scale, total: int) -> str:
    """Write the score that a total stands for, at full precision."""
    return repr(total / scale.divisor) if scale.mean else str(total)


def covariance(first: Sequence[int], second: Sequence[int]) -> float:
    """Sum of products of deviations: its sign is that of the correlation."""
    middle = sum(first) / len(first)
    return sum((a - middle) * b for a, b in zip(first, second, strict=True))


OVERLAY = """\
# yaml-language-server: $schema=../../schemas/overlay.schema.json
# Written by examples/make_demo.py.
format: 1
extends: {extends}
name: Made-up norms of the demonstration
version: 1.0.0
licence:
  norms: {{status: free, evidence: Made up for this demonstration., checked: ours}}
sources:
  demonstration:
    title: Made-up figures for the demonstration; not a published norm
    container: Demonstration study of scorewell
scales:
"""
OVERLAY_SCALE = """\
  - id: {scale}
    norms:
      - id: illustrative
        population: non-clinical
        illustrative: true
        mean: {mean}
        sd: {sd}
        sample: {{description: nobody; round figures chosen to show criterion c at work}}
        source: demonstration
        checked: ours
        note: Made up. Never use it to judge a real person.
    change:
      functional: illustrative
      criterion: c
      why: The demonstration needs a functional population; this one is made up.
"""


def overlay(instrument: str) -> str:
    """Overlay with the made-up norms of one instrument, as YAML text."""
    text = OVERLAY.format(extends=instrument)
    for scale in SCALES:
        if scale.norm and scale.name.startswith(f"{instrument}."):
            mean, sd = scale.norm
            name = scale.name.partition(".")[2]
            text += OVERLAY_SCALE.format(scale=name, mean=mean, sd=sd)
    return text

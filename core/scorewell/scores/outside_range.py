"""Scores outside the range that a definition gives."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scorewell.definitions.model import Instrument

_TOLERANCE = 1e-6
"""Points of rounding that are not outside."""


def outside_counts(
    instrument: Instrument, columns: Sequence[str]
) -> tuple[tuple[str, ...], list[pl.Expr]]:
    """Ids of the scales that have a column of scores, and how many of each lie outside.

    Infinite scores lie outside, and so do those that are not a number.
    """
    scales = [scale for scale in instrument.scales if instrument.column(scale.id) in columns]
    counts = [
        (
            ~pl.col(instrument.column(scale.id)).is_between(
                scale.low - _TOLERANCE, scale.high + _TOLERANCE
            )
        )
        .sum()
        .alias(f"outside {scale.id}")
        for scale in scales
    ]
    return tuple(scale.id for scale in scales), counts


def count_outside(frame: pl.DataFrame, instrument: Instrument) -> dict[str, int]:
    """How many scores of each scale lie outside its range; only scales with some.

    Examples
    --------
    >>> from scorewell.registry.registry import open_registry
    >>> frame = pl.DataFrame({"pseq.total": [0.0, 60.0, 61.0, float("inf"), None]})
    >>> count_outside(frame, open_registry().load("pseq"))
    {'total': 2}
    """
    ids, counts = outside_counts(instrument, frame.columns)
    row = frame.select(counts).row(0) if ids else ()
    return {scale_id: n for scale_id, n in zip(ids, row, strict=True) if n}

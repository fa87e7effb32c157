"""Scores that are not given because an answer behind them was not allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from scorewell.definitions.model import Instrument, Scale

REASON = "an answer is not allowed"


def scales_behind(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Item to the scales that need it, composites among them."""
    scales_by_item: dict[str, tuple[str, ...]] = {item.id: () for item in instrument.items}
    for scale in instrument.scales:
        for item in _leaves(instrument, scale):
            scales_by_item[item] = (*scales_by_item[item], scale.id)
    return scales_by_item


def _leaves(instrument: Instrument, scale: Scale) -> set[str]:
    items = set(scale.items)
    for part in scale.scales:
        items |= _leaves(instrument, instrument.scale(part))
    return items


def without_scores(
    frame: pl.LazyFrame, instrument: Instrument, cells: pl.DataFrame, *, by: Sequence[str]
) -> pl.LazyFrame:
    """Take back the scores that need certain answers.

    Parameters
    ----------
    frame : polars.LazyFrame
        Scores, with the columns ``by``.
    cells : polars.DataFrame
        The columns ``by``, and ``item``: the answers.
    by : sequence of str
        Columns that tell the rows apart.

    Returns
    -------
    polars.LazyFrame
        The frame with nulls in the place of these scores and of all that
        follows from them, and with the reason where there is a column for it.
    """
    if cells.is_empty():
        return frame
    behind = scales_behind(instrument)
    by_scale: Mapping[str, list[str]] = {
        scale.id: [item for item, scales in behind.items() if scale.id in scales]
        for scale in instrument.scales
    }
    names = frame.collect_schema().names()
    for scale_id, items in by_scale.items():
        name = instrument.column(scale_id)
        rows = cells.filter(pl.col("item").is_in(items)).select(by).unique()
        if name not in names or rows.is_empty():
            continue
        with_flags = frame.join(
            rows.lazy().with_columns(pl.lit(value=True).alias("scorewell:void")),
            on=list(by),
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        void = pl.col("scorewell:void").fill_null(value=False)
        frame = with_flags.with_columns(_taken_back(names, name, void)).drop("scorewell:void")
    return frame


def _taken_back(names: Sequence[str], name: str, void: pl.Expr) -> list[pl.Expr]:
    columns = []
    for column in names:
        if column == f"{name}.reason":
            columns.append(pl.when(void).then(pl.lit(REASON)).otherwise(column).alias(column))
        elif column == name or (
            column.startswith(f"{name}.") and not column.endswith((".answered", ".prorated"))
        ):
            columns.append(pl.when(void.not_()).then(column).alias(column))
    return columns

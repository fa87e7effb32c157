"""Scoring a file into a file, in a stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl

from scorewell.methods import ScoringMethod
from scorewell.model import Instrument
from scorewell.responses import Binding, bind, check_encoding, column_names, scan
from scorewell.responses.files import (
    collect_in_stream,
    format_of,
    lazy_sink,
    scan_numbers,
    unreadable,
)
from scorewell.responses.layout import not_utf8
from scorewell.scoring.columns import check_clash, invalid_name, output_names
from scorewell.scoring.engine import columns_to_keep
from scorewell.scoring.plan import Plan, compile_plan
from scorewell.scoring.stages import apply_plan
from scorewell.whole import written_whole

__all__ = ["FileReport", "score_file"]


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What happened to a file.

    Attributes
    ----------
    rows : int
        How many rows were scored.
    invalid : int
        How many answers were not allowed and taken as missing.
    as_text : bool
        Whether some columns of items had to be read as text, because a value
        that should be a number is none.
    """

    rows: int
    invalid: int
    as_text: bool


def score_file(
    source: str | Path,
    target: str | Path,
    binding: Binding | Instrument,
    *,
    methods: Mapping[str, ScoringMethod],
    keep: Sequence[str] | None = None,
    scales: Sequence[str] | None = None,
    detail: bool = True,
    norms: Sequence[str] = (),
    overwrite: bool = False,
) -> FileReport:
    """Score a file into another, in a stream and in flat memory.

    Parameters
    ----------
    source, target : path
        CSV, TSV or Parquet files. The target appears whole or not at all.
    binding : Binding or Instrument
        Which column holds which item; with an instrument the columns are
        found by name.
    methods, keep, scales, detail, norms
        As for :func:`scorewell.scoring.score`. Columns that are kept from a
        text file stay text.
    overwrite : bool, optional
        Whether an existing target may be replaced.

    Returns
    -------
    FileReport
        Rows, invalid answers, and whether the file had to be read as text.

    Raises
    ------
    DataError
        If the files or columns are not as they should be, or if the answers
        fit an alternative encoding and not the declared one.
    DefinitionError
        If the instrument cannot be scored as it says.
    """
    source, target = Path(source), Path(target)
    names = column_names(scan(source))
    if isinstance(binding, Instrument):
        binding = bind(names, binding)
    plan = compile_plan(binding, methods=methods, scales=scales, detail=detail, norms=norms)
    kept = columns_to_keep(names, binding, keep)
    check_clash(plan, kept)
    format_of(target)
    with written_whole(target, overwrite=overwrite, inputs=[source]) as part:
        frame, report = _run_as_possible(source, part, plan, kept)
        if report.invalid:
            check_encoding(frame, binding)
    return report


def _run_as_possible(
    source: Path, part: Path, plan: Plan, kept: Sequence[str]
) -> tuple[pl.LazyFrame, FileReport]:
    """Read numbers as numbers, then only those columns that are, then text."""
    items = set(plan.binding.columns.values())
    ways: list[Callable[[], pl.LazyFrame]] = [
        partial(scan, source, items=items),
        partial(scan_numbers, source, items),
        partial(scan, source, text_columns=True),
    ]
    text = format_of(source) != "parquet"
    failure: Exception | None = None
    for way in ways if text else ways[:1]:
        try:
            frame = way()
            return frame, _run(frame, part, plan, kept, as_text=failure is not None)
        except pl.exceptions.PolarsError as error:
            failure = error
    if text and "utf-8" in str(failure).lower():
        raise not_utf8(source) from failure
    raise unreadable(source, failure) from failure


def _run(
    frame: pl.LazyFrame, part: Path, plan: Plan, kept: Sequence[str], *, as_text: bool
) -> FileReport:
    sheet = nw.from_native(frame)
    scored: pl.LazyFrame = apply_plan(plan, sheet, keep=kept, count_invalid=True).to_native()
    counts = [pl.len().alias("rows"), pl.col(invalid_name(plan)).cast(pl.Int64).sum()]
    written = lazy_sink(scored.select(*kept, *output_names(plan)), part)
    if plan.detail and part.suffix == ".parquet":  # cheaper to read back than to count
        collect_in_stream([written])
        counted = pl.scan_parquet(part, glob=False).select(counts).collect()
    else:
        counted = collect_in_stream([written, scored.select(counts)])[1]
    rows, invalid = counted.row(0)
    return FileReport(rows=rows, invalid=invalid, as_text=as_text)

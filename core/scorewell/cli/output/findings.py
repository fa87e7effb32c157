"""Findings in data: their kinds with counts on stderr, and all of them in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.cli.output.rows import note, rows_to_csv

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_MOST_KINDS = 12


def note_findings(
    table: pd.DataFrame | pl.DataFrame,
    target: Path | None,
    *,
    overwrite: bool,
    inputs: Sequence[Path],
) -> None:
    """Say how many findings of each kind there are, and write them where asked."""
    from scorewell.io.atomic_write import atomic_write

    columns, rows = list(table.columns), _rows(table)
    if target is not None:
        with atomic_write(target, overwrite=overwrite, inputs=inputs) as temporary:
            temporary.write_text(rows_to_csv(columns, rows), encoding="utf-8")
        note(f"{len(rows)} findings are in {target}")
        return
    if not rows:
        return
    note(f"{len(rows)} findings in the data:")
    findings = [dict(zip(columns, row, strict=True)) for row in rows]
    kinds = Counter((entry["problem"], entry["kind"]) for entry in findings).most_common()
    for (problem, kind), count in kinds[:_MOST_KINDS]:
        note(f"  {count:>6}  {problem} [{kind}]")
    if len(kinds) > _MOST_KINDS:
        note(f"        and {len(kinds) - _MOST_KINDS} more kinds")
    for entry in findings:
        if entry["item"] is not None and entry["row"] is not None:
            note(f"  first: row {entry['row']}, item {entry['item']}, value {entry['value']}")
            break
    note("  --findings FILE writes all of them")


def note_rows_left_out(table: pd.DataFrame | pl.DataFrame) -> None:
    """Say which rows were left out, because they are no respondent."""
    columns = list(table.columns)
    findings = [dict(zip(columns, row, strict=True)) for row in _rows(table)]
    for entry in findings:
        if entry["kind"] in {"summary-row", "test-entry"} and entry["action"] == "left out":
            row = f"{entry['file']}, row {entry['row']} ({entry['value']})"
            note(f"left out: {row}: {entry['problem']}")


def _rows(table: pd.DataFrame | pl.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of either kind of frame, None where there is nothing."""
    rows = getattr(table, "iter_rows", None)
    if rows is not None:
        return list(rows())
    frame: Any = table
    return [
        tuple(None if value != value else value for value in row)  # noqa: PLR0124 - NaN is not
        for row in frame.itertuples(index=False, name=None)
    ]

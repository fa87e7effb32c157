"""Formats with types of their own: Parquet, Feather and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import DataError
from scorewell.registry.contracts.files import Reader, ReadOptions, Table
from scorewell_plugins.readers.arrow import check_arrow

if TYPE_CHECKING:
    import polars as pl

_ARROW = (b"ARROW1", b"\xff\xff\xff\xff")
_NESTED = "column '{}' holds lists or objects, not single values"


def _read_parquet(path: Path, options: ReadOptions) -> Table:
    from scorewell.answers.files.delimited_text import read_parquet

    return read_parquet(path, options)


def _read_feather(path: Path, options: ReadOptions) -> Table:  # noqa: ARG001 - a reader's shape
    import polars as pl

    with path.open("rb") as file:
        head = file.read(6)
    if head[:4] == b"FEA1":
        raise DataError(
            f"{path.name}: this is Feather version 1, which is not read any more",
            hint="write it again as Feather version 2 or Parquet",
        )
    if not head.startswith(_ARROW):
        raise DataError(f"{path.name}: this is no Feather file, whatever its name says")
    check_arrow(path, stream=head.startswith(_ARROW[1]))
    if head.startswith(_ARROW[1]):
        return Table(frame=pl.read_ipc_stream(path).lazy(), format="Arrow stream")
    frame = pl.scan_ipc(path)
    frame.collect_schema()
    return Table(frame=frame, format="Feather")


def _read_json_lines(path: Path, options: ReadOptions) -> Table:  # noqa: ARG001
    import polars as pl

    from scorewell.answers.files.delimited_text import format_error

    if not path.stat().st_size:
        raise DataError(f"{path.name}: the file is empty")
    # The whole file says which columns there are and of which kind; the rows then stream.
    frame = pl.scan_ndjson(path, infer_schema_length=None)
    try:
        flat = _flat(path, frame)
    except pl.exceptions.PolarsError as error:
        raise format_error(path, error) from error
    return Table(frame=flat, format="JSON lines", encoding="utf-8")


def _read_json(path: Path, options: ReadOptions) -> Table:  # noqa: ARG001 - a reader's shape
    import json

    import polars as pl

    try:
        rows = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name}: this is no JSON: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(
            f"{path.name}: JSON must be a list of objects, one for each row",
            hint="one object on each line goes into a file called .jsonl",
        )
    if not rows:
        raise DataError(f"{path.name}: there are no rows")
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [_column(path, name, [row.get(name) for row in rows]) for name in names]
    frame = pl.DataFrame(columns)
    return Table(frame=frame.lazy(), format="JSON", encoding="utf-8")


def _column(path: Path, name: str, values: list[object]) -> pl.Series:
    from scorewell_plugins.readers.cells import column

    if any(isinstance(value, list | dict) for value in values):
        raise DataError(
            f"{path.name}: {_NESTED.format(name)}",
            hint="write one value into each column of a row",
        )
    return column(name, values)


def _flat(path: Path, frame: pl.LazyFrame) -> pl.LazyFrame:
    for name, dtype in frame.collect_schema().items():
        if dtype.is_nested():
            raise DataError(
                f"{path.name}: {_NESTED.format(name)}",
                hint="write one value into each column of a row",
            )
    return frame


READERS = (
    Reader(
        name="parquet",
        summary="Apache Parquet.",
        suffixes=(".parquet", ".pq"),
        read=_read_parquet,
        uses=(),
    ),
    Reader(
        name="feather",
        summary="Feather version 2 (Arrow IPC).",
        suffixes=(".feather", ".arrow", ".ipc"),
        read=_read_feather,
        uses=(),
    ),
    Reader(
        name="jsonl",
        summary="JSON lines: one object on each line.",
        suffixes=(".jsonl", ".ndjson"),
        read=_read_json_lines,
        uses=(),
    ),
    Reader(
        name="json",
        summary="A JSON list with one object for each row.",
        suffixes=(".json",),
        read=_read_json,
        uses=(),
    ),
)

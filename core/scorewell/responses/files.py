"""Files of answers: CSV, TSV and Parquet, read lazily and written whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from scorewell.errors import DataError
from scorewell.responses.layout import Layout, sniff
from scorewell.whole import written_whole

__all__ = [
    "FORMATS",
    "collect_in_stream",
    "lazy_sink",
    "scan",
    "scan_numbers",
    "sink",
]

FORMATS = {".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".parquet": "parquet", ".pq": "parquet"}

_BLOCK = 25_000


def scan(
    path: str | Path, *, text_columns: bool = False, items: Collection[str] | None = None
) -> pl.LazyFrame:
    """A file as a lazy frame; nothing is read but its beginning.

    The separator and the decimal comma of a text file are taken from its
    first lines. Columns whose first values are numbers are read as numbers;
    a later value that is none makes the query fail rather than vanish, and
    ``text_columns`` reads such a file.

    Parameters
    ----------
    path : path
        A CSV, TSV or Parquet file; text is UTF-8.
    text_columns : bool, optional
        Whether to read every column of a text file as text.
    items : collection of str, optional
        The columns that may be read as numbers. All others stay text, so
        that an identifier such as ``007`` stays what it is. By default any
        column may, unless its first values would not survive it.

    Raises
    ------
    DataError
        If the file is missing, empty, binary, in another character set, has
        only one column or two of one name, or is of an unknown format.
    """
    path = Path(path)
    kind = format_of(path)
    if not path.is_file():
        raise DataError(f"there is no file {path}")
    if kind == "parquet":
        return _parquet(path)
    layout = sniff(path, separator="\t" if kind == "tsv" else "")
    return _text(path, layout, {} if text_columns else layout.types(items))


def format_of(path: Path) -> str:
    """The format that a file's name stands for.

    Raises
    ------
    DataError
        If there is none.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise DataError(
            f"{path.name}: files called '{path.suffix}' are not read or written here",
            hint=f"use one of {', '.join(FORMATS)}; a spreadsheet can be saved as CSV UTF-8",
        )
    return kind


def _parquet(path: Path) -> pl.LazyFrame:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic != b"PAR1":
        raise DataError(f"{path.name}: this is no Parquet file, whatever its name says")
    frame = pl.scan_parquet(path, glob=False)
    try:
        frame.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise unreadable(path, error) from error
    return frame


def unreadable(path: Path, error: Exception | None) -> DataError:
    """The error for a file whose content breaks its format."""
    reason = str(error).strip().splitlines()[0]
    return DataError(f"{path.name}: the file cannot be read: {reason}")


def _text(path: Path, layout: Layout, types: Mapping[str, type[pl.DataType]]) -> pl.LazyFrame:
    return pl.scan_csv(
        path,
        separator=layout.separator,
        decimal_comma=layout.decimal_comma,
        infer_schema=False,
        schema_overrides=types,
        glob=False,
    )


def scan_numbers(path: Path, columns: Collection[str]) -> pl.LazyFrame:
    """A text file whose ``columns`` are numbers wherever all their values are.

    The whole file is read once to find out; other columns stay text.
    """
    layout = sniff(path, separator="\t" if format_of(path) == "tsv" else "")
    counts = []
    for name in columns:
        text = pl.col(name)
        number = text.str.replace(",", ".", literal=True) if layout.decimal_comma else text
        for kind in (pl.Int64, pl.Float64):
            lost = number.cast(kind, strict=False).is_null() & (text != "")
            counts.append(lost.sum().alias(f"{kind} {name}"))
    found = _text(path, layout, {}).select(counts)
    lost_values = collect_in_stream([found])[0].row(0, named=True)
    types = {
        name: kind
        for name in columns
        for kind in (pl.Float64, pl.Int64)
        if not lost_values[f"{kind} {name}"]
    }
    return _text(path, layout, types)


def sink(frame: pl.LazyFrame, path: str | Path, *, overwrite: bool = False) -> None:
    """Write a lazy frame to a file in a stream, whole or not at all.

    Parameters
    ----------
    frame : polars.LazyFrame
        What to write.
    path : path
        A CSV, TSV or Parquet file.
    overwrite : bool, optional
        Whether an existing file may be replaced.

    Raises
    ------
    DataError
        If the file exists, its folder does not, or the query fails.
    """
    path = Path(path)
    format_of(path)
    with written_whole(path, overwrite=overwrite) as part:
        try:
            collect_in_stream([lazy_sink(frame, part)])
        except pl.exceptions.PolarsError as error:
            reason = str(error).strip().splitlines()[0]
            raise DataError(f"{path}: cannot be written: {reason}") from error


def collect_in_stream(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Collect queries together, in blocks small enough to keep memory flat.

    Larger blocks are no faster here and pile up before the writer.
    """
    with pl.Config():
        pl.Config.set_streaming_chunk_size(_BLOCK)
        return pl.collect_all(queries, engine="streaming")


def lazy_sink(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """The query that writes ``frame`` to ``path`` once it is collected."""
    kind = format_of(path)
    if kind == "parquet":
        return frame.sink_parquet(path, lazy=True)
    separator = "\t" if kind == "tsv" else ","
    return frame.sink_csv(path, separator=separator, lazy=True)

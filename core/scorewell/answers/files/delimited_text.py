"""Text and Parquet files as lazy frames, which are read in a stream."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from scorewell.answers.files.charset import UTF8, detect_charset, recode
from scorewell.answers.files.dialect_sniffer import Dialect, check_header, sniff
from scorewell.answers.files.parquet_check import check_parquet
from scorewell.answers.files.restore_formulas import restore_texts
from scorewell.errors import DataError, Finding
from scorewell.io.formula_injection import unescape_formula
from scorewell.registry.contracts.files import (
    Reader,
    ReadOptions,
    Table,
    combined_names,
    file_finding,
)

_BLOCK = 25_000
_LONGEST = 200
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}


def read_text(
    path: Path,
    options: ReadOptions,
    *,
    separator: str = "",
    names: Sequence[str] = (),
    skip: int = 0,
    rename_doubled: bool = False,
) -> Table:
    """A file of text with separators, read lazily.

    The separator, the decimal comma and the character set are detected from
    its beginning. Text that is not UTF-8 is recoded first, a large file into
    a temporary one. An apostrophe that keeps text from being taken for a
    formula is removed.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    options : ReadOptions
        How to read it.
    separator : str, optional
        The separator; by default it is detected.
    names : sequence of str, optional
        Names of the columns; by default those in the file.
    skip : int, optional
        With names, the number of lines before the first row.
    rename_doubled : bool, optional
        Whether a second column of the same name gets a number, instead of
        being an error.
    """
    dialect = sniff(
        path,
        separator=separator,
        encoding=options.encoding,
        header_row=options.header_row,
        doubled=rename_doubled or bool(names) or options.header_rows > 1,
    )
    if options.header_rows > 1 and not names:
        dialect, names, skip = _several_rows(path, dialect, options.header_rows)
    findings = () if names else _notes(path, dialect)
    original_names = tuple(map(unescape_formula, dialect.columns))
    if original_names != dialect.columns and not names:
        check_header(path, () if rename_doubled else original_names)
        dialect = replace(dialect, columns=original_names, has_placeholders=True)
    if dialect.has_placeholders and not names:
        names, skip = dialect.columns, dialect.lines_before + dialect.heading
    if rename_doubled and not names:
        names, skip = number_duplicates(dialect.columns), dialect.lines_before + dialect.heading
    if names:
        dialect = replace(dialect, columns=tuple(names), lines_before=skip)
    source = _source(path, dialect)
    types: Mapping[str, type[pl.DataType]] = {}
    if options.checked and options.numbers is not None:
        types = _checked_types(source, dialect, options.numbers)
    elif not options.text:
        types = dialect.types(options.numbers, bits=options.bits)
    name = _SEPARATORS.get(dialect.separator, dialect.separator)
    comma = ", decimal comma" if dialect.decimal_comma else ""
    frame = restore_texts(_lazy(source, dialect, types, header_given=bool(names)))
    first = None
    if source == path:
        head_frame = _lazy(dialect.head, dialect, types, header_given=bool(names))
        first = restore_texts(head_frame).head(len(dialect.rows))
    return Table(
        frame=frame,
        first=first,
        format=f"text (separated by {name}{comma})",
        encoding=dialect.charset.name,
        findings=(*dialect.charset.findings(path), *findings),
    )


def _several_rows(path: Path, dialect: Dialect, rows: int) -> tuple[Dialect, list[str], int]:
    """The dialect without the rows of names, the names, and the number of lines before it."""
    above, below = dialect.rows[: rows - 1], dialect.rows[rows - 1 :]
    names = combined_names([dialect.columns, *above])
    check_header(path, names)
    lines = sum(1 + sum(value.count("\n") for value in row) for row in above)
    return replace(dialect, rows=below), names, dialect.lines_before + dialect.heading + lines


def number_duplicates(names: Sequence[str]) -> list[str]:
    """Names of columns, where the second of the same name has a number behind it.

    Examples
    --------
    >>> number_duplicates(["Name", "Agree", "Agree"])
    ['Name', 'Agree', 'Agree (2)']
    """
    unique_names: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in unique_names:
            number += 1
            candidate = f"{name} ({number})"
        unique_names.append(candidate)
    return unique_names


def _notes(path: Path, dialect: Dialect) -> tuple[Finding, ...]:
    if not dialect.lines_before:
        return ()
    message = f"the first {dialect.lines_before} lines stand before the names of the columns"
    return (file_finding(path, "lines-skipped", message, severity="note"),)


def _source(path: Path, dialect: Dialect) -> Path | bytes:
    """The file itself if it is UTF-8 with usual line ends, otherwise its recoded text."""
    if dialect.charset.name == UTF8 and not dialect.carriage_returns:
        return path
    return recode(path, dialect.charset.name)


def _lazy(
    source: Path | bytes,
    dialect: Dialect,
    types: Mapping[str, type[pl.DataType]],
    *,
    header_given: bool = False,
) -> pl.LazyFrame:
    return pl.scan_csv(
        io.BytesIO(source) if isinstance(source, bytes) else source,
        separator=dialect.separator,
        decimal_comma=dialect.decimal_comma,
        infer_schema=False,
        schema_overrides=types,
        skip_lines=dialect.lines_before,
        has_header=not header_given,
        new_columns=list(dialect.columns) if header_given else None,
        glob=False,
    )


def _checked_types(
    source: Path | bytes, dialect: Dialect, columns: Collection[str]
) -> dict[str, type[pl.DataType]]:
    """The types of the columns whose values are all numbers; the file is read once."""
    counts = []
    for name in columns:
        text = pl.col(name)
        number = text.str.replace(",", ".", literal=True) if dialect.decimal_comma else text
        for kind in (pl.Int64, pl.Float64):
            not_numeric = number.cast(kind, strict=False).is_null() & (text != "")
            counts.append(not_numeric.sum().alias(f"{kind} {name}"))
    query = _lazy(source, dialect, {}).select(counts)
    lost_values = collect_in_stream([query])[0].row(0, named=True)
    return {
        name: kind
        for name in columns
        for kind in (pl.Float64, pl.Int64)
        if not lost_values[f"{kind} {name}"]
    }


def retry_options(
    path: Path, options: ReadOptions, failure: BaseException, *, reader: Reader
) -> ReadOptions | None:
    """Options to read a file again if its beginning is UTF-8 and the rest is not, or None."""
    if options.encoding or "utf-8" not in str(failure).lower():
        return None
    if reader.uses is not None and "encoding" not in reader.uses:
        return None
    charset = detect_charset(path, b"", entire_file=True)
    return None if charset.name == UTF8 else replace(options, encoding=charset.name)


def read_parquet(path: Path, options: ReadOptions) -> Table:  # noqa: ARG001 - a reader's shape
    """A Parquet file, read lazily."""
    check_parquet(path)
    frame = pl.scan_parquet(path, glob=False)
    try:
        frame.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise format_error(path, error) from error
    return Table(frame=frame, format="Parquet")


def format_error(path: Path, error: BaseException | None) -> DataError:
    """The error for a file whose content breaks its format."""
    text = str(error).strip()
    first = (text.splitlines() or [type(error).__name__])[0][:_LONGEST]
    hint = ""
    if "malformed" in first or 'could not parse `"' in first:
        hint = "a quotation mark is probably not closed, or stands within a value"
    if first.startswith("could not parse `"):  # what follows may be a whole row of answers
        column = re.search(r"at column '([^']*)'", text)
        first = f"a value of column '{column[1]}'" if column else "a value"
        first += " breaks the form of the file"
    return DataError(f"{path.name}: the file cannot be read: {first}", hint=hint)


def collect_in_stream(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """The results of queries that run together, in blocks that keep the use of memory flat.

    Larger blocks are not faster and accumulate before the writer.
    """
    with pl.Config():
        pl.Config.set_streaming_chunk_size(_BLOCK)
        return pl.collect_all(queries, engine="streaming")

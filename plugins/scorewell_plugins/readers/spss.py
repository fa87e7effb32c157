"""SPSS and Stata, with value labels and the codes that the file declares missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError, Finding
from scorewell.registry.contracts.files import (
    Code,
    Reader,
    ReadOptions,
    Table,
    code_text,
    file_finding,
    library_missing,
)

if TYPE_CHECKING:
    import polars as pl

Load = Callable[..., tuple[Any, Any]]

_ROWS = 250_000
_DATED = ("DATE", "TIME", "%T", "%D", "MOYR", "QYR", "WKYR", "MONTH", "WKDAY")


def _read(path: Path, options: ReadOptions, *, kind: str) -> Table:
    from polars.io.plugins import register_io_source

    try:
        import pyreadstat
    except ModuleNotFoundError:
        raise library_missing(path, "pyreadstat", "spss") from None
    load: Load = partial(
        pyreadstat.read_sav if kind == "SPSS" else pyreadstat.read_dta,
        str(path),
        user_missing=True,
        output_format="dict",
        encoding=options.encoding or None,
    )
    try:
        meta = load(metadataonly=True)[1]
        tags = _tags(load) if kind == "Stata" else {}
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OSError) as error:
        raise DataError(
            f"{path.name}: this is no {kind} file, or a damaged one: {error}"
        ) from error
    if not meta.column_names or meta.number_rows == 0:
        raise DataError(f"{path.name}: there are no rows")
    missing = _missing_codes(meta, tags)
    schema = _schema(meta, tags)
    return Table(
        frame=register_io_source(partial(_blocks, load, schema), schema=schema),
        format=kind,
        encoding=meta.file_encoding or "",
        findings=tuple(_notes(path, missing)),
        labels={
            name: {_code(code): str(label) for code, label in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        missing=missing,
        descriptions={
            name: str(label)
            for name, label in zip(meta.column_names, meta.column_labels, strict=True)
            if label
        },
    )


def _tags(load: Load) -> dict[str, list[str]]:
    """By column, the tagged missing values (.a to .z) that occur in a Stata file."""
    tags: dict[str, list[str]] = {}
    offset = 0
    while True:
        values, meta = load(row_offset=offset, row_limit=_ROWS)
        for name, letters in meta.missing_user_values.items():
            tags[name] = sorted({*tags.get(name, ()), *letters})
        height = len(next(iter(values.values()), ()))
        offset += height
        if height < _ROWS:
            return tags


def _code(code: object) -> float | str:
    if isinstance(code, int | float):
        return int(code) if float(code).is_integer() else float(code)
    return str(code)


def _missing_codes(meta: Any, tags: Mapping[str, Sequence[str]]) -> dict[str, dict[Code, str]]:
    """By column, the codes and ranges that the file declares missing, with their labels."""
    missing: dict[str, dict[Code, str]] = {}
    for name, ranges in meta.missing_ranges.items():
        labels = meta.variable_value_labels.get(name, {})
        codes: dict[Code, str] = {}
        for bounds in ranges:
            low, high = bounds["lo"], bounds["hi"]
            if low == high:
                codes[_code(low)] = str(labels.get(low, ""))
            else:
                codes[float(low), float(high)] = ""
        missing[name] = codes
    for name, letters in tags.items():
        labels = meta.variable_value_labels.get(name, {})
        missing[name] = {f".{letter}": str(labels.get(letter, "")) for letter in letters}
    return missing


def _schema(meta: Any, tags: Mapping[str, Any]) -> dict[str, pl.DataType]:
    import polars as pl

    types: dict[str, pl.DataType] = {}
    for name in meta.column_names:
        format_name = str(meta.original_variable_types.get(name, "")).upper()
        text = meta.readstat_variable_types[name] == "string" or name in tags
        dated = any(part in format_name for part in _DATED)
        types[name] = pl.String() if text or dated else pl.Float64()
    return types


def _blocks(
    load: Load,
    schema: Mapping[str, pl.DataType],
    with_columns: list[str] | None,
    predicate: pl.Expr | None,
    n_rows: int | None,
    _: int | None,
) -> Iterator[pl.DataFrame]:
    """The rows of some columns, block by block."""
    import polars as pl

    names = with_columns or list(schema)
    offset = 0
    while n_rows is None or offset < n_rows:
        most = _ROWS if n_rows is None else min(_ROWS, n_rows - offset)
        values, meta = load(usecols=names, row_offset=offset, row_limit=most)
        tags = meta.missing_user_values
        block = pl.DataFrame(
            [_series(name, values[name], schema[name], tags.get(name, ())) for name in names]
        )
        if block.height:
            yield block if predicate is None else block.filter(predicate)
        offset += block.height
        if block.height < most:
            return


def _series(
    name: str, values: Sequence[Any], dtype: pl.DataType, tags: Sequence[str]
) -> pl.Series:
    import polars as pl

    from scorewell_plugins.readers.cells import cell_text

    if dtype == pl.Float64():
        return pl.Series(name, values, dtype=dtype, strict=False, nan_to_null=True)
    tag_texts = {letter: f".{letter}" for letter in tags}
    texts = [
        tag_texts.get(value) or cell_text(value)
        if value is not None and value != "" and value == value  # noqa: PLR0124 - NaN is not
        else None
        for value in values
    ]
    return pl.Series(name, texts, dtype=dtype)


def _notes(path: Path, missing: Mapping[str, Mapping[Code, str]]) -> Iterator[Finding]:
    if missing:
        codes = sorted({code_text(code) for codes in missing.values() for code in codes})
        message = (
            f"the file declares codes missing in {len(missing)} columns: "
            f"{', '.join(codes[:8])}; they are no answers"
        )
        yield file_finding(path, "codes-declared", message, severity="note")


READERS = tuple(
    Reader(
        name=kind.lower(),
        summary=f"{kind}, with value labels and the codes that it declares missing.",
        suffixes=suffixes,
        read=partial(_read, kind=kind),
        uses=("encoding",),
    )
    for kind, suffixes in (("SPSS", (".sav", ".zsav")), ("Stata", (".dta",)))
)

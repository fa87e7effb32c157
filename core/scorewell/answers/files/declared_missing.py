"""Codes that a file itself declares missing, which are not the same as blanks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import polars as pl

from scorewell.registry.contracts.files import Code, Table, code_text

_ROW = "\N{SECTION SIGN}row"


def is_missing_code(column: str, dtype: pl.DataType, codes: Mapping[Code, str]) -> pl.Expr:
    """Whether a column has one of the codes."""
    x = pl.col(column)
    number = x if dtype.is_numeric() else x.cast(pl.Float64, strict=False)
    points = [float(code) for code in codes if isinstance(code, int | float)]
    texts = [code for code in codes if isinstance(code, str)]
    is_code = number.is_in(points)
    for code in codes:
        if isinstance(code, tuple):
            is_code = is_code | number.is_between(*code)
    if texts and dtype == pl.String:
        is_code = is_code | x.str.strip_chars().is_in(texts)
    return is_code.fill_null(value=False)


def blank_declared_codes(table: Table) -> Table:
    """The table with declared codes as nulls; ``raw`` keeps them."""
    schema = table.frame.collect_schema()
    blanked = [
        pl.when(is_missing_code(name, schema[name], codes).not_())
        .then(pl.col(name))
        .alias(name)
        for name, codes in table.missing.items()
        if name in schema and codes
    ]
    if not blanked:
        return table
    return replace(table, frame=table.frame.with_columns(blanked), raw=table.frame)


def declared_missing_table(table: Table, columns: Collection[str]) -> pl.DataFrame:
    """The cells with declared codes: row (from 1), column, value as text, and its label."""
    empty = pl.DataFrame(
        schema={"row": pl.Int64, "column": pl.String, "value": pl.String, "label": pl.String}
    )
    if table.raw is None:
        return empty
    schema = table.raw.collect_schema()
    names = [name for name in table.missing if name in columns and name in schema]
    if not names:
        return empty
    parts = [empty]
    raw = table.raw.select(names).with_row_index(_ROW, offset=1)
    for name in names:
        codes = table.missing[name]
        rows = (
            raw.filter(is_missing_code(name, schema[name], codes)).select(_ROW, name).collect()
        )
        values = [code_text(value) for value in rows[name].to_list()]
        labels = {code_text(code): label for code, label in codes.items()}
        parts.append(
            pl.DataFrame(
                {
                    "row": rows[_ROW].cast(pl.Int64),
                    "column": [name] * rows.height,
                    "value": values,
                    "label": [labels.get(value, "") for value in values],
                },
                schema=empty.schema,
            )
        )
    return pl.concat(parts).sort("row", maintain_order=True)

"""Codes for missing answers that are valid answers of a coding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import code_numbers, code_texts
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.errors import DataError


def refuse_answers_as_missing(frame: Any, binding: Binding) -> None:
    """Refuse codes for missing answers that the coding of an item has as answers.

    Parameters
    ----------
    frame : frame
        Any frame; it is read only where there is such a code.

    Raises
    ------
    DataError
        With the codes, the number of answers that they would take, and what to do.
    """
    counts = {
        code: columns
        for code in binding.missing_codes
        if (columns := _columns_with_answer(binding, code))
    }
    if not counts:
        return
    present = list(dict.fromkeys(name for names in counts.values() for name in names))
    sheet = to_sheet(frame, present).select(*present)
    rows = sheet if isinstance(sheet, pl.LazyFrame) else collect_sheet(sheet).lazy()
    schema = rows.collect_schema()
    totals = rows.select(
        pl.sum_horizontal(
            holds_code(column, schema[column], code).sum() for column in columns
        ).alias(f"{place}")
        for place, (code, columns) in enumerate(counts.items())
    )
    numbers = totals.collect(engine="streaming").row(0)
    codes = [code if isinstance(code, str) else f"{code:g}" for code in counts]
    texts = [f"{code} ({n} answers)" for code, n in zip(codes, numbers, strict=True)]
    verb = "is a valid answer" if len(texts) == 1 else "are valid answers"
    raise DataError(
        f"{binding.instrument.id}: the missing code {', '.join(texts)} {verb} of its coding, "
        "and would take these answers away",
        hint="give missing codes to the measures that mean them (missing_codes of a measure), "
        "or insist: --missing-codes-over-answers, missing_codes_over_answers: true in a study, "
        "missing_codes_over_answers=True in Python",
    )


def _columns_with_answer(binding: Binding, code: float | str) -> Sequence[str]:
    """The columns of the items whose coding has a code as an answer."""
    texts = code_texts([code])
    return [
        column
        for item, column in binding.columns.items()
        if texts & code_texts([answer for answer, _ in binding.encoding(item).codes])
    ]


def holds_code(column: str, dtype: pl.DataType, code: float | str) -> pl.Expr:
    """Whether a cell holds a code, however it is written."""
    x = pl.col(column)
    if dtype.is_numeric():
        numbers = code_numbers([code])
        return x == numbers[0] if numbers else pl.lit(value=False)
    text = x.cast(pl.String).str.strip_chars().str.to_lowercase()
    return text.is_in(list(code_texts([code])))

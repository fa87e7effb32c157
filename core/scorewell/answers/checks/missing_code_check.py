"""Codes for missing answers that are valid answers of a coding."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import normalize_label
from scorewell.errors import DataError


def refuse_answers_as_missing(frame: pl.DataFrame | pl.LazyFrame, binding: Binding) -> None:
    """Refuse codes for missing answers that the coding of an item has as answers.

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
    totals = frame.lazy().select(
        pl.sum_horizontal(_holds(column, code).sum() for column in columns).alias(f"{place}")
        for place, (code, columns) in enumerate(counts.items())
    )
    numbers = totals.collect().row(0)
    codes = [code if isinstance(code, str) else f"{code:g}" for code in counts]
    texts = [f"{code} ({n} answers)" for code, n in zip(codes, numbers, strict=True)]
    verb = "is a valid answer" if len(texts) == 1 else "are valid answers"
    raise DataError(
        f"{binding.instrument.id}: the missing code {', '.join(texts)} {verb} of its coding, "
        "and would take these answers away",
        hint="give missing codes to the measures that mean them (missing_codes of a measure), "
        "or insist: --missing-codes-over-answers, or missing_codes_over_answers: true",
    )


def _columns_with_answer(binding: Binding, code: float | str) -> Sequence[str]:
    """The columns of the items whose coding has a code as an answer."""
    columns = []
    for item, column in binding.columns.items():
        encoding = binding.encoding(item)
        answers = {
            normalize_label(answer) if isinstance(answer, str) else float(answer)
            for answer, _ in encoding.codes
        }
        key = normalize_label(code) if isinstance(code, str) else float(code)
        if key in answers:
            columns.append(column)
    return columns


def _holds(column: str, code: float | str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.strip_chars()
    if isinstance(code, str):
        return text.str.to_lowercase() == code.strip().lower()
    return text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False) == code

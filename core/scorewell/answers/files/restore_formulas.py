"""Escaping text that a spreadsheet program would take for a formula, and restoring it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import polars as pl

from scorewell.io.formula_injection import FORMULA, NUMBER

_Texts = TypeVar("_Texts", pl.Series, pl.Expr)


class FormulaEscaper:
    """Puts an apostrophe in front of text that would be taken for a formula.

    Attributes
    ----------
    changed : int
        How many values got one, once the query has run.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["=1+1", "-3", "R-01"]}).lazy()
    >>> escaper = FormulaEscaper()
    >>> escaper.frame(frame).collect()["id"].to_list(), escaper.changed
    (["'=1+1", '-3', 'R-01'], 1)
    """

    def __init__(self) -> None:
        self.changed = 0

    def frame(
        self, frame: pl.LazyFrame, columns: Collection[str] | None = None
    ) -> pl.LazyFrame:
        """The frame with text and names escaped; ``columns`` are its columns of text."""
        schema = frame.collect_schema() if columns is None else {}
        texts = [name for name, dtype in schema.items() if dtype == pl.String]
        safe = [
            pl.col(name).map_batches(self._text, return_dtype=pl.String, is_elementwise=True)
            for name in (texts if columns is None else columns)
        ]
        names = pl.Series(list(schema) or list(columns or ()), dtype=pl.String)
        odd = names.filter(_risky(names)).to_list()
        return frame.with_columns(safe).rename({name: f"'{name}" for name in odd})

    def _text(self, values: pl.Series) -> pl.Series:
        # Comparing is cheap, patterns are not: most columns have no such text.
        first_letter_odd = (values < "0") | values.is_between(
            pl.lit(":"), pl.lit("A"), closed="left"
        )
        suspect = first_letter_odd | (values >= "\x80")
        if not suspect.any():
            return values
        risky = _risky(values).fill_null(value=False)
        self.changed += int(risky.sum())
        return pl.select(
            pl.when(risky).then(pl.concat_str(pl.lit("'"), values)).otherwise(values)
        ).to_series()


def _risky(values: _Texts) -> _Texts:
    is_risky = values.str.contains(f"^'*(?:{FORMULA})")
    is_risky &= ~values.str.contains(f"^'*(?:{NUMBER})$")
    return is_risky


def restore_texts(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame with the text as it was before it was escaped.

    Examples
    --------
    >>> frame = pl.LazyFrame({"id": ["'=1+1", "'-3", "'tis", None]})
    >>> restore_texts(frame).collect()["id"].to_list()
    ['=1+1', "'-3", "'tis", None]
    """
    texts = pl.col(pl.String)
    # Null without an apostrophe, so that few texts are searched for patterns.
    bare = pl.when(texts.str.starts_with("'")).then(texts.str.slice(1))
    return frame.with_columns(pl.when(_risky(bare)).then(bare).otherwise(texts))

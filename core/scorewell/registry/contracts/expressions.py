"""Expressions that are narwhals' or Polars' own, written once.

Scoring is written in what the expressions of both libraries have in common.
Those of narwhals run on any frame; those of Polars run on its lazy frames only,
and take a tenth of the time to write down, which is what a short command is
made of. A module that uses this one as ``ex`` writes ``ex.col("x")``, and the
function that scores chooses the library with :func:`expression_backend`.

>>> import polars as pl
>>> with expression_backend(pl.LazyFrame({"x": [1]})):
...     type(dialect.col("x")).__module__
'polars.expr.expr'
>>> type(dialect.col("x")).__module__
'narwhals.stable.v2'
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from narwhals.stable.v2 import (
        Binary,
        Boolean,
        Categorical,
        Enum,
        Expr,
        Float64,
        Int16,
        Int32,
        Int64,
        String,
        col,
        concat_str,
        lit,
        max_horizontal,
        min_horizontal,
        when,
    )

__all__ = [
    "Binary",
    "Boolean",
    "Categorical",
    "Enum",
    "Expr",
    "Float64",
    "Int16",
    "Int32",
    "Int64",
    "String",
    "col",
    "concat_str",
    "expression_backend",
    "lit",
    "max_horizontal",
    "min_horizontal",
    "schema_of",
    "text_at",
    "when",
]

_NARWHALS, _POLARS = "narwhals.stable.v2", "polars"
_backend = ContextVar("dialect", default=_NARWHALS)
dialect = sys.modules[__name__]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_backend.get()), name)


@contextmanager
def expression_backend(frame: Any) -> Iterator[None]:
    """Write expressions for a frame: those of Polars for its lazy frames, else narwhals'."""
    polars = sys.modules.get(_POLARS)
    native = polars is not None and isinstance(frame, polars.LazyFrame)
    before = _backend.set(_POLARS if native else _NARWHALS)
    try:
        yield
    finally:
        _backend.reset(before)


def text_at(place: Expr, texts: Sequence[str]) -> Expr:
    """The text at a place in a list, counted from 0; null where the place is null.

    Parameters
    ----------
    place : expression
        Whole numbers; never outside the list.
    texts : sequence of str
        The list.
    """
    if _backend.get() == _POLARS:
        polars: Any = import_module(_POLARS)
        series = polars.lit(polars.Series(texts, dtype=polars.String))
        text: Expr = series.gather(place.cast(dialect.Int64))
    else:
        text = dialect.when(~place.is_null()).then(_between(place, texts, 0))
    return text


def _between(place: Expr, texts: Sequence[str], first: int) -> Expr:
    """Text by halves: a chain of one condition for each would be too deep."""
    half = len(texts) // 2
    if not half:
        text: Expr = dialect.lit(texts[0])
    else:
        lower = _between(place, texts[:half], first)
        upper = _between(place, texts[half:], first + half)
        text = dialect.when(place < first + half).then(lower).otherwise(upper)
    return text


def schema_of(frame: Any) -> Any:
    """Types of the columns of a frame by name, as the library in use has them."""
    if _backend.get() == _POLARS:
        return frame.collect_schema()
    return import_module(_NARWHALS).from_native(frame).collect_schema()

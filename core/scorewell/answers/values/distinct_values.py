"""The different answers of a frame, which decide whether all answers are allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from scorewell.answers.columns.binding import Binding


def distinct_answers(frame: pl.DataFrame, binding: Binding) -> tuple[pl.DataFrame, Binding]:
    """The different answers, in one column for all items whose answers mean the same.

    Returns
    -------
    tuple
        The answers, padded with nulls, and a binding of one item for each
        column. A column that is absent is left out, and one of a type that
        cannot hold answers is empty; reading refuses both.

    Examples
    --------
    Two items of one coding, in whose columns three different answers stand.

    >>> from scorewell.definitions.model import Answer, Coding, Instrument, Item
    >>> from scorewell.answers.columns.bind import bind
    >>> coding = Coding(id="how_much", answers=tuple(Answer(value=n) for n in range(4)))
    >>> items = tuple(
    ...     Item(id=f"x_{n}", position=n, coding=coding, label=str(n)) for n in (1, 2)
    ... )
    >>> x = Instrument(id="x", version="1.0.0", name="X", items=items)
    >>> frame = pl.DataFrame({"x_1": [0, 3, 3], "x_2": [3, 9, 0]})
    >>> held, one = distinct_answers(frame, bind(frame.columns, x))
    >>> sorted(held["x_1"]), dict(one.columns)
    ([0, 3, 9], {'x_1': 'x_1'})
    """
    alike = items_by_meaning(frame.schema, binding)
    columns = {
        items[0]: [frame[binding.columns[item]] for item in items]
        for items in alike
        if binding.columns[items[0]] in frame.columns
    }
    distinct = [_distinct_values(series) for series in columns.values()]
    most = max(map(len, distinct), default=0)
    padded = [series.extend_constant(None, most - len(series)) for series in distinct]
    first = {items[0]: binding.columns[items[0]] for items in alike}
    return pl.DataFrame(padded), replace(binding, columns=first)


def items_by_meaning(schema: Mapping[str, pl.DataType], binding: Binding) -> list[list[str]]:
    """The items in groups in whose columns the same text or number means the same."""
    alike: dict[object, list[str]] = {}
    for item, column in binding.columns.items():
        coding = binding.instrument.item(item).coding.id
        dtype = schema.get(column, pl.Null())
        column_key = "" if dtype.is_numeric() or dtype == pl.String else column
        alike.setdefault((coding, item in binding.mirrored, dtype, column_key), []).append(item)
    return list(alike.values())


def _distinct_values(columns: list[pl.Series]) -> pl.Series:
    """The different values in columns of one type, under the name of the first column."""
    dtype = columns[0].dtype
    if dtype.is_nested() or dtype.is_temporal() or dtype in {pl.Object, pl.Binary}:
        return columns[0].clear()
    return pl.concat([column.unique() for column in columns]).unique()

"""Columns whose answers are the labels of an instrument, whatever the columns are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import polars as pl

from scorewell.inspection.bindings import Group
from scorewell.model import Instrument
from scorewell.responses import encoding
from scorewell.responses.codes import plain

__all__ = ["labelled_runs"]

_FEWEST = 4


def labelled_runs(
    frame: pl.DataFrame, instruments: Iterable[Instrument], *, used: Collection[str]
) -> Iterator[Group]:
    """As many columns in a row as an instrument has items, with its labels as answers.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows.
    instruments : iterable of Instrument
        Those that may be in it.
    used : collection of str
        Columns that are told already.
    """
    names = frame.columns
    held = [
        _texts(frame[name]) if name not in used and frame.schema[name] == pl.String else None
        for name in names
    ]
    for instrument in instruments:
        items = instrument.items
        if len(items) < _FEWEST or not all(item.coding.labelled for item in items):
            continue
        labels = [frozenset(encoding(item.coding).labels) for item in items]
        fitting = [
            start
            for start in range(len(names) - len(items) + 1)
            if _fits(held, labels, start) and not _longer(held, labels, start)
        ]
        if len(fitting) == 1:
            columns = names[fitting[0] : fitting[0] + len(items)]
            yield Group(
                instrument=instrument,
                before="",
                after="",
                columns={item.id: name for item, name in zip(items, columns, strict=True)},
                by_answers=True,
            )


def _texts(column: pl.Series) -> frozenset[str]:
    return frozenset(plain(text) for text in column.unique().to_list() if text) - {""}


def _fits(
    held: Sequence[frozenset[str] | None], labels: Sequence[frozenset[str]], start: int
) -> bool:
    found = held[start : start + len(labels)]
    return all(texts and texts <= known for texts, known in zip(found, labels, strict=True))


def _longer(
    held: Sequence[frozenset[str] | None], labels: Sequence[frozenset[str]], start: int
) -> bool:
    """Whether the run goes on before or after; then nothing says where it begins."""
    end = start + len(labels)
    before = held[start - 1] if start else None
    after = held[end] if end < len(held) else None
    return bool((before and before <= labels[0]) or (after and after <= labels[-1]))

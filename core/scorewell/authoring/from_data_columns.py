"""What the columns of a data file suggest about an instrument."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from scorewell.answers.columns.encoding import parse_number
from scorewell.answers.files.open import scan
from scorewell.answers.values.frames import column_names
from scorewell.authoring.draft import DraftCoding
from scorewell.authoring.write_tree import number
from scorewell.errors import DataError

_NUMBERED_NAME = re.compile(r"(.*?)[ _.-]*0*([1-9][0-9]{0,3})")
_APART = 3
_MOST_SEEN = 12


@dataclass(frozen=True, kw_only=True)
class SheetProposal:
    """Columns that look like items, and the answers seen in them.

    Attributes
    ----------
    prefix : str
        What the columns have in common before their number.
    columns : tuple of str
        In the order of the items.
    coding : DraftCoding or None
        Whole numbers from the lowest to the highest seen; None where the
        answers are no whole numbers. A form declares its coding; data only
        show part of it, so its TODO says what was seen.
    values : str
        The values in the file, in one line.
    """

    prefix: str
    columns: tuple[str, ...]
    coding: DraftCoding | None
    values: str


def read_sheet(
    path: Path, *, prefix: str | None = None, columns: Sequence[str] = ()
) -> SheetProposal:
    """Which columns of a file look like items, and which coding fits their values.

    What is reversed cannot be seen in data, and is never proposed.

    Parameters
    ----------
    path : pathlib.Path
        CSV, TSV or Parquet file, one column per item.
    prefix : str, optional
        What the item columns have before their number, where several would do.
    columns : sequence of str, optional
        The item columns, where they have no numbers.

    Raises
    ------
    DataError
        If no columns, or columns of several instruments, look like items.
    """
    file_columns = column_names(scan(path, text_columns=True))
    if columns:
        absent = [name for name in columns if name not in file_columns]
        if absent:
            raise DataError(
                f"{path} has no column {', '.join(absent)}",
                hint=f"its columns are {', '.join(file_columns)}",
            )
        item_columns, names = "", list(columns)
    else:
        item_columns, names = _numbered_columns(path, file_columns, prefix)
    coding, values = _coding(path, names)
    return SheetProposal(
        prefix=item_columns, columns=tuple(names), coding=coding, values=values
    )


def _numbered_columns(
    path: Path, column_names: Iterable[str], prefix: str | None
) -> tuple[str, list[str]]:
    """The columns that are numbered from 1 under one prefix."""
    names = list(column_names)
    runs: dict[str, dict[int, str]] = {}
    for name in names:
        match = _NUMBERED_NAME.fullmatch(name)
        if match:
            runs.setdefault(match[1], {}).setdefault(int(match[2]), name)
    whole = {
        start: [run[place] for place in sorted(run)]
        for start, run in runs.items()
        if len(run) > 1 and sorted(run) == list(range(1, len(run) + 1))
    }
    if prefix is not None:
        stem = prefix.rstrip(" _.-")
        if stem not in whole:
            raise DataError(
                f"{path} has no columns {prefix}1, {prefix}2 and so on without a gap",
                hint=f"its columns are {', '.join(names)}",
            )
        return stem, whole[stem]
    if len(whole) == 1:
        return next(iter(whole.items()))
    if not whole:
        raise DataError(
            f"{path} has no columns that are numbered from 1 without a gap",
            hint=f"name the item columns: --item-columns A,B,C; there are {', '.join(names)}",
        )
    choices = ", ".join(f"{start}1 to {start}{len(run)}" for start, run in whole.items())
    raise DataError(
        f"{path} has numbered columns of more than one kind: {choices}",
        hint=f"choose by --prefix {next(iter(whole))}",
    )


def _coding(path: Path, columns: Sequence[str]) -> tuple[DraftCoding | None, str]:
    import polars as pl

    frame = scan(path, text_columns=True).select(columns).collect()
    texts = {
        str(value).strip()
        for name in columns
        for value in frame.get_column(name).cast(pl.String).unique()
        if value is not None and str(value).strip()
    }
    values = [_whole(text) for text in texts]
    numbers = sorted({value for value in values if value is not None})
    rest = sum(value is None for value in values)
    value_texts = [number(value) for value in numbers[:_MOST_SEEN]]
    value_texts += (
        [f"{len(numbers) - len(value_texts)} more numbers"]
        if len(numbers) > len(value_texts)
        else []
    )
    value_texts += [f"{rest} that are no whole numbers"] if rest else []
    values_text = ", ".join(value_texts) or "no answers"
    cluster = _cluster(numbers)
    if len(cluster) < 2 or cluster[-1] - cluster[0] >= 200 or rest:
        return None, values_text
    answers = tuple(
        (float(value), "") for value in range(int(cluster[0]), int(cluster[-1]) + 1)
    )
    todo = f"the data show {values_text}; which answers does the form allow, with which labels"
    return DraftCoding(id="answers", answers=answers, todo=todo), values_text


def _whole(text: str) -> float | None:
    value = parse_number(text)
    return value if value is not None and value.is_integer() and abs(value) < 1e6 else None


def _cluster(numbers: Sequence[float]) -> list[float]:
    """The numbers that lie together: 9 or -99 beside 0 to 3 are codes for no answer."""
    clusters: list[list[float]] = [[*numbers[:1]]]
    for low, high in pairwise(numbers):
        if high - low > _APART:
            clusters.append([])
        clusters[-1].append(high)
    return max(clusters, key=len)

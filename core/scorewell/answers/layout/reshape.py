"""Shapes of data: which columns belong to which occasion, and one row per answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scorewell.errors import DataError

OCCASION, ITEM = "{occasion}", "{item}"
_ROW = "scorewell:row"


@dataclass(frozen=True, kw_only=True)
class Affix:
    """What stands before and after the name of an item on one occasion."""

    before: str = ""
    after: str = ""

    def holds(self, name: str) -> bool:
        """Whether a column carries it, around a name that is not empty."""
        return (
            len(name) > self.length
            and name.startswith(self.before)
            and name.endswith(self.after)
        )

    def bare(self, name: str) -> str:
        """The name without it."""
        return name[len(self.before) : len(name) - len(self.after)]

    @property
    def length(self) -> int:
        """How many characters it takes."""
        return len(self.before) + len(self.after)


def affixes(
    *,
    prefixes: Mapping[str, str],
    suffixes: Mapping[str, str],
    pattern: str,
    occasions: Iterable[str],
) -> dict[str, Affix]:
    """Occasion to what marks its columns; empty where nothing does.

    Parameters
    ----------
    prefixes, suffixes : mapping of str to str
        Occasion to the prefix or the suffix of its columns. With both, a
        column carries both.
    pattern : str
        Text with ``{occasion}`` and ``{item}``, each once.
    occasions : iterable of str
        The occasions as they are written in names of columns, for a pattern.

    Raises
    ------
    DataError
        If the pattern is none, or no occasions are known for it.

    Examples
    --------
    >>> affixes(prefixes={}, suffixes={}, pattern="{occasion}_{item}", occasions=["t1"])
    {'t1': Affix(before='t1_', after='')}
    """
    if not pattern:
        names = dict.fromkeys([*prefixes, *suffixes])
        return {
            name: Affix(before=prefixes.get(name, ""), after=suffixes.get(name, ""))
            for name in names
        }
    if pattern.count(OCCASION) != 1 or pattern.count(ITEM) != 1:
        raise DataError(
            f"'{pattern}' is no pattern of columns by occasion",
            hint="write {occasion} and {item} where they stand, as in {occasion}_{item}",
        )
    labels = list(occasions)
    if not labels:
        raise DataError(
            f"the pattern {pattern} needs the occasions as they are written in the columns",
            hint="name them, for example --occasions pre,post",
        )
    before, after = pattern.split(ITEM)
    return {
        occasion: Affix(
            before=before.replace(OCCASION, occasion), after=after.replace(OCCASION, occasion)
        )
        for occasion in labels
    }


def by_affix(
    names: Sequence[str], marks: Mapping[str, Affix], *, file_name: str
) -> dict[str, dict[str, str]]:
    """Occasion to its columns: name in the file to name without what marks it.

    Where several marks fit one column, the longest counts.

    Raises
    ------
    DataError
        If an occasion has no column.
    """
    by_occasion: dict[str, dict[str, str]] = {occasion: {} for occasion in marks}
    for name in names:
        fitting = [
            (mark.length, occasion) for occasion, mark in marks.items() if mark.holds(name)
        ]
        if fitting:
            occasion = max(fitting)[1]
            by_occasion[occasion][name] = marks[occasion].bare(name)
    for occasion, columns in by_occasion.items():
        if not columns:
            raise DataError(
                f"no column of {file_name} {_affix_text(marks[occasion])}",
                hint=f"the columns are: {', '.join(names[:30])}",
            )
    return by_occasion


def _affix_text(mark: Affix) -> str:
    parts = []
    if mark.before:
        parts.append(f"begins with `{mark.before}`")
    if mark.after:
        parts.append(f"ends with `{mark.after}`")
    return " and ".join(parts)


def widened(
    frame: pl.DataFrame, *, keys: Sequence[str], item: str, answer: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per answer to one row per sheet.

    Two different answers of one respondent to one item on one occasion are
    no answer; two equal ones are one.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per answer, with a column of row numbers.
    keys : sequence of str
        Columns that tell the sheets apart.
    item, answer : str
        Columns with the name of the item and what was answered.

    Returns
    -------
    wide : polars.DataFrame
        One row per sheet, in order of appearance, with the number of its
        first row; the other columns with their first value.
    doubled : polars.DataFrame
        Row, keys, item and answer of every answer that was given before, and
        whether it was the same.
    """
    text = pl.col(item).cast(pl.String).str.strip_chars()
    frame = frame.with_columns(text.alias(item))
    cells = [*keys, item]
    cells_counted = frame.with_columns(
        pl.col(answer).n_unique().over(cells).alias("scorewell:kinds"),
        pl.int_range(pl.len()).over(cells).alias("scorewell:place"),
    )
    doubled = cells_counted.filter(pl.col("scorewell:place") > 0).select(
        _ROW,
        *keys,
        pl.col(item).alias("column"),
        pl.col(answer).cast(pl.String).alias("value"),
        (pl.col("scorewell:kinds") == 1).alias("same"),
    )
    once = cells_counted.filter(pl.col("scorewell:place") == 0).with_columns(
        pl.when(pl.col("scorewell:kinds") == 1).then(pl.col(answer)).alias(answer)
    )
    other_columns = [
        name
        for name in frame.columns
        if name not in {*cells, answer, _ROW} and not name.startswith("scorewell:")
    ]
    sheets = frame.group_by(list(keys), maintain_order=True).agg(
        pl.col(_ROW).first(), *(pl.col(name).drop_nulls().first() for name in other_columns)
    )
    answers = once.filter(pl.col(item).is_not_null() & (pl.col(item) != "")).pivot(
        on=item, index=list(keys), values=answer, aggregate_function="first"
    )
    clash = sorted({*answers.columns} & {*other_columns, _ROW})
    if clash:
        raise DataError(
            f"an item is called like a column: {', '.join(clash)}", hint="rename the column"
        )
    wide = sheets.join(
        answers, on=list(keys), how="left", nulls_equal=True, maintain_order="left"
    )
    return wide, doubled

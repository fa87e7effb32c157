"""Rows that are no respondent: totals under a table, and entries that only test a form."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from scorewell.answers.columns.encoding import parse_number
from scorewell.i18n.messages import words

_ROW = "scorewell:row"
TEST_ENTRY_PROBLEM = words("the id is a word for trying a form")
_STATISTICS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "mean": pl.Expr.mean,
    "SD": pl.Expr.std,
    "population SD": lambda x: x.std(ddof=0),
    "count": pl.Expr.count,
    "sum": pl.Expr.sum,
    "median": pl.Expr.median,
    "min": pl.Expr.min,
    "max": pl.Expr.max,
}
_MEAN, _SD, _COUNT = ("mean",), ("SD", "population SD"), ("count",)

SUMMARY_WORDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("mean", "means", "average", "avg", "m", "mw", "mittelwert", "durchschnitt", "moyenne",
         "media", "média", "gemiddelde", "mean score"),
        _MEAN,
    ),
    **dict.fromkeys(
        ("sd", "std", "stdev", "std dev", "std. dev", "standard deviation", "stabw", "stdabw",
         "standardabweichung", "écart-type", "ecart-type", "desviación estándar", "s", "sdev"),
        _SD,
    ),
    **dict.fromkeys(("n", "count", "anzahl", "nombre", "aantal", "valid n"), _COUNT),
    **dict.fromkeys(
        ("sum", "summe", "total", "totals", "gesamt", "somme", "suma", "grand total",
         "total general", "insgesamt"),
        ("sum", "mean", "count"),
    ),
    **dict.fromkeys(("median", "médiane", "mediana", "mdn"), ("median",)),
    **dict.fromkeys(("min", "minimum"), ("min",)),
    **dict.fromkeys(("max", "maximum"), ("max",)),
}  # fmt: skip
"""What rows of totals are called, and the statistics that their values may be."""

_INITIALS = frozenset({"m", "s", "n", "mw", "sd"})
"""Words that may be somebody's initials: whole numbers are no rounded statistics there."""

SUMMARY_TEXTS = frozenset(word for word in SUMMARY_WORDS if word not in {"m", "s", "n", "mw"})
"""The words that are hardly ever an id, so that a row called so is worth a finding."""

_MOST_SUMMARIES = 100
"""Where more rows than this are called so, the words are ids."""

_SUMMARY_WORD = (
    r"(?i)^[ \t:.=]*(?:"
    + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in SUMMARY_WORDS)
    + r")[ \t:.=]*$"
)
_TEST_ENTRY = (
    r"[\W_]*(test\w{0,3}|testtest|tester|testing|test[\W_]*(id|code|user|person|entry|eintrag|"
    r"fall|case|patient|participant)?[\W_]*\d*|(asd|asdf|asdfg|asdfgh|asdf.{0,4}|qwer\w{0,4}|"
    r"demo|dummy|xxx+)[\W_]*\d*)[\W_]*"
)


@dataclass(frozen=True, kw_only=True)
class FileRows:
    """How many rows a file has, and where they went.

    Attributes
    ----------
    file : str
        Name of the file, with its sheet where one is named.
    total : int
        Rows of the file, without the row of names.
    excluded : mapping of str to int
        Rows that are left out, by kind of finding: ``summary-row``, ``test-entry``; of a file
        with a row for each answer ``duplicate-answer`` and ``no-item``.
    included : int
        The other rows.
    sheets : int
        What they are as sheets, one for each respondent and occasion: as many, unless a row
        holds several occasions or one answer.
    """

    file: str
    total: int
    excluded: Mapping[str, int] = field(default_factory=dict)
    included: int
    sheets: int


def is_test_entry(ids: pl.Expr) -> pl.Expr:
    """Whether an id is a word that people type to try a form.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["test", "TEST 2", "asdf", "demo", "Testa-Rossa", "T1"]})
    >>> frame.filter(is_test_entry(pl.col("id")))["id"].to_list()
    ['test', 'TEST 2', 'asdf', 'demo']
    """
    return ids.str.contains(f"(?i)^(?:{_TEST_ENTRY})$").fill_null(value=False)


def is_summary_word(ids: pl.Expr) -> pl.Expr:
    """Whether an id is a word for a row of totals."""
    return ids.str.contains(_SUMMARY_WORD).fill_null(value=False)


def summary_word(id_: str) -> str:
    """An id as rows of totals are called: ``Mean:`` is ``mean``."""
    return " ".join(id_.casefold().strip(" \t:.=").split())


def rows_with_odd_ids(frame: pl.LazyFrame, id_column: str) -> pl.DataFrame:
    """The rows whose id is a word for a row of totals or for trying a form: row, value."""
    ids = pl.col("value")
    return (
        frame.select(pl.col(id_column).cast(pl.String).str.strip_chars().alias("value"))
        .with_row_index(_ROW, offset=1)
        .filter(is_summary_word(ids) | is_test_entry(ids))
        .collect(engine="streaming")
    )


def rows_to_exclude(
    frame: pl.DataFrame | pl.LazyFrame, id_column: str, occasion: str, *, test_entries: bool
) -> pl.DataFrame:
    """The rows that are no respondent: row (from 1), id, problem, action, kind.

    Parameters
    ----------
    id_column, occasion : str
        Columns of the respondent and of the occasion; the latter may be empty.
    test_entries : bool
        Whether entries that only test a form are left out, too.
    """
    ids = pl.col(id_column).cast(pl.String).str.strip_chars()
    columns = [
        name for name in frame.lazy().collect_schema() if name not in {id_column, occasion}
    ]
    totals = find_summary_rows(frame, id_column, columns, occasion)
    is_total = pl.col(_ROW).is_in(totals)
    condition = is_total | is_test_entry(pl.col("value")) if test_entries else is_total
    total_problem = words("it holds a statistic of the rows above, and no respondent")
    return (
        frame.lazy()
        .select(ids.alias("value"))
        .with_row_index(_ROW, offset=1)
        .filter(condition if totals or test_entries else pl.lit(value=False))
        .with_columns(
            pl.when(is_total)
            .then(pl.lit(total_problem))
            .otherwise(pl.lit(TEST_ENTRY_PROBLEM))
            .alias("problem"),
            pl.lit(words("left out")).alias("action"),
            pl.when(is_total)
            .then(pl.lit("summary-row"))
            .otherwise(pl.lit("test-entry"))
            .alias("kind"),
        )
        .collect(engine="streaming")
        .sort(_ROW)
    )


def find_summary_rows(
    frame: pl.DataFrame | pl.LazyFrame,
    id_column: str,
    columns: Sequence[str],
    occasion: str = "",
) -> list[int]:
    """The numbers (from 1) of rows that hold the mean, SD, count, sum or median of those above.

    A row counts only where its id is such a word and every number in it, as far as it is
    written, is that statistic of the rows above: of all, or of those of the same occasion.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["a", "b", "Mean", "SD"], "x": ["1", "4", "2.5", "3"]})
    >>> find_summary_rows(frame, "id", ["x"])
    [3]
    """
    rows = frame.lazy().with_row_index(_ROW, offset=1)
    is_word = is_summary_word(pl.col(id_column).cast(pl.String))
    candidates = rows.filter(is_word).collect(engine="streaming").sort(_ROW)
    places: list[int] = []
    if candidates.height > _MOST_SUMMARIES:
        return places
    for candidate in candidates.iter_rows(named=True):
        above = rows.filter((pl.col(_ROW) < candidate[_ROW]) & ~pl.col(_ROW).is_in(places))
        groups = [above]
        if occasion and candidate[occasion] is not None:
            groups.append(above.filter(pl.col(occasion) == candidate[occasion]))
        word = summary_word(str(candidate[id_column]))
        statistics, exact = SUMMARY_WORDS.get(word, ()), word in _INITIALS
        numbers = _numbers({name: candidate[name] for name in columns})
        first = dict(list(numbers.items())[:1])  # mostly decides, and then no more is read
        if any(
            all(_fits(group, part, statistics, exact=exact) for part in (first, numbers))
            for group in groups
        ):
            places.append(candidate[_ROW])
    return places


def _numbers(cells: Mapping[str, object]) -> dict[str, tuple[str, float]]:
    """The numbers in a row by column, as they are written and as they are read."""
    texts = {name: "" if cell is None else str(cell).strip() for name, cell in cells.items()}
    numbers = {name: parse_number(text) for name, text in texts.items()}
    return {
        name: (texts[name], number)
        for name, number in numbers.items()
        if number is not None and math.isfinite(number)
    }


def _fits(
    rows: pl.LazyFrame,
    numbers: Mapping[str, tuple[str, float]],
    statistics: Sequence[str],
    *,
    exact: bool,
) -> bool:
    """Whether all numbers of a row are one statistic of the rows above, and there are some.

    Where ``exact``, whole numbers are not taken for rounded ones.
    """
    if not numbers:
        return False
    schema = rows.collect_schema()
    names = dict.fromkeys(("count", *statistics))
    results = (
        rows.select(_cell_numbers(column, schema[column]) for column in numbers)
        .select(
            _STATISTICS[name](pl.col(column)).alias(f"{name} {place}")
            for place, column in enumerate(numbers)
            for name in names
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    return any(
        all(
            results[f"count {place}"] > 1
            and abs(results[f"{statistic} {place}"] - number)
            <= _tolerance(text, statistic, exact=exact)
            for place, (text, number) in enumerate(numbers.values())
        )
        for statistic in statistics
    )


def _cell_numbers(column: str, dtype: pl.DataType) -> pl.Expr:
    """The numbers in a column, with a decimal point or comma; null where there is none."""
    if dtype.is_integer():
        return pl.col(column).cast(pl.Float64)
    text = pl.col(column).cast(pl.String).str.strip_chars().str.replace(",", ".", literal=True)
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number).alias(column)


def _tolerance(text: str, statistic: str, *, exact: bool) -> float:
    """Half a unit of the last decimal that is written; counts and sums are exact."""
    decimals = re.search(r"[.,](\d+)$", text)
    unit = 10.0 ** -len(decimals[1]) if decimals else 1.0
    is_exact = not decimals and (exact or statistic in {"count", "sum", "min", "max"})
    return 1e-9 if is_exact else 0.5 * unit * (1 + 1e-6)

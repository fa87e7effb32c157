"""Rows that are no respondent: totals under a table, and entries that only test a form."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from scorewell.answers.columns.encoding import parse_number

Statistic = Callable[[Sequence[float]], float]
_MEAN: tuple[Statistic, ...] = (statistics.fmean,)
_SD: tuple[Statistic, ...] = (statistics.stdev, statistics.pstdev)
_COUNT: tuple[Statistic, ...] = (len,)
_SUM: tuple[Statistic, ...] = (sum,)
_MEDIAN: tuple[Statistic, ...] = (statistics.median,)

SUMMARY_WORDS: Mapping[str, tuple[Statistic, ...]] = {
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
        (*_SUM, *_MEAN, *_COUNT),
    ),
    **dict.fromkeys(("median", "médiane", "mediana", "mdn"), _MEDIAN),
    **dict.fromkeys(("min", "minimum"), (min,)),
    **dict.fromkeys(("max", "maximum"), (max,)),
}  # fmt: skip
"""What rows of totals are called, and the statistics that their values may be."""

SUMMARY_TEXTS = frozenset(word for word in SUMMARY_WORDS if word not in {"m", "s", "n", "mw"})
"""The words that are hardly ever an id, so that a row called so is worth a finding."""

_MOST_SUMMARIES = 100
"""Where more rows than this are called so, the words are ids."""

_TEST_ENTRY = (
    r"[\W_]*(test\w{0,3}|testtest|tester|testing|test[\W_]*(id|code|user|person|entry|eintrag|"
    r"fall|case|patient|participant)?[\W_]*\d*|(asd|asdf|asdfg|asdfgh|asdf.{0,4}|qwer\w{0,4}|"
    r"demo|dummy|xxx+)[\W_]*\d*)[\W_]*"
)


def find_test_entries(ids: pl.Series) -> list[str]:
    """The ids among these that people type to try a form, each once.

    Examples
    --------
    >>> ids = pl.Series(["test", "TEST 2", "asdf", "demo", "Testa-Rossa", "T1"])
    >>> sorted(find_test_entries(ids))
    ['TEST 2', 'asdf', 'demo', 'test']
    """
    texts = ids.cast(pl.String).drop_nulls().unique()
    return texts.filter(texts.str.contains(f"(?i)^(?:{_TEST_ENTRY})$")).to_list()


def summary_places(ids: pl.Series) -> list[int]:
    """The places of ids that are a word for a row of totals."""
    texts = ids.cast(pl.String).str.to_lowercase().str.strip_chars(" \t:.=")
    return texts.str.replace_all(r"\s+", " ").is_in(list(SUMMARY_WORDS)).arg_true().to_list()


def summary_word(id_: str) -> str:
    """An id as rows of totals are called: ``Mean:`` is ``mean``."""
    return " ".join(id_.casefold().strip(" \t:.=").split())


def find_summary_rows(
    frame: pl.DataFrame, id_column: str, columns: Sequence[str], occasion: str = ""
) -> list[int]:
    """The places of the rows that hold the mean, SD, count, sum or median of those above.

    A row counts only where its id is such a word and every number in it, as far as it is
    written, is that statistic of the rows above: of all, or of those of the same occasion.

    Examples
    --------
    >>> frame = pl.DataFrame({"id": ["a", "b", "Mean", "SD"], "x": ["1", "4", "2.5", "3"]})
    >>> find_summary_rows(frame, "id", ["x"])
    [2]
    """
    ids = frame[id_column].cast(pl.String)
    places: list[int] = []
    candidates = summary_places(ids)
    for place in candidates if len(candidates) <= _MOST_SUMMARIES else ():
        statistics_for_row = SUMMARY_WORDS.get(summary_word(str(ids[place])), ())
        above = [row for row in range(place) if row not in places]
        groups = [above]
        if occasion:
            names = frame[occasion].to_list()
            groups.append([row for row in above if names[row] == names[place]])
        if any(
            _fits(frame, columns, place, rows, statistic)
            for statistic in statistics_for_row
            for rows in groups
        ):
            places.append(place)
    return places


def _fits(
    frame: pl.DataFrame,
    columns: Sequence[str],
    place: int,
    rows: Sequence[int],
    statistic: Statistic,
) -> bool:
    """Whether all numbers of a row are a statistic of the rows above, and there are some."""
    checked = 0
    for column in columns:
        series = frame[column]
        text = _text(series[place])
        number = _number(text)
        if number is None:
            continue
        numbers = [
            value
            for cell in series.gather(list(rows)).to_list()
            if (value := _number(_text(cell))) is not None
        ]
        if len(numbers) < 2 or abs(statistic(numbers) - number) > _tolerance(text, statistic):
            return False
        checked += 1
    return checked > 0


def _number(text: str) -> float | None:
    number = parse_number(text) if text else None
    return number if number is not None and math.isfinite(number) else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _tolerance(text: str, statistic: Statistic) -> float:
    """Half a unit of the last decimal that is written; counts and sums are exact."""
    decimals = re.search(r"[.,](\d+)$", text)
    unit = 10.0 ** -len(decimals[1]) if decimals else 1.0
    exact = not decimals and statistic in {len, sum, min, max}
    return 1e-9 if exact else 0.5 * unit * (1 + 1e-6)

"""Which columns hold the respondent, the occasion and the date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from scorewell.answers.files.dates import DATED

PRE = re.compile(
    r"pre|base|before|intake|admission|screening|start|t0|^0|first|prä|vorher|beginn"
    r"|aufnahme|avant|antes|voor",
    re.IGNORECASE,
)
"""Pattern of names of the occasion before."""

POST = re.compile(
    r"post|after|end|discharge|final|last|follow|nachher|entlassung|katamnese|après|después"
    r"|depois|daarna",
    re.IGNORECASE,
)
"""Pattern of names of a later occasion."""

_IDS = re.compile(
    r"(respondent|participant|patient|client|subject|record|case|person|responseid|study)?"
    r"[ _.-]?(id|no|nr|number|code)?",
    re.IGNORECASE,
)
_OCCASIONS = {
    "occasion", "timepoint", "time point", "visit", "wave", "event", "session", "phase",
    "redcap_event_name", "event name", "measurement", "assessment",
}  # fmt: skip
_TIMES = re.compile(
    r"time|zeit|wave|visit|occasion|session|phase|moment|termin|temps|tiempo|welle|\bt\b",
    re.IGNORECASE,
)
_MOST_OCCASIONS = 30
_FEW_OCCASIONS = 8
_LONGEST_ID = 40
_MOSTLY = 0.9


class Ids(NamedTuple):
    """Columns that may identify respondents, the likeliest first.

    ``guessed`` says whether only their values suggest it; ``repeated_rows`` counts the rows
    that repeat a respondent, on the same occasion if there are several.
    """

    columns: tuple[str, ...]
    guessed: bool
    repeated_rows: int = 0


def occasion_column(
    frame: pl.DataFrame, item_columns: Collection[str], declared_column: str
) -> str:
    """The column with the occasion, by its name or its values; empty if there is none."""
    if declared_column:
        return declared_column
    free = [name for name in frame.columns if name not in item_columns]
    matches = [name for name in free if name.strip().casefold() in _OCCASIONS]
    matches = matches or [name for name in free if _holds_occasions(frame[name])]
    return next(iter(matches or [name for name in free if _numbers_occasions(frame[name])]), "")


def _holds_occasions(column: pl.Series) -> bool:
    """Whether the values are few words, one of them for before and one for later."""
    if column.dtype != pl.String or column.n_unique() > _FEW_OCCASIONS:
        return False
    values = [text for text in _texts(column).unique().to_list() if text]
    before = [text for text in values if PRE.search(text)]
    return bool(before) and any(POST.search(text) for text in values if text not in before)


def _numbers_occasions(column: pl.Series) -> bool:
    """Whether the column is named like a time and repeats few values."""
    values = _texts(column).drop_nulls()
    few = 2 <= values.n_unique() <= min(_FEW_OCCASIONS, column.len() // 2)
    return bool(_TIMES.search(column.name)) and few and not values.str.contains(DATED).any()


def _texts(column: pl.Series) -> pl.Series:
    texts = column.cast(pl.String).str.strip_chars()
    return texts.str.replace(r"^(-?\d+)\.0+$", "$1")


def occasion_counts(frame: pl.DataFrame, column: str) -> tuple[tuple[str, int], ...]:
    """The occasions and their numbers of rows, in order of appearance."""
    counts = Counter(text for text in _texts(frame[column]).to_list() if text)
    return tuple(list(counts.items())[:_MOST_OCCASIONS])


def id_columns(
    frame: pl.DataFrame, item_columns: Collection[str], declared_column: str, occasion: str
) -> Ids:
    """Columns named like an id; those with different values on one occasion go first.

    If there is none, the first column with short and nearly always different values.
    """
    candidates = []
    free = [name for name in frame.columns if name not in item_columns and name != occasion]
    for name in free:
        bare = name.strip()
        if bare and (_IDS.fullmatch(bare) or name == declared_column):
            candidates.append(
                (name != declared_column, _count_repetitions(frame, name, occasion), name)
            )
    if candidates:
        columns = tuple(
            name for _, _, name in sorted(candidates, key=lambda candidate: candidate[:2])
        )
        return Ids(columns, False, _count_repeated_rows(frame, columns[0], occasion))
    guessed = [name for name in free if _is_identifying(frame, name, occasion)][:1]
    repeated_rows = _count_repeated_rows(frame, guessed[0], occasion) if guessed else 0
    return Ids(tuple(guessed), bool(guessed), repeated_rows)


def ids_in(column: pl.Series) -> frozenset[str]:
    """The ids in a column, without the blanks around them."""
    return frozenset(text for text in _texts(column).unique().to_list() if text)


def _count_repeated_rows(frame: pl.DataFrame, name: str, occasion: str) -> int:
    """The number of rows that repeat a respondent on an occasion, if both are there."""
    keys = [name, occasion] if occasion else [name]
    rows = frame.select(_texts(frame[key]).alias(f"{place}") for place, key in enumerate(keys))
    rows = rows.filter(pl.all_horizontal((pl.all() != "").fill_null(value=False)))
    return rows.height - rows.n_unique()


def _count_repetitions(frame: pl.DataFrame, name: str, occasion: str) -> int:
    return frame.height - frame.select([name, occasion] if occasion else [name]).n_unique()


def _is_identifying(frame: pl.DataFrame, name: str, occasion: str) -> bool:
    texts = _texts(frame[name])
    texts_present = texts.filter(texts.str.len_chars() > 0)
    if texts_present.len() < _MOSTLY * frame.height or texts_present.is_empty():
        return False
    if (
        texts_present.str.contains(DATED).any()
        or texts_present.str.contains(r"^-?\d+[.,]\d+$").any()
    ):
        return False
    short = bool((texts_present.str.len_chars() <= _LONGEST_ID).all())
    return short and _count_repetitions(frame, name, occasion) <= (1 - _MOSTLY) * frame.height

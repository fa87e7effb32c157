"""Which columns hold the respondent, the occasion and the date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import polars as pl

from scorewell.answers.files.counters import is_counter
from scorewell.answers.files.dates import DATED
from scorewell.errors import DataError, did_you_mean

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
    r"(respondent|participant|patient|client|subject|record|case|person|responseid|study"
    r"|submission|response|row|usubj|subj|lfd|laufende|zeilen?)?[ _.-]*(id|no|nr|number|code|#|"
    r"index|nummer)?[.:]?",
    re.IGNORECASE,
)
_CODES = re.compile(
    r"\b(code|kode|código|codice|codigo|kürzel|kuerzel|chiffre|pseudonym|pseudonyme"
    r"|codename|identifier|participant|teilnehmer\w*)\b|(teilnehmer|patienten|personen|klienten"
    r"|probanden|versuchspersonen)-?(code|kode|nummer|id)\b",
    re.IGNORECASE,
)
_CODE_SHARE = 0.5
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

    ``guessed`` says whether only their values suggest it; ``counters`` are those that number
    the rows; ``repeated_rows`` counts the rows that repeat a respondent, on the same occasion
    if there are several.
    """

    columns: tuple[str, ...]
    guessed: bool
    repeated_rows: int = 0
    counters: tuple[str, ...] = ()


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
    """Columns named like an id; codes that people typed go before numbers of the rows.

    Of the others, those with different values on one occasion go first. If there is none,
    the first column with short and nearly always different values. A column with the same
    value in every row identifies nobody.
    """
    free = [
        name
        for name in frame.columns
        if name not in item_columns and name != occasion and not _is_constant(frame[name])
    ]
    counters = tuple(name for name in free if _is_counter(frame, name, occasion))
    candidates = []
    for name in free:
        if not (bare := name.strip()):
            continue
        is_declared = name == declared_column and name not in counters
        if _IDS.fullmatch(bare) or name == declared_column or _is_code(frame, name):
            rank = (not is_declared, name in counters, not _separates(frame, name, occasion))
            candidates.append((*rank, _count_repetitions(frame, name, occasion), name))
    names = tuple(name for *_, name in sorted(candidates, key=lambda entry: entry[:4]))
    guessed = not names
    if guessed:
        identifying = [name for name in free if _is_identifying(frame, name, occasion)]
        names = tuple(sorted(identifying, key=counters.__contains__)[:1])
    repeated_rows = count_repeated_rows(frame, names[0], occasion) if names else 0
    columns_counting = tuple(name for name in names if name in counters)
    return Ids(names, guessed and bool(names), repeated_rows, columns_counting)


def find_id_parts(names: Sequence[str], id_column: str, file_name: str) -> tuple[str, ...]:
    """The columns that a name stands for, or several names with commas between.

    Raises
    ------
    DataError
        If there is no such column.

    Examples
    --------
    >>> find_id_parts(["Site", "number", "a,b"], "site, number", "x.csv")
    ('Site', 'number')
    >>> find_id_parts(["Site", "number", "a,b"], "a,b", "x.csv")
    ('a,b',)
    """
    columns = {name.strip().casefold(): name for name in reversed(names)}
    parts = [id_column] if id_column.strip().casefold() in columns else id_column.split(",")
    parts = [part.strip() for part in parts if part.strip()]
    for part in parts:
        if part.casefold() not in columns:
            raise DataError(
                f"{file_name} has no column `{part}` (the id column)",
                hint=did_you_mean(part, names) or f"the columns are: {', '.join(names[:30])}",
            )
    return tuple(part if part in names else columns[part.casefold()] for part in parts)


def _is_constant(column: pl.Series) -> bool:
    """Whether several rows all have one value, or none."""
    texts = _texts(column)
    return texts.len() > 1 and texts.filter(texts != "").n_unique() <= 1


def _is_code(frame: pl.DataFrame, name: str) -> bool:
    """Whether the column is named like a code that people type, with many short values."""
    texts = _texts(frame[name])
    values = texts.filter(texts != "")
    short = bool((values.str.len_chars() <= _LONGEST_ID).all())
    many = values.n_unique() > 1 and values.len() >= _CODE_SHARE * texts.len()
    dated = values.str.contains(DATED).any()
    return bool(_CODES.search(name)) and short and many and not dated


def _separates(frame: pl.DataFrame, name: str, occasion: str) -> bool:
    """Whether the values can tell respondents apart: few rows of an occasion share one."""
    few = (1 - _MOSTLY) if occasion else (1 - _CODE_SHARE)
    return _count_repetitions(frame, name, occasion) <= few * frame.height


def _is_counter(frame: pl.DataFrame, name: str, occasion: str) -> bool:
    """Whether the column numbers the rows, over all of them or anew on each occasion."""
    if is_counter(frame[name]):
        return True
    if not occasion:
        return False
    parts = frame.partition_by(occasion, maintain_order=True)
    uneven = len({part.height for part in parts}) > 1
    return uneven and all(is_counter(part[name]) and part.height > 1 for part in parts)


def ids_in(column: pl.Series) -> frozenset[str]:
    """The ids in a column, without the blanks around them."""
    return frozenset(text for text in _texts(column).unique().to_list() if text)


def count_repeated_rows(frame: pl.DataFrame, name: str, occasion: str) -> int:
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

"""Rows and respondents that cannot be compared, or look wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from scorewell.answers.files.dates import DATED, find_date_column
from scorewell.answers.layout.data_file import (
    FILE,
    GROUP,
    ID,
    OCCASION,
    PLACE_COLUMNS,
    ROW,
    TIME,
)
from scorewell.answers.layout.rows_left_out import (
    SUMMARY_TEXTS,
    TEST_ENTRY_PROBLEM,
    is_summary_word,
    is_test_entry,
    summary_word,
)
from scorewell.answers.values.id_spelling import near_ids
from scorewell.answers.values.numbers import read_number
from scorewell.i18n.messages import words

if TYPE_CHECKING:
    from scorewell.answers.layout.layout import DataLayout


PLACE = (FILE, ROW, ID, OCCASION)
_LOCAL = r"^(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}"
Check = tuple[pl.DataFrame, dict[str, str]]
_EARLIEST, _LATEST = 1900, 2100


def row_checks(frame: pl.DataFrame, layout: DataLayout) -> Iterator[Check]:
    """Findings about rows, each with its problem, action and kind.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion.
    layout : DataLayout
        Which occasions are compared.

    Yields
    ------
    frame, mapping
        Where something was found, and what.
    """
    yield from _places(frame, layout)
    yield from _doubled(frame, layout)
    yield from _spelling(frame)
    yield from odd_ids(frame)
    if layout.group_column:
        yield from _groups(frame)
    if layout.pre and layout.post:
        yield from _alone(frame, layout)
    column = TIME if layout.time_column else find_date_column(frame, exclude=PLACE_COLUMNS)
    if column:
        dated = frame.with_columns(pl.col(column).cast(pl.String).str.strip_chars().alias(TIME))
        yield from _dates(dated)
        yield from _order(dated, layout)


def _check(
    frame: pl.DataFrame, kind: str, problem: str, action: str, **more: str
) -> Iterator[Check]:
    if not frame.is_empty():
        yield frame, {"problem": problem, "action": action, "kind": kind, **more}


def _places(frame: pl.DataFrame, layout: DataLayout) -> Iterator[Check]:
    action = words("row not compared")
    rows = frame.select(PLACE)
    without_id = rows.filter(pl.col(ID).is_null())
    if not (layout.rows_stand_alone and without_id.height == rows.height):
        yield from _check(without_id, "no-id", words("no respondent id"), action)
    if not layout.rows_stand_alone:
        none = rows.filter(pl.col(OCCASION).is_null())
        yield from _check(none, "no-occasion", words("no occasion"), action)
    if layout.compared:
        other_rows = rows.filter(pl.col(OCCASION).is_in(list(layout.compared)).not_())
        action = words("row scored, not compared")
        yield from _check(other_rows, "other-occasion", _occasion_problem(layout), action)


def _occasion_problem(layout: DataLayout) -> str:
    """How to say that a row has an occasion that is not compared."""
    if layout.course:
        return words("the occasion is none of {{ order }}", order=", ".join(layout.order))
    return words(
        "the occasion is neither {{ pre }} nor {{ post }}", pre=layout.pre, post=layout.post
    )


def _doubled(frame: pl.DataFrame, layout: DataLayout) -> Iterator[Check]:
    """Two rows of one respondent on one occasion."""
    rows = frame.select(PLACE).filter(pl.col(ID).is_not_null())
    if layout.compared:
        rows = rows.filter(pl.col(OCCASION).is_in(list(layout.compared)))
    twice = rows.filter(pl.len().over(ID, OCCASION) > 1)
    action = (
        words("the scores of these rows taken as missing")
        if layout.policies.get("duplicate-row") == "null-score"
        else words("cannot be compared")
    )
    problem = words("the respondent has another row of this occasion")
    yield from _check(twice, "duplicate-row", problem, action)


def _spelling(frame: pl.DataFrame) -> Iterator[Check]:
    """Ids that differ only in their spelling: probably one respondent."""
    rows = frame.select(PLACE).filter(pl.col(ID).is_not_null())
    ids = near_ids(rows[ID])["id"]
    near = (
        rows.filter(pl.col(ID).is_in(ids.implode()))
        .unique(ID, keep="first", maintain_order=True)
        .with_columns(pl.col(ID).alias("value"))
    )
    problem = words(
        "another id differs only in case, blanks, hyphens, leading zeros or composed accents"
    )
    yield from _check(near, "id-spelling", problem, words("taken as different respondents"))


def odd_ids(frame: pl.DataFrame) -> Iterator[Check]:
    """Rows whose id is a word for a row of totals, or one that people type to try a form."""
    yield from _summaries(frame)
    yield from _tests(frame)


def _summaries(frame: pl.DataFrame) -> Iterator[Check]:
    """Rows that are called like totals, and whose values are not those of the rows above."""
    ids = frame.filter(is_summary_word(pl.col(ID)))[ID].unique()
    names = [id_ for id_ in ids.to_list() if summary_word(id_) in SUMMARY_TEXTS]
    rows = frame.select(PLACE).filter(pl.col(ID).is_in(names))
    problem = words(
        "the id is a word for a row of totals, and the values are not those of the rows above"
    )
    summaries = rows.with_columns(pl.col(ID).alias("value"))
    yield from _check(summaries, "summary-row", problem, words("taken as a respondent"))


def _tests(frame: pl.DataFrame) -> Iterator[Check]:
    """Rows of ids that people type to try a form."""
    rows = frame.select(PLACE).filter(is_test_entry(pl.col(ID)))
    tests = rows.with_columns(pl.col(ID).alias("value"))
    yield from _check(tests, "test-entry", TEST_ENTRY_PROBLEM, words("taken as a respondent"))


def _groups(frame: pl.DataFrame) -> Iterator[Check]:
    """Respondents whose rows name more than one group."""
    rows = frame.filter(pl.col(ID).is_not_null() & pl.col(GROUP).is_not_null())
    several = rows.filter(pl.col(GROUP).n_unique().over(ID) > 1).select(
        *PLACE, pl.col(GROUP).alias("value")
    )
    problem = words("the respondent is in more than one group")
    yield from _check(several, "several-groups", problem, words("in no group"))


def _alone(frame: pl.DataFrame, layout: DataLayout) -> Iterator[Check]:
    """Respondents who have a row on one of the two occasions only."""
    present_rows = frame.select(PLACE).filter(
        pl.col(ID).is_not_null() & pl.col(OCCASION).is_in([layout.pre, layout.post])
    )
    for present, absent, role in (
        (layout.post, layout.pre, "no-pre"),
        (layout.pre, layout.post, "no-post"),
    ):
        ids = present_rows.filter(pl.col(OCCASION) == absent).select(ID)
        alone = present_rows.filter(pl.col(OCCASION) == present).join(
            ids, on=ID, how="anti", maintain_order="left"
        )
        problem = words(
            "the respondent has no row of the occasion {{ occasion }}", occasion=absent
        )
        yield from _check(alone, role, problem, words("counted, not compared"))


def _dated(x: pl.Expr) -> pl.Expr:
    """Whether a text is written like a date."""
    return x.str.contains(DATED)


def _day(x: pl.Expr) -> pl.Expr:
    start = x.str.extract(r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})", 1).str.replace_all("[/.]", "-")
    return start.str.to_date("%Y-%m-%d", strict=False)


def _hyphened(x: pl.Expr) -> pl.Expr:
    """31-1-2024 from 31.1.2024, 31/1/24 and the like; two digits are of this century."""
    parts = x.str.extract_groups(r"^(\d{1,2})[./-](\d{1,2})[./-](?:20)?(\d{2}|\d{4})\b")
    day, month, year = (parts.struct.field(name) for name in ("1", "2", "3"))
    whole = pl.when(year.str.len_chars() == 2).then("20" + year).otherwise(year)
    return pl.concat_str([day, month, whole], separator="-")


def _dates(frame: pl.DataFrame) -> Iterator[Check]:
    """Dates that no calendar has, or of another century."""
    x = pl.col(TIME)
    european = _hyphened(x)
    read = pl.coalesce(
        _day(x),
        european.str.to_date("%d-%m-%Y", strict=False),
        european.str.to_date("%m-%d-%Y", strict=False),
    )
    wrong = frame.filter(
        _dated(x) & (read.is_null() | read.dt.year().is_between(_EARLIEST, _LATEST).not_())
    ).select(*PLACE, x.alias("value"))
    problem = words(
        "no date of the years {{ first }} to {{ last }}", first=_EARLIEST, last=_LATEST
    )
    yield from _check(wrong, "impossible-date", problem, words("taken as it is written"))


def _local_day(frame: pl.DataFrame) -> pl.Expr:
    """The day in dates such as 31.1.2024 or 1/31/2024, where it is clear which comes first.

    With points and hyphens it is the day; with strokes the whole column tells, or nothing
    does.
    """
    x = pl.col(TIME)
    parts = [x.str.extract(_LOCAL, place).cast(pl.Int32) for place in (1, 2)]
    strokes = frame.filter(x.str.contains(r"^\d{1,2}/\d{1,2}/\d{2,4}"))
    first, second = strokes.select(parts[0].max().alias("a"), parts[1].max().alias("b")).row(0)
    date = x.str.extract(r"^(\d{1,2}[./-]\d{1,2}[./-]\d{2,4})", 1)
    day_first = _hyphened(x).str.to_date("%d-%m-%Y", strict=False)
    if (first or 0) > 12 and (second or 0) <= 12:
        return day_first
    apart = pl.when(date.str.contains("/", literal=True).not_()).then(day_first)
    if (second or 0) > 12 and (first or 0) <= 12:
        return apart.otherwise(_hyphened(x).str.to_date("%m-%d-%Y", strict=False))
    return apart


def _order(frame: pl.DataFrame, layout: DataLayout) -> Iterator[Check]:
    """A later occasion that was earlier in time."""
    order = layout.occasions
    if len(order) < 2:
        return
    x = pl.col(TIME)
    time = pl.coalesce(
        pl.coalesce(_day(x), _local_day(frame)).cast(pl.Int32).cast(pl.Float64), read_number(x)
    )
    place = pl.col(OCCASION).replace_strict(
        list(order), list(range(len(order))), default=None, return_dtype=pl.Int64
    )
    rows = (
        frame.select(*PLACE, TIME)
        .with_columns(time.alias("scorewell:when"), place.alias("scorewell:place"))
        .drop_nulls([ID, "scorewell:when", "scorewell:place"])
        .sort(ID, "scorewell:place", maintain_order=True)
    )
    before = pl.col("scorewell:when").shift(1).over(ID)
    wrong = rows.filter(pl.col("scorewell:when") < before).select(
        *PLACE, pl.col(TIME).alias("value")
    )
    problem = words("the time is before that of the occasion before it")
    yield from _check(
        wrong, "occasions-out-of-order", problem, words("compared as the occasions say")
    )

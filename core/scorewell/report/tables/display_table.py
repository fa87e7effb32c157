"""Tables for readers of a page: text in cells, and a limited number of rows."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.catalog import english_texts
from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    localize_number,
    minus,
    one_line,
    origin_words,
    signed_number,
    span,
    value_words,
)

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.definitions.model import Scale


MOST_ROWS = 200
"""A page shows this many rows of a table without its script, which turns the pages."""

MOST_ROWS_IN_PAGE = 20_000
"""A page holds this many rows of a table; the files beside it hold all."""

EMPTY_CELL = "\u2013"
"""The text of a cell without a value."""


@dataclass(frozen=True, kw_only=True)
class DisplayTable:
    """A table as the page shows it.

    Attributes
    ----------
    lead : str
        A sentence before the table.
    columns : tuple of str
        The headings; the first column heads its row.
    numeric : frozenset of str
        The columns of numbers, aligned to the right.
    rows : tuple of tuple of str
        The rows that the page holds.
    left_out : int
        Number of rows that the page leaves out.
    file : str
        The file of the report that holds all rows.
    fixed_order : bool
        Whether sorting the rows would make them meaningless.
    of_respondents : bool
        Whether each row is a respondent, so that documents name the file in its place.
    """

    caption: str
    lead: str = ""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = frozenset()
    left_out: int = 0
    file: str = ""
    fixed_order: bool = False
    of_respondents: bool = False

    @property
    def first_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows that the page shows without its script."""
        return self.rows[:MOST_ROWS]

    @property
    def more_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows that only the script shows."""
        return self.rows[MOST_ROWS:]

    @classmethod
    def of(
        cls,
        caption: str,
        keys: Sequence[str],
        rows: Iterable[tuple[str, ...]],
        *,
        numeric: Sequence[str] = (),
        left_out: int = 0,
        file: str = "",
        fixed_order: bool = False,
        of_respondents: bool = False,
        texts: str = "grid",
    ) -> DisplayTable:
        """A table from its rows and the keys of its texts.

        Parameters
        ----------
        caption : str
            Key of the caption.
        keys : sequence of str
            Keys of the headings among the texts of the group `texts`.
        numeric : sequence of str
            The keys of the columns of numbers.
        """
        return cls(
            caption=say(caption),
            columns=tuple(say(f"{texts}.{key}") for key in keys),
            numeric=frozenset(say(f"{texts}.{key}") for key in numeric),
            rows=tuple(rows),
            left_out=left_out,
            file=file,
            fixed_order=fixed_order,
            of_respondents=of_respondents,
        )


def cell_words(value: object) -> str:
    """A value as text on one line; empty where it is missing."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    return one_line(value)


def score_writer(scale: Scale, scores: pd.DataFrame) -> Callable[[Any], str]:
    """How scores of a scale are written: whole, or with as many decimals as its range needs."""
    values = scores.stack().dropna().astype("float64")
    integral = bool((values == values.round()).all())
    decimals = 0 if integral else 2 if scale.high - scale.low >= 2 else 3

    def write(value: Any) -> str:
        return EMPTY_CELL if pd.isna(value) else minus(localize_number(f"{value:.{decimals}f}"))

    return write


def case_display(result: ChangeResult, *, file: str) -> DisplayTable:
    """Every respondent on one scale."""
    cases = result.cases.head(MOST_ROWS_IN_PAGE)
    score = score_writer(result.scale, result.cases[["pre", "post"]])
    decimals = max(len(score(0.5)) - 2, 0)
    has_groups = "group" in cases.columns
    rows = []
    for case in cases.to_dict("records"):
        head = [cell_words(case["id"]), *([cell_words(case["group"])] if has_groups else [])]
        if case["assessable"]:
            change = [
                signed_number(case["change"], decimals=decimals),
                signed_number(case["index"], decimals=2),
            ]
            end = term(case["outcome"])
        else:
            change, end = [EMPTY_CELL, EMPTY_CELL], not_assessable(case["reason"])
        status = [
            EMPTY_CELL if pd.isna(case[name]) else term(case[name])
            for name in ("baseline_status", "end_status")
        ]
        rows.append((*head, score(case["pre"]), score(case["post"]), *change, *status, end))
    numbers = ("before", "after", "change", "index")
    group = ("group",) if has_groups else ()
    return DisplayTable.of(
        "scale.people",
        ("id", *group, *numbers, "range_before", "range_after", "outcome"),
        rows,
        numeric=numbers,
        left_out=result.n - len(cases),
        file=file,
    )


def not_assessable(reason: object) -> str:
    """Why a respondent has no outcome."""
    return say("grid.not_assessable", reason=term(reason))


def input_display(
    caption: str, inputs: Sequence[Input], cite: Callable[[str], str]
) -> DisplayTable:
    """Numbers and choices that an analysis used, with their origin.

    Parameters
    ----------
    caption : str
        Key of the caption.
    cite : callable
        Makes the text of the last column from a citation.
    """
    rows = (
        (
            term(one_line(entry.name)),
            value_words(entry.value),
            origin_words(entry.origin),
            detail_words(entry),
            cite(entry.citation),
        )
        for entry in inputs
    )
    return DisplayTable.of(caption, ("input", "value", "said_by", "detail", "source"), rows)


def detail_words(source: Input) -> str:
    """The detail of an input, marked where it is made up for illustration."""
    detail = one_line(source.detail)
    return say("scale.illustrative", detail=detail) if source.illustrative else detail


def column_words(name: object) -> str:
    """The heading of a column of a table."""
    text = one_line(name)
    if f"column.{text}" in english_texts():
        return say(f"column.{text}")
    return capitalize_first(text.replace("_", " "))


def finding_display(frame: pd.DataFrame, *, file: str) -> DisplayTable:
    """Problems in the data, without columns that are empty throughout."""
    head = frame.head(MOST_ROWS_IN_PAGE)
    columns = {}
    for name in head.columns:
        values = head[name].tolist()
        if any(map(cell_words, values)):
            if name in {"problem", "action", "severity"}:
                values = [term(value) if isinstance(value, str) else value for value in values]
            columns[column_words(name)] = map(cell_words, values)
    return DisplayTable(
        caption=say("findings.title"),
        columns=tuple(columns),
        numeric=frozenset({column_words("row")}),
        rows=tuple(zip(*columns.values(), strict=True)),
        left_out=len(frame) - len(head),
        file=file,
    )


def record_display(caption: str, value: object) -> DisplayTable:
    """An entry of a manifest: a mapping line by line, or a list of mappings row by row."""
    records = _records(value)
    if records:
        columns = list(dict.fromkeys(name for record in records for name in record))
        rows = [[_entry(record.get(name, "")) for name in columns] for record in records]
        return DisplayTable(
            caption=caption,
            columns=tuple(term(name) for name in columns),
            rows=tuple(map(tuple, rows)),
        )
    pairs = value.items() if isinstance(value, Mapping) else [("value", value)]
    return DisplayTable(
        caption=caption,
        columns=(term("name"), term("value")),
        rows=tuple((term(one_line(key)), _entry(entry)) for key, entry in pairs),
    )


def _records(value: object) -> list[Mapping[str, Any]]:
    """The mappings of a list that holds nothing else; empty otherwise."""
    entries = value if isinstance(value, list) else []
    records = [entry for entry in entries if isinstance(entry, Mapping)]
    return records if len(records) == len(entries) else []


def _entry(value: Any) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_entry, value))
    return cell_words(value)


def occasion_share_words(course: CourseResult, *, level: float = 0.95) -> pd.DataFrame:
    """Shares on every occasion with Wilson's interval, in words.

    Returns
    -------
    pandas.DataFrame
        ``occasion``, only in its first row; ``respondents``, who is counted;
        ``n``; ``of``; ``share`` and ``interval`` in percent.
    """
    summary = course.summary(level=level)
    shares = (100 * summary[["share", "low", "high"]]).round().astype("int64").astype(str)
    percent = shares.map(lambda value: say("format.percent_apart", value=value))
    ends = zip(shares["low"], percent["high"], strict=True)
    occasion = summary["occasion"].astype(object)
    return pd.DataFrame(
        {
            "occasion": occasion.mask(occasion.duplicated(), ""),
            "respondents": summary["what"].astype(object).map(term),
            "n": summary["n"],
            "of": summary["of"],
            "share": percent["share"],
            "interval": [span(low, high) for low, high in ends],
        }
    )

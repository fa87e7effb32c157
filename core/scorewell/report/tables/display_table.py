"""Tables as the page shows them: words in cells, at most so many rows."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.catalog import tongue
from scorewell.i18n.messages import said, say, term
from scorewell.report.formatting import (
    capital,
    figure,
    one_line,
    origin_words,
    signed,
    written,
)

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.definitions.model import Scale
    from scorewell.report.references import References


MOST_ROWS = 200
"""A page shows this many rows of a table without its script, which turns the pages."""

MOST_HELD = 20_000
"""A page holds this many rows of a table; the files beside it hold all."""

NOTHING = "\u2013"
"""What stands in a cell where there is nothing to say."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table as the page shows it.

    Attributes
    ----------
    caption : str
        What it shows.
    lead : str
        What to say before it.
    columns : tuple of str
        The headings; the first column heads its row.
    numeric : frozenset of str
        The columns of numbers, set flush right.
    rows : tuple of tuple of str
        The rows that the page holds.
    left_out : int
        How many rows it does not hold.
    file : str
        The file of the report that holds all rows.
    ordered : bool
        Whether the rows mean something only in this order.
    """

    caption: str
    lead: str = ""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[str] = frozenset()
    left_out: int = 0
    file: str = ""
    ordered: bool = False

    @property
    def shown(self) -> tuple[tuple[str, ...], ...]:
        """The rows that are there without a script."""
        return self.rows[:MOST_ROWS]

    @property
    def more(self) -> tuple[tuple[str, ...], ...]:
        """The rows that only the script shows."""
        return self.rows[MOST_ROWS:]


def cell_words(value: object) -> str:
    """A value as text on one line; empty where it is missing."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    return one_line(value)


def score_writer(scale: Scale, scores: pd.DataFrame) -> Callable[[Any], str]:
    """How scores of a scale are written: whole, or with as many decimals as its range needs."""
    known = scores.stack().dropna().astype("float64")
    whole = bool((known == known.round()).all())
    decimals = 0 if whole else 2 if scale.high - scale.low >= 2 else 3

    def write(value: Any) -> str:
        return NOTHING if pd.isna(value) else minus(written(f"{value:.{decimals}f}"))

    return write


def case_grid(result: ChangeResult, *, file: str) -> Grid:
    """Every respondent on one scale."""
    cases = result.cases.head(MOST_HELD)
    score = score_writer(result.scale, result.cases[["pre", "post"]])
    as_scores = _signed_like(score)
    grouped = "group" in cases.columns
    rows = []
    for case in cases.to_dict("records"):
        head = [cell_words(case["id"]), *([cell_words(case["group"])] if grouped else [])]
        if case["assessable"]:
            change = [as_scores(case["change"]), signed(case["index"], decimals=2)]
            end = term(case["outcome"])
        else:
            change, end = [NOTHING, NOTHING], not_assessable(case["reason"])
        status = [_code(case[name]) for name in ("baseline_status", "end_status")]
        rows.append((*head, score(case["pre"]), score(case["post"]), *change, *status, end))
    numbers = tuple(say(f"grid.{key}") for key in ("before", "after", "change", "index"))
    group = (say("grid.group"),) if grouped else ()
    ranges = tuple(say(f"grid.{key}") for key in ("range_before", "range_after", "outcome"))
    return Grid(
        caption=say("scale.people"),
        columns=(say("grid.id"), *group, *numbers, *ranges),
        numeric=frozenset(numbers),
        rows=tuple(rows),
        left_out=result.n - len(cases),
        file=file,
    )


def _signed_like(score: Callable[[Any], str]) -> Callable[[float], str]:
    """Changes with as many decimals as scores have."""
    decimals = max(len(score(0.5)) - 2, 0)
    return lambda value: signed(value, decimals=decimals)


def _code(value: Any) -> str:
    return NOTHING if pd.isna(value) else term(value)


def minus(text: str) -> str:
    """A number with a real minus sign."""
    return text.replace("-", "\u2212")


def not_assessable(reason: object) -> str:
    """Why a respondent has no outcome."""
    return say("grid.not_assessable", reason=term(reason))


def input_grid(result: ChangeResult, sources: References) -> Grid:
    """Every number and choice that entered, with its trail."""
    rows = []
    for each in result.inputs:
        trail = (origin_words(each.origin), detail_words(each), sources.short(each.citation))
        rows.append((term(one_line(each.name)), figure(each.value), *trail))
    keys = ("input", "value", "said_by", "detail", "source")
    return Grid(
        caption=say("scale.entered"),
        columns=tuple(say(f"grid.{key}") for key in keys),
        rows=tuple(rows),
    )


def detail_words(source: Input) -> str:
    """Which entry an input is, how it was checked, and whether it is made up."""
    detail = one_line(source.detail)
    return say("scale.illustrative", detail=detail) if source.illustrative else detail


def column_words(name: object) -> str:
    """The heading of a column of a table."""
    text = one_line(name)
    own = tongue().texts.get(f"column.{text}")
    return own or capital(text.replace("_", " "))


def _frame_grid(frame: pd.DataFrame, *, caption: str, file: str) -> Grid:
    shown = frame.head(MOST_HELD)
    used = [name for name in shown.columns if any(map(cell_words, shown[name].tolist()))]
    return Grid(
        caption=caption,
        columns=tuple(column_words(name) for name in used),
        numeric=frozenset({column_words("row")}),
        rows=tuple(
            tuple(map(cell_words, row))
            for row in zip(*(_told(shown, name) for name in used), strict=True)
        ),
        left_out=len(frame) - len(shown),
        file=file,
    )


def _told(frame: pd.DataFrame, name: str) -> list[Any]:
    """A column; what the engine says of a finding in the language in force."""
    values: list[Any] = frame[name].tolist()
    if name in {"problem", "action"}:
        return [said(each) if isinstance(each, str) else each for each in values]
    return values


def finding_grid(frame: pd.DataFrame, *, file: str) -> Grid:
    """Problems in the data."""
    return _frame_grid(frame, caption=say("findings.title"), file=file)


def alert_grids(frame: pd.DataFrame, *, file: str) -> list[Grid]:
    """Answers and scores to look at: per cause, respondents by occasion."""
    occasions = [cell_words(each) for each in frame["occasion"].unique()]
    grids = []
    for cause, part in frame.groupby(["instrument", "target", "message"], sort=False):
        instrument, target, message = map(one_line, cause)
        values: dict[str, dict[str, str]] = {}
        columns = (part[name].tolist() for name in ("id", "occasion", "value"))
        for who, when, value in zip(*columns, strict=True):
            values.setdefault(cell_words(who), {})[cell_words(when)] = cell_words(value)
        rows = [
            (who, *(at.get(occasion, NOTHING) for occasion in occasions))
            for who, at in values.items()
        ]
        grids.append(
            Grid(
                lead=message,
                caption=say("alerts.caption", what=f"{instrument}, {target}"),
                columns=(say("grid.id"), *occasions),
                numeric=frozenset(occasions),
                rows=tuple(rows[:MOST_HELD]),
                left_out=max(len(rows) - MOST_HELD, 0),
                file=file,
            )
        )
    return grids


def record_grid(caption: str, value: object) -> Grid:
    """An entry of a manifest: a mapping line by line, or a list of mappings row by row."""
    records = _records(value)
    if records:
        columns = list(dict.fromkeys(name for record in records for name in record))
        rows = [[_entry(record.get(name, "")) for name in columns] for record in records]
        return Grid(
            caption=caption,
            columns=tuple(term(name) for name in columns),
            rows=tuple(map(tuple, rows)),
        )
    pairs = value.items() if isinstance(value, Mapping) else [("value", value)]
    return Grid(
        caption=caption,
        columns=(term("name"), term("value")),
        rows=tuple((term(one_line(key)), _entry(entry)) for key, entry in pairs),
    )


def _records(value: object) -> list[Mapping[str, Any]]:
    """The mappings of a list that holds nothing else; empty otherwise."""
    entries = value if isinstance(value, list) else []
    records = [each for each in entries if isinstance(each, Mapping)]
    return records if len(records) == len(entries) else []


def _entry(value: Any) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_entry, value))
    return cell_words(value)


_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing as the page shows it.

    Attributes
    ----------
    heading, caption : str
        What to say above and below it.
    svg : str
        The drawing, one ``svg`` element made by this room.
    file : str
        Name of the file that it is saved as, without a suffix.
    wide : bool
        Whether it takes the whole width of the page.
    """

    heading: str
    caption: str
    svg: str
    file: str
    wide: bool = False

    @property
    def inline(self) -> str:
        """The drawing as it stands in a page of HTML, which needs no name space."""
        return self.svg.replace(_NAMESPACE, "", 1)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading with what belongs under it.

    Attributes
    ----------
    heading : str
        What to call it.
    words : tuple of str
        Paragraphs.
    pictures : tuple of Picture
        Drawings.
    grids : tuple of Grid
        Tables.
    folded : bool
        Whether it is opened only on request; on paper it is always open.
    """

    heading: str
    words: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    grids: tuple[Grid, ...] = field(default=())
    folded: bool = False

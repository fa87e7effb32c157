"""The first table of a report: how many respondents got better and worse on each measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    count_respondents,
    count_words,
    join_words,
    lower_first,
    one_line,
    percent,
    scale_title,
    span,
)
from scorewell.report.text.publication_table import PublicationTable

if TYPE_CHECKING:
    from scorewell.change.classes.outcome_counts import OutcomeCounts
    from scorewell.change.results.change_result import ChangeResult


COLUMNS = ("judged", "clinical", "recovered", "improved", "unchanged", "deteriorated")
"""The columns of numbers, by the keys of their headings."""


@dataclass(frozen=True, kw_only=True)
class ShareCell:
    """A number of respondents as a share of others.

    Attributes
    ----------
    column : str
        One of :data:`COLUMNS`.
    n, of : int or None
        The number, and what it is a share of; None where it is not judged or hidden.
    note : str
        What stands beside the share.
    n_mark, of_mark : str
        What stands in place of a hidden number.
    """

    column: str
    n: int | None
    of: int | None
    note: str = ""
    n_mark: str = ""
    of_mark: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether there is a number, hidden or not."""
        return self.n is not None or bool(self.n_mark)

    @property
    def number(self) -> str:
        """The number, or the mark in its place."""
        return self.n_mark or str(self.n)

    @property
    def base(self) -> str:
        """What it is a share of, or the mark in its place."""
        return self.of_mark or str(self.of)

    @property
    def share(self) -> float:
        """The share, from 0 to 1; 0 where there is nobody."""
        return self.n / self.of if self.n and self.of else 0.0

    @property
    def percent(self) -> str:
        """The share in per cent; empty where there is nobody, or a number is hidden."""
        return percent(self.share, of=self.of) if self.of and self.n is not None else ""

    @property
    def fraction(self) -> str:
        """Number, denominator and share, for example ``6 of 9 (67%)``."""
        count = say("format.of", n=self.number, of=self.base)
        return f"{count} ({self.percent})" if self.percent else count

    @property
    def count(self) -> str:
        """The number, with its denominator where it is not the number of the judged."""
        if not self.is_judged:
            return say("result.not_judged")
        return say("format.of", n=self.number, of=self.base) if self.has_base else self.number

    @property
    def has_base(self) -> bool:
        """Whether the denominator stands in the cell."""
        return self.column in {"judged", "recovered"}

    @property
    def words(self) -> str:
        """The cell as text, for example ``6 of 9 (67%)``."""
        share = f" ({self.percent})" if self.percent else ""
        return f"{self.count}{share}{self.note and '; '}{self.note}"


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One measure, or one group of it.

    Attributes
    ----------
    title : str
        The measure, with the group.
    cells : tuple of ShareCell
        One for each of :data:`COLUMNS`.
    anchor : str
        The section of the measure in a page.
    """

    title: str
    cells: tuple[ShareCell, ...]
    anchor: str = ""


def result_rows(results: Sequence[ChangeResult]) -> tuple[ResultRow, ...]:
    """A row for each measure."""
    return tuple(
        ResultRow(
            title=scale_title(result), cells=share_cells(result.counts), anchor=f"scale-{n}"
        )
        for n, result in enumerate(results, 1)
    )


def group_rows(results: Sequence[ChangeResult]) -> tuple[ResultRow, ...]:
    """A row for each group of each measure; none without groups."""
    return tuple(
        ResultRow(
            title=f"{scale_title(result)}, {group_title(label)}", cells=share_cells(counts)
        )
        for result in results
        for label, counts in result.counts_by_group
    )


def group_title(label: object) -> str:
    """A group label for a reader."""
    return say("grid.no_group") if label is None else one_line(label)


_SHARES = {
    "judged": ("judged", "respondents"),
    "clinical": ("clinical", "judged"),
    "recovered": ("recovered", "could_recover"),
    "improved": ("improved", "judged"),
    "unchanged": ("unchanged", "judged"),
    "deteriorated": ("deteriorated", "judged"),
}


def share_cells(
    counts: OutcomeCounts, marks: Mapping[str, str] | None = None
) -> tuple[ShareCell, ...]:
    """The cells of a row, one for each of :data:`COLUMNS`.

    Parameters
    ----------
    marks : mapping of str to str, optional
        By name of a count, what stands in its place where it is hidden.
    """
    marks = marks or {}
    harmed = marks.get("harmed", "") or counts.harmed
    note = say("result.harmed", n=harmed) if harmed else ""
    return tuple(
        ShareCell(column=column, n=None, of=None)
        if column in {"clinical", "recovered"} and not counts.classified
        else ShareCell(
            column=column,
            n=None if n in marks else getattr(counts, n),
            of=None if of in marks else getattr(counts, of),
            n_mark=marks.get(n, ""),
            of_mark=marks.get(of, ""),
            note=note if column == "deteriorated" else "",
        )
        for column, (n, of) in _SHARES.items()
    )


def result_columns() -> tuple[str, ...]:
    """The headings of all columns."""
    return (say("result.measure"), *(say(f"result.{name}") for name in COLUMNS))


def result_notes(results: Sequence[ChangeResult]) -> tuple[str, ...]:
    """What is needed to read the table: denominators, who began functional, who is missing."""
    notes = [say("result.reading")]
    functional = [
        say("result.functional", n=result.counts.functional, title=scale_title(result))
        for result in results
        if result.counts.functional
    ]
    if functional:
        notes.append(say("result.okay", counts="; ".join(functional)))
    notes += barrier_notes(results)
    missing = _not_judged(results)
    return (*notes, missing) if missing else tuple(notes)


def barrier_notes(results: Sequence[ChangeResult]) -> list[str]:
    """Why recovery is not judged, by measure."""
    return [
        say("result.barrier", title=scale_title(result), why=one_line(result.cutoffs.barrier))
        for result in results
        if result.cutoffs.barrier
    ]


def _not_judged(results: Sequence[ChangeResult]) -> str:
    """Who could not be judged and why, in one line over all measures."""
    reasons: dict[str, list[int]] = {}
    for result in results:
        for reason, n in result.n_not_assessable.items():
            reasons.setdefault(reason, []).append(n)
    parts = [
        say("result.reason", reason=term(reason), n=_from_to(numbers))
        for reason, numbers in reasons.items()
        if any(numbers)
    ]
    if not parts:
        return ""
    totals = _from_to([result.n - result.n_assessable for result in results])
    whole = _from_to([result.n for result in results])
    return say("result.missing", n=totals, whole=whole, reasons="; ".join(parts))


def _from_to(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else span(str(low), str(high))


def result_table(results: Sequence[ChangeResult]) -> PublicationTable:
    """How many respondents got better and worse on each measure, as a table of words."""
    rows = (result_rows(results), group_rows(results))
    headings = ("", say("scale.by_group"))
    return PublicationTable(
        caption=say("result.caption"),
        columns=result_columns(),
        numeric=frozenset(range(1, len(COLUMNS) + 1)),
        blocks=tuple(
            (heading, tuple((row.title, *(cell.words for cell in row.cells)) for row in part))
            for heading, part in zip(headings, rows, strict=True)
            if part
        ),
        footnotes=result_notes(results),
    )


def headline(result: ChangeResult, marks: Mapping[str, str] | None = None) -> str:
    """Numbers of respondents who got better or worse on one scale, as shares.

    Parameters
    ----------
    marks : mapping of str to str, optional
        By name of a count, what stands in its place where it is hidden.

    Returns
    -------
    str
        For example ``6 of 9 (67%) of those in the clinical range before recovered, 7 of 13
        (54%) improved reliably and none got reliably worse.``
    """
    counts, marks = result.counts, marks or {}
    if not counts.judged and "judged" not in marks:
        return say("headline.none", n=marks.get("respondents", counts.respondents))
    cells = {cell.column: cell for cell in share_cells(counts, marks)}
    parts = []
    if counts.classified and (counts.could_recover or "could_recover" in marks):
        parts.append(say("headline.recovered", share=cells["recovered"].fraction))
    elif counts.classified:
        parts.append(say("headline.nobody_clinical"))
    parts.append(say("headline.improved", share=cells["improved"].fraction))
    worse = marks.get("deteriorated") or counts.deteriorated or term("none")
    parts.append(say("headline.worse", n=worse))
    sentence = capitalize_first(f"{join_words(parts)}.")
    return sentence if counts.classified else f"{sentence} {say('headline.not_judged')}"


def lead_sentence(
    results: Sequence[ChangeResult], marks: Mapping[str, str] | None = None
) -> str:
    """The result of the first measure in a sentence; `marks` as in :func:`headline`."""
    if not results:
        return say("short.nothing")
    return f"{scale_title(results[0])}: {lower_first(headline(results[0], marks))}"


def alert_line(alerts: pd.DataFrame) -> str:
    """How many respondents gave an answer to look at; empty where nobody did."""
    n = count_respondents(alerts["id"])
    return say("alerts.line", who=count_words(n, "respondent")) if n else ""

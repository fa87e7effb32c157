"""The tables that published evaluations print, with caption and footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.definitions.accepted_errors import ACCEPTED_ERRORS
from scorewell.i18n.messages import say, term
from scorewell.report.formatting import capitalize_first, one_line, percent, scale_title, span
from scorewell.report.tables.display_table import DisplayTable
from scorewell.report.tables.frames import published_frame
from scorewell.report.text.sentences import (
    cutoff_words,
    finding_words,
    illustrative_words,
    limit_words,
)

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult


Rows = tuple[tuple[str, ...], ...]
"""Cells of several rows; the first cell is the label of its row."""


@dataclass(frozen=True, kw_only=True)
class PublicationTable:
    """A table as journals print it.

    Attributes
    ----------
    caption : str
        What it shows.
    columns : tuple of str
        The headings.
    numeric : frozenset of int
        Positions of the columns of numbers, from 0.
    blocks : tuple of (str, rows)
        Rows with a heading of their own; an empty one where there is none.
    footnotes : tuple of str
        What is needed to read it.
    """

    caption: str
    columns: tuple[str, ...]
    numeric: frozenset[int] = frozenset()
    blocks: tuple[tuple[str, Rows], ...]
    footnotes: tuple[str, ...] = ()


def published_table(results: Sequence[ChangeResult]) -> PublicationTable:
    """Counts of respondents on all scales, in the layout of published evaluations.

    Footnotes say what is counted, limits, cut-offs, how many respondents are
    missing, and which figures are made up.
    """
    frame = published_frame(results)
    parts = frame.groupby(level="measure", sort=False)
    return PublicationTable(
        caption=say("published.caption"),
        columns=(
            say("published.significance"),
            *(capitalize_first(term(name)) for name in frame.columns),
        ),
        numeric=frozenset(range(1, len(frame.columns) + 1)),
        blocks=tuple(
            (measure_words(measure, result), count_rows(block))
            for (measure, block), result in zip(parts, results, strict=True)
        ),
        footnotes=tuple(_footnotes(results)),
    )


def publication_table(table: DisplayTable) -> PublicationTable:
    """A table of the page as journals print it."""
    left_out = len(table.more_rows) + table.left_out
    return PublicationTable(
        caption=table.caption,
        columns=table.columns,
        numeric=frozenset(
            place for place, name in enumerate(table.columns) if name in table.numeric
        ),
        blocks=(("", table.first_rows),),
        footnotes=(
            say(
                "grid.left_out", shown=len(table.first_rows), left_out=left_out, file=table.file
            ),
        )
        if left_out
        else (),
    )


def count_rows(frame: pd.DataFrame) -> Rows:
    """The rows of a table of counts; the last level of its index is the label."""
    labels = frame.index.get_level_values(-1)
    rows = zip(labels, frame.to_numpy().tolist(), strict=True)
    return tuple(
        (term(label), *(str(int(count)) for count in counts)) for label, counts in rows
    )


def measure_words(measure: object, result: ChangeResult) -> str:
    """A measure with its n, the heading of its rows."""
    name = one_line(measure).rpartition(" (n = ")[0]
    return f"{name} ({say('figure.counted', n=result.n_assessable)})"


def _footnotes(results: Sequence[ChangeResult]) -> list[str]:
    if not results:
        return []
    notes = [say("published.n"), say("published.terms")]
    if any(result.cutoffs.value is not None for result in results):
        notes.append(say("published.okay"))
    for result in results:
        title = scale_title(result)
        words = say(
            "published.limits",
            title=title,
            limit=limit_words(result),
            cutoff=cutoff_words(result),
        )
        notes.append(f"{words} {illustrative_words(result)}".rstrip())
        n_missing = result.n - result.n_assessable
        if n_missing:
            reasons = ", ".join(
                f"{term(reason)}: {n}" for reason, n in result.n_not_assessable.items() if n
            )
            notes.append(
                say(
                    "published.missing", title=title, n=n_missing, whole=result.n,
                    reasons=reasons,
                )
            )  # fmt: skip
    return [*notes, *_accepted_errors(results)]


def _accepted_errors(results: Sequence[ChangeResult]) -> list[str]:
    """A note on each definition that is used in spite of its errors."""
    findings = [
        finding_words(finding)
        for result in results
        for finding in result.findings
        if finding.code == ACCEPTED_ERRORS
    ]
    return list(dict.fromkeys(findings))


@dataclass(frozen=True, kw_only=True)
class OutcomeShare:
    """A share of respondents with its interval, in words and in parts of one."""

    label: str
    n: int
    of: int
    words: str
    interval: str
    share: float
    low: float
    high: float


def shares_of(result: ChangeResult) -> tuple[OutcomeShare, ...]:
    """Outcomes of all assessable respondents."""
    return _shares(result.summary())


def groups_of(result: ChangeResult) -> tuple[tuple[str, tuple[OutcomeShare, ...]], ...]:
    """Outcomes of the assessable respondents of each group, if there are groups."""
    parts = result.by_group().groupby("group", sort=False, dropna=False)
    return tuple(
        (say("grid.no_group") if pd.isna(name) else one_line(name), _shares(part))
        for name, part in parts
    )


def _shares(frame: pd.DataFrame) -> tuple[OutcomeShare, ...]:
    shares = []
    for row in frame.to_dict("records"):
        of = int(row["of"])
        ends = [percent(row[end], of=of) for end in ("low", "high")]
        shares.append(
            OutcomeShare(
                label=str(row["outcome"]),
                n=int(row["n"]),
                of=of,
                words=percent(row["share"], of=of),
                interval=span(*ends) if of else "-",
                share=row["share"] if of else 0.0,
                low=row["low"] if of else 0.0,
                high=row["high"] if of else 0.0,
            )
        )
    return tuple(shares)


def outcome_table(results: Sequence[ChangeResult], *, groups: bool = True) -> PublicationTable:
    """Shares of every outcome with intervals, of all respondents and of each group."""
    blocks: list[tuple[str, Rows]] = []
    for result in results:
        title = scale_title(result)
        parts = [(title, shares_of(result))]
        if groups:
            parts += [(f"{title}, {name}", shares) for name, shares in groups_of(result)]
        blocks += [
            (f"{heading} ({say('figure.counted', n=shares[0].of)})", _share_rows(shares))
            for heading, shares in parts
        ]
    return PublicationTable(
        caption=f"{say('scale.outcomes')} {say('scale.wilson')}",
        columns=(
            say("scale.outcome"), say("grid.n"), say("grid.of"), say("scale.share"),
            say("scale.interval"),
        ),
        numeric=frozenset({1, 2, 3, 4}),
        blocks=tuple(blocks),
        footnotes=(say("published.n"), *_accepted_errors(results)),
    )  # fmt: skip


def _share_rows(shares: Sequence[OutcomeShare]) -> Rows:
    return tuple(
        (
            say(f"outcome.{share.label}"),
            str(share.n),
            str(share.of),
            share.words,
            share.interval,
        )
        for share in shares
    )

"""One scale of a study, as a section of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say, term
from scorewell.report.figures.change import change_plot
from scorewell.report.figures.distribution import distribution_plot, norm_of, norm_words
from scorewell.report.figures.jacobson import jacobson_plot
from scorewell.report.formatting import (
    one_line,
    percent,
    range_words,
    scale_title,
    span,
)
from scorewell.report.html.comparison_blocks import group_difference_block
from scorewell.report.html.uncertainty_blocks import uncertainty_blocks
from scorewell.report.tables.display_table import (
    Block,
    DisplayTable,
    Picture,
    case_display,
    input_display,
)
from scorewell.report.tables.tables import published_frame
from scorewell.report.text.sentences import (
    cutoff_words,
    finding_notes,
    headline,
    illustrative_words,
    limit_words,
    scale_method_words,
)

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.report.references import References
    from scorewell.study.result import StudyResult


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


@dataclass(frozen=True, kw_only=True)
class ScaleSection:
    """One scale as the page shows it."""

    anchor: str
    title: str
    about: str
    n: int
    headline: str
    sentence: str
    limit: str
    cutoff: str
    illustrative: str
    norm_sentence: str
    columns: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    shares: tuple[OutcomeShare, ...]
    groups: tuple[tuple[str, tuple[OutcomeShare, ...]], ...]
    pictures: tuple[Picture, ...]
    group_differences: Block | None
    uncertainty: tuple[Block, ...]
    inputs: DisplayTable
    cases: DisplayTable
    notes: tuple[str, ...]
    terms: str


def change_pictures(result: ChangeResult, *, anchor: str) -> tuple[Picture, ...]:
    """The drawings of one scale: Jacobson plot, change plot, distribution."""
    n = result.n_assessable
    norm = norm_of(result) is not None
    heading = "heading" if norm else "heading_plain"
    return (
        Picture(
            heading=say("figure.jacobson.heading"),
            caption=say("figure.jacobson.caption", n=n),
            svg=jacobson_plot(result, name=anchor),
            file=f"jacobson-{anchor}",
        ),
        Picture(
            heading=say("figure.change.heading"),
            caption=say("figure.change.caption", n=n),
            svg=change_plot(result, name=f"{anchor}-change") if n else "",
            file=f"change-{anchor}",
        ),
        Picture(
            heading=say(f"figure.distribution.{heading}"),
            caption=say(f"figure.distribution.{'caption_norm' if norm else 'caption'}"),
            svg=distribution_plot(result, name=f"{anchor}-distribution"),
            file=f"distribution-{anchor}",
        ),
    )


def scale_section(study: StudyResult, place: int, sources: References) -> ScaleSection:
    """One scale of a study as the page shows it.

    Parameters
    ----------
    place : int
        Place of the scale among ``StudyResult.changes``.
    """
    result = study.changes[place]
    anchor = f"scale-{place + 1}"
    table = result.table() if result.cutoffs.value is not None else published_frame([result])
    precision = study.precision[place] if place < len(study.precision) else None
    return ScaleSection(
        anchor=anchor,
        title=scale_title(result),
        about=range_words(result.scale),
        n=result.n_assessable,
        headline=headline(result),
        sentence=one_line(result.sentence()),
        limit=limit_words(result),
        cutoff=cutoff_words(result),
        illustrative=illustrative_words(result),
        norm_sentence=norm_words(result),
        columns=tuple(term(name) for name in table.columns),
        table=tuple(_counts(table)),
        shares=shares_of(result),
        groups=groups_of(result),
        pictures=change_pictures(result, anchor=anchor),
        group_differences=group_difference_block(precision) if precision is not None else None,
        uncertainty=tuple(uncertainty_blocks(study, place, anchor=anchor)),
        inputs=input_display(result, sources),
        cases=case_display(result, file="change.csv"),
        notes=tuple(words for words, _ in finding_notes([result])),
        terms=scale_method_words(result, sources),
    )


def _counts(table: pd.DataFrame) -> list[tuple[str, tuple[int, ...]]]:
    """The rows of a table of counts; of several levels the last is the label."""
    labels = table.index.get_level_values(-1)
    rows = table.to_numpy().tolist()
    return [
        (term(label), tuple(map(int, row))) for label, row in zip(labels, rows, strict=True)
    ]


def _shares(frame: pd.DataFrame) -> list[OutcomeShare]:
    return [
        OutcomeShare(
            label=str(row["outcome"]),
            n=int(row["n"]),
            of=int(row["of"]),
            words=percent(row["share"], of=row["of"]),
            interval=span(*(percent(row[end], of=row["of"]) for end in ("low", "high")))
            if row["of"]
            else "-",
            share=row["share"] if row["of"] else 0.0,
            low=row["low"] if row["of"] else 0.0,
            high=row["high"] if row["of"] else 0.0,
        )
        for row in frame.to_dict("records")
    ]


def shares_of(result: ChangeResult) -> tuple[OutcomeShare, ...]:
    """Outcomes of all assessable respondents."""
    return tuple(_shares(result.summary()))


def groups_of(result: ChangeResult) -> tuple[tuple[str, tuple[OutcomeShare, ...]], ...]:
    """Outcomes of the assessable respondents of each group, if there are groups."""
    parts = result.by_group().groupby("group", sort=False, dropna=False)
    return tuple(
        (say("grid.no_group") if pd.isna(name) else one_line(name), tuple(_shares(part)))
        for name, part in parts
    )

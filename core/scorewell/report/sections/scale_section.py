"""One scale of a study, as a section of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import term
from scorewell.report.figures.distribution import norm_words
from scorewell.report.figures.figure_list import Picture, change_pictures
from scorewell.report.formatting import one_line, range_words, scale_title
from scorewell.report.sections.scale_blocks import (
    Block,
    group_difference_block,
    uncertainty_blocks,
)
from scorewell.report.tables.display_table import DisplayTable, case_display, input_display
from scorewell.report.tables.frames import published_frame
from scorewell.report.text.follow_up import follow_up_words, scale_course
from scorewell.report.text.methods_section import scale_method_words
from scorewell.report.text.publication_table import (
    OutcomeShare,
    Rows,
    count_rows,
    groups_of,
    shares_of,
)
from scorewell.report.text.result_table import headline
from scorewell.report.text.sentences import (
    criterion_reason,
    cutoff_words,
    finding_notes,
    illustrative_words,
    limit_words,
)

if TYPE_CHECKING:
    from scorewell.report.references import References
    from scorewell.study.result import StudyResult


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
    criterion: str
    illustrative: str
    norm_sentence: str
    columns: tuple[str, ...]
    table: Rows
    shares: tuple[OutcomeShare, ...]
    groups: tuple[tuple[str, tuple[OutcomeShare, ...]], ...]
    pictures: tuple[Picture, ...]
    group_differences: Block | None
    uncertainty: tuple[Block, ...]
    inputs: DisplayTable
    cases: DisplayTable
    notes: tuple[str, ...]
    method: str


def scale_section(study: StudyResult, index: int, sources: References) -> ScaleSection:
    """The scale ``StudyResult.changes[index]`` as the page shows it."""
    result = study.changes[index]
    anchor = f"scale-{index + 1}"
    table = result.table() if result.cutoffs.value is not None else published_frame([result])
    precision = study.precision[index] if index < len(study.precision) else None
    return ScaleSection(
        anchor=anchor,
        title=scale_title(result),
        about=range_words(result.scale),
        n=result.n_assessable,
        headline=headline(result),
        sentence=" ".join(
            filter(
                None,
                (one_line(result.sentence()), follow_up_words(scale_course(study, result))),
            )
        ),
        limit=limit_words(result),
        cutoff=cutoff_words(result),
        criterion=criterion_reason(result),
        illustrative=illustrative_words(result),
        norm_sentence=norm_words(result),
        columns=tuple(term(name) for name in table.columns),
        table=count_rows(table),
        shares=shares_of(result),
        groups=groups_of(result),
        pictures=change_pictures(result, anchor=anchor),
        group_differences=group_difference_block(precision) if precision is not None else None,
        uncertainty=tuple(uncertainty_blocks(study, index, anchor=anchor)),
        inputs=input_display("scale.entered", result.inputs, sources.short),
        cases=case_display(result, file="change.csv"),
        notes=tuple(words for words, _ in finding_notes([result])),
        method=scale_method_words(result, sources),
    )

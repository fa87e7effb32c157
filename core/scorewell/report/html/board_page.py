"""A study as a page to send to a board: no ids, nothing about one person, no small counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    count_words,
    date_words,
    occasion_names,
    one_line,
    percent,
    scale_title,
    tool_name,
)
from scorewell.report.html.page import render_page
from scorewell.report.references import references
from scorewell.report.tables.frames import published_frame
from scorewell.report.text.board_counts import BoardMeasure, BoardOutcome, board_counts
from scorewell.report.text.methods_section import method_paragraphs
from scorewell.report.text.publication_table import Rows
from scorewell.report.text.result_table import (
    ResultRow,
    barrier_notes,
    group_title,
    lead_sentence,
    result_columns,
    share_cells,
)
from scorewell.report.text.sentences import cutoff_words, illustrative_words, limit_words

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


BOARD_FILE = "board.html"
"""The name of the page beside the report."""


@dataclass(frozen=True, kw_only=True)
class BoardSection:
    """One measure as the page shows it."""

    anchor: str
    title: str
    columns: tuple[str, ...]
    table: Rows
    limit: str
    cutoff: str
    illustrative: str


def board_page(study: StudyResult) -> str:
    """The form of a report that may leave the house: tables, rules, methods and references.

    Counts from 1 to below ``StudyResult.small_counts`` are hidden, with every count that gives
    one back. Figures with a mark for each person, extreme scores, findings and answers of
    single respondents are not in it.
    """
    counts = board_counts(study)
    measures = counts.measures
    timestamp = study.manifest.get("created")
    sources = references((*study.changes, *study.judgements, *study.growths))
    pre, post = occasion_names(study)
    return render_page(
        "board.html.j2",
        title=one_line(study.title),
        authors=[one_line(author) for author in study.authors],
        note=study.note.strip(),
        period=say("board.period", pre=pre, post=post),
        date=date_words(timestamp) if timestamp else "",
        tool=tool_name(study),
        lead=lead_sentence(study.changes, measures[0].marks if measures else None),
        rule_lines=[
            f"{one_line(rule.rule.title)}: {'; '.join(map(_outcome_words, outcomes))}."
            for rule, outcomes in zip(study.outcomes, counts.outcomes, strict=True)
        ],
        result_rows=[
            ResultRow(
                title=scale_title(measure.result),
                cells=share_cells(measure.counts, measure.marks),
                anchor=f"scale-{place}",
            )
            for place, measure in enumerate(measures, 1)
        ],
        group_rows=[
            ResultRow(
                title=f"{scale_title(measure.result)}, {_group_words(group.labels)}",
                cells=share_cells(group.counts, group.marks),
            )
            for measure in measures
            for group in measure.groups
        ],
        groups_open=True,
        board_file="",
        alert_line="",
        result_columns=result_columns(),
        result_notes=[
            say("result.reading"),
            *([say("board.marks", n=study.small_counts)] if counts.has_marks else []),
            *barrier_notes(study.changes),
            *filter(None, map(_missing_words, measures)),
        ],
        sections=[_section(measure, place) for place, measure in enumerate(measures, 1)],
        methods=method_paragraphs(
            study, sources, respondents=_respondent_words(measures) if measures else ""
        ),
        references=sources.texts,
        policy_words=say("board.small_counts", n=study.small_counts)
        if study.small_counts
        else say("board.all_counts"),
    )


def _section(measure: BoardMeasure, place: int) -> BoardSection:
    result = measure.result
    table = result.table() if measure.counts.classified else published_frame([result])
    rows = [term(label) for label in table.index.get_level_values(-1)]
    return BoardSection(
        anchor=f"scale-{place}",
        title=scale_title(result),
        columns=tuple(term(name) for name in table.columns),
        table=tuple((row, *cells) for row, cells in zip(rows, measure.cross, strict=True)),
        limit=limit_words(result),
        cutoff=cutoff_words(result),
        illustrative=illustrative_words(result),
    )


def _outcome_words(outcome: BoardOutcome) -> str:
    """One outcome of a rule, as ``Recovered: 12 of 40 assessable respondents (30%)``."""
    share = percent(outcome.share, of=int(outcome.of)) if outcome.share is not None else ""
    words = say(
        "board.outcome",
        outcome=capitalize_first(one_line(outcome.title)),
        n=outcome.n,
        of=outcome.of,
        among=term(one_line(outcome.among)),
    )
    words = f"{words} ({share})" if share else words
    if outcome.not_determined == "0":
        return words
    return f"{words}, {say('board.not_determined', n=outcome.not_determined)}"


def _group_words(labels: tuple[object, ...]) -> str:
    return group_title(labels[0]) if len(labels) == 1 else say("board.other_groups")


def _missing_words(measure: BoardMeasure) -> str:
    """Who was not judged on a measure, and why; empty where everybody was."""
    result, marks = measure.result, measure.marks
    reasons = {
        reason: marks.get(f"reason {reason}", "") or str(n)
        for reason, n in result.n_not_assessable.items()
    }
    missing = marks.get("not_judged", "") or str(result.n - result.n_assessable)
    if missing == "0":
        return ""
    parts = [
        say("result.reason", reason=term(reason), n=n)
        for reason, n in reasons.items()
        if n != "0"
    ]
    return say(
        "board.missing",
        title=scale_title(result),
        n=missing,
        whole=marks.get("respondents", "") or str(result.n),
        reasons="; ".join(parts),
    )


def _respondent_words(measures: tuple[BoardMeasure, ...]) -> str:
    """The number of respondents, or its mark, with its noun."""
    largest = max(measures, key=lambda measure: measure.counts.respondents)
    mark = largest.marks.get("respondents")
    if mark:
        return say("board.respondents", n=mark)
    return count_words(largest.counts.respondents, "respondent")

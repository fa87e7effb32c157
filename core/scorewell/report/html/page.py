"""A study as one page of HTML that needs no other file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorewell.i18n.catalog import current_language
from scorewell.i18n.messages import say
from scorewell.report.formatting import count_words, date_words, one_line, tool_name
from scorewell.report.outcome_order import OUTCOMES
from scorewell.report.references import references
from scorewell.report.rendering import fingerprint, render, source
from scorewell.report.sections.scale_section import scale_section
from scorewell.report.sections.trajectory import course_section
from scorewell.report.tables.data_rows import data_rows_display
from scorewell.report.tables.display_table import (
    DisplayTable,
    column_words,
    finding_display,
    record_display,
)
from scorewell.report.text.approaches import approach_paragraphs, approach_sections
from scorewell.report.text.follow_up import follow_up_lines
from scorewell.report.text.methods_section import method_paragraphs
from scorewell.report.text.outcome_rules import rule_line, rule_section
from scorewell.report.text.publication_table import published_table
from scorewell.report.text.result_table import (
    alert_line,
    group_rows,
    lead_sentence,
    result_columns,
    result_notes,
    result_rows,
)
from scorewell.report.text.sentences import finding_notes

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


_SCRIPT_WORDS = (
    "filter", "copy", "copied", "rows", "of", "previous", "next", "figure", "failed",
)  # fmt: skip


def html_report(result: StudyResult, *, alert_file: str = "", board_file: str = "") -> str:
    """A whole study as one page of HTML.

    Parameters
    ----------
    alert_file : str
        The page beside it that lists the answers to look at; empty if there is none.
    board_file : str
        The page beside it that may be sent to others; empty if there is none.

    Returns
    -------
    str
        A page with no address outside itself. Its one script (tables that can
        be sorted, filtered and copied, drawings that can be saved) is allowed
        by its hash; no other can run. What comes from data or definitions is
        escaped.
    """
    timestamp = result.manifest.get("created")
    sources = references((*result.changes, *result.judgements, *result.growths))
    sections = [scale_section(result, place, sources) for place in range(len(result.changes))]
    return render_page(
        "page.html.j2",
        title=one_line(result.title),
        authors=[one_line(author) for author in result.authors],
        note=result.note.strip(),
        date=date_words(timestamp) if timestamp else "",
        tool=tool_name(result),
        lead=lead_sentence(result.changes),
        rule_lines=[rule_line(outcome_result) for outcome_result in result.outcomes],
        result_rows=result_rows(result.changes),
        group_rows=group_rows(result.changes),
        groups_open=False,
        result_columns=result_columns(),
        result_notes=(*result_notes(result.changes), *follow_up_lines(result)),
        alert_line=alert_line(result.alerts),
        alert_file=alert_file,
        board_file=board_file,
        board_words=say("board.send" if result.small_counts else "board.send_all"),
        published=published_table(result.changes),
        sections=sections,
        courses=[
            course_section(course, anchor=f"course-{place}")
            for place, course in enumerate(result.courses, 1)
        ],
        approaches=approach_sections(result),
        rules=[rule_section(outcome_result) for outcome_result in result.outcomes],
        notes=finding_notes(result.changes),
        findings=finding_display(result.findings, file="findings.csv"),
        finding_count=count_words(len(result.findings), "finding"),
        data_rows=None
        if result.data_summary is None
        else data_rows_display(result.data_summary),
        row_count=count_words(len(result.scores), "row"),
        methods=[*method_paragraphs(result, sources), *approach_paragraphs(result, sources)],
        references=sources.texts,
        manifest=_manifest({k: v for k, v in result.manifest.items() if k != "rows"}),
    )


def render_page(template: str, **values: Any) -> str:
    """A page with its style sheet and its script, and a policy that allows these two only."""
    style, script = source("page.css"), source("page.js")
    policy = (
        f"default-src 'none'; style-src {fingerprint(style)}; "
        f"script-src {fingerprint(script)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    words: dict[str, object] = {key: say(f"script.{key}") for key in _SCRIPT_WORDS}
    words["decimal"] = say("language.decimal")
    words["outcomes"] = {say(f"outcome.{name}"): name for name in OUTCOMES}
    return render(
        template,
        style=style,
        script=script,
        policy=policy,
        script_words=json.dumps(words),
        tags=words["outcomes"],
        language=current_language().tag,
        **values,
    )


def _manifest(manifest: Mapping[str, Any]) -> list[DisplayTable]:
    """A manifest as tables: single values first, then one for each list or mapping."""
    single = {key: value for key, value in manifest.items() if not _composed(value)}
    tables = [record_display(say("made.run"), single)] if single else []
    return tables + [
        record_display(column_words(key), value)
        for key, value in manifest.items()
        if _composed(value) and value
    ]


def _composed(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple)

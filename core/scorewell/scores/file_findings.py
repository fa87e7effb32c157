"""Findings in a file that is scored: in memory as a study lists them, or in a stream."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError

if TYPE_CHECKING:
    import polars as pl

    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.columns.binding import Binding
    from scorewell.answers.layout.assemble import Assembled
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.definitions.model import Instrument
    from scorewell.registry.registry import Registry

_ROW = "scorewell:row"


def all_findings(
    layout: DataLayout,
    instrument: Instrument,
    registry: Registry,
    *,
    columns: Mapping[str, Any],
) -> pl.DataFrame:
    """Every finding in the files, as a study lists them."""
    from scorewell.answers.layout.assemble import assemble

    data = assemble(layout, readers=registry.plugins.readers)
    return data_findings(layout, instrument, data, data.bind(instrument, **columns))


def data_findings(
    layout: DataLayout, instrument: Instrument, data: Assembled, binding: Binding
) -> pl.DataFrame:
    """Every finding in rows that are assembled already."""
    from scorewell.answers.checks.answer_checks import answer_findings
    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.checks.skip_checks import contradiction_findings
    from scorewell.answers.layout.data_file import FILE, ID, OCCASION, ROW
    from scorewell.answers.values.encoding_parts import check_parts
    from scorewell.answers.values.label_languages import detect_languages, language_finding
    from scorewell.answers.values.value_labels import choice_number_findings, label_findings
    from scorewell.scores.form_doubts import count_doubts, doubts_about_items

    problems = Problems(layout.policies)
    problems.add_accepted_errors(instrument)
    problems.add_files(data.findings)
    problems.add_rows_left_out(data.rows_left_out)
    problems.add_rows(data.frame, layout)
    binding = detect_languages(data.frame, binding)
    problems.add_notes(instrument, language_finding(binding))
    problems.add_notes(instrument, label_findings(binding, data.labels))
    answers = answer_findings(data.frame, binding, keep=[FILE, ROW, ID, OCCASION])
    if not answers.is_empty():
        problems.add_notes(instrument, choice_number_findings(data.frame, binding))
    with suppress(DataError):  # scoring raises it
        problems.add_notes(instrument, check_parts(data.frame, binding))
    problems.add_answers(instrument, answers)
    contradictions = contradiction_findings(data.frame, binding, keep=[FILE, ROW, ID, OCCASION])
    problems.add_answers(instrument, contradictions)
    problems.add_lines(instrument, binding, data.lines)
    doubts = doubts_about_items(instrument, count_doubts(data.frame, binding))
    problems.add_doubts(instrument, doubts)
    return problems.frame()


def add_row_findings(
    problems: Problems,
    file_name: str,
    excluded: pl.DataFrame | None,
    odd_ids: pl.DataFrame | None,
) -> None:
    """Add rows that a stream leaves out, or scores in spite of their id."""
    import polars as pl

    from scorewell.answers.layout.data_file import FILE, ID, OCCASION

    columns = {FILE: pl.lit(file_name), ID: pl.col("value"), OCCASION: pl.lit(None, pl.String)}
    if excluded is not None:
        problems.add_rows_left_out([excluded.with_columns(**columns)])
    if odd_ids is not None:
        problems.add_odd_ids(odd_ids.with_columns(**columns))

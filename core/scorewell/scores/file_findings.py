"""Findings in a file that is scored: in memory as a study lists them, or in a stream."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
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
    from scorewell.scores.score_table import ScoreRequest

_ROW = "scorewell:row"


def outside_findings(
    request: ScoreRequest, registry: Registry, counts: Mapping[str, int]
) -> pl.DataFrame:
    """A finding for each scale with scores outside its range."""
    from scorewell.answers.checks.findings import Problems

    problems = Problems(request.layout.policies)
    plugins = {name: m.plugin for name, m in registry.plugins.scoring_methods.items()}
    problems.add_outside_scores(request.instrument, counts, plugins)
    return problems.frame()


def file_findings(request: ScoreRequest, registry: Registry) -> pl.DataFrame:
    """Every finding in the file; of a large one about answers, and rows of totals and tests."""
    if request.is_large():
        return _streamed_findings(request, registry)
    return all_findings(request.layout, request.instrument, registry, columns=request.columns)


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


def _streamed_findings(request: ScoreRequest, registry: Registry) -> pl.DataFrame:
    """Findings about answers, and rows that are no respondent, of a large file in a stream."""
    import polars as pl

    from scorewell.answers.checks.answer_checks import answer_findings
    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.checks.skip_checks import contradiction_findings
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.files.open import open_table
    from scorewell.answers.layout.data_file import place_columns
    from scorewell.answers.layout.rows_left_out import rows_to_exclude, rows_with_odd_ids
    from scorewell.answers.values.frames import column_names
    from scorewell.answers.values.label_languages import detect_languages
    from scorewell.scores.form_doubts import count_doubts, doubts_about_items

    path, options = request.file.path, replace(request.file.read, text=True)
    table = open_table(path, options, readers=registry.plugins.readers)
    names = column_names(table.frame)
    binding = bind(names, request.instrument, **request.columns)
    problems = Problems(request.layout.policies)
    id_column, occasion = place_columns(names, table, request.layout, path.name)
    if id_column:
        excluded = rows_to_exclude(
            table.frame, id_column, occasion, test_entries=request.layout.exclude_test_entries
        )
        odd_ids = rows_with_odd_ids(table.frame, id_column)
        odd_ids = odd_ids.join(excluded, on=_ROW, how="anti")
        add_row_findings(problems, path.name, excluded, odd_ids)
    for findings in (
        answer_findings(table.frame, binding),
        contradiction_findings(table.frame, detect_languages(table.frame, binding)),
    ):
        problems.add_answers(request.instrument, findings.with_columns(file=pl.lit(path.name)))
    counts = count_doubts(table.frame, binding)
    unclear = doubts_about_items(request.instrument, counts)
    problems.add_doubts(request.instrument, unclear)
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

"""Answer sheets of any shape: their findings, and their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from scorewell.answers.columns.binding import Binding
    from scorewell.answers.layout.assemble import Assembled
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.definitions.model import Instrument
    from scorewell.errors import Finding
    from scorewell.registry.contracts.files import ReadOptions
    from scorewell.registry.registry import Registry


def all_findings(
    layout: DataLayout, instrument: Instrument, known: Registry, *, bound: Mapping[str, Any]
) -> pl.DataFrame:
    """Every finding in the files of a layout, as a study tells them."""
    from scorewell.answers.layout.assemble import assemble

    data = assemble(layout, readers=known.plugins.readers)
    return _table(layout, instrument, data, data.bind(instrument, **bound))


def streamed_findings(
    path: Path,
    options: ReadOptions,
    instrument: Instrument,
    known: Registry,
    *,
    bound: Mapping[str, Any],
) -> pl.DataFrame:
    """The answers of a large file that are not allowed, found in a stream."""
    import polars as pl

    from scorewell.answers.checks.answer_checks import answer_findings
    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.files.open import open_table
    from scorewell.answers.values.frames import column_names

    table = open_table(path, replace(options, text=True), readers=known.plugins.readers)
    binding = bind(column_names(table.frame), instrument, **bound)
    found = answer_findings(table.frame, binding)
    problems = Problems()
    problems.add_answers(instrument, found.with_columns(file=pl.lit(path.name)))
    return problems.frame()


def file_findings(found: Sequence[Finding]) -> pl.DataFrame:
    """What was noteworthy in the form of a file, as a study tells it."""
    from scorewell.answers.checks.findings import Problems

    problems = Problems()
    problems.add_files(found)
    return problems.frame()


def _table(
    layout: DataLayout, instrument: Instrument, data: Assembled, binding: Binding
) -> pl.DataFrame:
    from scorewell.answers.checks.answer_checks import answer_findings
    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.layout.data_file import (
        FILE,
        ID,
        OCCASION,
        ROW,
    )
    from scorewell.answers.values.label_languages import detect_languages, language_finding

    problems = Problems()
    problems.add_files(data.findings)
    problems.add_rows(data.frame, layout)
    binding = detect_languages(data.frame, binding)
    problems.add_notes(instrument, language_finding(binding))
    problems.add_answers(
        instrument, answer_findings(data.frame, binding, keep=[FILE, ROW, ID, OCCASION])
    )
    problems.add_lines(instrument, binding, data.lines)
    return problems.frame()


def score_shaped(
    layout: DataLayout,
    instrument: Instrument,
    known: Registry,
    void: pl.DataFrame | None,
    *,
    bound: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Arrange the rows of a file and score them.

    Returns
    -------
    findings : polars.DataFrame
        Every finding.
    scores : polars.DataFrame
        ``id`` and ``occasion``, the columns without an item, and the scores.
    """
    import polars as pl

    from scorewell.answers.layout.assemble import assemble
    from scorewell.answers.layout.data_file import (
        GROUP,
        ID,
        OCCASION,
        ROW,
        TIME,
    )
    from scorewell.answers.values.encoding_check import check_labels
    from scorewell.scores.null_scores import without_scores
    from scorewell.scores.score import score

    data = assemble(layout, readers=known.plugins.readers)
    binding = data.bind(instrument, **bound)
    check_labels(binding, data.labels)
    keep = wanted["keep"] or [
        name for name in data.columns if name not in binding.answer_columns
    ]
    own = {ID: "id", OCCASION: "occasion"}
    keep = [name for name in keep if name not in own.values()]
    options = {name: each for name, each in wanted.items() if name != "keep"}
    scored = score(
        data.frame,
        binding,
        methods=known.plugins.scoring_methods,
        keep=[ROW, *own, *keep],
        **options,
    )
    if void is not None:
        cells = void.select(
            pl.col("row").cast(pl.UInt32).alias(ROW),
            pl.col("occasion").cast(pl.String).alias(OCCASION),
            "item",
        )
        by = [ROW, OCCASION]
        scored = without_scores(scored.lazy(), instrument, cells, by=by).collect()
    unused = [name for name in (ROW, TIME, GROUP) if name in scored.columns]
    return _table(layout, instrument, data, binding), scored.drop(unused).rename(own)

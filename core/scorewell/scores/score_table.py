"""A file of answers to scores and findings, both from one reading of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.scores.file_findings import add_row_findings, all_findings, data_findings

if TYPE_CHECKING:
    import polars as pl

    from scorewell.answers.checks.data_summary import DataSummary
    from scorewell.answers.columns.binding import Binding
    from scorewell.answers.layout.assemble import Assembled
    from scorewell.answers.layout.layout import DataFile, DataLayout
    from scorewell.definitions.model import Instrument
    from scorewell.errors import Finding
    from scorewell.registry.contracts.files import ReadOptions, Table
    from scorewell.registry.registry import Registry
    from scorewell.scores.score_file import FileReport


SMALL = 1 << 23
"""Files up to this size are always read into memory, and all their findings are listed."""

LARGE = 1 << 28
"""In files above this size findings are looked for in a stream, and only in answers."""

_ROW = "scorewell:row"


@dataclass(frozen=True, kw_only=True)
class ScoreRequest:
    """One file of answers to score, and how.

    Attributes
    ----------
    instrument : Instrument
        The instrument.
    layout : DataLayout
        The file, how it is arranged, and the policies for findings.
    columns : mapping of str to Any
        Options of :func:`scorewell.answers.columns.bind.bind`.
    over_answers : bool
        Whether a missing code may be an answer of the coding.
    keep : sequence of str or None
        Columns that come along; every column without an item if None.
    scales : sequence of str or None
        The scales to score; all if None.
    detail : bool
        Whether counts, reasons, bands and alerts come out, too.
    norms : sequence of str
        Norms beside which scores are set.
    strict : bool
        Whether nothing is scored where an answer is not allowed.
    list_findings : bool
        Whether every finding is wanted, also of a file that is streamed.
    output : pathlib.Path or None
        The file for the scores; None returns them.
    overwrite, keep_formulas : bool
        As for :func:`scorewell.answers.files.write.sink`.
    """

    instrument: Instrument
    layout: DataLayout
    columns: Mapping[str, Any] = field(default_factory=dict)
    over_answers: bool = False
    keep: Sequence[str] | None = None
    scales: Sequence[str] | None = None
    detail: bool = True
    norms: Sequence[str] = ()
    strict: bool = False
    list_findings: bool = False
    output: Path | None = None
    overwrite: bool = False
    keep_formulas: bool = False

    @property
    def file(self) -> DataFile:
        """The data file."""
        (file,) = self.layout.files
        return file

    @property
    def scoring(self) -> dict[str, Any]:
        """The options of :func:`scorewell.scores.score.score`."""
        return {"scales": self.scales, "detail": self.detail, "norms": self.norms}

    def in_memory(self) -> bool:
        """Whether the file is read into memory, not scored in a stream."""
        if self.file.rearranged:
            return True
        size = self.file.path.stat().st_size if self.file.path.is_file() else 0
        return size <= (LARGE if self.strict or self.layout.policies else SMALL)

    def is_large(self) -> bool:
        """Whether rows are not compared with one another, to find what is odd in them."""
        return not self.file.rearranged and self.file.path.stat().st_size > LARGE

    def refuses(self, findings: pl.DataFrame) -> bool:
        """Whether there is a finding at which to stop."""
        from scorewell.answers.checks.policies import NOTES, kinds_with

        kinds = set(findings["kind"])
        errors = set(kinds_with(self.layout.policies, "error"))
        return bool(kinds & errors) or (self.strict and bool(kinds - NOTES))

    def void_answers(self, findings: pl.DataFrame) -> pl.DataFrame | None:
        """The answers behind which no score is given; None if there are none."""
        import polars as pl

        from scorewell.answers.checks.policies import kinds_with

        kinds = kinds_with(self.layout.policies, "null-score")
        answers = findings.filter(pl.col("kind").is_in(list(kinds)))
        return None if answers.is_empty() else answers.select("row", "item", "occasion")


@dataclass(frozen=True, kw_only=True)
class ScoreTable:
    """The scores of a file, with everything noteworthy in it.

    Attributes
    ----------
    findings : polars.DataFrame or None
        The findings; None where a file was streamed and none was looked for.
    scores : polars.DataFrame or None
        The scores; None where they are in a file, or nothing was scored.
    rows : int
        How many rows were scored.
    apostrophes : int
        How many values got an apostrophe in front, so that no spreadsheet
        program takes them for formulas.
    notes : tuple of Finding
        What is worth a note in a file without findings.
    is_refused : bool
        Whether nothing was scored, because of a finding.
    data_summary : DataSummary or None
        Where the rows of the file went, and which cells were read as something else.
    rows_compared : bool
        Whether rows were compared with one another, to find second rows of a respondent, ids
        that differ in their spelling, and dates out of order.
    """

    findings: pl.DataFrame | None
    scores: pl.DataFrame | None = None
    rows: int = 0
    apostrophes: int = 0
    notes: tuple[Finding, ...] = ()
    is_refused: bool = False
    data_summary: DataSummary | None = None
    rows_compared: bool = True


def score_table(request: ScoreRequest, registry: Registry) -> ScoreTable:
    """Score a file and list its findings.

    The file is read once: into memory, or, where it is large and goes into another file, once
    at its beginning and once in a stream. Only a large file that turns out to have answers that
    are not allowed is read again, to list them.

    Raises
    ------
    DataError
        If the file or its columns are not as they should be.
    """
    if request.output is None or request.in_memory():
        return _score_in_memory(request, registry)
    return _score_in_stream(request, registry, request.output)


def _score_in_memory(request: ScoreRequest, registry: Registry) -> ScoreTable:
    import polars as pl

    from scorewell.answers.checks.data_summary import count_replacements, data_summary
    from scorewell.answers.checks.missing_code_check import refuse_answers_as_missing
    from scorewell.answers.files.open import load_table
    from scorewell.answers.files.write import sink
    from scorewell.answers.layout.assemble import assemble
    from scorewell.answers.layout.data_file import ROW
    from scorewell.answers.values.encoding_check import check_labels
    from scorewell.scores.outside_range import count_outside

    plugins, file = registry.plugins, request.file
    contents = load_table(file.path, file.read, readers=plugins.readers)
    data = assemble(request.layout, readers=plugins.readers, tables=[contents])
    binding = data.bind(request.instrument, **request.columns)
    if not request.over_answers:
        refuse_answers_as_missing(data.frame, binding)
    check_labels(binding, data.labels)
    findings = data_findings(request.layout, request.instrument, data, binding)
    if request.refuses(findings):
        return ScoreTable(findings=findings, is_refused=True)
    if file.rearranged:
        scores = _score_arranged(request, registry, data, binding, findings)
    else:
        scores = _score_rows(request, registry, contents.frame, binding, findings)
        rows_left_out = [row - 1 for rows in data.rows_left_out for row in rows[ROW]]
        if rows_left_out:
            scores = scores.filter(pl.int_range(pl.len()).is_in(rows_left_out).not_())
    outside = _outside_findings(request, registry, count_outside(scores, request.instrument))
    findings = pl.concat([findings, outside])
    summary = data_summary(
        data, request.layout, count_replacements(data.frame, binding, data.lines)
    )
    if request.output is None:
        return ScoreTable(
            findings=findings, scores=scores, rows=scores.height, data_summary=summary
        )
    apostrophes = sink(
        scores.lazy(), request.output, overwrite=request.overwrite, writers=plugins.writers,
        keep_formulas=request.keep_formulas, inputs=[file.path],
    )  # fmt: skip
    return ScoreTable(
        findings=findings, rows=scores.height, apostrophes=apostrophes, data_summary=summary
    )


def _score_rows(
    request: ScoreRequest,
    registry: Registry,
    frame: pl.DataFrame,
    binding: Binding,
    findings: pl.DataFrame,
) -> pl.DataFrame:
    """Score the rows of a file as they stand."""
    import polars as pl

    from scorewell.scores.null_scores import without_scores
    from scorewell.scores.score import score

    methods = registry.plugins.scoring_methods
    items = set(binding.columns.values()) - set(request.keep or ())
    frame = _as_numbers(frame, [name for name in frame.columns if name in items])
    scores: pl.DataFrame = score(
        frame, binding, methods=methods, keep=request.keep, **request.scoring
    )
    void = request.void_answers(findings)
    if void is None:
        return scores
    cells = void.select(pl.col("row").cast(pl.UInt32).alias(_ROW), "item")
    rows = scores.lazy().with_row_index(_ROW, offset=1)
    rows_left = without_scores(rows, request.instrument, cells, by=[_ROW])
    return rows_left.drop(_ROW).collect()


def _as_numbers(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The frame with columns of text as numbers where each value is a whole one: faster."""
    import polars as pl

    texts = [name for name in columns if frame.schema[name] == pl.String]
    numbers = frame.select(pl.col(texts).cast(pl.Int16, strict=False))
    whole = [name for name in texts if numbers[name].null_count() == frame[name].null_count()]
    return frame.with_columns(numbers.select(whole))


def _score_arranged(
    request: ScoreRequest,
    registry: Registry,
    data: Assembled,
    binding: Binding,
    findings: pl.DataFrame,
) -> pl.DataFrame:
    """Score one row per respondent and occasion: ``id``, ``occasion``, kept columns, scores."""
    import polars as pl

    from scorewell.answers.layout.data_file import GROUP, ID, OCCASION, ROW, TIME
    from scorewell.scores.null_scores import without_scores
    from scorewell.scores.score import score

    names = {ID: "id", OCCASION: "occasion"}
    keep = request.keep or [name for name in data.columns if name not in binding.answer_columns]
    keep = [ROW, *names, *(name for name in keep if name not in names.values())]
    methods = registry.plugins.scoring_methods
    scores: pl.DataFrame = score(
        data.frame, binding, methods=methods, keep=keep, **request.scoring
    )
    void = request.void_answers(findings)
    if void is not None:
        cells = void.select(
            pl.col("row").cast(pl.UInt32).alias(ROW),
            pl.col("occasion").cast(pl.String).alias(OCCASION),
            "item",
        )
        by = [ROW, OCCASION]
        scores = without_scores(scores.lazy(), request.instrument, cells, by=by).collect()
    internal = [name for name in (ROW, TIME, GROUP) if name in scores.columns]
    return scores.drop(internal).rename(names)


def _score_in_stream(request: ScoreRequest, registry: Registry, output: Path) -> ScoreTable:
    import polars as pl

    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.checks.missing_code_check import refuse_answers_as_missing
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.files.open import open_table
    from scorewell.answers.layout.data_file import place_columns
    from scorewell.answers.values.encoding_check import check_labels
    from scorewell.answers.values.frames import column_names
    from scorewell.answers.values.value_labels import label_findings
    from scorewell.scores.form_doubts import doubts_about_items
    from scorewell.scores.score_file import score_file

    plugins, file = registry.plugins, request.file
    findings = void = None
    if request.strict or request.layout.policies:
        findings = file_findings(request, registry)
        if request.refuses(findings):
            return ScoreTable(findings=findings, is_refused=True)
        void = request.void_answers(findings)
    table = open_table(file.path, file.read, readers=plugins.readers)
    names = column_names(table.frame)
    binding = bind(names, request.instrument, **request.columns)
    if binding.missing_codes and not request.over_answers:
        texts = replace(file.read, text=True)
        answers = open_table(file.path, texts, readers=plugins.readers).frame
        refuse_answers_as_missing(answers, binding)
    check_labels(binding, table.labels)
    id_column, occasion = place_columns(names, table, request.layout, file.path.name)
    report = score_file(
        file.path, output, binding, methods=plugins.scoring_methods, keep=request.keep,
        overwrite=request.overwrite, void=void, options=file.read, readers=plugins.readers,
        writers=plugins.writers, keep_formulas=request.keep_formulas, table=table,
        id_column=id_column, occasion_column=occasion,
        exclude_test_entries=request.layout.exclude_test_entries, **request.scoring,
    )  # fmt: skip
    notes = (*report.findings, *label_findings(binding, table.labels, file.path.name))
    if findings is None and (report.invalid or report.contradicted or request.list_findings):
        findings = file_findings(request, registry)
    rows_compared = findings is not None and not request.is_large()
    if findings is None:
        problems = Problems(request.layout.policies)
        rows = (report.excluded, report.odd_ids)
        has_findings = any(finding.severity != "note" for finding in notes)
        if has_findings or any(part is not None for part in rows):
            problems.add_files(notes)
        add_row_findings(problems, file.path.name, *rows)
        unclear = doubts_about_items(request.instrument, report.doubts)
        problems.add_doubts(request.instrument, unclear)
        frame = problems.frame()
        findings = None if frame.is_empty() else frame
    if report.outside:
        outside = _outside_findings(request, registry, report.outside)
        findings = outside if findings is None else pl.concat([findings, outside])
    return ScoreTable(
        findings=findings,
        rows=report.rows,
        apostrophes=report.apostrophes,
        notes=notes if findings is None else (),
        data_summary=_stream_summary(report, file.title),
        rows_compared=rows_compared,
    )


def _stream_summary(report: FileReport, file_name: str) -> DataSummary:
    """Where the rows of a file went that was scored in a stream."""
    from scorewell.answers.checks.data_summary import DataSummary
    from scorewell.answers.layout.rows_left_out import FileRows

    counts: dict[str, int] = {}
    if report.excluded is not None:
        counts = dict(report.excluded["kind"].value_counts(sort=True).iter_rows())
    file_rows = FileRows(
        file=file_name, total=report.rows + sum(counts.values()), excluded=counts,
        included=report.rows, sheets=report.rows,
    )  # fmt: skip
    return DataSummary(
        files=(file_rows,), compared=report.rows, respondents=None,
        replacements=report.replacements,
    )  # fmt: skip


def _outside_findings(
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


def load_answers(
    path: Path,
    options: ReadOptions,
    instrument: Instrument,
    registry: Registry,
    *,
    columns: Mapping[str, Any],
) -> tuple[pl.DataFrame, Table]:
    """The rows of a file, and what it says about itself.

    Raises
    ------
    DataError
        If the file cannot be read, or its value labels say that its codes mean other answers.
    """
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.files.open import load_table
    from scorewell.answers.values.encoding_check import check_labels

    contents = load_table(path, options, readers=registry.plugins.readers)
    if contents.table.labels:
        binding = bind(contents.frame.columns, instrument, **columns)
        check_labels(binding, contents.table.labels)
    return contents.frame, contents.table

"""Scoring a file into a file, in a stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from scorewell.answers.checks.data_summary import (
    Replacement,
    make_replacements,
    replacement_counts,
)
from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.binding import Binding
from scorewell.answers.files.charset import Charset
from scorewell.answers.files.delimited_text import collect_in_stream, retry_options
from scorewell.answers.files.dialect_sniffer import placeholder_name
from scorewell.answers.files.open import PLUGIN_FINDINGS, find_reader, open_table, reading_error
from scorewell.answers.files.restore_formulas import FormulaEscaper
from scorewell.answers.files.write import find_writer, write_frame
from scorewell.answers.layout.data_file import ROW
from scorewell.answers.layout.rows_left_out import (
    is_summary_word,
    is_test_entry,
    rows_to_exclude,
    rows_with_odd_ids,
)
from scorewell.answers.values.encoding_check import check_encoding, first_rows
from scorewell.answers.values.encoding_parts import check_parts, count_decided_parts
from scorewell.answers.values.frames import column_names
from scorewell.answers.values.label_languages import detect_languages, language_finding
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding, PluginError
from scorewell.io.atomic_write import atomic_write
from scorewell.io.formula_injection import escape_formula
from scorewell.registry.contracts import ScoringMethod
from scorewell.registry.contracts.files import Reader, ReadOptions, Table, Writer
from scorewell.scores.null_scores import without_scores
from scorewell.scores.output_columns import check_clash, invalid_name, output_names
from scorewell.scores.outputs import doubts
from scorewell.scores.outside_range import outside_counts
from scorewell.scores.pipeline import apply_plan, method_error
from scorewell.scores.plan import Plan, compile_plan
from scorewell.scores.score import columns_to_keep

_FIRST = 1000


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What happened to a file.

    Attributes
    ----------
    rows : int
        How many rows were scored.
    invalid : int
        How many answers were not allowed and taken as missing.
    as_text : bool
        Whether some columns of items had to be read as text, because a value
        that should be a number is none.
    findings : tuple of Finding
        What was noteworthy in the form of the file.
    apostrophes : int
        How many values got an apostrophe in front, so that no spreadsheet
        program takes them for formulas.
    outside : mapping of str to int
        How many scores of a scale lie outside its range, where there are any.
    contradicted : int
        How many answers contradict a skip.
    doubts : tuple of int
        The sums of :func:`~scorewell.scores.form_doubts.doubt_flags`.
    excluded : polars.DataFrame or None
        Rows that were left out, with their problem; None if there are none.
    odd_ids : polars.DataFrame or None
        Rows that were scored although their id is a word for a row of totals or for trying a
        form; None if there are none.
    replacements : tuple of Replacement
        Columns, codes and missing codes that were applied, with the cells that they concern.
    """

    rows: int
    invalid: int
    as_text: bool
    findings: tuple[Finding, ...] = ()
    apostrophes: int = 0
    outside: Mapping[str, int] = field(default_factory=dict)
    contradicted: int = 0
    doubts: tuple[int, ...] = ()
    excluded: pl.DataFrame | None = None
    odd_ids: pl.DataFrame | None = None
    replacements: tuple[Replacement, ...] = ()


def score_file(
    source: str | Path,
    target: str | Path,
    binding: Binding | Instrument,
    *,
    methods: Mapping[str, ScoringMethod],
    keep: Sequence[str] | None = None,
    scales: Sequence[str] | None = None,
    detail: bool = True,
    norms: Sequence[str] = (),
    overwrite: bool = False,
    void: pl.DataFrame | None = None,
    options: ReadOptions = ReadOptions(),
    readers: Mapping[str, Reader] | None = None,
    writers: Mapping[str, Writer] | None = None,
    keep_formulas: bool = False,
    table: Table | None = None,
    id_column: str = "",
    occasion_column: str = "",
    exclude_test_entries: bool = False,
) -> FileReport:
    """Score a file into another, in a stream and in flat memory where the formats stream.

    Parameters
    ----------
    source, target : path
        Files of any format that a reader and a writer take. The target
        appears whole or not at all.
    binding : Binding or Instrument
        Which column holds which item; with an instrument the columns are
        found by name.
    methods, keep, scales, detail, norms
        As for :func:`scorewell.scores.score.score`. Columns that are kept from a
        text file stay text; one without a name and without a value is only
        kept if ``keep`` names it.
    void : polars.DataFrame, optional
        Answers, as ``row`` (from 1) and ``item``, behind which no score is
        given.
    readers, writers : mapping, optional
        The formats there are, by name; all installed ones, if not given.
    keep_formulas : bool, optional
        Whether text that a spreadsheet program would take for a formula goes
        into text files as it is, instead of with an apostrophe in front.
    table : Table, optional
        The source, where it was opened with these options before.
    id_column, occasion_column : str, optional
        Columns of the respondent and of the occasion, by which rows of totals and test entries
        are found; not looked for without the first.
    exclude_test_entries : bool, optional
        Whether test entries are left out.
    """
    source, target = Path(source), Path(target)
    reader = find_reader(source, options, readers=readers)
    readers_by_name = {reader.name: reader}
    table = table or open_table(source, options, readers=readers_by_name)
    names = column_names(table.frame)
    if isinstance(binding, Instrument):
        binding = bind(names, binding)
    plan = compile_plan(binding, methods=methods, scales=scales, detail=detail, norms=norms)
    kept_columns = columns_to_keep(names, binding, keep)
    check_clash(plan, kept_columns)
    blank = _blank(table.frame, kept_columns) if keep is None else ()
    writer = find_writer(target, writers=writers)
    with atomic_write(target, overwrite=overwrite, inputs=[source]) as part:
        work = _Work(
            source, part, reader, writer, plan, kept_columns, void, keep_formulas, blank,
            id_column, occasion_column, exclude_test_entries,
        )  # fmt: skip
        try:
            report = work.run_as_possible(options)
        except Exception as error:  # a method may raise anything
            failure = method_error(plan, error)
            if failure is None:
                raise
            raise failure from error
    plugins = [entry for entry in table.findings if entry.code in PLUGIN_FINDINGS]
    return replace(report, findings=(*plugins, *report.findings)) if plugins else report


def _blank(frame: pl.LazyFrame, kept_columns: Sequence[str]) -> tuple[str, ...]:
    """Columns without a name that begin empty, as separators at the ends of lines make them."""
    names = enumerate(frame.collect_schema().names())
    nameless = [n for place, n in names if n == placeholder_name(place) and n in kept_columns]
    if not nameless:
        return ()
    try:
        head = frame.select(nameless).head(_FIRST).collect()
    except pl.exceptions.PolarsError:  # told when the file is read
        return ()
    return tuple(name for name in head.columns if head[name].null_count() == head.height)


@dataclass(frozen=True)
class _Work:
    """One file to score into another."""

    source: Path
    part: Path
    reader: Reader
    writer: Writer
    plan: Plan
    kept_columns: Sequence[str]
    void: pl.DataFrame | None
    keep_formulas: bool
    blank: tuple[str, ...] = ()
    id_column: str = ""
    occasion_column: str = ""
    exclude_test_entries: bool = False
    excluded: pl.DataFrame | None = None

    def run_as_possible(self, options: ReadOptions) -> FileReport:
        """Read small numbers, then any, then numbers where all of a column are, then text."""
        usual = replace(options, numbers=set(self.plan.binding.columns.values()))
        ways = [usual]
        if self.reader.guesses:
            small, checked_options = (
                replace(usual, bits=self._bits()),
                replace(usual, checked=True),
            )
            ways = [small, usual, checked_options, replace(options, text=True)]
        failure: Exception | None = None
        for way in ways:
            try:
                table = open_table(self.source, way, readers={self.reader.name: self.reader})
                work = self._in_languages(table, way)
                work._check_encoding(table)
                return work._run(table, as_text=way.checked or way.text)
            except (pl.exceptions.PolarsError, DataError, PluginError) as error:
                if isinstance(error, DataError | PluginError) and error.__cause__ is None:
                    raise
                failure = error
        again = failure and retry_options(self.source, options, failure, reader=self.reader)
        if again:
            report = self.run_as_possible(again)
            encoding_findings = Charset(name=again.encoding).findings(self.source)
            return replace(report, findings=(*encoding_findings, *report.findings))
        if isinstance(failure, DataError | PluginError):
            raise failure
        plugin_failure = method_error(self.plan, failure)
        raise plugin_failure or reading_error(self.source, failure, self.reader) from failure

    def _in_languages(self, table: Table, way: ReadOptions) -> _Work:
        """The same with the languages of the labels; read only where columns hold text."""
        binding = self.plan.binding
        texts = {
            column
            for column, dtype in table.frame.collect_schema().items()
            if not dtype.is_numeric()
        }
        if not any(
            binding.instrument.item(item).coding.translations and column in texts
            for item, column in binding.columns.items()
        ):
            return self
        if self.reader.guesses and not way.text:  # a column of numbers may end in labels
            way = replace(way, text=True)
            table = open_table(self.source, way, readers={self.reader.name: self.reader})
        languages = detect_languages(table.frame, binding)
        return replace(self, plan=replace(self.plan, binding=languages))

    def _check_encoding(self, table: Table) -> None:
        """Refuse a file in another encoding, or the part of it that contradicts the rest."""
        try:
            check_encoding(table.frame, self.plan.binding, first=table.first)
        except DataError:
            check_parts(table.frame, self.plan.binding)
            raise

    def _bits(self) -> int:
        """How many bits any number takes that means something here."""
        codes = map(self.plan.binding.encoding, self.plan.binding.columns)
        largest = max(
            abs(number)
            for code in codes
            for number in (0, *code.numbers, *code.missing_numbers, *code.absent_numbers)
        )
        return next((bits for bits in (8, 16) if largest < 2 ** (bits - 1)), 64)

    def _run(self, table: Table, *, as_text: bool) -> FileReport:
        plan, binding = self.plan, self.plan.binding
        schema = table.frame.collect_schema()
        replacements = replacement_counts(schema, binding)
        id_counts = self._id_counts(schema)
        columns = [*binding.columns.values()] if replacements else []
        columns += [self.id_column] if id_counts else []
        more = [name for name in dict.fromkeys(columns) if name not in self.kept_columns]
        scores: pl.LazyFrame = apply_plan(
            plan, table.frame, keep=[*self.kept_columns, *more], count_invalid=True
        )
        if self.void is not None and not self.void.is_empty():
            scores = self._without(scores, self.void)
        if self.excluded is not None:
            numbers = self.excluded[ROW].implode()
            rows_left = scores.with_row_index(ROW, offset=1).filter(~pl.col(ROW).is_in(numbers))
            scores = rows_left.drop(ROW)
        scale_ids, outside_exprs = outside_counts(plan.instrument, output_names(plan))
        doubt_names = list(doubts(plan))
        decided = count_decided_parts(first_rows(table.frame, table.first), binding)
        part_names = [name for name in decided if name in self.kept_columns]
        counts = {
            "rows": [pl.len()],
            "invalid": [pl.col(invalid_name(plan)).cast(pl.Int64).sum()],
            "outside": outside_exprs,
            "doubts": [pl.col(name).cast(pl.Int64).sum() for name in doubt_names],
            "parts": [pl.col(name).drop_nulls().n_unique() for name in part_names],
            "blank": [pl.col(name).count() for name in self.blank],
            "ids": id_counts,
            "cells": [count for _, count in replacements],
        }
        harmless = FormulaEscaper()
        values = self._write_and_count(
            scores, table, harmless, counts, can_reread=not (more or doubt_names)
        )
        blank = tuple(n for n, k in zip(self.blank, values["blank"], strict=True) if not k)
        if blank != self.blank:  # not empty after all, further down
            return replace(self, blank=blank)._run(table, as_text=as_text)
        if self.excluded is None and self._has_rows_to_exclude(values["ids"]):
            excluded = rows_to_exclude(
                table.frame, self.id_column, self.occasion_column,
                test_entries=self.exclude_test_entries,
            )  # fmt: skip
            if not excluded.is_empty():
                return replace(self, excluded=excluded)._run(table, as_text=as_text)
        ((rows,), (invalid,)) = values["rows"], values["invalid"]
        n_doubts = values["doubts"]
        contradicted = n_doubts.pop(0) if plan.instrument.skips else 0
        notes: tuple[Finding, ...] = ()
        if invalid or dict(zip(part_names, values["parts"], strict=True)) != decided:
            notes = check_parts(table.frame, binding)
        findings = (*table.findings, *language_finding(binding, self.source.name), *notes)
        outside = zip(scale_ids, values["outside"], strict=True)
        cells = zip((key for key, _ in replacements), values["cells"], strict=True)
        return FileReport(
            rows=rows,
            invalid=invalid,
            as_text=as_text,
            findings=findings,
            apostrophes=harmless.changed,
            outside={name: n for name, n in outside if n},
            contradicted=contradicted,
            doubts=tuple(n_doubts),
            excluded=self.excluded,
            odd_ids=self._odd_ids(table) if any(values["ids"]) else None,
            replacements=make_replacements(cells, binding),
        )

    def _write_and_count(
        self,
        scores: pl.LazyFrame,
        table: Table,
        harmless: FormulaEscaper,
        counts: Mapping[str, Sequence[pl.Expr]],
        *,
        can_reread: bool,
    ) -> dict[str, list[int]]:
        """Write the scores, and count in the same pass; what is counted by name."""
        columns = [
            expression.alias(f"{name} {place}")
            for name, expressions in counts.items()
            for place, expression in enumerate(expressions)
        ]
        if self.writer.sink is None:
            frame = collect_in_stream([scores])[0]
            output = self._harmless(frame.lazy(), table, harmless)
            write_frame(output, self.part, self.writer, keep_formulas=True)
            numbers = frame.select(columns)
        else:
            sink = self.writer.sink(self._harmless(scores, table, harmless), self.part)
            is_parquet = self.part.suffix == ".parquet"
            if self.plan.detail and is_parquet and can_reread and not self.blank:
                # cheaper to read back
                collect_in_stream([sink])
                numbers = pl.scan_parquet(self.part, glob=False).select(columns).collect()
            else:
                numbers = collect_in_stream([sink, scores.select(columns)])[1]
        row = numbers.row(0, named=True)
        return {
            name: [row[f"{name} {place}"] or 0 for place in range(len(expressions))]
            for name, expressions in counts.items()
        }

    def _id_counts(self, schema: pl.Schema) -> list[pl.Expr]:
        """How many ids are a word for a row of totals, and how many for trying a form."""
        if not self.id_column or schema[self.id_column] != pl.String:
            return []
        ids = pl.col(self.id_column).str.strip_chars()
        return [is_summary_word(ids).sum(), is_test_entry(ids).sum()]

    def _has_rows_to_exclude(self, id_counts: Sequence[int]) -> bool:
        n_summaries, n_tests = id_counts or (0, 0)
        return n_summaries > 0 or (self.exclude_test_entries and n_tests > 0)

    def _odd_ids(self, table: Table) -> pl.DataFrame:
        """The rows that are scored although their id is a word for no respondent."""
        rows = rows_with_odd_ids(table.frame, self.id_column)
        return rows if self.excluded is None else rows.join(self.excluded, on=ROW, how="anti")

    def _harmless(
        self, scores: pl.LazyFrame, table: Table, harmless: FormulaEscaper
    ) -> pl.LazyFrame:
        """What is written; the kept text is made harmless where a spreadsheet may open it."""
        kept_columns = [name for name in self.kept_columns if name not in self.blank]
        output = scores.select(*kept_columns, *output_names(self.plan))
        if self.keep_formulas or not self.writer.formulas:
            return output
        schema = table.frame.collect_schema()
        texts = [name for name in kept_columns if schema[name] == pl.String]
        labels = [
            band.label
            for scale in self.plan.instrument.scales
            for bands in scale.output_bands
            for band in bands.bands
        ]
        if any(escape_formula(label) != label for label in labels):
            texts += [name for name in output_names(self.plan) if ".band." in name]
        return harmless.frame(output, texts)

    def _without(self, scores: pl.LazyFrame, void: pl.DataFrame) -> pl.LazyFrame:
        """The scores without those behind answers that void them."""
        cells = void.select(pl.col("row").cast(pl.UInt32).alias(ROW), "item")
        with_rows = scores.with_row_index(ROW, offset=1)
        return without_scores(with_rows, self.plan.instrument, cells, by=[ROW]).drop(ROW)

"""``scorewell score``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options import data_files as data_options
from scorewell.cli.options.common import (
    Coding,
    Columns,
    Covariates,
    DataPath,
    Folders,
    FormatOption,
    InstrumentName,
    MissingCodes,
    OutputPath,
    Overlays,
    Overwrite,
    codes,
    registry,
    tell_overlays,
)
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import (
    chosen,
    note,
    print_rows,
    progress,
)

if TYPE_CHECKING:
    import polars as pl

    from scorewell.answers.columns.binding import Binding
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.definitions.model import Instrument
    from scorewell.registry.contracts.files import ReadOptions
    from scorewell.registry.registry import Registry


LARGE = 1 << 28
"""Findings in files above this size are looked for in a stream, and only in answers."""

ROWS_ON_TERMINAL = 50
SMALL = 1 << 23
"""Files up to this size are looked through for oddities of their form, too."""


def score(
    context: typer.Context,
    instrument: InstrumentName,
    data: DataPath,
    columns: Columns = None,
    coding: Coding = "",
    written: data_options.Codes = "",
    reversed_already: data_options.ReversedAlready = "",
    missing_codes: MissingCodes = "",
    covariate: Covariates = None,
    id_: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help="Column that identifies the respondent."),
    ] = "",
    occasion: Annotated[
        str, typer.Option("--occasion", metavar="COLUMN", help="Column that says the occasion.")
    ] = "",
    occasions: Annotated[
        str,
        typer.Option(
            "--occasions",
            metavar="A,B,C",
            help="The occasions, where each row holds all of them.",
        ),
    ] = "",
    prefixes: Annotated[
        str,
        typer.Option("--prefixes", metavar="A,B,C", help="Column prefixes, one per occasion."),
    ] = "",
    suffixes: Annotated[
        str,
        typer.Option("--suffixes", metavar="A,B,C", help="Column suffixes, one per occasion."),
    ] = "",
    pattern: data_options.Pattern = "",
    items: data_options.Items = "",
    keep: Annotated[
        str,
        typer.Option(
            "--keep",
            metavar="COLUMNS",
            help="Columns to hand through: id,occasion; all by default.",
        ),
    ] = "",
    scales: Annotated[
        str,
        typer.Option("--scales", metavar="SCALES", help="Only these scales: hated_self,..."),
    ] = "",
    brief: Annotated[
        bool,
        typer.Option("--brief", help="Only the scores: no counts, reasons, bands or alerts."),
    ] = False,
    norms: Annotated[
        list[str] | None,
        typer.Option(
            "--norms",
            metavar="ID",
            help="Set scores beside this norm as z, T and percentile: its id, the name of a "
            "set of norms in strata, or SCALE.ID. May be given more than once; `scorewell "
            "show` lists the norms.",
        ),
    ] = None,
    output: OutputPath = None,
    overwrite: Overwrite = False,
    keep_formulas: Annotated[
        bool,
        typer.Option(
            "--keep-formulas",
            help="Write text such as =A1 into CSV as it is, without an apostrophe in front.",
        ),
    ] = False,
    findings: data_options.FindingsPath = None,
    policy: data_options.Policy = "",
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Stop with exit code 1 if an answer is not allowed."),
    ] = False,
    reader: data_options.ReaderName = "",
    sheet: data_options.Sheet = "",
    encoding: data_options.Encoding = "",
    header_row: data_options.HeaderRow = "",
    dictionary: data_options.Dictionary = None,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Score a file of answers: one row per respondent and occasion, one column per item.

    Columns are found by item id (case and separators do not matter) or by --columns. Where a
    row holds several occasions, --prefixes, --suffixes or --pattern say how columns are named;
    where it holds one answer, --items. An answer that is not allowed is a finding and counts
    as missing; whether there is a score then, the missing rule of the scale decides.

    With --output a CSV or Parquet file of any size is scored in a stream.

    For example:

    scorewell score pseq answers.csv -o scores.csv --findings findings.csv

    scorewell score pseq answers.xlsx --sheet Answers --pattern '{occasion}_{item}'
    --occasions pre,post

    scorewell score phq-9 answers.csv --norms jordan-2017
    """
    data_options.refuse_unwritable(findings)
    known = registry(context, instruments, overlay)
    found = known.load(instrument)
    tell_overlays(found)
    (options,) = data_options.read_options(
        reader=reader, sheet=sheet, encoding=encoding, header_row=header_row,
        dictionary=dictionary,
    )  # fmt: skip
    # Loads much, of which a name that is not known needs nothing.
    from scorewell.answers.columns.covariate_source import parse_covariate

    job = _Job(
        known=known,
        instrument=found,
        data=data,
        options=options,
        bound={
            "mapping": columns,
            "coding": coding,
            "missing_codes": codes(missing_codes),
            "covariates": dict(parse_covariate(each) for each in covariate or ()),
            "codes": data_options.read_codes(written),
            "reversed_already": data_options.words(reversed_already),
        },
        wanted={
            "keep": list(data_options.words(keep)) or None,
            "scales": list(data_options.words(scales)) or None,
            "detail": not brief,
            "norms": [name.strip() for name in norms or ()],
        },
        shaped=bool(prefixes or suffixes or pattern or items),
        arrange=partial(
            _plan, data, options, id_, occasion, occasions, prefixes, suffixes, pattern, items
        ),
        policies=data_options.policies_of(policy),
        strict=strict,
        keep_formulas=keep_formulas,
    )
    with progress() as tell:
        tell(f"scoring {data.name}")
        table, frame = job.run(output, overwrite=overwrite)
    if table is not None and job.stopped(table):
        data_options.mention_findings(table, findings, overwrite=overwrite, inputs=[data])
        note("nothing was scored, because of --strict or a policy")
        raise typer.Exit(1)
    if frame is not None:
        _print(frame, format_)
    _note_norms(found, job.wanted)
    if findings is not None or table is not None:
        table = job.findings() if table is None else table
        data_options.mention_findings(table, findings, overwrite=overwrite, inputs=[data])


def _plan(
    data: Path,
    options: ReadOptions,
    id_: str,
    occasion: str,
    occasions: str,
    prefixes: str,
    suffixes: str,
    pattern: str,
    items: str,
) -> DataLayout:
    """The shape of the data in its file."""
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.cli.options.occasions import files

    labels = data_options.words(occasions)
    (file,) = files([data], list(labels), prefixes=prefixes, suffixes=suffixes, total="")
    return DataLayout(
        files=(
            replace(file, pattern=pattern, items=data_options.items_of(items), read=options),
        ),
        id_column=id_,
        occasion_column=occasion,
        order=labels,
        rows_stand_alone=True,
    )


@dataclass(kw_only=True)
class _Job:
    """One file to score, and how."""

    known: Registry
    instrument: Instrument
    data: Path
    options: ReadOptions
    bound: dict[str, Any]
    wanted: dict[str, Any]
    shaped: bool
    arrange: Callable[[], DataLayout]
    policies: dict[str, str]
    strict: bool
    keep_formulas: bool

    @cached_property
    def plan(self) -> DataLayout:
        """The shape of the data; made when it is asked for, as it takes long to import."""
        return self.arrange()

    def run(
        self, output: Path | None, *, overwrite: bool
    ) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        """Score; the findings if there are any, and the scores if they are not in a file."""
        void = None
        if self.strict or self.policies:
            table = self.findings()
            if self.stopped(table):
                return table, None
            void = self._void(table)
        if self.shaped:
            return self._run_shaped(output, void, overwrite=overwrite)
        if output is None:
            return self._run_small(void)
        report = self._to_file(output, void, overwrite=overwrite)
        note(f"{report.rows:,} rows scored; they are in {output}")
        _note_apostrophes(report.apostrophes)
        if report.invalid or self.data.stat().st_size <= SMALL:
            table = self.findings()
            return (table if len(table) else None), None
        if any(each.severity != "note" for each in report.findings):
            from scorewell.scores.score_table import file_findings

            return file_findings(report.findings), None
        for each in report.findings:
            note(each.message)
        return None, None

    def stopped(self, table: pl.DataFrame) -> bool:
        """Whether a finding is one at which to stop."""
        from scorewell.answers.checks.policies import NOTES, kinds_with

        kinds = set(kinds_with(self.policies, "error"))
        found = set(table["kind"])
        return bool(found & kinds) or (self.strict and bool(found - NOTES))

    def bind(self, columns: list[str]) -> Binding:
        """The instrument, tied to columns."""
        from scorewell.answers.columns.bind import bind

        return bind(columns, self.instrument, **self.bound)

    def _void(self, table: pl.DataFrame) -> pl.DataFrame | None:
        """The answers behind which no score is given."""
        import polars as pl

        from scorewell.answers.checks.policies import kinds_with

        kinds = kinds_with(self.policies, "null-score")
        chosen = table.filter(pl.col("kind").is_in(list(kinds)))
        return None if chosen.is_empty() else chosen.select("row", "item", "occasion")

    def _to_file(self, output: Path, void: pl.DataFrame | None, *, overwrite: bool) -> Any:
        from scorewell.answers.files.open import open_table
        from scorewell.answers.values.encoding_check import check_labels
        from scorewell.answers.values.frames import column_names
        from scorewell.scores.score_file import score_file

        plugins = self.known.plugins
        table = open_table(self.data, self.options, readers=plugins.readers)
        binding = self.bind(column_names(table.frame))
        check_labels(binding, table.labels)
        return score_file(
            self.data,
            output,
            binding,
            methods=plugins.scoring_methods,
            overwrite=overwrite,
            void=void,
            options=self.options,
            readers=plugins.readers,
            writers=plugins.writers,
            keep_formulas=self.keep_formulas,
            **self.wanted,
        )

    def _run_small(self, void: pl.DataFrame | None) -> tuple[pl.DataFrame | None, pl.DataFrame]:
        """Score in memory, for the terminal or a pipe."""
        import polars as pl

        from scorewell.answers.files.open import load_table
        from scorewell.answers.values.encoding_check import check_labels
        from scorewell.scores.null_scores import without_scores
        from scorewell.scores.score import score as score_frame

        loaded = load_table(self.data, self.options, readers=self.known.plugins.readers)
        binding = self.bind(loaded.frame.columns)
        check_labels(binding, loaded.table.labels)
        scored = score_frame(
            loaded.frame, binding, methods=self.known.plugins.scoring_methods, **self.wanted
        )
        if void is not None:
            cells = void.select(pl.col("row").cast(pl.UInt32).alias("scorewell:row"), "item")
            numbered = scored.lazy().with_row_index("scorewell:row", offset=1)
            numbered = without_scores(numbered, self.instrument, cells, by=["scorewell:row"])
            scored = numbered.drop("scorewell:row").collect()
        table = self.findings()
        return (table if len(table) else None), scored

    def _run_shaped(
        self, output: Path | None, void: pl.DataFrame | None, *, overwrite: bool
    ) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        """Arrange the rows first, then score in memory."""
        from scorewell.answers.files.write import sink
        from scorewell.scores.score_table import score_shaped

        table, scored = score_shaped(
            self.plan, self.instrument, self.known, void, bound=self.bound, wanted=self.wanted
        )
        found = table if len(table) else None
        if output is None:
            return found, scored
        changed = sink(
            scored.lazy(), output, overwrite=overwrite, writers=self.known.plugins.writers,
            keep_formulas=self.keep_formulas,
        )  # fmt: skip
        note(f"{scored.height:,} rows scored; they are in {output}")
        _note_apostrophes(changed)
        return found, None

    def findings(self) -> pl.DataFrame:
        """Every finding in the file."""
        from scorewell.scores.score_table import all_findings, streamed_findings

        if not self.shaped and self.data.stat().st_size > LARGE:
            return streamed_findings(
                self.data, self.options, self.instrument, self.known, bound=self.bound
            )
        return all_findings(self.plan, self.instrument, self.known, bound=self.bound)


def _note_apostrophes(count: int) -> None:
    if count:
        note(
            f"{count:,} values that a spreadsheet program would take for formulas have an "
            "apostrophe in front; --keep-formulas writes them as they are"
        )


def _note_norms(instrument: Instrument, wanted: dict[str, Any]) -> None:
    """Say which samples the scores were set beside."""
    if not wanted["norms"]:
        return
    from scorewell.cli.output.instrument_page import norm_line
    from scorewell.scores.norms import choose_norms

    shown = wanted["scales"] or [scale.id for scale in instrument.output_scales]
    chosen = choose_norms(instrument, wanted["norms"], scales=shown)
    for each in chosen:
        for norm in each.norms:
            who = f" ({norm.stratum.text})" if norm.stratum else ""
            note(f"{instrument.column(each.scale)}{who} beside {norm_line(instrument, norm)}")
    if any(not norm.percentiles for each in chosen for norm in each.norms):
        note("percentiles suppose that scores are normally distributed; they are estimates")


def _print(scored: pl.DataFrame, format_: Format | None) -> None:
    style = chosen(format_)
    shown = scored
    if style is Format.table and sys.stdout.isatty() and scored.height > ROWS_ON_TERMINAL:
        shown = scored.head(ROWS_ON_TERMINAL)
    print_rows(shown.columns, shown.iter_rows(), style)
    if shown.height < scored.height:
        note(f"the first {shown.height} of {scored.height:,} rows; --output FILE writes all")

"""``scorewell inspect``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.columns import IdOptions
from scorewell.cli.options.data import ReadingOptions
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import OverwriteOptions, PrintOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.rows import Format, choose_format, note, print_json, progress
from scorewell.io.atomic_write import atomic_write

if TYPE_CHECKING:
    from scorewell.answers.detection.inspect_file import FileContent, InstrumentMatch
    from scorewell.answers.detection.inspect_files import FileSet


_MOST_IDS = 3
_MOST_NAMES = 12


def _common_lines(files: Sequence[FileContent]) -> Iterator[str]:
    """What several files have in common, in lines for a person."""
    from scorewell.answers.detection.inspect_files import FileSet, file_occasions

    together = FileSet(files=tuple(files))
    names = _file_names(files)
    yield f"Together ({len(files)} files)"
    yield from _shared_respondents(together, names)
    if any(not file.occasion_column and not _is_wide(file) for file in files):
        labels, sure = file_occasions(files)
        occasions = ", ".join(
            f"{name} holds its own"
            if file.occasion_column or _is_wide(file)
            else f"{name} is '{label}'"
            for name, label, file in zip(names, labels, files, strict=True)
        )
        yield f"Occasions, by the names: {occasions}{'' if sure else '; is that so?'}"
    for fit in together.combined.matches:
        absent = together.file_names_without(fit.instrument.id)
        if absent:
            yield f"{fit.instrument.id} is not in {absent}"
        elif not fit.codings and fit.groups[0].complete and not together.files[0].item_columns:
            yield f"{fit.instrument.id}: there is no encoding that all answers of the files fit"


def _file_names(files: Sequence[FileContent]) -> list[str]:
    """The files by name, with the sheet of a workbook that is there more than once."""
    several = len({file.path.resolve() for file in files}) < len(files)
    return [
        f"{file.path.name} ({file.options.sheet})" if several else file.path.name
        for file in files
    ]


def _is_wide(file: FileContent) -> bool:
    return any(len(fit.groups) > 1 for fit in file.matches)


def _shared_respondents(together: FileSet, names: Sequence[str]) -> Iterator[str]:
    if not all(together.id_columns):
        without = ", ".join(
            name for name, column in zip(names, together.id_columns, strict=True) if not column
        )
        yield f"Respondents: no column looks like an id in {without}"
        return
    alone = ", ".join(
        f"{len(ids)} only in {name}"
        for name, ids in zip(names, together.unshared_ids, strict=True)
    )
    yield f"Respondents: {len(together.common_ids)} in all of the files; {alone}"
    if together.combined.id_counts_rows:
        yield (
            f"  '{together.id_columns[0]}' numbers the rows; unless it identifies the "
            "respondent in every file, different people are compared"
        )
    if len({name.strip().casefold() for name in together.id_columns}) > 1:
        columns = ", ".join(f"'{name}'" for name in together.id_columns)
        yield f"  their column has different names: {columns}; a study needs one name in all"
    if not together.common_ids:
        yield "  nobody is in all of them: other people, or ids that are written otherwise?"
    if together.spellings:
        count = len(together.spellings)
        spellings = "; ".join(
            " and ".join(f"'{id_}'" for id_ in ids) for ids in together.spellings[:_MOST_IDS]
        )
        yield (
            f"  {count} ids differ only in case, blanks, hyphens, leading zeros or accents, "
            f"and are taken as different respondents: {spellings}"
        )


def _common_record(files: Sequence[FileContent]) -> dict[str, Any]:
    """What several files have in common, for programs."""
    from scorewell.answers.detection.inspect_files import FileSet, file_occasions

    together = FileSet(files=tuple(files))
    labels, sure = file_occasions(files)
    return {
        "id_columns": list(together.id_columns),
        "shared": len(together.common_ids),
        "alone": [len(ids) for ids in together.unshared_ids],
        "spellings": [list(ids) for ids in together.spellings],
        "occasions": list(labels),
        "occasions_sure": sure,
        "instruments": {
            fit.instrument.id: [
                file.path.name for file in together.files_with(fit.instrument.id)
            ]
            for fit in together.combined.matches
        },
    }


@dataclass(frozen=True, kw_only=True)
class DraftOptions(OverwriteOptions, PrintOptions):
    """How the files are described, and the study file to start from."""

    panel = OUTPUT
    study: Path | None = option("Write a study file to start from: study.yaml", metavar="FILE")

    def check(self) -> None:
        """Refuse CSV, and to replace a file that is not written."""
        if self.format_ is Format.csv:
            raise typer.BadParameter("what files hold has no CSV form; use table or json")
        if self.study is None:
            refuse_without_effect(
                "no file is written; name one with --study", self, "overwrite"
            )


@options(ReadingOptions, IdOptions, DraftOptions)
def inspect(
    context: typer.Context,
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...",
            help="File with the answers, or several of one study: pre.csv post.csv",
        ),
    ],
    source: ReadingOptions,
    columns: IdOptions,
    output: DraftOptions,
) -> None:
    """Say what files of answers hold, before anything is done with them.

    Its format, rows and columns; which instruments seem to be in it, and how sure that is; the
    occasions; the column of the respondent; the encodings that all answers fit; codes that may
    stand for missing answers. With --study also a study file, with DECIDE wherever a person
    must; `scorewell evaluate` runs it. --id decides who is a person. Of several files also
    whether they have respondents in common, and which occasion each is, as far as their names
    say.

    For example:

    scorewell inspect answers.xlsx --study study.yaml

    scorewell inspect pre.csv post.csv --study study.yaml

    scorewell inspect pre.csv post.csv --id site,number --study study.yaml
    """
    from scorewell.answers.detection.inspect_file import inspect_file
    from scorewell.answers.detection.study_draft import study_draft

    registry = source.registry(context)
    read_options = source.read_options(len(data))
    _refuse_duplicates(data, [read.sheet for read in read_options])
    files = []
    with progress() as report:
        for path, read in zip(data, read_options, strict=True):
            report(f"looking at {path.name}")
            files.append(inspect_file(path, registry, read, id_column=columns.id_))
    several = len(files) > 1
    if choose_format(output.format_) is Format.json:
        records = [_record(file) for file in files]
        together = {"files": records, "together": _common_record(files)} if several else {}
        print_json(together or records[0])
    else:
        parts = ["\n".join(_lines(file)) for file in files]
        parts += ["\n".join(_common_lines(files))] if several else []
        typer.echo("\n\n".join(parts))
    study = output.study
    if study is not None:
        with atomic_write(study, overwrite=output.overwrite, inputs=data) as temporary:
            temporary.write_text(study_draft(*files, beside=study), encoding="utf-8")
        note(f"A study to start from is in {study}; look for DECIDE in it")


def _refuse_duplicates(data: list[Path], sheets: list[str]) -> None:
    """Refuse a file, or a sheet of one, that is named a second time."""
    entries: set[tuple[Path, str]] = set()
    for path, sheet in zip(data, sheets, strict=True):
        if (path.resolve(), sheet) in entries:
            raise typer.BadParameter(
                f"{path.name} is named twice; of a workbook with several sheets, say which: "
                "--sheet pre,post"
            )
        entries.add((path.resolve(), sheet))


def _lines(file: FileContent) -> Iterator[str]:
    encoding = f", {file.encoding}" if file.encoding else ""
    yield f"{file.path.name}: {file.format}{encoding}; {file.rows:,} rows, {file.width} columns"
    for finding in file.findings:
        yield f"  {finding.severity}: {finding.message}"
        if finding.hint and finding.severity != "note":
            yield f"      {finding.hint}"
    yield ""
    if file.item_columns is not None:
        item, answer = file.item_columns
        yield f"One row for each answer: items in '{item}', answers in '{answer}'"
    yield _respondents(file)
    yield from _occasions(file)
    yield ""
    if not file.matches:
        yield "Instruments: none is named in the columns"
    for fit in file.matches:
        yield from _fit_lines(file, fit)
    for series in file.series:
        yield (
            f"{series.pattern}: {series.count} numbered columns; instruments of this length: "
            f"{', '.join(series.candidates[:_MOST_NAMES])}"
        )


def _respondents(file: FileContent) -> str:
    if not file.id_columns:
        return "Respondent: no column looks like an id"
    column, *rivals = file.id_columns
    if file.id_parts:
        names = " and ".join(f"'{name}'" for name in file.id_parts)
        return f"Respondent: {names}, as --id says"
    remark = f" (or {', '.join(rivals[:4])})" if rivals else ""
    remark = " (told by its values, not by its name)" if file.id_guessed else remark
    if file.id_counts_rows:
        alternatives = f"; or {', '.join(rivals[:4])}" if rivals else ""
        remark = f" (it numbers the rows, and need not identify the respondent{alternatives})"
    return f"Respondent: '{column}'{remark}"


def _occasions(file: FileContent) -> Iterator[str]:
    marks = [
        group.before or group.after
        for fit in file.matches
        for group in fit.groups
        if len(fit.groups) > 1
    ]
    if marks:
        names = ", ".join(f"'{mark}'" for mark in dict.fromkeys(marks))
        yield f"Occasions: told apart by the columns' names: {names}"
    elif file.occasion_column:
        occasions = file.occasions[:_MOST_NAMES]
        counts = ", ".join(f"{name} ({count} rows)" for name, count in occasions)
        yield f"Occasions: in '{file.occasion_column}': {counts}"
    else:
        yield "Occasions: no column says which occasion a row belongs to"
    if file.repeated_rows:
        yield f"  {file.repeated_rows} rows repeat a respondent on the same occasion"
    if file.time_column:
        yield f"Date: '{file.time_column}'"


def _fit_lines(file: FileContent, fit: InstrumentMatch) -> Iterator[str]:
    instrument = fit.instrument
    count = len(fit.groups[0].columns)
    total = len(instrument.items)
    basis = ", told by the wording of its items" if fit.groups[0].by_text else ""
    basis = ", told by the answers alone" if fit.groups[0].by_answers else basis
    times = f" on {len(fit.groups)} occasions" if len(fit.groups) > 1 else ""
    counts = f"{count} of {total} items have a column"
    yield f"{instrument.id}: {fit.certainty}; {counts}{times}{basis}"
    rivals = file.rivals.get(instrument.id, ())
    if rivals:
        yield f"  the same columns would also do for: {', '.join(rivals[:_MOST_NAMES])}"
    if file.item_columns is None:
        yield f"  encodings that all answers fit: {', '.join(fit.codings) or 'none'}"
    if fit.languages:
        yield f"  language of the labels: {', '.join(fit.languages)}"
    if len(fit.codings) > 1:
        yield "      look at the form: which number stands for the first answer? Say --coding"
    if fit.missing:
        codes = ", ".join(f"{code:g} ({count} times)" for code, count in fit.missing.items())
        yield f"  codes for missing answers, perhaps: {codes}"
    if fit.texts:
        yield f"  {fit.texts} answers are text and no label"
    if fit.invalid:
        yield f"  {fit.invalid} answers are outside the declared coding"


def _record(file: FileContent) -> dict[str, Any]:
    return {
        "file": file.path.name,
        "format": file.format,
        "encoding": file.encoding,
        "rows": file.rows,
        "columns": file.width,
        "id_columns": list(file.id_columns),
        "id_parts": list(file.id_parts),
        "counters": list(file.counters),
        "occasion_column": file.occasion_column,
        "time_column": file.time_column,
        "repeated": file.repeated_rows,
        "occasions": dict(file.occasions),
        "item_columns": file.item_columns,
        "instruments": [
            {
                "id": fit.instrument.id,
                "sure": fit.certainty,
                "groups": [
                    {
                        "before": group.before,
                        "after": group.after,
                        "columns": dict(group.columns),
                    }
                    for group in fit.groups
                ],
                "codings": list(fit.codings),
                "missing": {f"{code:g}": count for code, count in fit.missing.items()},
                "texts": fit.texts,
                "invalid": fit.invalid,
                "languages": list(fit.languages),
                "rivals": list(file.rivals.get(fit.instrument.id, ())),
            }
            for fit in file.matches
        ],
        "series": [
            {"pattern": run.pattern, "count": run.count, "candidates": run.candidates}
            for run in file.series
        ],
        "findings": [
            {"code": finding.code, "severity": finding.severity, "message": finding.message}
            for finding in file.findings
        ],
    }

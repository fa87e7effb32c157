"""``scorewell inspect``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options import data_files as data_options
from scorewell.cli.options.common import (
    Folders,
    FormatOption,
    Overlays,
    Overwrite,
    registry,
)
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import chosen, note, progress
from scorewell.io.atomic_write import written_whole

if TYPE_CHECKING:
    from scorewell.answers.detection.inspect_file import FileContent, InstrumentMatch
    from scorewell.answers.detection.inspect_files import FileSet


_IDS_SHOWN = 3


def together_lines(files: Sequence[FileContent]) -> Iterator[str]:
    """Lines for a person."""
    from scorewell.answers.detection.inspect_files import FileSet, file_occasions

    found = FileSet(files=tuple(files))
    names = _file_names(files)
    yield f"Together ({len(files)} files)"
    yield from _shared_respondents(found, names)
    if any(not one.occasion_column and not _wide(one) for one in files):
        labels, sure = file_occasions(files)
        shown = ", ".join(
            f"{name} holds its own"
            if one.occasion_column or _wide(one)
            else f"{name} is '{label}'"
            for name, label, one in zip(names, labels, files, strict=True)
        )
        yield f"Occasions, by the names: {shown}{'' if sure else '; is that so?'}"
    for fit in found.combined.matches:
        absent = found.file_names_without(fit.instrument.id)
        if absent:
            yield f"{fit.instrument.id} is not in {absent}"
        elif not fit.codings and fit.groups[0].complete and not found.files[0].item_columns:
            yield f"{fit.instrument.id}: there is no encoding that all answers of the files fit"


def _file_names(files: Sequence[FileContent]) -> list[str]:
    """The files by name, with the sheet of a workbook that is there more than once."""
    several = len({one.path.resolve() for one in files}) < len(files)
    return [
        f"{one.path.name} ({one.options.sheet})" if several else one.path.name for one in files
    ]


def _wide(one: FileContent) -> bool:
    return any(len(fit.groups) > 1 for fit in one.matches)


def _shared_respondents(found: FileSet, names: Sequence[str]) -> Iterator[str]:
    if not all(found.id_columns):
        without = ", ".join(
            name for name, column in zip(names, found.id_columns, strict=True) if not column
        )
        yield f"Respondents: no column looks like an id in {without}"
        return
    alone = ", ".join(
        f"{len(ids)} only in {name}"
        for name, ids in zip(names, found.unshared_ids, strict=True)
    )
    yield f"Respondents: {len(found.common_ids)} in all of the files; {alone}"
    if len({name.strip().casefold() for name in found.id_columns}) > 1:
        listed = ", ".join(f"'{name}'" for name in found.id_columns)
        yield f"  their column has different names: {listed}; a study needs one name in all"
    if not found.common_ids:
        yield "  nobody is in all of them: other people, or ids that are written otherwise?"
    if found.spellings:
        listed = "; ".join(
            " and ".join(f"'{one}'" for one in each) for each in found.spellings[:_IDS_SHOWN]
        )
        yield (
            f"  {len(found.spellings)} ids differ only in case, blanks or leading zeros, and "
            f"are taken as different respondents: {listed}"
        )


def record(files: Sequence[FileContent]) -> dict[str, Any]:
    """The same for programs."""
    from scorewell.answers.detection.inspect_files import FileSet, file_occasions

    found = FileSet(files=tuple(files))
    labels, sure = file_occasions(files)
    return {
        "id_columns": list(found.id_columns),
        "shared": len(found.common_ids),
        "alone": [len(each) for each in found.unshared_ids],
        "spellings": [list(each) for each in found.spellings],
        "occasions": list(labels),
        "occasions_sure": sure,
        "instruments": {
            fit.instrument.id: [one.path.name for one in found.files_with(fit.instrument.id)]
            for fit in found.combined.matches
        },
    }


_SHOWN = 12


def inspect(
    context: typer.Context,
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...",
            help="File with the answers, or several of one study: pre.csv post.csv",
        ),
    ],
    study: Annotated[
        Path | None,
        typer.Option(
            "--study", metavar="FILE", help="Write a study file to start from: study.yaml"
        ),
    ] = None,
    overwrite: Overwrite = False,
    reader: data_options.ReaderName = "",
    sheet: data_options.Sheet = "",
    encoding: data_options.Encoding = "",
    header_row: data_options.HeaderRow = "",
    dictionary: data_options.Dictionary = None,
    instruments: Folders = None,
    overlay: Overlays = None,
    format_: FormatOption = None,
) -> None:
    """Say what files of answers hold, before anything is done with them.

    Its format, rows and columns; which instruments seem to be in it, and how sure that is; the
    occasions; the column of the respondent; the encodings that all answers fit; codes that may
    stand for missing answers. With --study also a study file, with DECIDE wherever a person
    must; `scorewell evaluate` runs it. Of several files also whether they have respondents in
    common, and which occasion each is, as far as their names say.

    For example:

    scorewell inspect answers.xlsx --study study.yaml

    scorewell inspect pre.csv post.csv --study study.yaml
    """
    from scorewell.answers.detection.inspect_file import inspect_file
    from scorewell.answers.detection.study_draft import study_draft

    known = registry(context, instruments, overlay)
    options = data_options.read_options(
        reader=reader, sheet=sheet, encoding=encoding, header_row=header_row,
        dictionary=dictionary, files=len(data),
    )  # fmt: skip
    _refuse_twice(data, [each.sheet for each in options])
    seen = []
    with progress() as tell:
        for path, each in zip(data, options, strict=True):
            tell(f"looking at {path.name}")
            seen.append(inspect_file(path, known, each))
    records = [_record(one) for one in seen]
    if chosen(format_) is Format.json:
        told = records[0] if len(seen) == 1 else {"files": records, "together": record(seen)}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        parts = ["\n".join(_lines(one)) for one in seen]
        parts += ["\n".join(together_lines(seen))] if len(seen) > 1 else []
        typer.echo("\n\n".join(parts))
    if study is not None:
        with written_whole(study, overwrite=overwrite, inputs=data) as temporary:
            temporary.write_text(study_draft(*seen, beside=study), encoding="utf-8")
        note(f"A study to start from is in {study}; look for DECIDE in it")


def _refuse_twice(data: list[Path], sheets: list[str]) -> None:
    """Refuse a file, or a sheet of one, that is named a second time."""
    there: set[tuple[Path, str]] = set()
    for path, sheet in zip(data, sheets, strict=True):
        if (path.resolve(), sheet) in there:
            raise typer.BadParameter(
                f"{path.name} is named twice; of a workbook with several sheets, say which: "
                "--sheet pre,post"
            )
        there.add((path.resolve(), sheet))


def _lines(seen: FileContent) -> Iterator[str]:
    encoding = f", {seen.encoding}" if seen.encoding else ""
    yield f"{seen.path.name}: {seen.format}{encoding}; {seen.rows:,} rows, {seen.width} columns"
    for finding in seen.findings:
        yield f"  {finding.severity}: {finding.message}"
        if finding.hint and finding.severity != "note":
            yield f"      {finding.hint}"
    yield ""
    if seen.item_columns is not None:
        item, answer = seen.item_columns
        yield f"One row for each answer: items in '{item}', answers in '{answer}'"
    yield _respondents(seen)
    yield from _occasions(seen)
    yield ""
    if not seen.matches:
        yield "Instruments: none is named in the columns"
    for fit in seen.matches:
        yield from _fit_lines(seen, fit)
    for series in seen.series:
        yield (
            f"{series.pattern}: {series.count} numbered columns; instruments of this length: "
            f"{', '.join(series.candidates[:_SHOWN])}"
        )


def _respondents(seen: FileContent) -> str:
    if not seen.id_columns:
        return "Respondent: no column looks like an id"
    first, *others = seen.id_columns
    more = f" (or {', '.join(others[:4])})" if others else ""
    more = " (told by its values, not by its name)" if seen.id_guessed else more
    return f"Respondent: '{first}'{more}"


def _occasions(seen: FileContent) -> Iterator[str]:
    marks = [
        group.before or group.after
        for fit in seen.matches
        for group in fit.groups
        if len(fit.groups) > 1
    ]
    if marks:
        shown = ", ".join(f"'{mark}'" for mark in dict.fromkeys(marks))
        yield f"Occasions: told apart by the columns' names: {shown}"
    elif seen.occasion_column:
        shown = ", ".join(f"{name} ({count} rows)" for name, count in seen.occasions[:_SHOWN])
        yield f"Occasions: in '{seen.occasion_column}': {shown}"
    else:
        yield "Occasions: no column says which occasion a row belongs to"
    if seen.repeated_rows:
        yield f"  {seen.repeated_rows} rows repeat a respondent on the same occasion"
    if seen.time_column:
        yield f"Date: '{seen.time_column}'"


def _fit_lines(seen: FileContent, fit: InstrumentMatch) -> Iterator[str]:
    instrument = fit.instrument
    found = len(fit.groups[0].columns)
    total = len(instrument.items)
    how = ", told by the wording of its items" if fit.groups[0].by_text else ""
    how = ", told by the answers alone" if fit.groups[0].by_answers else how
    times = f" on {len(fit.groups)} occasions" if len(fit.groups) > 1 else ""
    counts = f"{found} of {total} items have a column"
    yield f"{instrument.id}: {fit.certainty}; {counts}{times}{how}"
    others = seen.rivals.get(instrument.id, ())
    if others:
        yield f"  the same columns would also do for: {', '.join(others[:_SHOWN])}"
    if seen.item_columns is None:
        yield f"  encodings that all answers fit: {', '.join(fit.codings) or 'none'}"
    if fit.languages:
        yield f"  language of the labels: {', '.join(fit.languages)}"
    if len(fit.codings) > 1:
        yield "      look at the form: which number stands for the first answer? Say --coding"
    if fit.missing:
        shown = ", ".join(f"{code:g} ({count} times)" for code, count in fit.missing.items())
        yield f"  codes for missing answers, perhaps: {shown}"
    if fit.texts:
        yield f"  {fit.texts} answers are text and no label"
    if fit.invalid:
        yield f"  {fit.invalid} answers are outside the declared coding"


def _record(seen: FileContent) -> dict[str, Any]:
    return {
        "file": seen.path.name,
        "format": seen.format,
        "encoding": seen.encoding,
        "rows": seen.rows,
        "columns": seen.width,
        "id_columns": list(seen.id_columns),
        "occasion_column": seen.occasion_column,
        "time_column": seen.time_column,
        "repeated": seen.repeated_rows,
        "occasions": dict(seen.occasions),
        "item_columns": seen.item_columns,
        "instruments": [
            {
                "id": fit.instrument.id,
                "sure": fit.certainty,
                "groups": [
                    {"before": each.before, "after": each.after, "columns": dict(each.columns)}
                    for each in fit.groups
                ],
                "codings": list(fit.codings),
                "missing": {f"{code:g}": count for code, count in fit.missing.items()},
                "texts": fit.texts,
                "invalid": fit.invalid,
                "languages": list(fit.languages),
                "rivals": list(seen.rivals.get(fit.instrument.id, ())),
            }
            for fit in seen.matches
        ],
        "series": [
            {"pattern": each.pattern, "count": each.count, "candidates": each.candidates}
            for each in seen.series
        ],
        "findings": [
            {"code": each.code, "severity": each.severity, "message": each.message}
            for each in seen.findings
        ],
    }

"""Commands that come in through the hook: ``template`` and ``demo``."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.data import OCCASIONS, DefinitionOptions, note_overlays, split_names
from scorewell.cli.options.help_panels import INSTRUMENTS, OPTIONS, STUDIES
from scorewell.cli.options.output import FileOptions, FolderOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.rows import note
from scorewell.errors import DataError
from scorewell.io.atomic_write import atomic_write
from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add ``template`` and ``demo``."""
    app.command("template", rich_help_panel=INSTRUMENTS)(template)
    app.command("demo", rich_help_panel=STUDIES)(demo)


@dataclass(frozen=True, kw_only=True)
class TemplateOptions:
    """Rows and labels of an empty sheet."""

    panel = OPTIONS
    occasions: str = option(OCCASIONS, metavar="A,B,C", default="pre,post")
    respondents: int = option(
        "Number of respondents.", flags=("--respondents", "-n"), default=0, min=0
    )
    labels: bool = option(
        "In a workbook: choose from labels, not numbers, where all exist.", default=False
    )
    label_language: str | None = option(
        "Language of the labels, as the definition or an overlay has it: de. "
        "Unless given, SCOREWELL_LANGUAGE where it has that, else its own.",
        metavar="LANGUAGE",
    )


@options(DefinitionOptions, TemplateOptions, FileOptions)
def template(
    context: typer.Context,
    instrument: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...", help="Instruments in one sheet: ids, acronyms or aliases."
        ),
    ],
    definitions: DefinitionOptions,
    sheet: TemplateOptions,
    output: FileOptions,
) -> None:
    """Make an empty sheet to collect answers: one row per respondent and occasion.

    A workbook (.xlsx) lets the allowed answers be chosen from a list and has a sheet of
    instructions. A filled sheet is scored with `scorewell score ID FILE` and judged with
    `scorewell change ID FILE`, without further options: an empty column such as
    coding_phq_9_declared says by its name how the answers are coded. Columns for what else a
    score or norm depends on, such as age or sex, come before the answers. Where labels are
    there in several languages, a column such as labels_phq_9_de says which they are in.

    For example:

    scorewell template phq-9 gad-7 --respondents 20 --labels -o answers.xlsx

    scorewell template phq-9 --overlay ours.yaml --labels --label-language de -o answers.xlsx
    """
    from scorewell_plugins.collection_sheets.sheet_columns import language_markers
    from scorewell_plugins.collection_sheets.write_sheet import as_csv, write_workbook

    registry = definitions.registry(context)
    forms = [registry.load(name) for name in instrument]
    for form in forms:
        note_overlays(form)
    forms = _in_language(forms, sheet.label_language)
    occasions = list(split_names(sheet.occasions))
    path = output.output
    if path is not None and path.suffix.lower() not in {".csv", ".xlsx"}:
        raise DataError(
            f"{path}: a template is a .csv or .xlsx file", hint="name it answers.xlsx"
        )
    if path is not None and path.suffix.lower() == ".xlsx":
        with atomic_write(path, overwrite=output.overwrite) as temporary:
            write_workbook(
                temporary, forms, respondents=sheet.respondents, occasions=occasions,
                labels=sheet.labels,
            )  # fmt: skip
    else:
        if not language_markers(forms):
            reason = "only a workbook has lists to choose from: name it answers.xlsx"
            refuse_without_effect(reason, sheet, "labels")
        text = as_csv(forms, sheet.respondents, occasions, labels=sheet.labels)
        if path is None:
            sys.stdout.write(text)
        else:
            output.write(text)
    if path is not None:
        note(f"An empty sheet is in {path}")
    for form in forms:
        for coding in form.codings.values():
            note(f"Answers: {', '.join(coding.words)}")


def _in_language(instruments: list[Instrument], name: str | None) -> list[Instrument]:
    """The instruments with labels in the language named, or that of the environment."""
    from scorewell.i18n.catalog import LANGUAGE
    from scorewell_plugins.collection_sheets.label_language import in_language, language_tag

    language = name or os.environ.get(LANGUAGE)
    if not language:
        return instruments
    tag = language_tag(language)
    return [in_language(form, tag, strict=name is not None) for form in instruments]


@options(FolderOptions)
def demo(context: typer.Context, output: FolderOptions) -> None:
    """Run a whole evaluation on thirteen made-up respondents and write its report.

    The data are synthetic and the functional norms are made up; the counts in the five tables
    are those of a published evaluation of a compassion course in a pain service. The folder is
    scorewell-demo unless --output names another.
    """
    from scorewell.cli.commands.evaluate import ReportOptions, run_and_write
    from scorewell.io.bundled_files import bundled

    folder = output.output or _free_path(Path("scorewell-demo"))
    report = ReportOptions(overwrite=output.overwrite)
    run_and_write(context, bundled("demo") / "study.yaml", folder, report)


def _free_path(path: Path) -> Path:
    """The path itself, or the first with a number that does not exist yet."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate

"""Commands that come in through the hook: ``template`` and ``demo``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.common import (
    Folders,
    Overlays,
    Overwrite,
    registry,
    tell_overlays,
)
from scorewell.cli.output.rows import note
from scorewell.errors import DataError
from scorewell.io.atomic_write import written_whole
from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add ``template`` and ``demo``."""
    app.command("template")(template)
    app.command("demo")(demo)


def template(
    context: typer.Context,
    instrument: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...", help="Instruments in one sheet: ids, acronyms or aliases."
        ),
    ],
    occasions: Annotated[
        str, typer.Option("--occasions", help="Occasions, with commas between.")
    ] = "pre,post",
    respondents: Annotated[
        int,
        typer.Option(
            "--respondents", "-n", min=0, help="Number of respondents to make rows for."
        ),
    ] = 0,
    labels: Annotated[
        bool,
        typer.Option(
            "--labels", help="In a workbook: choose from labels, not numbers, where all exist."
        ),
    ] = False,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="LANGUAGE",
            help="Language of the labels, as the definition or an overlay has it: de. Unless "
            "given, SCOREWELL_LANGUAGE where it has that, else its own.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file (.xlsx or .csv)."
        ),
    ] = None,
    overwrite: Overwrite = False,
    instruments: Folders = None,
    overlay: Overlays = None,
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

    scorewell template phq-9 --overlay ours.yaml --labels --language de -o answers.xlsx
    """
    from scorewell_plugins.collection_sheets.write_sheet import as_csv, write_workbook

    catalog = registry(context, instruments, overlay)
    selection = [catalog.load(name) for name in instrument]
    for item in selection:
        tell_overlays(item)
    selection = _in_language(selection, language)
    names = [name.strip() for name in occasions.split(",") if name.strip()]
    if output is None:
        sys.stdout.write(as_csv(selection, respondents, names, labels=labels))
    else:
        kind = output.suffix.lower()
        if kind not in {".csv", ".xlsx"}:
            raise DataError(
                f"{output}: a template is a .csv or .xlsx file", hint="name it answers.xlsx"
            )
        with written_whole(output, overwrite=overwrite) as temporary:
            if kind == ".csv":
                text = as_csv(selection, respondents, names, labels=labels)
                temporary.write_text(text, encoding="utf-8", newline="")
            else:
                write_workbook(
                    temporary,
                    selection,
                    respondents=respondents,
                    occasions=names,
                    labels=labels,
                )
        note(f"An empty sheet is in {output}")
    for item in selection:
        for coding in item.codings.values():
            note(f"Answers: {', '.join(coding.words)}")


def _in_language(instruments: list[Instrument], language: str | None) -> list[Instrument]:
    """The instruments with labels in the language asked for, or that of the environment."""
    from scorewell.i18n.catalog import LANGUAGE
    from scorewell_plugins.collection_sheets.label_language import in_language, language_tag

    name = language or os.environ.get(LANGUAGE)
    if not name:
        return instruments
    tag = language_tag(name)
    return [in_language(entry, tag, strict=language is not None) for entry in instruments]


def demo(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder to write; scorewell-demo by default."
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Run a whole evaluation on thirteen made-up respondents and write its report.

    The data are synthetic and the functional norms are made up; the counts in the five tables
    are those of a published evaluation of a compassion course in a pain service.
    """
    from scorewell.cli.commands.evaluate import run_and_write
    from scorewell.io.bundled_files import bundled

    folder = output or _free(Path("scorewell-demo"))
    run_and_write(context, bundled("demo") / "study.yaml", folder, overwrite=overwrite)


def _free(path: Path) -> Path:
    """The path itself, or the first with a number that does not exist yet."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate

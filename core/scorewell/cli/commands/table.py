"""``scorewell table``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.common import Language, Overwrite, registry
from scorewell.cli.output.rows import note, progress
from scorewell.errors import ScorewellError
from scorewell.io.atomic_write import written_whole

if TYPE_CHECKING:
    from scorewell.report.text.publication_table import PublicationTable


class TableKind(StrEnum):
    """Which table."""

    published = "published"
    outcomes = "outcomes"


class TableForm(StrEnum):
    """How it is written."""

    text = "text"
    csv = "csv"
    md = "md"
    tex = "tex"
    html = "html"
    docx = "docx"


def table(
    context: typer.Context,
    study: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="The study file.")],
    kind: Annotated[
        TableKind,
        typer.Option(
            "--table",
            help="The table as published evaluations print it, or outcomes with shares and "
            "intervals, of everybody and of each group.",
        ),
    ] = TableKind.published,
    form: Annotated[
        TableForm | None,
        typer.Option(
            "--format", "-f", help="How to write it; by the output's name unless given."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
    ] = None,
    language: Language = None,
    overwrite: Overwrite = False,
) -> None:
    """Write one table of a study, with caption and footnotes, ready to be pasted into a paper.

    For example:

    scorewell table study.yaml --format md

    scorewell table study.yaml -o table.docx
    """
    from scorewell.i18n.catalog import use_language
    from scorewell.report.documents.single import table_bytes
    from scorewell.report.text.publication_table import (
        outcome_table,
        published_table,
    )
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    style = _style(form, output)
    if style == TableForm.docx:
        from scorewell.report.documents.word import check_word

        check_word()
    plan = read_plan(study)
    with progress() as tell:
        result = run_study(
            plan,
            registry=registry(context, list(plan.instruments), list(plan.overlays)),
            progress=tell,
        )
    if not result.changes:
        raise ScorewellError(
            f"{study} compares no scale between two occasions",
            hint="name the occasions pre and post, and a scale with a better end",
        )
    make = published_table if kind is TableKind.published else outcome_table
    with use_language(language or plan.language):
        found: PublicationTable = make(result.changes)
        made = table_bytes(found, style.value)
    if output is None:
        typer.echo(made.decode("utf-8"), nl=False)
        return
    with written_whole(output, overwrite=overwrite, inputs=[study]) as part:
        part.write_bytes(made)
    note(f"The table is in {output}")


def _style(form: TableForm | None, output: Path | None) -> TableForm:
    """The form asked for, or that of the output's name."""
    suffix = output.suffix.lower().lstrip(".") if output is not None else ""
    known = {"txt": TableForm.text, "htm": TableForm.html} | {
        each.value: each for each in TableForm
    }
    style = form or (known.get(suffix) if output is not None else TableForm.text)
    if style is None:
        raise typer.BadParameter(
            f"what to write to {output} cannot be told by its name: say --format"
        )
    if output is None and style is TableForm.docx:
        raise typer.BadParameter("a Word document needs a file to go to: -o table.docx")
    return style

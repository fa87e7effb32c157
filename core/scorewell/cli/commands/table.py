"""``scorewell table``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from scorewell.cli.options.data import AcceptErrorsOptions, StudyPath
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import FileOptions, LanguageOptions
from scorewell.cli.options.signature import option, options
from scorewell.cli.output.findings import exit_for_errors, note_study
from scorewell.cli.output.rows import note
from scorewell.cli.run_study import require_comparison, run_study_file


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


_BY_ENDING = {"txt": TableForm.text, "htm": TableForm.html} | {
    form.value: form for form in TableForm
}


@dataclass(frozen=True, kw_only=True)
class TableOutput(LanguageOptions, FileOptions):
    """How the table is written."""

    panel = OUTPUT
    form: TableForm | None = option(
        "How to write: by the output's name unless given.", flags=("--format", "-f")
    )

    def choose_form(self) -> TableForm:
        """The form that is named, or that of the output's name."""
        form = self.form
        if form is None and self.output is None:
            form = TableForm.text
        elif form is None and self.output is not None:
            form = _BY_ENDING.get(self.output.suffix.lower().lstrip("."))
        if form is None:
            raise typer.BadParameter(
                f"what to write to {self.output} cannot be told by its name: say --format"
            )
        if self.output is None and form is TableForm.docx:
            raise typer.BadParameter("a Word document needs a file to go to: -o table.docx")
        return form


@options(AcceptErrorsOptions, TableOutput)
def table(
    context: typer.Context,
    study: StudyPath,
    definitions: AcceptErrorsOptions,
    output: TableOutput,
    kind: Annotated[
        TableKind,
        typer.Argument(
            metavar="[TABLE]",
            help="published: as published evaluations print it; outcomes: with shares and "
            "intervals, of everybody and of each group.",
        ),
    ] = TableKind.published,
) -> None:
    """Write one table of a study, with caption and footnotes, ready to be pasted into a paper.

    For example:

    scorewell table study.yaml --format md

    scorewell table study.yaml outcomes -o table.docx
    """
    from scorewell.i18n.catalog import use_language
    from scorewell.report.documents.single import table_bytes
    from scorewell.report.text.publication_table import outcome_table, published_table

    form = output.choose_form()
    if form is TableForm.docx:
        from scorewell.report.documents.word import check_word

        check_word()
    plan, result = run_study_file(context, study, accept_errors=definitions.accept_errors)
    require_comparison(study, result.changes)
    make = published_table if kind is TableKind.published else outcome_table
    with use_language(output.language or plan.language):
        content = table_bytes(make(result.changes), form.value)
    if output.output is None:
        typer.echo(content.decode("utf-8"), nl=False)
    else:
        output.write(content, inputs=[study])
        note(f"The table is in {output.output}")
    note_study(result)
    exit_for_errors(errors=result.has_errors)

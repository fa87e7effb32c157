"""``scorewell evaluate``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.data import AcceptErrorsOptions, StudyPath, split_names
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import FolderOptions, LanguageOptions
from scorewell.cli.options.signature import option, options
from scorewell.cli.output.findings import (
    exit_for_errors,
    note_data_summary,
    note_rows_left_out,
    note_study,
)
from scorewell.cli.output.rows import note, progress
from scorewell.cli.run_study import read_study


@dataclass(frozen=True, kw_only=True)
class ReportOptions(LanguageOptions, FolderOptions):
    """What is in the report folder."""

    panel = OUTPUT
    output: Path | None = option(
        "Where to write: a folder; STUDY-report beside you by default.",
        flags=("--output", "-o"),
        metavar="DIR",
    )
    forms: str = option(
        "Forms of the report: html, xlsx, docx, md, tex, json, or all.",
        metavar="A,B",
        default="html,xlsx",
    )
    respondent_pages: bool = option(
        "Add a page for each respondent, by id only: scores over time, targets in "
        "points, answers; and one file with all of them to print.",
        default=False,
    )
    strict: bool = option(
        "Exit code 1 for what is only reported otherwise: findings in the data; no "
        "report is written then.",
        default=False,
    )


@options(AcceptErrorsOptions, ReportOptions)
def evaluate(
    context: typer.Context,
    study: StudyPath,
    definitions: AcceptErrorsOptions,
    output: ReportOptions,
    locked: Annotated[
        bool,
        typer.Option(
            "--locked", help="Refuse anything but what STUDY.lock.json pins (`scorewell lock`)."
        ),
    ] = False,
) -> None:
    """Run a whole study: score, compare pre with post, and write a report folder.

    The folder holds summary.html to read, tables.xlsx, every table as CSV, the findings in the
    data, and manifest.json with versions and hashes, so that the run can be repeated. --forms
    adds a Word document, Markdown, LaTeX tables, or everything as JSON.
    """
    folder = output.output or Path(f"{study.stem}-report")
    errors = run_and_write(
        context,
        study,
        folder,
        output,
        forms=split_names(output.forms),
        locked=locked,
        accept_errors=definitions.accept_errors,
    )
    exit_for_errors(errors=errors)


def run_and_write(
    context: typer.Context,
    study: Path,
    folder: Path,
    output: ReportOptions,
    *,
    forms: Sequence[str] = ("html", "xlsx"),
    locked: bool = False,
    accept_errors: bool = False,
) -> bool:
    """Run a study, print its summary, write its folder; whether there are errors in it."""
    from scorewell.answers.checks.policies import NOTES
    from scorewell.i18n.catalog import use_language
    from scorewell.report.write_report import FORMS, check_forms, write_report
    from scorewell.study.lock import check_lock
    from scorewell.study.run import run_study

    forms = check_forms(forms)
    plan, registry = read_study(context, study, accept_errors=accept_errors)
    with use_language(output.language or plan.language) as translation:
        pass  # before any work is done
    if locked:
        check_lock(plan, registry)
    with progress() as report:
        result = run_study(plan, registry=registry, progress=report)
        note_data_summary(result.data_summary)
        if output.strict and set(result.findings["kind"]) - NOTES:
            note_rows_left_out(result.findings)
            note(result.findings.drop(columns="value").to_string(index=False))
            note("nothing was written, because --strict was given")
            raise typer.Exit(1)
        report("writing the report")
        with use_language(translation):
            write_report(
                result, folder, overwrite=output.overwrite,
                respondents=output.respondent_pages, forms=forms,
            )  # fmt: skip
    typer.echo((folder / "summary.txt").read_text("utf-8"))
    note_study(result)
    for finding in (*translation.findings, *translation.untranslated_findings):
        note(str(finding))
    first = folder / (FORMS[forms[0]].file if forms else "summary.txt")
    note(f"The report is in {folder}; open {first}")
    return result.has_errors

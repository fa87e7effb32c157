"""``scorewell evaluate``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.data import AcceptErrorsOptions, StudyPath, split_names
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import FolderOptions, LanguageOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
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
    reader: str = option(
        "Who reads it: clinic (everything, with ids, and board.html), board (board.html alone, "
        "without ids and small counts) or paper (tables with all counts, methods and "
        "references, without ids).",
        flags=("--for",),
        metavar="READER",
        default="clinic",
    )
    forms: str = option(
        "Forms of the report: html, xlsx, docx, md, tex, json, or all; html,xlsx unless given, "
        "and md,docx,tex for a paper.",
        metavar="A,B",
        default="",
    )
    small_counts: int | None = option(
        "In board.html counts from 1 to below this are hidden; 0 hides none. As the study "
        "file says unless given, else 5.",
        metavar="N",
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
    adds a Word document, Markdown, LaTeX tables, or everything as JSON. All of these hold ids
    or single results; board.html beside them is the only file to send to others.
    """
    folder = output.output or Path(f"{study.stem}-report")
    errors = run_and_write(
        context,
        study,
        folder,
        output,
        forms=split_names(output.forms) if output.forms else (),
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
    forms: Sequence[str] = (),
    locked: bool = False,
    accept_errors: bool = False,
) -> bool:
    """Run a study, print its summary, write its folder; whether there are errors in it."""
    from scorewell.answers.checks.policies import NOTES
    from scorewell.i18n.catalog import use_language
    from scorewell.report.html.board_page import BOARD_FILE
    from scorewell.report.text.plain_text import text_summary
    from scorewell.report.write_report import FORMS, check_reader, write_report
    from scorewell.study.lock import check_lock
    from scorewell.study.plan import check_small_counts
    from scorewell.study.run import run_study

    names = check_reader(output.reader, forms, respondents=output.respondent_pages)
    if output.reader != "board" and "html" not in names:
        reason = f"no {BOARD_FILE} is written; leave it out"
        refuse_without_effect(reason, output, "small_counts")
    plan, registry = read_study(context, study, accept_errors=accept_errors)
    if output.small_counts is not None:
        plan = replace(plan, small_counts=check_small_counts(output.small_counts))
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
                respondents=output.respondent_pages, forms=forms, reader=output.reader,
            )  # fmt: skip
            summary = text_summary(result)
    typer.echo(summary)
    note_study(result)
    for finding in (*translation.findings, *translation.untranslated_findings):
        note(str(finding))
    first = BOARD_FILE if output.reader == "board" else "summary.txt"
    first = FORMS[names[0]].file if names else first
    note(f"The report is in {folder}; open {folder / first}")
    if "html" in names:
        note(f"To send to others: {folder / BOARD_FILE}, the only file in it for that")
    return result.has_errors

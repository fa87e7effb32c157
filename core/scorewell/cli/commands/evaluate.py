"""``scorewell evaluate``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.common import Language, Overwrite, registry
from scorewell.cli.options.occasions import listed
from scorewell.cli.output.rows import note, progress


def evaluate(
    context: typer.Context,
    study: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="The study file.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Folder to write; STUDY-report beside you by default.",
        ),
    ] = None,
    overwrite: Overwrite = False,
    forms: Annotated[
        str,
        typer.Option(
            "--forms",
            metavar="A,B",
            help="Forms of the report: html, xlsx, docx, md, tex, json, or all.",
        ),
    ] = "html,xlsx",
    respondents: Annotated[
        bool,
        typer.Option(
            "--respondents",
            help="Add a page for each respondent, by id only: scores over time, targets in "
            "points, answers; and one file with all of them to print.",
        ),
    ] = False,
    language: Language = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop with exit code 1 if the data has findings.")
    ] = False,
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
    target = output or Path(f"{study.stem}-report")
    findings = run_and_write(
        context, study, target, overwrite=overwrite, strict=strict, locked=locked,
        respondents=respondents, forms=listed(forms), language=language,
    )  # fmt: skip
    if findings and strict:
        raise typer.Exit(1)


def run_and_write(
    context: typer.Context,
    study: Path,
    target: Path,
    *,
    overwrite: bool,
    strict: bool = False,
    locked: bool = False,
    respondents: bool = False,
    forms: Sequence[str] = ("html", "xlsx"),
    language: str | None = None,
) -> int:
    """Run a study, print its summary, write its folder; the number of findings in its data."""
    from scorewell.answers.checks.policies import NOTES
    from scorewell.i18n.catalog import use_language
    from scorewell.report.write_report import FORMS, check_forms, write_report
    from scorewell.study.lock import check_lock
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    wanted = check_forms(forms)
    plan = read_plan(study)
    with use_language(language or plan.language) as translation:
        pass  # before any work is done
    known = registry(context, list(plan.instruments), list(plan.overlays))
    if locked:
        check_lock(plan, known)
    with progress() as tell:
        result = run_study(plan, registry=known, progress=tell)
        if strict and set(result.findings["kind"]) - NOTES:
            note(result.findings.drop(columns="value").to_string(index=False))
            note("nothing was written, because --strict was given")
            return len(result.findings)
        tell("writing the report")
        with use_language(translation):
            write_report(
                result, target, overwrite=overwrite, respondents=respondents, forms=wanted
            )
    typer.echo((target / "summary.txt").read_text("utf-8"))
    for each in (*translation.findings, *translation.untranslated_findings):
        note(str(each))
    first = target / (FORMS[wanted[0]].file if wanted else "summary.txt")
    note(f"The report is in {target}; open {first}")
    return len(result.findings)

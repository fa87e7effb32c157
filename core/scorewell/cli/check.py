"""``scorewell check``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options import Folders, Format, FormatOption, registry
from scorewell.cli.output import chosen, note, print_rows

if TYPE_CHECKING:
    from scorewell.errors import Finding

__all__ = ["check"]


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Definitions, overlays, or folders of them."),
    ],
    instruments: Folders = None,
    format_: FormatOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
) -> None:
    """Check definitions and overlays: YAML, schema, the linter's rules, and their examples.

    Every finding has its file, line and column, what is there, what was expected, what to do.
    Exit code 1 if there are errors.
    """
    files = _files(paths)
    from scorewell.lint import check as lint
    from scorewell.lint import lint_collection
    from scorewell.loading import read_draft
    from scorewell.scoring import check_examples

    known = registry(context, instruments)
    methods = known.plugins.scoring_methods
    findings: list[Finding] = []
    for file in files:
        findings += lint(
            file,
            methods=methods,
            check_examples=lambda instrument: check_examples(instrument, methods),
            bases=known.load,
        )
    drafts = [read_draft(file).instrument for file in files] if len(files) > 1 else []
    findings += lint_collection(each for each in drafts if each is not None)
    if chosen(format_) is Format.table:
        for finding in findings:
            typer.echo(f"{finding.severity}: {finding}")
    else:
        columns = ("severity", "file", "line", "column", "path", "code", "message", "hint")
        rows = [[asdict(finding)[name] for name in columns] for finding in findings]
        print_rows(columns, rows, format_)
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    counts = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    note(f"{_count(len(files), 'file')} checked: {counts}")
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
        elif path.is_file():
            files.append(path)
        else:
            raise typer.BadParameter(f"there is no file or folder {path}")
    if not files:
        raise typer.BadParameter("there is no YAML file in it")
    return files

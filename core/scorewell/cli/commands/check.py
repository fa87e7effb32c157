"""``scorewell check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.common import Folders, registry
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import note, print_rows

if TYPE_CHECKING:
    from scorewell.cli.output.check_findings import Checked
    from scorewell.definitions.lint.quality_tiers import Assessment
    from scorewell.errors import Finding


_COLUMNS = ("severity", "file", "line", "column", "path", "code", "message", "hint")


class Report(StrEnum):
    """How findings are printed."""

    text = "text"
    table = "table"
    csv = "csv"
    json = "json"
    github = "github"


def check(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Definitions, overlays, rules, studies, folders of them, or the names of "
            "installed distributions.",
        ),
    ] = None,
    instruments: Folders = None,
    format_: Annotated[
        Report,
        typer.Option(
            "--format",
            "-f",
            help="text (or table), csv, json, or github: annotations beside the lines of a "
            "change.",
        ),
    ] = Report.text,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
    explain_tier: Annotated[
        str,
        typer.Option(
            "--explain-tier",
            metavar="ID",
            help="Say which tier a definition has reached, and what it lacks to the next.",
        ),
    ] = "",
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Check again whenever a file changes; end with Ctrl-C."),
    ] = False,
) -> None:
    """Check definitions and overlays: YAML, schema, the linter's rules, and their examples.

    Every finding has its file, line and column, what is there, what was expected, what to do.
    A definition has a tier, computed from what is in it: bronze (valid, scores), silver
    (sources and licence on everything, all examples, no TODO), gold (two sources for the key,
    an example from elsewhere, norms or reliability).

    Exit code 0 without errors, 1 with errors (with --strict: or warnings), 2 for wrong usage.
    """
    if explain_tier:
        from scorewell.cli.output.check_findings import tier_of

        file, assessment = tier_of(registry(context, instruments), explain_tier)
        _explain(file, assessment)
        return
    if not paths:
        raise typer.BadParameter("say what to check: a file, a folder, or a distribution")
    if not watch:
        if not _run(context, paths, instruments, format_, strict):
            raise typer.Exit(1)
        return
    _watch(context, paths, instruments, format_, strict)


def _run(
    context: typer.Context,
    paths: list[str],
    instruments: list[Path] | None,
    format_: Report,
    strict: bool,
) -> bool:
    """Check once and print; whether all is well."""
    from scorewell.cli.output.check_findings import check_targets

    checked = check_targets(registry(context, instruments), paths)
    _print(checked, format_)
    counts = Counter(finding.severity for finding in checked.findings)
    told = f"{_count(counts['error'], 'error')}, {_count(counts['warning'], 'warning')}"
    tiers = Counter(each.tier for each in checked.tiers.values())
    names = ", ".join(f"{tiers[tier]} {_tier_name(tier.name)}" for tier in sorted(tiers)[::-1])
    note(
        f"{_count(len(checked.files), 'file')} checked: {told}"
        f"{f'; tiers: {names}' if names else ''}"
    )
    return not (counts["error"] or (strict and counts["warning"]))


def _watch(
    context: typer.Context,
    paths: list[str],
    instruments: list[Path] | None,
    format_: Report,
    strict: bool,
) -> None:
    from scorewell.cli.output.check_findings import files_of
    from scorewell.cli.output.watch import watch

    def files() -> Iterable[Path]:
        here = [Path(path) for path in paths if Path(path).exists()]
        return [file for path in here for file in files_of(path)]

    def act() -> None:
        try:
            _run(context, paths, instruments, format_, strict)
        except typer.BadParameter as error:
            note(f"error: {error.message}")
        note("watching for changes; Ctrl-C ends")

    try:
        watch(files, act)
    except KeyboardInterrupt:
        note("ended")


def _print(checked: Checked, format_: Report) -> None:
    if format_ is Report.github:
        from scorewell.cli.output.check_findings import annotation

        for finding in checked.findings:
            typer.echo(annotation(finding))
    elif format_ in {Report.csv, Report.json}:
        found = [*checked.findings, *_tier_notes(checked)]
        rows = [[asdict(finding)[name] for name in _COLUMNS] for finding in found]
        print_rows(_COLUMNS, rows, Format(format_.value))
    else:
        for finding in (*checked.findings, *_tier_notes(checked)):
            typer.echo(f"{finding.severity}: {finding}")


def _tier_notes(checked: Checked) -> Iterable[Finding]:
    from scorewell.errors import Finding

    for file, assessment in checked.tiers.items():
        following = assessment.next_tier
        lacking = ", ".join(each.name for each in assessment.missing())
        to_next = f"; {following.name} lacks: {lacking}" if following is not None else ""
        yield Finding(
            code="tier",
            message=f"{_tier_name(assessment.tier.name)}{to_next}",
            severity="note",
            file=file,
        )


def _explain(file: str, assessment: Assessment) -> None:
    from scorewell.definitions.lint.quality_tiers import CRITERIA

    typer.echo(f"{file}: {_tier_name(assessment.tier.name)}")
    for criterion in CRITERIA:
        lacking = assessment.problems[criterion.name]
        mark = "lacks" if lacking else "met"
        typer.echo(
            f"  {criterion.tier.name:<6}  {mark:<5}  {criterion.name}: {criterion.sentence}"
        )
        for each in lacking:
            typer.echo(f"                 - {each}")
    following = assessment.next_tier
    if following is not None:
        names = ", ".join(each.name for each in assessment.missing())
        typer.echo(f"To reach {following.name}: {names}")


def _tier_name(name: str) -> str:
    return "no tier" if name == "none" else name


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

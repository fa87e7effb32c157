"""``scorewell check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.data import InstrumentOptions
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.signature import option, options
from scorewell.cli.output.rows import Format, note, print_rows

if TYPE_CHECKING:
    from scorewell.cli.output.check_findings import CheckResult
    from scorewell.definitions.lint.quality_tiers import Assessment
    from scorewell.errors import Finding
    from scorewell.registry.registry import Registry


_COLUMNS = ("severity", "file", "line", "column", "path", "code", "message", "hint")


class Report(StrEnum):
    """How findings are printed."""

    text = "text"
    table = "table"
    csv = "csv"
    json = "json"
    github = "github"


@dataclass(frozen=True, kw_only=True)
class CheckOutput:
    """How findings are printed, and what is an error."""

    panel = OUTPUT
    format_: Report = option(
        "How to write: text (or table), csv, json, or github, for annotations "
        "beside the lines of a change.",
        flags=("--format", "-f"),
        default=Report.text,
    )
    strict: bool = option(
        "Exit code 1 for what is only reported otherwise: warnings.", default=False
    )


@options(InstrumentOptions, CheckOutput)
def check(
    context: typer.Context,
    definitions: InstrumentOptions,
    output: CheckOutput,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Definitions, overlays, rules, studies, folders of them, or the names of "
            "installed distributions.",
        ),
    ] = None,
    explain_tier: Annotated[
        str,
        typer.Option(
            "--explain-tier",
            metavar="ID|PATH",
            help="Say which tier a definition has reached, and what it lacks to the next. An "
            "id is looked for in PATH, where PATH is given.",
        ),
    ] = "",
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Check again whenever a file changes; end with Ctrl-C."),
    ] = False,
) -> None:
    """Check definitions and overlays: YAML, schema, the linter's rules, and their examples.

    A study is checked with the definitions, overlays and outcome rules that it uses; an
    installed distribution with its definitions, overlays and outcome rules.

    Every finding has its file, line and column, what is there, what was expected, what to do.
    A definition has a tier, computed from what is in it: bronze (valid, scores), silver
    (sources and licence on everything, all examples, no TODO), gold (two sources for the key,
    an example from elsewhere, norms or reliability).

    Exit code 0 without errors, 1 with errors (with --strict: or warnings), 2 for wrong usage.
    """
    if explain_tier and (watch or output != CheckOutput()):
        raise typer.BadParameter(
            "--explain-tier tells of a definition, in words: leave out --watch, --format and "
            "--strict"
        )
    if explain_tier:
        from scorewell.cli.output.check_findings import tiers_of

        registry = definitions.registry(context)
        for file, assessment in tiers_of(registry, explain_tier, paths or ()).items():
            _explain(file, assessment)
        return
    if not paths:
        raise typer.BadParameter("say what to check: a file, a folder, or a distribution")

    def run() -> bool:
        return _check(definitions.registry(context), paths, output)

    if watch:
        _watch(paths, run)
    elif not run():
        raise typer.Exit(1)


def _check(registry: Registry, paths: list[str], output: CheckOutput) -> bool:
    """Check once and print; whether all is well."""
    from scorewell.cli.output.check_findings import check_targets

    result = check_targets(registry, paths)
    _print(result, output.format_)
    counts = Counter(finding.severity for finding in result.findings)
    totals = f"{_count(counts['error'], 'error')}, {_count(counts['warning'], 'warning')}"
    tiers = Counter(assessment.tier for assessment in result.tiers.values())
    names = ", ".join(f"{tiers[tier]} {_tier_name(tier.name)}" for tier in sorted(tiers)[::-1])
    note(
        f"{_count(len(result.files), 'file')} checked: {totals}"
        f"{f'; tiers: {names}' if names else ''}"
    )
    return not (counts["error"] or (output.strict and counts["warning"]))


def _watch(paths: list[str], run: Callable[[], bool]) -> None:
    from scorewell.cli.output.check_selection import files_of
    from scorewell.cli.output.watch import watch

    def files() -> Iterable[Path]:
        present = [Path(path) for path in paths if Path(path).exists()]
        return [file for path in present for file in files_of(path)]

    def act() -> None:
        try:
            run()
        except typer.BadParameter as error:
            note(f"error: {error.message}")
        note("watching for changes; Ctrl-C ends")

    try:
        watch(files, act)
    except KeyboardInterrupt:
        note("ended")


def _print(result: CheckResult, format_: Report) -> None:
    if format_ is Report.github:
        from scorewell.cli.output.check_findings import annotation

        for finding in result.findings:
            typer.echo(annotation(finding))
    elif format_ in {Report.csv, Report.json}:
        findings = [*result.findings, *_tier_notes(result)]
        rows = [[asdict(finding)[name] for name in _COLUMNS] for finding in findings]
        print_rows(_COLUMNS, rows, Format(format_.value))
    else:
        for finding in (*result.findings, *_tier_notes(result)):
            typer.echo(f"{finding.severity}: {finding}")


def _tier_notes(result: CheckResult) -> Iterable[Finding]:
    from scorewell.errors import Finding

    for file, assessment in result.tiers.items():
        following = assessment.next_tier
        missing = ", ".join(criterion.name for criterion in assessment.missing())
        to_next = f"; {following.name} lacks: {missing}" if following is not None else ""
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
        gaps = assessment.problems[criterion.name]
        mark = "lacks" if gaps else "met"
        typer.echo(
            f"  {criterion.tier.name:<6}  {mark:<5}  {criterion.name}: {criterion.sentence}"
        )
        for gap in gaps:
            typer.echo(f"                 - {gap}")
    following = assessment.next_tier
    if following is not None:
        names = ", ".join(criterion.name for criterion in assessment.missing())
        typer.echo(f"To reach {following.name}: {names}")


def _tier_name(name: str) -> str:
    return "no tier" if name == "none" else name


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

"""``scorewell rescore``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.data import AcceptErrorsOptions
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options, refuse_without_effect
from scorewell.cli.output.findings import note_study
from scorewell.cli.output.rows import note, print_rows, progress
from scorewell.cli.run_study import read_study

if TYPE_CHECKING:
    from scorewell.registry.registry import Registry
    from scorewell.report.rerun.compare_manifests import ManifestChange
    from scorewell.report.rerun.read_results import RunTables


@options(AcceptErrorsOptions, PrintOptions)
def rescore(
    context: typer.Context,
    run: Annotated[
        Path,
        typer.Argument(
            metavar="STUDY.yaml|RESULTS",
            help="A study, to run it now; or the results folder of a later run.",
        ),
    ],
    report_changes: Annotated[
        Path,
        typer.Option(
            "--report-changes",
            metavar="OLD_RESULTS",
            help="The results folder to compare with.",
        ),
    ],
    definitions: AcceptErrorsOptions,
    output: PrintOptions,
) -> None:
    """List whose score or class moved since an earlier run, with old and new value and cause.

    The cause is told as far as the manifests tell: data, definition, overlay, plugin, version
    or study changed, or the limit, the cut-off and the figures behind them moved. Nothing is
    written. Exit code 1 if anything moved.
    """
    from scorewell.report.rerun.compare_results import compare_results
    from scorewell.report.rerun.read_results import read_results

    if run.is_dir():
        reason = "the results of a folder are compared as they are"
        refuse_without_effect(reason, definitions)
    old = read_results(report_changes)
    new, registry = (
        (read_results(run), None)
        if run.is_dir()
        else _run_again(context, run, accept_errors=definitions.accept_errors)
    )
    explain = _explainer(registry, old, new) if registry else None
    comparison = compare_results(old, new, explain=explain)
    table = comparison.table
    print_rows(list(table.columns), table.itertuples(index=False), output.format_)
    for change in comparison.changes:
        details = explain(change) if explain else ""
        note(f"{change.text} ({details})" if details else change.text)
    if not comparison.changes:
        note("both runs were made with the same data, definitions, options and versions")
    scores = int((table["what"] == "score").sum())
    classes = int((table["what"] == "class").sum())
    note(
        f"moved: {scores} of {comparison.scores} scores, {classes} of {comparison.cases} "
        "classes"
    )
    if len(table):
        raise typer.Exit(1)


def _run_again(
    context: typer.Context, study: Path, *, accept_errors: bool
) -> tuple[RunTables, Registry]:
    from scorewell.report.rerun.read_results import tables_of_study
    from scorewell.study.run import run_study

    plan, registry = read_study(context, study, accept_errors=accept_errors)
    with progress() as report:
        result = run_study(plan, registry=registry, progress=report)
    note_study(result)
    return tables_of_study(result), registry


def _explainer(
    registry: Registry, old: RunTables, new: RunTables
) -> Callable[[ManifestChange], str]:
    """A function that says what a definition changed, if its old version is still there."""
    from hashlib import sha256

    from scorewell.definitions.compare_versions import compare
    from scorewell.definitions.reading.load import load_instrument

    files: dict[str, Path] = {}
    for entry in registry.files:
        files.setdefault(sha256(entry.head.file.read_bytes()).hexdigest(), entry.head.file)

    def file_of(results: RunTables, instrument: str) -> Path | None:
        digests = (
            entry.get("definition_sha256", entry["sha256"])
            for entry in results.manifest.get("definitions", ())
            if entry["id"] == instrument
        )
        return next((files[digest] for digest in digests if digest in files), None)

    def explain(change: ManifestChange) -> str:
        before, after = (file_of(results, change.instrument) for results in (old, new))
        if change.kind != "definition" or before is None or after is None:
            return ""
        differences = compare(load_instrument(before), load_instrument(after))
        return ", ".join(entry.path for entry in differences if entry.effect != "words")

    return explain

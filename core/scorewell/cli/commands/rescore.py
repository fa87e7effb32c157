"""``scorewell rescore``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.common import FormatOption, registry
from scorewell.cli.output.rows import note, print_rows, progress

if TYPE_CHECKING:
    from scorewell.registry.registry import Registry
    from scorewell.report.rerun.compare_manifests import ManifestChange
    from scorewell.report.rerun.read_results import RunTables


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
    format_: FormatOption = None,
) -> None:
    """List whose score or class moved since an earlier run, with old and new value and cause.

    The cause is told as far as the manifests tell: data, definition, overlay, plugin, version
    or study changed, or the limit, the cut-off and the figures behind them moved. Nothing is
    written. Exit code 1 if anything moved.
    """
    from scorewell.report.rerun.compare_results import compare_results
    from scorewell.report.rerun.read_results import read_results

    old = read_results(report_changes)
    new, known = (read_results(run), None) if run.is_dir() else _run_now(context, run)
    explain = _explainer(known, old, new) if known else None
    found = compare_results(old, new, explain=explain)
    print_rows(list(found.table.columns), found.table.itertuples(index=False), format_)
    for change in found.changes:
        more = explain(change) if explain else ""
        note(f"{change.text} ({more})" if more else change.text)
    if not found.changes:
        note("both runs were made with the same data, definitions, options and versions")
    scores = int((found.table["what"] == "score").sum())
    classes = int((found.table["what"] == "class").sum())
    note(f"moved: {scores} of {found.scores} scores, {classes} of {found.cases} classes")
    if len(found.table):
        raise typer.Exit(1)


def _run_now(context: typer.Context, study: Path) -> tuple[RunTables, Registry]:
    from scorewell.report.rerun.read_results import tables_of_study
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    plan = read_plan(study)
    known = registry(context, list(plan.instruments), list(plan.overlays))
    with progress() as tell:
        return tables_of_study(run_study(plan, registry=known, progress=tell)), known


def _explainer(
    known: Registry, old: RunTables, new: RunTables
) -> Callable[[ManifestChange], str]:
    """Says what a definition changed, where its old version lies beside the new one."""
    from hashlib import sha256

    from scorewell.definitions.compare_versions import compare
    from scorewell.definitions.reading.load import load_instrument

    files: dict[str, Path] = {}
    for entry in known.files:
        files.setdefault(sha256(entry.head.file.read_bytes()).hexdigest(), entry.head.file)

    def file_of(results: RunTables, instrument: str) -> Path | None:
        digests = (
            each.get("definition_sha256", each["sha256"])
            for each in results.manifest.get("definitions", ())
            if each["id"] == instrument
        )
        return next((files[digest] for digest in digests if digest in files), None)

    def explain(change: ManifestChange) -> str:
        was, now = (file_of(each, change.instrument) for each in (old, new))
        if change.kind != "definition" or was is None or now is None:
            return ""
        found = compare(load_instrument(was), load_instrument(now))
        return ", ".join(each.path for each in found if each.effect != "words")

    return explain

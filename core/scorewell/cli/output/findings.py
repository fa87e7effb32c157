"""Findings on stderr: those in data by their kinds, those of an analysis by their messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scorewell.cli.output.rows import note, print_json, rows_to_csv

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.answers.checks.data_summary import DataSummary
    from scorewell.errors import Finding
    from scorewell.results import Result
    from scorewell.study.result import StudyResult

_MOST_KINDS = 12


def note_findings(
    table: pd.DataFrame | pl.DataFrame,
    target: Path | None,
    *,
    overwrite: bool,
    inputs: Sequence[Path],
) -> None:
    """Say how many findings of each kind there are, and write them where asked."""
    from scorewell.io.atomic_write import atomic_write

    columns, rows = list(table.columns), _rows(table)
    has_kinds = note_kinds(table)
    if target is not None:
        with atomic_write(target, overwrite=overwrite, inputs=inputs) as temporary:
            temporary.write_text(rows_to_csv(columns, rows), encoding="utf-8")
        note(f"{len(rows)} findings are in {target}")
    elif has_kinds:
        note("  --findings FILE writes all of them")


def note_kinds(table: pd.DataFrame | pl.DataFrame) -> bool:
    """Say how many findings of each kind there are; whether there are any."""
    findings = finding_records(table)
    if not findings:
        return False
    note(f"{len(findings)} findings in the data:")
    kinds = Counter((entry["problem"], entry["kind"]) for entry in findings).most_common()
    for (problem, kind), count in kinds[:_MOST_KINDS]:
        note(f"  {count:>6}  {problem} [{kind}]")
    if len(kinds) > _MOST_KINDS:
        note(f"        and {len(kinds) - _MOST_KINDS} more kinds")
    for entry in findings:
        if entry["item"] is not None and entry["row"] is not None:
            note(f"  first: row {entry['row']}, item {entry['item']}, value {entry['value']}")
            break
    return True


def note_analysis(findings: Iterable[Finding]) -> None:
    """Say what is an error or a warning; one message about several scales is said once."""
    paths: dict[tuple[str, str, str, str], list[str]] = {}
    for finding in findings:
        if finding.severity != "note":
            key = (finding.severity, str(finding.message), finding.code, str(finding.hint))
            paths.setdefault(key, []).append(finding.path)
    for (severity, message, code, hint), places in sorted(
        paths.items(), key=lambda entry: entry[0][0] != "error"
    ):
        place = ", ".join(filter(None, dict.fromkeys(places)))
        note(f"{severity}: {f'{place}: ' if place else ''}{message} [{code}]")
        if hint:
            note(f"    hint: {hint}")


def note_study(result: StudyResult) -> None:
    """Say what is noteworthy about a study: rows left out, its data, its analyses."""
    note_rows_left_out(result.findings)
    note_kinds(result.findings)
    note_analysis(result.analysis_findings)


def exit_for_errors(*, errors: bool) -> None:
    """End the command with exit code 1 if there are findings of severity error."""
    if errors:
        note(
            "exit code 1: there are findings of severity error; all that could be computed "
            "is there"
        )
        raise typer.Exit(1)


def has_errors(table: pd.DataFrame | pl.DataFrame | None) -> bool:
    """Whether a finding in the data has the severity error."""
    return table is not None and bool((table["severity"] == "error").any())


def note_rows_left_out(table: pd.DataFrame | pl.DataFrame) -> None:
    """Say which rows were left out, because they are no respondent."""
    for entry in finding_records(table):
        if entry["kind"] in {"summary-row", "test-entry"} and entry["action"] == "left out":
            row = f"{entry['file']}, row {entry['row']} ({entry['value']})"
            note(f"left out: {row}: {entry['problem']}")


def finding_records(table: pd.DataFrame | pl.DataFrame) -> list[dict[str, Any]]:
    """Findings in data by column."""
    columns = list(table.columns)
    return [dict(zip(columns, row, strict=True)) for row in _rows(table)]


def json_findings(table: pd.DataFrame | pl.DataFrame | None) -> list[dict[str, Any]]:
    """Findings in data for JSON: where each is, its kind and severity; no answers."""
    if table is None:
        return []
    return [
        {
            name: value if isinstance(value, int) else str(value)
            for name, value in entry.items()
            if value is not None and name != "value"
        }
        for entry in finding_records(table)
    ]


def print_json_results(results: Iterable[Result], study: StudyResult) -> None:
    """Print results of a study as JSON, each with the findings in the data and its rows."""
    common: dict[str, object] = {"data_findings": json_findings(study.findings)}
    if study.data_summary is not None:
        common["data_summary"] = study.data_summary.to_dict()
    print_json([entry.to_dict() | common for entry in results])


def note_data_summary(summary: DataSummary | None) -> None:
    """Say in one line which rows were left out and which cells replaced, if any were."""
    if summary is None:
        return
    cells: Counter[str] = Counter()
    for entry in summary.replacements:
        if entry.kind != "column":
            cells[entry.kind.replace("-", " ")] += entry.cells
    excluded, not_compared, replacements = map(
        _counts, (summary.excluded, summary.not_compared, cells)
    )
    if not (excluded or not_compared or replacements):
        return
    included = sum(rows.included for rows in summary.files)
    parts = [f"{summary.total:,} read"]
    parts += [f"left out: {excluded}"] if excluded else []
    parts += [f"{included:,} used"]
    parts[-1] += f" as {summary.sheets:,} sheets" if summary.sheets != included else ""
    if not_compared:
        parts += [f"not compared: {not_compared}", f"{summary.compared:,} compared"]
    parts += [f"cells replaced: {replacements}"] if replacements else []
    note(f"rows: {'; '.join(parts)}")


def _counts(counts: Mapping[str, int]) -> str:
    """Kinds with their counts."""
    return ", ".join(f"{n:,} {kind}" for kind, n in counts.items() if n)


def _rows(table: pd.DataFrame | pl.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of either kind of frame, None where there is nothing."""
    rows = getattr(table, "iter_rows", None)
    if rows is not None:
        return list(rows())
    frame: Any = table
    return [
        tuple(None if value != value else value for value in row)  # noqa: PLR0124 - NaN is not
        for row in frame.itertuples(index=False, name=None)
    ]

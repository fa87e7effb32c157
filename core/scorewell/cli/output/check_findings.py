"""Findings of ``scorewell check``, tiers, and annotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorewell.cli.output.check_selection import select_files

if TYPE_CHECKING:
    from scorewell.definitions.lint.quality_tiers import Assessment
    from scorewell.errors import Finding
    from scorewell.registry.registry import Registry


_KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation(finding: Finding) -> str:
    """One finding as a workflow command, which GitHub turns into an annotation.

    Examples
    --------
    >>> from scorewell.errors import Finding
    >>> print(annotation(Finding(code="x", message="50% of it", file="a,b.yaml", line=3)))
    ::error file=a%2Cb.yaml,line=3,title=x::50%25 of it
    """
    properties = {"file": finding.file, "line": finding.line, "col": finding.column}
    properties["title"] = finding.code
    pairs = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    text = f"{finding.path}: {finding.message}" if finding.path else finding.message
    if finding.hint:
        text += f"\nhint: {finding.hint}"
    return f"::{_KINDS[finding.severity]} {pairs}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """Findings and tiers of the files that were checked.

    Attributes
    ----------
    files : tuple of pathlib.Path
        The files.
    findings : tuple of Finding
        File by file, then those of the files together and of packages.
    tiers : mapping of str to Assessment
        By file, of the definitions among them.
    """

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    tiers: dict[str, Assessment]


def check_targets(registry: Registry, targets: Sequence[str]) -> CheckResult:
    """Check files, folders and installed distributions, and what studies among them use."""
    from scorewell.definitions.lint.collection import lint_collection
    from scorewell.definitions.lint.linter import check as lint
    from scorewell.definitions.lint.quality_tiers import assess
    from scorewell.definitions.reading.load import read_draft
    from scorewell.scores.examples import check_examples

    methods = registry.plugins.scoring_methods
    selection = select_files(registry, targets)
    files = selection.files
    if not files and not selection.findings:
        raise typer.BadParameter("there is no YAML file in it")
    drafts, tiers, of_files = [], {}, []
    for file, bases in files.items():
        file_findings = lint(
            file,
            methods=methods,
            check_examples=lambda instrument: check_examples(instrument, methods),
            bases=bases,
        )
        of_files += file_findings
        draft = read_draft(file)
        drafts.append(draft.instrument)
        data = draft.document.data if draft.document else None
        if draft.document and isinstance(data, dict) and "items" in data and "id" in data:
            tiers[str(file)] = assess(draft.document, draft.instrument, file_findings)
    if len(files) > 1:
        of_files += lint_collection(draft for draft in drafts if draft is not None)
    if not any(finding.severity == "error" for finding in (*of_files, *selection.findings)):
        selection.findings += [
            finding for study in selection.studies for finding in study.refusals()
        ]
    findings = tuple(dict.fromkeys([*of_files, *selection.findings]))
    return CheckResult(files=tuple(files), findings=findings, tiers=tiers)


def tiers_of(registry: Registry, name: str, targets: Sequence[str]) -> dict[str, Assessment]:
    """Tiers, by file, of the definitions that a path, id, acronym or alias stands for.

    Parameters
    ----------
    targets : sequence of str
        Files, folders and distributions in which an id, acronym or alias is looked for; where
        there are none, among all known instruments.
    """
    if Path(name).exists():
        file = name
    elif targets:
        file = _file_of(name, select_files(registry, targets).files)
    else:
        file = str(registry.find(name).head.file)
    tiers = check_targets(registry, [file]).tiers
    if not tiers:
        raise typer.BadParameter(f"{file} is not a definition, so it has no tier")
    return tiers


def _file_of(name: str, files: Iterable[Path]) -> str:
    """The file whose definition has this id, acronym or alias."""
    from scorewell.definitions.reading.header import letters, read_top
    from scorewell.errors import DefinitionError

    names: dict[str, Path] = {}
    for file in files:
        try:
            head = read_top(file)
        except DefinitionError:
            continue
        for text in head.names:
            names.setdefault(letters(text.casefold()), file)
    match = names.get(letters(name.casefold()))
    if match is None:
        raise typer.BadParameter(
            f"there is no definition `{name}` among what is to be checked; leave out the PATH "
            "to explain one that is installed, or name its file"
        )
    return str(match)

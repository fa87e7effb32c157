"""Findings of ``scorewell check``: files to check, their findings, and annotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

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
    """Check files, folders and installed distributions."""
    from scorewell.definitions.lint.collection import lint_collection
    from scorewell.definitions.lint.linter import check as lint
    from scorewell.definitions.lint.quality_tiers import assess
    from scorewell.definitions.reading.load import read_draft
    from scorewell.scores.examples import check_examples

    methods = registry.plugins.scoring_methods
    files: dict[Path, None] = {}
    findings: list[Finding] = []
    for target in targets:
        if Path(target).exists() or _looks_like_a_path(target):
            files |= dict.fromkeys(files_of(Path(target)))
        else:
            definitions, problems = _distribution(registry, target)
            files |= dict.fromkeys(definitions)
            findings += problems
    if not files and not findings:
        raise typer.BadParameter("there is no YAML file in it")
    drafts, tiers, of_files = [], {}, []
    for file in files:
        file_findings = lint(
            file,
            methods=methods,
            check_examples=lambda instrument: check_examples(instrument, methods),
            bases=registry.load,
        )
        of_files += file_findings
        draft = read_draft(file)
        drafts.append(draft.instrument)
        data = draft.document.data if draft.document else None
        if draft.document and isinstance(data, dict) and "items" in data and "id" in data:
            tiers[str(file)] = assess(draft.document, draft.instrument, file_findings)
    if len(files) > 1:
        of_files += lint_collection(draft for draft in drafts if draft is not None)
    return CheckResult(files=tuple(files), findings=(*of_files, *findings), tiers=tiers)


def tier_of(registry: Registry, name: str) -> tuple[str, Assessment]:
    """File and tier of one definition by id, acronym, alias or path."""
    file = str(registry.find(name).head.file)
    result = check_targets(registry, [file])
    if file not in result.tiers:
        raise typer.BadParameter(f"{file} is no definition, so it has no tier")
    return file, result.tiers[file]


def _looks_like_a_path(target: str) -> bool:
    return "/" in target or "\\" in target or Path(target).suffix.lower() in {".yaml", ".yml"}


def files_of(path: Path) -> list[Path]:
    """A file, or the YAML files of a folder and those below it; hidden ones are left out."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise typer.BadParameter(f"there is no file or folder {path}")
    files = sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
    return [file for file in files if not _is_hidden(file.relative_to(path))]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _distribution(registry: Registry, name: str) -> tuple[list[Path], list[Finding]]:
    """The definitions that an installed distribution brings, and what is wrong with it."""
    from scorewell.errors import Finding, did_you_mean

    folded_name = _fold_name(name)
    _call_hooks(registry)
    plugins = [
        plugin
        for plugin in registry.plugins.plugins
        if folded_name in {_fold_name(plugin.distribution), _fold_name(plugin.name)}
    ]
    if not plugins:
        names = {plugin.distribution or plugin.name for plugin in registry.plugins.plugins}
        near = did_you_mean(name, names)
        raise typer.BadParameter(
            f"there is no file or folder {name}, and no plugin or distribution of that name is "
            f"installed{f'; {near}' if near else ''}"
        )
    origins = {plugin.distribution or plugin.name for plugin in plugins}
    sources = [source.path for source in registry.sources if source.origin in origins]
    findings = [
        Finding(
            code="plugin-failed",
            message=message,
            file=plugin.name,
            hint="`scorewell plugins --trace` shows where",
        )
        for plugin in plugins
        for message in plugin.errors
    ]
    return [file for path in sources for file in _top_files(path)], findings


def _top_files(path: Path) -> Iterable[Path]:
    """The definitions that a registry takes from a folder: those in it, not below it."""
    return (
        [path] if path.is_file() else [file for file in files_of(path) if file.parent == path]
    )


def _call_hooks(registry: Registry) -> None:
    plugins = registry.plugins
    _ = (plugins.scoring_methods, plugins.change_methods, plugins.outcome_rules)


def _fold_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()

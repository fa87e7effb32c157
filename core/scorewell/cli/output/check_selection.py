"""The files that ``scorewell check`` checks: of folders, distributions and studies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorewell.definitions.reading.yaml_reader import read_document, read_parts
from scorewell.errors import DefinitionError, Finding, ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument
    from scorewell.definitions.reading.document import Document
    from scorewell.definitions.reading.overlay import Overlay
    from scorewell.registry.plugins.plugin import Plugin
    from scorewell.registry.registry import Registry
    from scorewell.study.plan import StudyPlan

Bases = Callable[[str], "Instrument"]
"""The instrument that an overlay extends, by its id."""


@dataclass
class FileSelection:
    """Files to check, and what was wrong with the search for them.

    Attributes
    ----------
    files : dict of pathlib.Path to callable
        Each with the instruments that it may extend.
    findings : list of Finding
        Of plugins, and of names in studies that lead nowhere.
    studies : list of Study
        Studies among the files.
    """

    files: dict[Path, Bases] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)


def select_files(registry: Registry, targets: Sequence[str]) -> FileSelection:
    """The files of each target, and those that the studies among them use."""
    selection = FileSelection()
    for target in targets:
        if Path(target).exists() or _looks_like_a_path(target):
            paths: Iterable[Path] = files_of(Path(target))
        else:
            paths, problems = _distribution(registry, target)
            selection.findings += problems
        for path in paths:
            selection.files.setdefault(path, registry.load)
    for path in list(selection.files):
        if not _is_study(path):
            continue
        try:
            study = Study.of(path, registry)
        except DefinitionError as error:
            selection.findings += error.findings
        else:
            selection.studies.append(study)
            selection.findings += study.findings
            for file, bases in study.files.items():
                selection.files.setdefault(file, bases)
    return selection


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


def _is_study(path: Path) -> bool:
    try:
        return read_parts(path, ["measures", "outcomes"]).keys() == {"measures"}
    except DefinitionError:  # the linter says what is wrong with it
        return False


@dataclass
class Study:
    """What a study uses.

    Attributes
    ----------
    document : Document
        The study file.
    plan : StudyPlan
        What it says.
    registry : Registry
        The installed definitions and those that it names, with its overlays.
    files : dict of pathlib.Path to callable
        Its definitions, overlays and outcome rules.
    findings : list of Finding
        Names of instruments and overlays that lead nowhere.
    """

    document: Document
    plan: StudyPlan
    registry: Registry
    files: dict[Path, Bases] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path, registry: Registry) -> Study:
        """What the study in a file uses.

        Raises
        ------
        DefinitionError
            If it is not a valid study.
        """
        from scorewell.registry.plugins.plugin import InstrumentSource
        from scorewell.registry.registry import Registry
        from scorewell.study.plan import read_plan

        plan = read_plan(path)
        folders = [
            InstrumentSource(path=folder, origin="folder") for folder in plan.instruments
        ]
        sources = list(dict.fromkeys([*registry.sources, *folders]))
        plain = Registry(sources, plugins=registry.plugins)
        study = cls(document=read_document(path), plan=plan, registry=plain)
        names = study._add_definitions()
        study._add_overlays(names)
        for rule in plan.outcome_rules:
            study._add_file(rule, ("outcome_rules",))
        for place, use in enumerate(plan.rules):
            if use.rule.lower().endswith((".yaml", ".yml")):
                study._add_file(Path(use.rule), ("rules", place, "rule"))
        return study

    def _add_file(self, path: Path, place: tuple[str | int, ...]) -> None:
        if path.is_file():
            self.files[path] = self.registry.load
        else:
            self._find(place, f"there is no file {path}", hint="check its name")

    def _find(self, place: tuple[str | int, ...], message: str, *, hint: str) -> None:
        self.findings.append(self.document.finding("study-uses", place, message, hint=hint))

    def _add_definitions(self) -> dict[str, str]:
        """The names by which the study calls its instruments, by id."""
        names = {}
        for place, measure in enumerate(self.plan.measures):
            try:
                head = self.registry.find(measure.instrument).head
            except DefinitionError as error:
                if not Path(measure.instrument).is_file():
                    first = error.findings[0]
                    self._find(("measures", place, "instrument"), str(first), hint=first.hint)
                    continue
                self.files[Path(measure.instrument)] = self.registry.load
                continue
            except ScorewellError as error:
                self._find(("measures", place, "instrument"), error.message, hint=error.hint)
                continue
            names[head.id] = measure.instrument
            self.files[Path(head.file)] = self.registry.load
        return names

    def _add_overlays(self, names: dict[str, str]) -> None:
        """The overlays, each upon those before it."""
        from scorewell.definitions.reading.load import load_overlay
        from scorewell.registry.catalogue import overlay_file
        from scorewell.registry.registry import Registry

        overlays: list[Overlay] = []
        for place, path in enumerate(self.plan.overlays):
            registry = Registry(
                self.registry.sources, plugins=self.registry.plugins, overlays=overlays
            )
            try:
                file = overlay_file(path, self.registry.sources)
                overlay = load_overlay(file)
            except DefinitionError as error:
                if path.is_file():
                    self.files[path] = registry.load
                else:
                    first = error.findings[0]
                    self._find(("overlays", place), first.message, hint=first.hint)
                continue
            self.files[file] = _named_bases(registry, names)
            if overlay.extends not in names:
                finding = self.document.finding(
                    "overlay-not-used", ("overlays", place),
                    f"the overlay extends {overlay.extends}, which the study does not use",
                    hint="leave it out, or add a measure of it", severity="warning",
                )  # fmt: skip
                self.findings.append(finding)
            overlays = [*overlays, overlay]
        self.registry = Registry(
            self.registry.sources,
            plugins=self.registry.plugins,
            overlays=overlays,
            accept_errors=True,
        )

    def refusals(self) -> Iterator[Finding]:
        """Why ``evaluate`` would refuse the study before it reads any data."""
        from scorewell.study.run import resolve_study

        try:
            resolve_study(self.plan, self.registry)
        except ScorewellError as error:
            yield self.document.finding(
                "study-refused", ("measures",), error.message, hint=error.hint, at_key=True
            )


def _named_bases(registry: Registry, names: dict[str, str]) -> Bases:
    return lambda instrument_id: registry.load(names.get(instrument_id, instrument_id))


def _distribution(registry: Registry, name: str) -> tuple[list[Path], list[Finding]]:
    """The definitions, overlays and outcome rules of an installed distribution.

    And what is wrong with its plugins.
    """
    folded_name = _fold_name(name)
    registry.plugins.call_all()
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
    origins = {plugin.origin for plugin in plugins}
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
    rules = [file for plugin in plugins for file in _rule_files(plugin)]
    files = [file for path in sources for file in _source_files(path)]
    return [*dict.fromkeys([*files, *rules])], findings


def _source_files(path: Path) -> Iterator[Path]:
    """The definitions that a registry takes from a folder or file, and the overlays beside."""
    from scorewell.registry.catalogue import OVERLAYS

    folder = path.parent if path.is_file() else path
    if path.is_file():
        yield path
    else:
        yield from (file for file in files_of(folder) if file.parent == folder)
    if (folder / OVERLAYS).is_dir():
        yield from files_of(folder / OVERLAYS)


def _rule_files(plugin: Plugin) -> Iterator[Path]:
    """The outcome rules in the package of a plugin."""
    file = getattr(plugin.module, "__file__", None)
    if "register_outcome_rules" not in plugin.hooks or not file:
        return
    is_package = Path(file).name == "__init__.py"
    for path in files_of(Path(file).parent) if is_package else ():
        try:
            if "outcomes" in read_parts(path, ["outcomes"]):
                yield path
        except DefinitionError:
            yield path


def _fold_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()

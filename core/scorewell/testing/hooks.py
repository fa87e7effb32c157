"""What the hooks of a plugin must do, whatever they bring."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scorewell.definitions.model import OutcomeRule
from scorewell.errors import PluginError
from scorewell.registry.contracts import (
    Approach,
    ChangeMethod,
    Exporter,
    GrowthMethod,
    Importer,
    Reader,
    ScoringMethod,
    Writer,
)
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.hook_functions import (
    argument_problem,
    known_hooks,
    marked_names,
    unknown_hooks,
    unmarked_hooks,
)
from scorewell.registry.plugins.isolation import description_problem
from scorewell.registry.plugins.plugin import SLOW_IMPORT, InstrumentSource
from scorewell.registry.plugins.plugin_set import Plugins
from scorewell.registry.registry import Registry
from scorewell.testing.check import Check, checks_from, demand

KINDS: Mapping[str, tuple[type, ...]] = {
    "register_scoring_methods": (ScoringMethod,),
    "register_change_methods": (ChangeMethod, Approach, GrowthMethod),
    "register_outcome_rules": (OutcomeRule,),
    "register_readers": (Reader,),
    "register_writers": (Writer,),
    "register_exporters": (Exporter,),
    "register_importers": (Importer,),
}
"""What the hooks that register something take."""

_TIMER = """
import sys, time
import scorewell.registry.hookspecs
start = time.perf_counter()
__import__(sys.argv[1])
print(time.perf_counter() - start)
"""


def registrations(plugin: object) -> dict[str, list[Any]]:
    """What a plugin registers, by hook.

    Raises
    ------
    PluginError
        If a hook raises.
    """
    entries: dict[str, list[Any]] = {}
    for hook in KINDS:
        function = getattr(plugin, hook, None)
        entries[hook] = []
        if function is not None:
            try:
                function(register=entries[hook].append)
            except Exception as error:  # a plugin may raise anything
                problem = argument_problem(plugin, hook)
                message = f"the hook `{hook}` raises {type(error).__name__}: {error}"
                raise PluginError(problem.message if problem else message) from error
    return entries


def hook_problem(plugin: object) -> str:
    """The first thing that is wrong with the names of hooks; empty if nothing."""
    problems = (*unknown_hooks(plugin), *unmarked_hooks(plugin))
    return problems[0].message if problems else ""


@dataclass(frozen=True)
class PluginTrial:
    """A plugin beside all others that are installed."""

    plugin: object
    registrations: Mapping[str, Sequence[Any]]

    @cached_property
    def _module(self) -> str:
        return str(getattr(self.plugin, "__name__", type(self.plugin).__name__))

    @cached_property
    def bundled(self) -> bool:
        """Whether scorewell itself brings the plugin."""
        return any(
            plugin.kind == "bundled" and plugin.name == self._module
            for plugin in load_plugins().plugins
        )

    @cached_property
    def neighbours(self) -> Plugins:
        """Every plugin that is installed, but this one."""
        plugins = load_plugins()
        neighbours = [
            plugin
            for plugin in plugins.plugins
            if plugin.module is not self.plugin
            and getattr(plugin.module, "__name__", "") != self._module
        ]
        return Plugins(neighbours, plugins.manager)

    @cached_property
    def other_commands(self) -> tuple[str, ...]:
        """The commands that the others bring."""
        import typer

        from scorewell.registry.plugins.commands import command_names

        app = typer.Typer()
        self.neighbours.add_commands(app)
        return tuple(command_names(app))

    @cached_property
    def sources(self) -> tuple[InstrumentSource, ...]:
        """Its folders and files of definitions."""
        function = getattr(self.plugin, "scorewell_instruments", None)
        paths = function() if function is not None else ()
        several = [paths] if isinstance(paths, str | Path) else paths or ()
        return tuple(InstrumentSource(path=Path(path), origin=self._module) for path in several)

    def checks(self) -> list[Check]:
        """Every check of the hooks of the plugin."""
        return checks_from("hooks", _CHECKS, self)


def _hooks_exist(trial: PluginTrial) -> None:
    """Every function marked with @hookimpl is a hook, and asks for what one is given."""
    for problem in unknown_hooks(trial.plugin):
        demand(not problem, problem.message)
    for name in set(marked_names(trial.plugin)) & set(known_hooks()):
        argument = argument_problem(trial.plugin, name)
        if argument is not None:
            demand(not argument, f"{argument.message}; {argument.hint}")


def _hooks_are_marked(trial: PluginTrial) -> None:
    """Every function that is called like a hook, or nearly so, is one and marked as one."""
    for problem in unmarked_hooks(trial.plugin):
        demand(not problem, problem.message)


def _right_kinds(trial: PluginTrial) -> None:
    """What it registers is of the kind that the hook takes, and complete."""
    for hook, entries in trial.registrations.items():
        for entry in entries:
            kinds = " or ".join(kind.__name__ for kind in KINDS[hook])
            sound = isinstance(entry, KINDS[hook]) and isinstance(_name(entry), str)
            demand(sound, f"`{hook}` registers a {type(entry).__name__}, and no {kinds}")
            problem = description_problem(entry)
            demand(not problem, f"Of `{_name(entry)}`, {problem}")


def _name(entry: object) -> object:
    return getattr(entry, "name", None)


def _names_are_free(trial: PluginTrial) -> None:
    """No method, rule or format has the name of another, here or in scorewell or a plugin."""
    trial.neighbours.call_all()
    for hook, entries in trial.registrations.items():
        names = Counter(str(_name(entry)) for entry in entries)
        for name, count in names.items():
            demand(count == 1, f"`{hook}` registers `{name}` {count} times")
            owner = trial.neighbours.owner(hook, name)
            demand(not owner, f"`{name}` is registered by {owner}, too")


def _endings_are_free(trial: PluginTrial) -> None:
    """No reader or writer is for files that another one is for."""
    if trial.bundled:
        return
    formats: tuple[tuple[str, Mapping[str, Reader | Writer]], ...] = (
        ("reader", trial.neighbours.readers), ("writer", trial.neighbours.writers),
    )  # fmt: skip
    for kind, formats_beside in formats:
        entries = [
            entry
            for entry in trial.registrations[f"register_{kind}s"]
            if isinstance(entry, Reader | Writer)
        ]
        for place, entry in enumerate(entries):
            for rival in formats_beside.values():
                for suffix in set(entry.suffixes) & set(rival.suffixes):
                    owner = f"the plugin {rival.plugin}" if rival.plugin else "scorewell"
                    hint = "; a person has to name yours with --reader"
                    message = f"The {kind} {rival.name} of {owner} is for files called {suffix}"
                    demand(not suffix, message + (hint if kind == "reader" else ""))
            for rival in entries[:place]:
                apart = any(getattr(reader, "recognises", None) for reader in (entry, rival))
                for suffix in set(entry.suffixes) & set(rival.suffixes):
                    names = f"{entry.name} and {rival.name}"
                    demand(apart, f"The {kind}s {names} are both for files called {suffix}")


def _definitions_are_free(trial: PluginTrial) -> None:
    """Its definitions are there, and no id, acronym or alias is that of another instrument."""
    for source in trial.sources:
        demand(source.path.exists(), f"There is no file or folder {source.path}")
    sources = [*trial.neighbours.instrument_sources, *trial.sources]
    registry = Registry(sources, plugins=trial.neighbours)
    for finding in registry.findings:
        from_plugin = any(
            Path(finding.file).is_relative_to(source.path) for source in trial.sources
        )
        demand(not from_plugin, f"{Path(finding.file).name}: {finding.message}; {finding.hint}")


def _import_is_fast(trial: PluginTrial) -> None:
    """Its import takes less than a second: every command waits for it."""
    seconds = list(_import_times(getattr(trial.plugin, "__name__", "")))
    if seconds:
        message = f"It takes {min(seconds):.1f} s; import libraries inside the functions"
        demand(min(seconds) <= SLOW_IMPORT, message)


def _import_times(module: str) -> Iterator[float]:
    """How long the import of a module takes, twice; nothing for one that has no file."""
    try:
        spec = importlib.util.find_spec(module) if module else None
    except (ImportError, ValueError):  # a module that was made at run time
        spec = None
    if spec is None or not spec.has_location:
        return
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for _ in range(2):
        result = subprocess.run(  # noqa: S603 - the module is the author's own
            [sys.executable, "-c", _TIMER, module],
            capture_output=True, text=True, check=True, env=environment,
        )  # fmt: skip
        yield float(result.stdout.split()[-1])


_CHECKS: tuple[Callable[[PluginTrial], None], ...] = (
    _hooks_exist, _hooks_are_marked, _right_kinds, _names_are_free, _endings_are_free,
    _definitions_are_free, _import_is_fast,
)  # fmt: skip


def hook_checks(plugin: object) -> list[Check]:
    """Every check of the hooks of a plugin, beside all others that are installed.

    Parameters
    ----------
    plugin : module
        A plugin, with its hooks.
    """
    return PluginTrial(plugin, registrations(plugin)).checks()

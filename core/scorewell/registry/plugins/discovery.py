"""Finding plugins and loading each on its own."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pluggy

from scorewell.errors import PluginError
from scorewell.registry import hookspecs
from scorewell.registry.plugins.hook_functions import (
    argument_problem,
    known_hooks,
    marked_names,
    unknown_hooks,
    unmarked_hooks,
)
from scorewell.registry.plugins.plugin import InstrumentSource, Plugin, error_line
from scorewell.registry.plugins.plugin_set import Plugins
from scorewell.registry.plugins.selection import (
    PluginChoice,
    accepts_core,
    core_range,
    core_version,
)

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint


_METADATA = (".dist-info", ".egg-info")


class InstalledEntryPoints:
    """The entry points of installed distributions, by group.

    Most people have no plugin, and every command asks. The files that could
    declare one are read first, once for all groups, and searched for the name
    of the group; the machinery that reads metadata, which takes longer to
    import than most of what a command does, is used only where the name was
    found, or where packages come from elsewhere than folders.
    """

    def __call__(self, *, group: str) -> Iterable[EntryPoint]:
        """The entry points of a group."""
        if self._declarations_text is not None and f"[{group}]" not in self._declarations_text:
            return ()
        from importlib.metadata import entry_points

        return entry_points(group=group)

    @cached_property
    def _declarations_text(self) -> str | None:
        """What all distributions declare; None where some may lie elsewhere than in folders."""
        finders = [finder for finder in sys.meta_path if finder is not PathFinder]
        if any(hasattr(finder, "find_distributions") for finder in finders):
            return None
        try:
            return "\n".join(
                text for place in sys.path for text in _declarations(place or os.curdir)
            )
        except NotADirectoryError:
            return None


def _declarations(place: str) -> Iterator[str]:
    """What each distribution in a folder declares; NotADirectoryError if it is an archive."""
    if place.endswith(".egg"):
        raise NotADirectoryError(place)
    try:
        folders = [entry.path for entry in os.scandir(place) if entry.name.endswith(_METADATA)]
    except NotADirectoryError:
        raise
    except OSError:  # a place that is not there, or closed, holds no packages for Python either
        return
    for folder in folders:
        try:
            yield Path(folder, "entry_points.txt").read_text("utf-8", errors="replace")
        except OSError:  # most distributions declare nothing
            continue


DEFAULT_PLUGINS = (
    "scorewell_plugins.instruments",
    "scorewell_plugins.scoring",
    "scorewell_plugins.change",
    "scorewell_plugins.outcome_rules",
    "scorewell_plugins.readers",
    "scorewell_plugins.writers",
    "scorewell_plugins.exchange",
    "scorewell_plugins.commands",
)
DATA_GROUP = "scorewell.instruments"


def load_plugins(
    *,
    bundled: Iterable[str] = DEFAULT_PLUGINS,
    entry_points: Callable[..., Iterable[EntryPoint]] | None = None,
    choice: PluginChoice | None = None,
) -> Plugins:
    """Load the bundled plugins and those of installed distributions, broken ones included.

    Parameters
    ----------
    entry_points : callable, optional
        ``found(group=...)`` gives the entry points of a group; those of
        installed distributions unless given.
    choice : PluginChoice, optional
        Which of them may run; by default what the environment says.
    """
    choice = PluginChoice.from_environment() if choice is None else choice
    entry_points = InstalledEntryPoints() if entry_points is None else entry_points
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    plugins = [_load_bundled(name, manager, choice) for name in bundled]
    for group, load in ((hookspecs.PROJECT, _load_hooks), (DATA_GROUP, _load_data)):
        for point in sorted(entry_points(group=group), key=lambda point: point.name):
            plugin = _installed_plugin(point, "data" if group == DATA_GROUP else "hooks")
            plugins.append(plugin)
            if _may_run(plugin, choice):
                load(plugin, point, manager)
    return Plugins(plugins, manager, unknown=choice.unknown(plugins))


def _load_bundled(name: str, manager: pluggy.PluginManager, choice: PluginChoice) -> Plugin:
    plugin = Plugin(name=name, kind="bundled", distribution="scorewell")
    if _may_run(plugin, choice):
        _register(plugin, lambda: importlib.import_module(name), manager)
    return plugin


def _may_run(plugin: Plugin, choice: PluginChoice) -> bool:
    """Whether it is to run, and was made for this version."""
    plugin.disabled = choice.refusal(plugin)
    if not plugin.disabled and not accepts_core(plugin.needs):
        plugin.fail(
            f"it needs scorewell {plugin.needs}, and this is {core_version()}",
            hint="upgrade scorewell, or install a version of it that was made for this one",
        )
    return not plugin.disabled and not plugin.errors


def _load_hooks(plugin: Plugin, entry_point: EntryPoint, manager: pluggy.PluginManager) -> None:
    _register(plugin, entry_point.load, manager)


def _register(
    plugin: Plugin, load: Callable[[], object], manager: pluggy.PluginManager
) -> None:
    start = time.perf_counter()
    try:
        with redirect_stdout(sys.stderr):  # results stand on stdout, and nothing else
            module = load()
    except (Exception, SystemExit) as error:  # a plugin may raise anything
        plugin.fail(f"it cannot be imported: {error_line(error)}", error)
        return
    finally:
        plugin.seconds = time.perf_counter() - start
    _record_hooks(plugin, module)
    if not plugin.hooks:
        if not plugin.errors:
            plugin.fail("it implements no hook; are its functions marked with @hookimpl?")
        return
    try:
        plugin.module = _valid_hooks(module, plugin.hooks) if plugin.errors else module
        manager.register(plugin.module, f"{plugin.origin}:{plugin.kind}:{plugin.name}")
    except Exception as error:  # pluggy raises PluginValidationError, ValueError and others
        plugin.fail(f"it cannot be registered: {error_line(error)}", error)
        plugin.hooks, plugin.module = (), None


def _record_hooks(plugin: Plugin, module: object) -> None:
    """Note the valid hooks of a plugin, and what is wrong with others."""
    hooks = known_hooks()
    names = [name for name in marked_names(module) if name in hooks]
    problems = {name: argument_problem(module, name) for name in names}
    plugin.hooks = tuple(name for name in names if problems[name] is None)
    unmarked = () if plugin.kind == "bundled" else unmarked_hooks(module)
    for problem in (*unknown_hooks(module), *problems.values(), *unmarked):
        if problem is not None:
            plugin.fail(problem.message, hint=problem.hint)


def _valid_hooks(module: object, hooks: Iterable[str]) -> object:
    """The valid hooks of a module that has invalid ones too."""
    valid = ModuleType(getattr(module, "__name__", "plugin"))
    for name in hooks:
        setattr(valid, name, getattr(module, name))
    return valid


def _load_data(plugin: Plugin, entry_point: EntryPoint, _: pluggy.PluginManager) -> None:
    try:
        folder = _package_folder(entry_point)
    except (ImportError, PluginError, ValueError) as error:
        plugin.fail(error_line(error), error)
        return
    plugin.sources = (InstrumentSource(path=folder, origin=plugin.origin),)
    plugin.module = folder


def _package_folder(entry_point: EntryPoint) -> Path:
    """Folder of a package, found without running any of its code."""
    top, *rest = entry_point.module.split(".")
    if entry_point.dist is not None:
        located = Path(str(entry_point.dist.locate_file(Path(top, *rest))))
        if located.is_dir():
            return located
    spec = importlib.util.find_spec(top)
    for base in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(base, *rest)
        if folder.is_dir():
            return folder
    raise PluginError(f"the package `{entry_point.module}` has no folder of definitions")


def _installed_plugin(entry_point: EntryPoint, kind: str) -> Plugin:
    distribution: Distribution | None = entry_point.dist
    return Plugin(
        name=entry_point.name,
        kind=kind,
        distribution=(distribution.name if distribution else "") or "",
        version=(distribution.version if distribution else "") or "",
        package=entry_point.module.partition(".")[0],
        needs=core_range((distribution.requires if distribution else None) or ()),
    )

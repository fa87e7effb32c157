"""Finding plugins and loading each on its own."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pluggy

from scorewell import hookspecs
from scorewell.errors import PluginError, did_you_mean
from scorewell.plugins.collection import Plugins
from scorewell.plugins.plugin import InstrumentSource, Plugin, describe

__all__ = ["DATA_GROUP", "DEFAULT_PLUGINS", "load_plugins"]

DEFAULT_PLUGINS = (
    "scorewell_plugins.instruments",
    "scorewell_plugins.scoring",
    "scorewell_plugins.change",
    "scorewell_plugins.outcome_rules",
    "scorewell_plugins.commands",
)
DATA_GROUP = "scorewell.instruments"


def load_plugins(
    *,
    bundled: Iterable[str] = DEFAULT_PLUGINS,
    found: Callable[..., Iterable[EntryPoint]] = entry_points,
) -> Plugins:
    """Load the bundled plugins and those of installed distributions.

    Parameters
    ----------
    bundled : iterable of str
        Modules to import by name.
    found : callable
        ``found(group=...)`` gives the entry points of a group.

    Returns
    -------
    Plugins
        Broken ones included, with what went wrong.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    plugins = [_load_bundled(name, manager) for name in bundled]
    for group, load in ((hookspecs.PROJECT, _load_hooks), (DATA_GROUP, _load_data)):
        points = sorted(found(group=group), key=lambda each: each.name)
        plugins.extend(load(point, manager) for point in points)
    return Plugins(plugins, manager)


def _load_bundled(name: str, manager: pluggy.PluginManager) -> Plugin:
    plugin = Plugin(name=name, kind="bundled", distribution="scorewell")
    _register(plugin, lambda: importlib.import_module(name), manager)
    return plugin


def _load_hooks(entry_point: EntryPoint, manager: pluggy.PluginManager) -> Plugin:
    plugin = _stranger(entry_point, "hooks")
    _register(plugin, entry_point.load, manager)
    return plugin


def _register(
    plugin: Plugin, load: Callable[[], object], manager: pluggy.PluginManager
) -> None:
    try:
        module = load()
    except Exception as error:  # a plugin may raise anything
        plugin.fail(f"it cannot be imported: {describe(error)}", error)
        return
    marked = _marked(module)
    known = [
        name for name in vars(hookspecs) if hasattr(getattr(hookspecs, name), "scorewell_spec")
    ]
    for name in marked:
        if name not in known:
            near = did_you_mean(name, known, most=1) or f"the hooks are {', '.join(known)}"
            plugin.fail(f"there is no hook `{name}`; {near}")
    plugin.hooks = tuple(name for name in marked if name in known)
    if not plugin.hooks:
        if not plugin.errors:
            plugin.fail("it implements no hook; are its functions marked with @hookimpl?")
        return
    try:
        manager.register(_only(module, plugin.hooks) if plugin.errors else module, plugin.name)
    except Exception as error:  # pluggy raises PluginValidationError, ValueError and others
        plugin.fail(f"it cannot be registered: {describe(error)}", error)
        plugin.hooks = ()
        return
    plugin.module = manager.get_plugin(plugin.name)


def _marked(module: object) -> list[str]:
    names = vars(module) if isinstance(module, ModuleType) else dir(module)
    return [name for name in names if hasattr(getattr(module, name, None), "scorewell_impl")]


def _only(module: object, hooks: Iterable[str]) -> object:
    """The valid hooks of a module that has invalid ones too."""
    valid = ModuleType(getattr(module, "__name__", "plugin"))
    for name in hooks:
        setattr(valid, name, getattr(module, name))
    return valid


def _load_data(entry_point: EntryPoint, _: pluggy.PluginManager) -> Plugin:
    plugin = _stranger(entry_point, "data")
    try:
        folder = _package_folder(entry_point)
    except (ImportError, PluginError, ValueError) as error:
        plugin.fail(describe(error), error)
        return plugin
    plugin.sources = (InstrumentSource(path=folder, origin=plugin.distribution or plugin.name),)
    plugin.module = folder
    return plugin


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


def _stranger(entry_point: EntryPoint, kind: str) -> Plugin:
    found: Distribution | None = entry_point.dist
    return Plugin(
        name=entry_point.name,
        kind=kind,
        distribution=found.name if found else "",
        version=found.version if found else "",
    )

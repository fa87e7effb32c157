"""Finding plugins and keeping the broken ones apart.

Bundled plugins are imported by name; strangers are found by their entry
points. A distribution that only ships definitions has one entry point in the
group ``scorewell.instruments`` and no code of it is run. Each plugin is loaded
and called on its own: one that fails is recorded with its distribution,
version, error and traceback, and the others work.
"""

from __future__ import annotations

import importlib
import importlib.util
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from scorewell import hookspecs
from scorewell.errors import PluginError, did_you_mean

if TYPE_CHECKING:
    import typer

    from scorewell.methods import ChangeMethod, ScoringMethod

__all__ = [
    "DATA_GROUP",
    "DEFAULT_PLUGINS",
    "InstrumentSource",
    "Plugin",
    "Plugins",
    "load_plugins",
]

DEFAULT_PLUGINS = (
    "scorewell_plugins.instruments",
    "scorewell_plugins.scoring",
    "scorewell_plugins.change",
    "scorewell_plugins.commands",
)
DATA_GROUP = "scorewell.instruments"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSource:
    """A folder or file of definitions, and who brought it.

    Attributes
    ----------
    path : pathlib.Path
        Folder, or one YAML file.
    origin : str
        Name by which one of two clashing definitions is asked for, as in
        ``origin:id``: the distribution, or ``folder`` for a local one.
    """

    path: Path
    origin: str


@dataclass(kw_only=True)
class Plugin:
    """What is known about one plugin.

    Attributes
    ----------
    name : str
        Module or entry point.
    kind : {'bundled', 'hooks', 'data'}
        How it comes in.
    distribution, version : str
        The installed package that it belongs to.
    hooks : tuple of str
        The hooks that it implements.
    errors : list of str
        What went wrong, in words; empty when all is well.
    trace : str
        Traceback of the last error, for the author of the plugin.
    """

    name: str
    kind: str
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)
    trace: str = ""
    module: object = field(default=None, repr=False)
    sources: tuple[InstrumentSource, ...] = ()

    @property
    def status(self) -> str:
        """``loaded``, ``failed`` (unusable), or ``partly failed``."""
        if not self.errors:
            return "loaded"
        return "partly failed" if self.module is not None else "failed"

    def fail(self, message: str, error: BaseException | None = None) -> None:
        """Record an error."""
        self.errors.append(message)
        if error is not None:
            self.trace = "".join(traceback.format_exception(error))


class Plugins:
    """Every plugin that was found, and what the working ones offer.

    Parameters
    ----------
    plugins : sequence of Plugin
        In order of precedence for messages: bundled ones first.
    manager : pluggy.PluginManager
        Holds the working ones.
    """

    def __init__(self, plugins: Sequence[Plugin], manager: pluggy.PluginManager) -> None:
        self.plugins = tuple(plugins)
        self.manager = manager

    @property
    def failed(self) -> tuple[Plugin, ...]:
        """Those with errors."""
        return tuple(plugin for plugin in self.plugins if plugin.errors)

    def _call(self, hook: str, **arguments: Any) -> Iterator[tuple[Plugin, Any]]:
        """Call one hook of each plugin apart, recording what raises."""
        for plugin in self.plugins:
            if hook not in plugin.hooks:
                continue
            others = [each for each in self.manager.get_plugins() if each is not plugin.module]
            caller = self.manager.subset_hook_caller(hook, remove_plugins=others)
            self._current = plugin
            try:
                results = caller(**arguments)
            except Exception as error:  # a plugin may raise anything
                plugin.fail(f"the hook `{hook}` failed: {_describe(error)}", error)
                continue
            yield plugin, results[0] if results else None

    def _collect(self, hook: str, kind: str) -> dict[str, Any]:
        owners: dict[str, str] = {}
        methods: dict[str, Any] = {}

        def register(method: Any) -> None:
            if method.name in methods:
                raise PluginError(
                    f"the {kind} method `{method.name}` is registered by "
                    f"{owners[method.name]} and by {self._current.name}"
                )
            methods[method.name] = method
            owners[method.name] = self._current.name

        for _ in self._call(hook, register=register):
            pass
        return methods

    @cached_property
    def scoring_methods(self) -> Mapping[str, ScoringMethod]:
        """Every scoring method by name."""
        return self._collect("register_scoring_methods", "scoring")

    @cached_property
    def change_methods(self) -> Mapping[str, ChangeMethod]:
        """Every change method by name."""
        return self._collect("register_change_methods", "change")

    @cached_property
    def instrument_sources(self) -> tuple[InstrumentSource, ...]:
        """Every folder or file of definitions that a plugin brings."""
        sources = [source for plugin in self.plugins for source in plugin.sources]
        for plugin, paths in self._call("scorewell_instruments"):
            for path in paths or ():
                origin = plugin.distribution or plugin.name
                sources.append(InstrumentSource(path=Path(path), origin=origin))
        return tuple(sources)

    def add_commands(self, app: typer.Typer) -> None:
        """Let every plugin add its commands to ``app``."""
        for _ in self._call("register_commands", app=app):
            pass


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
        plugin.fail(f"it cannot be imported: {_describe(error)}", error)
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
        plugin.fail(f"it cannot be registered: {_describe(error)}", error)
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
        plugin.fail(_describe(error), error)
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


def _describe(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__

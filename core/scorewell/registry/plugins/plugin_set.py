"""Every plugin that was found, and what the working ones offer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from scorewell.registry.plugins.commands import join_commands
from scorewell.registry.plugins.isolation import description_problem, isolate
from scorewell.registry.plugins.plugin import InstrumentSource, Plugin, error_line

if TYPE_CHECKING:
    import typer

    from scorewell.definitions.model import OutcomeRule
    from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod, ScoringMethod
    from scorewell.registry.contracts.exchange import Exporter, Importer
    from scorewell.registry.contracts.files import Reader, Writer


_Kind = TypeVar("_Kind")


def _is_rival(reader: Reader, rival: Reader) -> bool:
    """Whether two readers of plugins both take every file with their endings."""
    return bool(rival.plugin) and reader.recognises is None and rival.recognises is None


class Plugins:
    """Every plugin that was found, bundled ones first, and what the working ones offer.

    ``manager`` holds the working ones; ``unknown`` are names that were allowed or disabled and
    that no plugin has.
    """

    def __init__(
        self,
        plugins: Sequence[Plugin],
        manager: pluggy.PluginManager,
        *,
        unknown: Sequence[str] = (),
    ) -> None:
        self.plugins = tuple(plugins)
        self.manager = manager
        self.unknown = tuple(unknown)

    @property
    def failed(self) -> tuple[Plugin, ...]:
        """Those with errors."""
        return tuple(plugin for plugin in self.plugins if plugin.errors)

    def _call(
        self, hook: str, *, only: Plugin | None = None, **arguments: Any
    ) -> Iterator[tuple[Plugin, Any]]:
        """Call one hook of each plugin apart, recording what raises."""
        for plugin in self.plugins if only is None else (only,):
            if hook not in plugin.hooks:
                continue
            modules = [
                module for module in self.manager.get_plugins() if module is not plugin.module
            ]
            caller = self.manager.subset_hook_caller(hook, remove_plugins=modules)
            self._current = plugin
            try:
                with redirect_stdout(sys.stderr):  # results stand on stdout, and nothing else
                    results = caller(**arguments)
            except (Exception, SystemExit) as error:  # a plugin may raise anything
                plugin.fail(f"the hook `{hook}` failed: {error_line(error)}", error)
                continue
            yield plugin, results[0] if results else None

    def _collect(
        self, hook: str, kind: str, of: type | tuple[type, ...] = object
    ) -> dict[str, Any]:
        """What plugins register by name; what cannot be taken is an error of its plugin."""
        owners: dict[str, str] = {}
        methods: dict[str, Any] = {}

        def register(method: Any) -> None:
            name = getattr(method, "name", None)
            if not isinstance(method, of) or not isinstance(name, str):
                type_name = type(method).__name__
                self._current.fail(f"`{hook}` registers a {type_name}, which is no {kind}")
            elif name in methods:
                self._current.fail(
                    f"the {kind} `{name}` is registered by {owners[name]} and by "
                    f"{self._current.name}",
                    hint=f"{owners[name]} keeps it; the other needs another name",
                )
            elif self._current.kind == "bundled":
                methods[name], owners[name] = method, self._current.name
            elif problem := description_problem(method):
                self._current.fail(f"the {kind} `{name}` cannot be used: {problem}")
            elif (method := self._with_free_endings(method, kind, methods)) is not None:
                methods[name] = isolate(method, self._current, kind)
                owners[name] = self._current.name

        for _ in self._call(hook, register=register):
            pass
        self._owners[hook] = owners
        return methods

    def _with_free_endings(
        self, method: Any, kind: str, methods: Mapping[str, Any]
    ) -> Any | None:
        """A format without the endings that belong to another; None where it has no other.

        A person names a reader for a file, so readers keep theirs; two of other
        distributions that take every file with one ending are an error all the same.
        """
        if kind not in {"reader", "writer"}:
            return method
        rivals = {
            suffix: rival
            for rival in methods.values()
            for suffix in method.suffixes
            if suffix in rival.suffixes and (kind == "writer" or _is_rival(method, rival))
        }
        for suffix, rival in rivals.items():
            owner = f"the plugin {rival.plugin}" if rival.plugin else "scorewell"
            self._current.fail(
                f"the {kind} `{method.name}` is for files called '{suffix}', and so is "
                f"`{rival.name}` of {owner}",
                hint="a person has to name one with --reader"
                if kind == "reader"
                else f"`{rival.name}` keeps it; the other needs another ending",
            )
        if kind == "reader" or not rivals:
            return method
        suffixes = tuple(suffix for suffix in method.suffixes if suffix not in rivals)
        return replace(method, suffixes=suffixes) if suffixes else None

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        return {}

    def method_names(self, plugin: Plugin) -> dict[str, list[str]]:
        """What a plugin has registered, by hook, as far as the hooks were called."""
        names = {
            hook: [name for name, owner in owners.items() if owner == plugin.name]
            for hook, owners in self._owners.items()
        }
        return {hook: names for hook, names in names.items() if names}

    def owner(self, hook: str, name: str) -> str:
        """Name of the plugin that registered ``name`` through a hook; empty if none did."""
        return self._owners.get(hook, {}).get(name, "")

    @cached_property
    def scoring_methods(self) -> Mapping[str, ScoringMethod]:
        """Every scoring method by name."""
        from scorewell.registry.contracts import ScoringMethod

        return self._collect("register_scoring_methods", "scoring method", ScoringMethod)

    @cached_property
    def change_methods(self) -> Mapping[str, ChangeMethod]:
        """Every index of change by name."""
        from scorewell.registry.contracts import ChangeMethod

        return self._of_change(ChangeMethod)

    @cached_property
    def approaches(self) -> Mapping[str, Approach]:
        """Every approach by name."""
        from scorewell.registry.contracts import Approach

        return self._of_change(Approach)

    @cached_property
    def growth_methods(self) -> Mapping[str, GrowthMethod]:
        """Every growth method by name."""
        from scorewell.registry.contracts import GrowthMethod

        return self._of_change(GrowthMethod)

    def _of_change(self, kind: type[_Kind]) -> dict[str, _Kind]:
        """What the plugins register as ways to judge change, of one kind."""
        methods = self._all_change_methods
        return {name: method for name, method in methods.items() if isinstance(method, kind)}

    @cached_property
    def _all_change_methods(self) -> Mapping[str, Any]:
        from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod

        kinds = (ChangeMethod, Approach, GrowthMethod)
        return self._collect("register_change_methods", "change method", kinds)

    @cached_property
    def outcome_rules(self) -> Mapping[str, OutcomeRule]:
        """Every rule over several measures by name."""
        from scorewell.definitions.model import OutcomeRule

        return self._collect("register_outcome_rules", "outcome rule", OutcomeRule)

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """Every file format that answers may come in, by name."""
        from scorewell.registry.contracts.files import Reader

        return self._collect("register_readers", "reader", Reader)

    @cached_property
    def writers(self) -> Mapping[str, Writer]:
        """Every file format that results may go out in, by name."""
        from scorewell.registry.contracts.files import Writer

        return self._collect("register_writers", "writer", Writer)

    @cached_property
    def exporters(self) -> Mapping[str, Exporter]:
        """Every form of other systems that an instrument goes out in, by name."""
        from scorewell.registry.contracts.exchange import Exporter

        return self._collect("register_exporters", "exporter", Exporter)

    @cached_property
    def importers(self) -> Mapping[str, Importer]:
        """Every form of other systems that becomes a draft, by name."""
        from scorewell.registry.contracts.exchange import Importer

        return self._collect("register_importers", "importer", Importer)

    @cached_property
    def instrument_sources(self) -> tuple[InstrumentSource, ...]:
        """Every folder or file of definitions that a plugin brings."""
        sources = [source for plugin in self.plugins for source in plugin.sources]
        for plugin, paths in self._call("scorewell_instruments"):
            several = [paths] if isinstance(paths, str | Path) else paths or ()
            try:
                sources_of_plugin = [Path(path) for path in several]
            except TypeError as error:
                message = f"`scorewell_instruments` gives no paths: {error_line(error)}"
                plugin.fail(message, error, hint="it returns a list of files and folders")
                continue
            sources += [
                InstrumentSource(path=path, origin=plugin.origin) for path in sources_of_plugin
            ]
        return tuple(sources)

    def call_all(self) -> None:
        """Try every hook that registers something, so that what is wrong comes to light."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property) and not name.startswith("_"):
                getattr(self, name)

    def add_commands(self, app: typer.Typer) -> None:
        """Let every plugin add its commands to ``app``.

        Each is given an application of its own, so that a plugin that fails
        half-way, or brings a command that cannot be used, leaves nothing
        behind.
        """
        import typer

        for plugin in self.plugins:
            if "register_commands" in plugin.hooks:
                plugin_app = typer.Typer()
                for _ in self._call("register_commands", only=plugin, app=plugin_app):
                    for problem in join_commands(
                        plugin_app, app, trusted=plugin.kind == "bundled"
                    ):
                        plugin.fail(problem)

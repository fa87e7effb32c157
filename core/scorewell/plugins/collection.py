"""Every plugin that was found, and what the working ones offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from scorewell.errors import PluginError
from scorewell.plugins.plugin import InstrumentSource, Plugin, describe

if TYPE_CHECKING:
    import typer

    from scorewell.methods import ChangeMethod, ScoringMethod
    from scorewell.model import OutcomeRule

__all__ = ["Plugins"]


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
                plugin.fail(f"the hook `{hook}` failed: {describe(error)}", error)
                continue
            yield plugin, results[0] if results else None

    def _collect(self, hook: str, kind: str) -> dict[str, Any]:
        owners: dict[str, str] = {}
        methods: dict[str, Any] = {}

        def register(method: Any) -> None:
            if method.name in methods:
                raise PluginError(
                    f"the {kind} `{method.name}` is registered by "
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
        return self._collect("register_scoring_methods", "scoring method")

    @cached_property
    def change_methods(self) -> Mapping[str, ChangeMethod]:
        """Every change method by name."""
        return self._collect("register_change_methods", "change method")

    @cached_property
    def outcome_rules(self) -> Mapping[str, OutcomeRule]:
        """Every rule over several measures by name."""
        return self._collect("register_outcome_rules", "outcome rule")

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

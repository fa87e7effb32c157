"""Whose code an unexpected error comes from."""

from __future__ import annotations

import traceback
from collections.abc import Iterable

from scorewell.plugins.plugin import Plugin

__all__ = ["blamed"]

_OURS = ("scorewell", "scorewell_plugins")


def blamed(error: BaseException, plugins: Iterable[Plugin]) -> Plugin | None:
    """The plugin of another distribution in whose code an error arose.

    Parameters
    ----------
    error : exception
        As it was caught, with its traceback.
    plugins : iterable of Plugin
        Those that were loaded.

    Returns
    -------
    Plugin or None
        The owner of the innermost frame that belongs to scorewell or to a
        plugin: libraries below it were only called. None where that is
        scorewell itself.
    """
    owners = {
        plugin.package: plugin
        for plugin in plugins
        if plugin.kind == "hooks" and plugin.package
    }
    found: Plugin | None = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package in owners:
            found = owners[package]
        elif package in _OURS:
            found = None
    return found

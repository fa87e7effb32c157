"""Finding plugins and keeping the broken ones apart.

Bundled plugins are imported by name; strangers are found by their entry
points. A distribution that only ships definitions has one entry point in the
group ``scorewell.instruments`` and no code of it is run. Each plugin is loaded
and called on its own: one that fails is recorded with its distribution,
version, error and traceback, and the others work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.plugins.blame import blamed
    from scorewell.plugins.choice import ALLOWED, DISABLED, PluginChoice
    from scorewell.plugins.collection import Plugins
    from scorewell.plugins.content import content_digest
    from scorewell.plugins.discovery import DATA_GROUP, DEFAULT_PLUGINS, load_plugins
    from scorewell.plugins.plugin import InstrumentSource, Plugin

__all__ = [
    "ALLOWED",
    "DATA_GROUP",
    "DEFAULT_PLUGINS",
    "DISABLED",
    "InstrumentSource",
    "Plugin",
    "PluginChoice",
    "Plugins",
    "blamed",
    "content_digest",
    "load_plugins",
]

__getattr__ = lazy_names(
    __name__,
    {
        "blame": ("blamed",),
        "choice": ("ALLOWED", "DISABLED", "PluginChoice"),
        "collection": ("Plugins",),
        "content": ("content_digest",),
        "discovery": ("DATA_GROUP", "DEFAULT_PLUGINS", "load_plugins"),
        "plugin": ("InstrumentSource", "Plugin"),
    },
)

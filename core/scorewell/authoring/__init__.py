"""Scaffolds: definitions, overlays and plugin packages to begin from.

Nothing here prints. Each scaffold is made whole in memory, as files by path,
and then written whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.authoring.draft import InstrumentDraft
    from scorewell.authoring.editor import schema_files
    from scorewell.authoring.instrument import instrument_files
    from scorewell.authoring.language import language_files
    from scorewell.authoring.overlay import overlay_files
    from scorewell.authoring.plugin import plugin_files
    from scorewell.authoring.redcap import read_redcap
    from scorewell.authoring.sheet import read_sheet
    from scorewell.authoring.tree import write_tree

__all__ = [
    "InstrumentDraft",
    "instrument_files",
    "language_files",
    "overlay_files",
    "plugin_files",
    "read_redcap",
    "read_sheet",
    "schema_files",
    "write_tree",
]

__getattr__ = lazy_names(
    __name__,
    {
        "draft": ("InstrumentDraft",),
        "instrument": ("instrument_files",),
        "language": ("language_files",),
        "overlay": ("overlay_files",),
        "plugin": ("plugin_files",),
        "redcap": ("read_redcap",),
        "sheet": ("read_sheet",),
        "editor": ("schema_files",),
        "tree": ("write_tree",),
    },
)

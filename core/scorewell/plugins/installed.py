"""Entry points of installed distributions, looked up only where there are some."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["InstalledEntryPoints"]

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
        if self._declared is not None and f"[{group}]" not in self._declared:
            return ()
        from importlib.metadata import entry_points

        return entry_points(group=group)

    @cached_property
    def _declared(self) -> str | None:
        """What all distributions declare; None where some may lie elsewhere than in folders."""
        others = [each for each in sys.meta_path if each is not PathFinder]
        if any(hasattr(each, "find_distributions") for each in others):
            return None
        try:
            return "\n".join(
                text for place in sys.path for text in _declarations(place or os.curdir)
            )
        except NotADirectoryError:
            return None


def _declarations(place: str) -> Iterator[str]:
    """What each distribution in a folder of packages declares.

    Raises
    ------
    NotADirectoryError
        If the place is an archive.
    """
    if place.endswith(".egg"):
        raise NotADirectoryError(place)
    try:
        folders = [each.path for each in os.scandir(place) if each.name.endswith(_METADATA)]
    except NotADirectoryError:
        raise
    except OSError:  # a place that is not there, or closed, holds no packages for Python either
        return
    for folder in folders:
        try:
            yield Path(folder, "entry_points.txt").read_text("utf-8", errors="replace")
        except OSError:  # most distributions declare nothing
            continue

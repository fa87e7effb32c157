"""Entry points of installed distributions, looked up only where there are some."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["installed_entry_points"]

_METADATA = (".dist-info", ".egg-info")


def installed_entry_points(*, group: str) -> Iterable[EntryPoint]:
    """The entry points of a group.

    Most people have no plugin, and every command asks. The files that could
    declare one are searched for the name of the group first; the machinery
    that reads metadata, which takes longer to import than most of what a
    command does, is used only where the name was found, or where packages come
    from elsewhere than folders.
    """
    if not _may_be_declared(group):
        return ()
    from importlib.metadata import entry_points

    return entry_points(group=group)


def _may_be_declared(group: str) -> bool:
    others = [each for each in sys.meta_path if each is not PathFinder]
    if any(hasattr(each, "find_distributions") for each in others):
        return True
    return any(_declares(place or os.curdir, f"[{group}]") for place in sys.path)


def _declares(place: str, heading: str) -> bool:
    """Whether a folder of packages has a distribution with that heading, or is no folder."""
    if place.endswith(".egg"):
        return True
    try:
        return any(heading in text for text in _declarations(place))
    except NotADirectoryError:
        return True
    except OSError:  # a place that is not there, or closed, holds no packages for Python either
        return False


def _declarations(place: str) -> Iterator[str]:
    """What each distribution in a folder declares."""
    for folder in Path(place).iterdir():
        if folder.suffix in _METADATA:
            try:
                yield (folder / "entry_points.txt").read_text("utf-8", errors="replace")
            except OSError:  # most distributions declare nothing
                continue

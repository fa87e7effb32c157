"""What a plugin consists of, as one hash."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from scorewell.registry.plugins.plugin import Plugin

_BYTECODE = {".pyc", ".pyo", ".pth"}


def content_digest(plugin: Plugin) -> str:
    """SHA-256 over every file of a plugin's distribution and package, hexadecimal.

    What the installer writes (its record, compiled files) is left out, so a
    distribution has one hash on every machine, and the same when it is
    installed for editing. No code is run.
    """
    files = {**dict(_recorded_files(plugin)), **dict(_package_files(plugin))}
    total = hashlib.sha256()
    for name, path in sorted(files.items()):
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            content = "not there"
        total.update(f"{name}\0{content}\n".encode())
    return total.hexdigest()


def _recorded_files(plugin: Plugin) -> Iterator[tuple[str, Path]]:
    """The files that the distribution's record lists."""
    try:
        files = distribution(plugin.distribution).files if plugin.distribution else None
    except PackageNotFoundError:
        return
    for file in files or ():
        if _counts(file) and not file.parts[0].endswith(".dist-info"):
            yield file.as_posix(), Path(str(file.locate()))


def _package_files(plugin: Plugin) -> Iterator[tuple[str, Path]]:
    """The files of its package, wherever that lies."""
    try:
        spec = importlib.util.find_spec(plugin.package) if plugin.package else None
    except (ImportError, ValueError):  # a module that was made at run time has no file
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if spec and spec.origin and not places:
        places = [spec.origin]
    for place in map(Path, places):
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            name = PurePosixPath(path.relative_to(place.parent).as_posix())
            if path.is_file() and _counts(name):
                yield str(name), path


def _counts(name: PurePosixPath) -> bool:
    return name.suffix not in _BYTECODE and "__pycache__" not in name.parts

"""Several files that are written together, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from scorewell.errors import DataError

__all__ = ["write_tree"]


def write_tree(files: Mapping[Path, str], *, overwrite: bool = False) -> list[Path]:
    """Write text files, all of them or none; folders are made as needed.

    A file that is there with the same text stays as it is.

    Parameters
    ----------
    files : mapping of pathlib.Path to str
        The text of each file.
    overwrite : bool, optional
        Whether a file with other text may be replaced; a folder never is.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    DataError
        If a file exists and may not be replaced, all of them named, or if
        writing fails. Nothing has changed then.
    """
    changed = {path: text for path, text in files.items() if not _holds(path, text)}
    taken = [path for path in changed if path.exists() and not (overwrite and path.is_file())]
    if taken:
        names = ", ".join(str(path) for path in taken)
        verb = "exists" if len(taken) == 1 else "exist"
        raise DataError(
            f"{names} {verb} already",
            hint="choose another place, or replace what is there with --overwrite",
        )
    made: list[Path] = []
    parts: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    try:
        for path, text in changed.items():
            made += _make_folder(path.parent)
            parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            parts[path].write_text(text, encoding="utf-8", newline="\n")
        for path, part in parts.items():
            if path.exists():
                kept[path] = path.with_name(f".{path.name}.{os.getpid()}.old")
                path.replace(kept[path])
            part.replace(path)
    except BaseException as error:
        _undo(parts, kept, made)
        if isinstance(error, OSError):
            raise DataError(f"nothing was written: {error.strerror or error}") from error
        raise
    for old in kept.values():
        old.unlink()
    return list(files)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there."""
    absent = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return absent


def _undo(parts: Mapping[Path, Path], kept: Mapping[Path, Path], made: Iterable[Path]) -> None:
    for path, part in parts.items():
        if part.exists():
            part.unlink()
        elif path.exists() and path not in kept:
            path.unlink()
    for path, old in kept.items():
        if old.exists():
            old.replace(path)
    for folder in sorted(made, key=lambda each: len(each.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

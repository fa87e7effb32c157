"""Write a folder of files as a whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from scorewell.errors import ScorewellError


def write_folder(
    make: Callable[[], Mapping[str, bytes]],
    folder: Path,
    *,
    replaceable: Callable[[str], bool],
    overwrite: bool = False,
) -> list[Path]:
    """Write files into a folder, all of them or none, and return their paths.

    Parameters
    ----------
    make : callable
        Makes the files by name, once the folder is known to be free.
    replaceable : callable
        Whether a file of this name may be replaced with the folder.
    overwrite : bool
        Whether a folder that is already there, and holds no other files, may
        be replaced.
    """
    target = _target(folder, replaceable=replaceable, overwrite=overwrite)
    contents = make()
    try:
        _replace_folder(contents, target)
    except OSError as error:
        raise ScorewellError(
            f"the report could not be written to {folder}: {error.strerror or error}",
            hint="name a folder that you may write to with -o",
        ) from error
    return [folder / name for name in contents]


def _target(folder: Path, *, replaceable: Callable[[str], bool], overwrite: bool) -> Path:
    """The folder with links followed, if a report may be written there."""
    target = folder.resolve()
    if target.name == "" or target == Path.cwd():
        raise ScorewellError(
            f"{folder} is where you are, not a folder of its own for the report",
            hint="name a folder that does not exist yet, for example results",
        )
    for parent in target.parents:
        if parent.exists() and not parent.is_dir():
            raise ScorewellError(
                f"the report folder {folder} lies below {parent}, which is a file",
                hint="name another folder with -o",
            )
    if not target.exists():
        return target
    if not target.is_dir():
        raise ScorewellError(
            f"the report folder {folder} is a file", hint="name another folder with -o"
        )
    if not overwrite:
        raise ScorewellError(
            f"the report folder {folder} is already there",
            hint="name another one, or replace it with --overwrite",
        )
    inside = (path.relative_to(target).as_posix() for path in target.rglob("*"))
    foreign = sorted(name for name in inside if not replaceable(name))
    if foreign:
        raise ScorewellError(
            f"{folder} also holds what is not part of a report: {_first_names(foreign)}",
            hint="--overwrite replaces the whole folder; move these away or name another one",
        )
    return target


def _first_names(names: list[str], *, most: int = 3) -> str:
    """Up to three names as a list within a sentence, with the number of all others."""
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _replace_folder(contents: Mapping[str, bytes], target: Path) -> None:
    """Build a folder beside the target, then put it in the target's place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(4)
    new = target.with_name(f".{target.name}.{token}.new")
    old = target.with_name(f".{target.name}.{token}.old")
    new.mkdir()
    try:
        for name, content in contents.items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(content)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)

"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scorewell.errors import DataError

__all__ = ["written_whole"]


@contextmanager
def written_whole(
    path: Path, *, overwrite: bool = False, inputs: Iterable[Path] = ()
) -> Iterator[Path]:
    """A temporary path in the same folder that takes the name at the end.

    If the block fails, nothing is left behind and an existing file stays as
    it was.

    Parameters
    ----------
    path : pathlib.Path
        What is to be written.
    overwrite : bool, optional
        Whether an existing file may be replaced; a folder never is.
    inputs : iterable of pathlib.Path, optional
        Files that are read, and so never written.

    Raises
    ------
    DataError
        If the file is an input, exists and may not be replaced, if its
        folder is missing, or if writing fails.
    """
    if any(_same(path, each) for each in inputs):
        raise DataError(f"{path} is the file that is read", hint="choose another name")
    if path.exists() and not (overwrite and path.is_file()):
        raise DataError(
            f"{path} exists already", hint="choose another name, or replace it with --overwrite"
        )
    if not path.parent.is_dir():
        raise DataError(f"{path}: there is no folder {path.parent}", hint="make it first")
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise DataError(f"{path}: cannot be written: {reason}") from error
    finally:
        part.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False

"""Files that are written whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scorewell.errors import DataError

_TRIES, _PAUSE = 50, 0.02  # a second at most


@contextmanager
def atomic_write(
    path: Path, *, overwrite: bool = False, inputs: Iterable[Path] = ()
) -> Iterator[Path]:
    """Give a temporary path to write to, and move that file to its place at the end.

    The temporary file has the same name, in a folder of its own beside its
    place. If the block fails, nothing is left behind and an existing file
    stays as it was. A thread that still writes then finds no folder.

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
    import tempfile

    if any(_is_same_file(path, file) for file in inputs):
        raise DataError(f"{path} is the file that is read", hint="choose another name")
    if path.exists() and not (overwrite and path.is_file()):
        raise DataError(
            f"{path} exists already", hint="choose another name, or replace it with --overwrite"
        )
    if not path.parent.is_dir():
        raise DataError(f"{path}: there is no folder {path.parent}", hint="make it first")
    with _write_errors(path):
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=".scorewell-", suffix=".part"))
    try:
        with _write_errors(path):
            yield folder / path.name
            (folder / path.name).replace(path)
    finally:
        _remove(folder)


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    """Turn an error of the system into one that says why a file cannot be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise DataError(f"{path}: cannot be written: {reason}") from error


def _remove(folder: Path) -> None:
    """Remove a folder in which a thread of a failed query may still begin a file."""
    import shutil

    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)


def _is_same_file(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:
        return False

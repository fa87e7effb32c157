"""Text in another character set as UTF-8, block by block."""

from __future__ import annotations

import atexit
import codecs
import io
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

from scorewell.errors import DataError
from scorewell.responses.charset import UTF8

__all__ = ["IN_MEMORY", "recoded"]

IN_MEMORY = 1 << 24
"""Files up to this size are recoded in memory, larger ones on disk."""

_BLOCK = 1 << 20
_OPEN = Path("/proc/self/fd")


def recoded(path: Path, name: str) -> Path | bytes:
    """A file's text in UTF-8, with line feeds alone at the ends of lines.

    The text of a large file goes into a temporary file that only this user can
    read; it is gone when the program ends, and where the system allows it, it
    never has a name.

    Raises
    ------
    DataError
        If the file is not in that character set.
    """
    told = path.stat()
    return _recoded_once(path, name, told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=4)
def _recoded_once(path: Path, name: str, size: int, _modified: int) -> Path | bytes:
    if size <= IN_MEMORY:
        return b"".join(_blocks(path, name))
    file, kept = _temporary()
    for block in _blocks(path, name):
        file.write(block)
    file.flush()
    return kept


def _blocks(path: Path, name: str) -> Iterator[bytes]:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(name)(), translate=True)
    first = True
    try:
        with path.open("rb") as file:
            while True:
                block = file.read(_BLOCK)
                text = decoder.decode(block, final=not block)
                yield (text.removeprefix("\ufeff") if first else text).encode(UTF8)
                first = first and not text
                if not block:
                    return
    except UnicodeError as error:
        raise DataError(
            f"{path.name}: the text is not {name}",
            hint="name its character set with --encoding",
        ) from error


_FILES: list[IO[bytes]] = []


def _temporary() -> tuple[IO[bytes], Path]:
    """A file that nobody else can read, and a path to it."""
    if _OPEN.is_dir():
        file = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, gone with the process
        _FILES.append(file)
        return file, _OPEN / str(file.fileno())
    named = tempfile.NamedTemporaryFile(suffix=".csv", delete=False)  # noqa: SIM115
    _FILES.append(cast("IO[bytes]", named))  # the wrapper closes the file when it goes
    path = Path(named.name)
    atexit.register(_remove, path)
    return named.file, path


def _remove(path: Path) -> None:
    for file in _FILES:
        file.close()
    with suppress(OSError):
        path.unlink()

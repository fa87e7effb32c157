"""The character set of a text file, found and never guessed in silence."""

from __future__ import annotations

import atexit
import codecs
import io
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

from scorewell.errors import DataError, Finding

UTF8 = "utf-8"
_WESTERN = "windows-1252"
_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Charset:
    """The character set of a file.

    Attributes
    ----------
    name : str
        Its name, as Python knows it.
    mark : bool
        Whether the file begins with a byte-order mark.
    told : bool
        Whether a person or a mark said so; otherwise it was told from the
        bytes.
    """

    name: str = UTF8
    mark: bool = False
    told: bool = False

    def findings(self, path: Path) -> tuple[Finding, ...]:
        """What is to be said about it; nothing of plain UTF-8."""
        if self.mark:
            message = f"the file begins with a byte-order mark and is read as {self.name}"
            return (
                Finding(
                    code="byte-order-mark", message=message, severity="note", file=path.name
                ),
            )
        if self.name == UTF8 or self.told:
            return ()
        return (
            Finding(
                code="character-set",
                message=f"the text is not UTF-8 and is read as {self.name}",
                severity="warning",
                file=path.name,
                hint="check names with accents; --encoding names another character set",
            ),
        )


def detect_charset(path: Path, head: bytes, *, name: str = "", whole: bool = False) -> Charset:
    """The character set of a text file.

    What is given counts; then a byte-order mark; then UTF-8 if the bytes are
    that, otherwise Windows-1252, the set of spreadsheet programs in the West.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    head : bytes
        Its beginning.
    name : str, optional
        The name that a person gave.
    whole : bool, optional
        Whether to look at the whole file and not only at its beginning.

    Raises
    ------
    DataError
        If no character set has the given name, or the bytes are neither
        UTF-8 nor Windows-1252.
    """
    mark = next((name for start, name in _MARKS if head.startswith(start)), "")
    if name:
        return Charset(name=_check_charset(path, name), mark=bool(mark), told=True)
    if mark:
        return Charset(name=mark, mark=True, told=True)
    if whole:
        return Charset() if _is(path, UTF8) else _western(path)
    try:
        head.decode(UTF8)
    except UnicodeDecodeError as error:
        if error.start <= len(head) - 4 or path.stat().st_size <= len(head):
            return _western(path)
    return Charset()


def _check_charset(path: Path, name: str) -> str:
    try:
        codec = codecs.lookup(name)
        "a".encode(name).decode(name)
    except (LookupError, ValueError, UnicodeError):
        raise DataError(
            f"{path.name}: there is no character set '{name}'",
            hint="write utf-8, windows-1252, iso-8859-15, mac-roman or utf-16",
        ) from None
    return UTF8 if codec.name in {"utf-8", "utf-8-sig", "ascii"} else name


def _western(path: Path) -> Charset:
    if _is(path, _WESTERN):
        return Charset(name=_WESTERN)
    raise DataError(
        f"{path.name}: the text is neither UTF-8 nor Windows-1252",
        hint="say which character set it is in: --encoding mac-roman, for example; or save it "
        "as 'CSV UTF-8', which is a choice of its own in a spreadsheet",
    )


def _is(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


IN_MEMORY = 1 << 24
"""Files up to this size are recoded in memory, larger ones on disk."""

_RECODED_BLOCK = 1 << 20
_OPEN = Path("/proc/self/fd")


def recode(path: Path, name: str) -> Path | bytes:
    """A file's text in UTF-8, with line feeds alone at the ends of lines.

    The text of a large file goes into a temporary file that only this user can
    read; it is gone when the program ends, and where the system allows it, it
    never has a name.

    Raises
    ------
    DataError
        If the file is not in that character set.
    """
    stat = path.stat()
    return _recode_once(path, name, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=4)
def _recode_once(path: Path, name: str, size: int, _modified: int) -> Path | bytes:
    if size <= IN_MEMORY:
        return b"".join(_blocks(path, name))
    file, target = _temporary()
    for block in _blocks(path, name):
        file.write(block)
    file.flush()
    return target


def _blocks(path: Path, name: str) -> Iterator[bytes]:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(name)(), translate=True)
    first = True
    try:
        with path.open("rb") as file:
            while True:
                block = file.read(_RECODED_BLOCK)
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

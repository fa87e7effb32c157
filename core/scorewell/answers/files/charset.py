"""The character set of a text file, and its text in UTF-8."""

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
from scorewell.registry.contracts.files import file_finding

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
    byte_order_mark : bool
        Whether the file begins with a byte-order mark.
    explicit : bool
        Whether a person or a mark names it; otherwise it was detected from
        the bytes.
    """

    name: str = UTF8
    byte_order_mark: bool = False
    explicit: bool = False

    def findings(self, path: Path) -> tuple[Finding, ...]:
        """A finding for a byte-order mark, or for a detected set other than UTF-8."""
        if self.byte_order_mark:
            message = f"the file begins with a byte-order mark and is read as {self.name}"
            return (file_finding(path, "byte-order-mark", message, severity="note"),)
        if self.name == UTF8 or self.explicit:
            return ()
        message = f"the text is not UTF-8 and is read as {self.name}"
        hint = "check names with accents; --encoding names another character set"
        return (file_finding(path, "character-set", message, hint),)


def detect_charset(
    path: Path, head: bytes, *, name: str = "", entire_file: bool = False
) -> Charset:
    """The character set of a text file.

    The first of these that applies: the given name; a byte-order mark; UTF-8
    if the bytes are valid; Windows-1252, the set of Western spreadsheets.

    """
    mark = next((name for start, name in _MARKS if head.startswith(start)), "")
    if name:
        return Charset(
            name=_check_charset(path, name), byte_order_mark=bool(mark), explicit=True
        )
    if mark:
        return Charset(name=mark, byte_order_mark=True, explicit=True)
    if entire_file:
        return Charset() if _decodes(path, UTF8) else _western(path)
    try:
        head.decode(UTF8)
    except UnicodeDecodeError as error:
        if error.start <= len(head) - 4 or path.stat().st_size <= len(head):
            return _western(path)
    return Charset()


def read_beginning(path: Path, size: int, *, encoding: str = "") -> str:
    """The text of the first bytes of a file, without the mark at its beginning.

    Raises
    ------
    DataError, OSError
        If the character set is not known, or the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(size)
    charset = detect_charset(path, head, name=encoding)
    return head.decode(charset.name, errors="replace").removeprefix("\ufeff")


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
    if _decodes(path, _WESTERN):
        return Charset(name=_WESTERN)
    raise DataError(
        f"{path.name}: the text is neither UTF-8 nor Windows-1252",
        hint="say which character set it is in: --encoding mac-roman, for example; or save it "
        "as 'CSV UTF-8', which is a choice of its own in a spreadsheet",
    )


def _decodes(path: Path, name: str) -> bool:
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

_OPEN = Path("/proc/self/fd")


def recode(path: Path, name: str) -> Path | bytes:
    """The text of a file in UTF-8 with line feeds, in memory or as a temporary file.

    Only this user can read the temporary file of a large file. It is deleted
    when the program ends, and has no name where the system allows that.
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
    """A temporary file that no other user can read, and a path to it."""
    if _OPEN.is_dir():
        file = tempfile.TemporaryFile()  # noqa: SIM115 - without a name, gone with the process
        _FILES.append(file)
        return file, _OPEN / str(file.fileno())
    temporary = tempfile.NamedTemporaryFile(suffix=".csv", delete=False)  # noqa: SIM115
    _FILES.append(cast("IO[bytes]", temporary))  # the wrapper closes the file when it goes
    path = Path(temporary.name)
    atexit.register(_remove, path)
    return temporary.file, path


def _remove(path: Path) -> None:
    for file in _FILES:
        file.close()
    with suppress(OSError):
        path.unlink()

"""An Arrow file's own figures, checked before a library trusts them.

The library that reads Arrow and Feather files sets memory aside for as many
bytes as a file announces; a damaged figure can end the whole process there. So
the heads of its parts are walked here first: no part may announce less than
nothing, or more than there is room for. The values themselves are not touched.
For why PyArrow does not do this, see :mod:`scorewell.answers.files.parquet_check`.

References
----------
.. [1] Apache Arrow, columnar format, serialization and IPC.
.. [2] FlatBuffers, internals.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scorewell.errors import DataError

MOST_BYTES = 1 << 30
"""The most that one column may take in one part of a file, unpacked."""

_MAGIC = b"ARROW1"
_CONTINUED = -1
_DICTIONARY, _RECORDS = 2, 3  # kinds of messages
# Numbers of the fields, as the schemas of the format have them.
_DICTIONARIES, _BATCHES = 2, 3  # of the footer
_KIND, _HEADER, _BODY = 1, 2, 3  # of a message
_DATA = 1  # of a dictionary
_ROWS, _NODES, _BUFFERS, _PACKED = 0, 1, 2, 3  # of records


class _DamageError(ValueError):
    """What is wrong with a file, in a few words."""


def check_arrow(path: Path, *, stream: bool = False) -> None:
    """Refuse an Arrow file whose figures cannot be true.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    stream : bool, optional
        Whether it is a stream of messages and has no footer.

    Raises
    ------
    DataError
        Saying what is wrong with it.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            places = _follow(content) if stream else _footer(content)
            for message in places:
                _check_message(content, message)
    except (_DamageError, struct.error, IndexError, OverflowError) as error:
        reason = str(error) if isinstance(error, _DamageError) else "its form is another"
        raise DataError(
            f"{path.name}: this file is damaged: {reason}",
            hint="copy it again from where it came, or write it again",
        ) from error


class _Message(NamedTuple):
    """Where a message and its body stand."""

    table: _Table
    body: int
    end: int


class _Table:
    """A table of FlatBuffers: fields by number, each perhaps absent."""

    def __init__(self, content: mmap.mmap, place: int) -> None:
        self.content = content
        self.place = place
        self.names = place - _number(content, "<i", place)
        self.width = _number(content, "<H", self.names)

    def field(self, number: int) -> int:
        """Where a field stands; 0 if it is absent."""
        entry = 4 + 2 * number
        if entry + 2 > self.width:
            return 0
        step = _number(self.content, "<H", self.names + entry)
        return self.place + step if step else 0

    def number(self, number: int, kind: str) -> int:
        """The number in a field; 0 if it is absent."""
        place = self.field(number)
        return _number(self.content, kind, place) if place else 0

    def table(self, number: int) -> _Table | None:
        """The table that a field leads to."""
        place = self.field(number)
        if not place:
            return None
        return _Table(self.content, place + _number(self.content, "<I", place))

    def structs(self, number: int, kind: str) -> Iterator[tuple[int, ...]]:
        """The structures that a field lists."""
        place = self.field(number)
        if not place:
            return
        start = place + _number(self.content, "<I", place)
        count, size = _number(self.content, "<I", start), struct.calcsize(kind)
        if start + 4 + count * size > len(self.content):
            raise _DamageError("it announces more than it holds")
        for index in range(count):
            yield struct.unpack_from(kind, self.content, start + 4 + index * size)


def _number(content: mmap.mmap, kind: str, place: int) -> int:
    if place < 0:
        raise _DamageError("its form is another")
    number: int = struct.unpack_from(kind, content, place)[0]
    return number


def _footer(content: mmap.mmap) -> Iterator[_Message]:
    """The messages that the footer of a file names."""
    end = len(content) - len(_MAGIC) - 4
    if end < len(_MAGIC) or content[end + 4 :] != _MAGIC:
        raise _DamageError("its end is missing")
    start = end - _number(content, "<i", end)
    if not 0 < start < end:
        raise _DamageError("its end is missing")
    footer = _Table(content, start + _number(content, "<I", start))
    for kind in (_DICTIONARIES, _BATCHES):
        for offset, head, body in footer.structs(kind, "<qi4xq"):
            if min(offset, head, body) < 0 or offset + head + body > start:
                raise _DamageError("a part lies outside the file")
            message = _message(content, offset)
            if message is None:
                raise _DamageError("a part is empty")
            if message.body != offset + head:
                raise _DamageError("a part has another size than the file says")
            yield message


def _follow(content: mmap.mmap) -> Iterator[_Message]:
    """One message after the other."""
    place = 0
    while place + 8 <= len(content):
        message = _message(content, place)
        if message is None:
            return
        yield message
        place = message.end


def _message(content: mmap.mmap, place: int) -> _Message | None:
    """The message at a place; None for the end of a stream."""
    size = _number(content, "<i", place)
    place += 4
    if size == _CONTINUED:
        size = _number(content, "<i", place)
        place += 4
    if size == 0:
        return None
    if size < 0 or place + size > len(content):
        raise _DamageError("a part lies outside the file")
    table = _Table(content, place + _number(content, "<I", place))
    length = table.number(_BODY, "<q")
    if length < 0 or place + size + length > len(content):
        raise _DamageError("a part lies outside the file")
    return _Message(table, place + size, place + size + length)


def _check_message(content: mmap.mmap, message: _Message) -> None:
    kind = message.table.number(_KIND, "<B")
    header = message.table.table(_HEADER)
    if kind == _DICTIONARY and header is not None:
        header = header.table(_DATA)
    if kind not in {_DICTIONARY, _RECORDS} or header is None:
        return
    rows = header.number(_ROWS, "<q")
    numbers = [rows, *(n for node in header.structs(_NODES, "<qq") for n in node)]
    if min(numbers) < 0 or rows > 8 * MOST_BYTES:
        raise _DamageError("a part announces a number of rows that it cannot have")
    packed = header.table(_PACKED) is not None
    for offset, length in header.structs(_BUFFERS, "<qq"):
        start = message.body + offset
        if min(offset, length) < 0 or start + length > message.end:
            raise _DamageError("a column lies outside its part")
        if packed and length:
            unpacked = _number(content, "<q", start)
            if unpacked < -1 or length < 8:
                raise _DamageError("a column announces a size that it cannot have")
            if unpacked > MOST_BYTES:
                raise _DamageError(
                    f"a column would take more than {MOST_BYTES >> 30} GiB in one part"
                )

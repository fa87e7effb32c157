"""A Parquet file's own figures, checked before a library trusts them.

The library that reads Parquet sets memory aside for as many values and entries
as the file announces; a damaged figure can end the whole process there. So the
footer and the head of every page are walked here first: nothing may announce
less than nothing, or more than there is room for. The values themselves are
not touched.

PyArrow 26 refuses the same files by itself, Polars 2.1 ends the process on seven
of the eight in ``tests/data/damaged``. Parquet is part of a plain install, though,
and PyArrow takes 170 MB, so this check stays; ``tests/answers/test_damaged_files.py``
says whether a later Polars can do without.

References
----------
.. [1] Apache Parquet, file format, ``parquet.thrift``.
.. [2] Apache Thrift, compact protocol.
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from pathlib import Path
from typing import Any

from scorewell.errors import DataError

Struct = dict[int, Any]
Bytes = bytes | mmap.mmap

_MAGIC, _ENCRYPTED = b"PAR1", b"PARE"
_END = 8
_DEEPEST = 64
_LARGE = 1 << 23
_LARGEST_PAGE = 1 << 30
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _TEXT, _LIST, _SET, _MAP, _STRUCT = (
    0, 1, 2, 3, 7, 8, 9, 10, 11, 12,
)  # fmt: skip
_WHOLE = (4, 5, 6)
_LONG_LIST = 15
# Numbers of the fields, as parquet.thrift has them.
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4  # of the footer
_CHILDREN = 5  # of an element of the schema
_COLUMNS, _GROUP_ROWS = 1, 3  # of a row group
_META = 3  # of a column
_VALUES, _SIZE, _DATA_PAGE, _DICTIONARY_PAGE = 5, 7, 9, 11  # of what is said of a column
_UNPACKED, _PACKED, _DATA, _DICTIONARY, _DATA_2 = 2, 3, 5, 7, 8  # of the head of a page
_PAGE_VALUES = 1  # of each kind of page


class _DamageError(ValueError):
    """What is wrong with a file, in a few words."""


def check_parquet(path: Path) -> None:
    """Refuse a file that is no Parquet file, or whose figures cannot be true.

    Raises
    ------
    DataError
        Saying what is wrong with it.
    """
    status = path.stat()
    if status.st_size > _LARGE:  # whose walk takes a while, and which is opened several times
        _check_once(path, status.st_size, status.st_mtime_ns)
    else:
        _check_file(path)


@lru_cache(maxsize=32)
def _check_once(path: Path, _size: int, _modified: int) -> None:
    _check_file(path)


def _check_file(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
        if start == _ENCRYPTED:
            raise DataError(
                f"{path.name}: this Parquet file is encrypted", hint="write it as plain Parquet"
            )
        if start != _MAGIC:
            raise DataError(f"{path.name}: this is no Parquet file, whatever its name says")
        try:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                _check(content)
        except (_DamageError, TypeError, AttributeError, KeyError, IndexError) as error:
            reason = str(error) if isinstance(error, _DamageError) else "its form is another"
            raise DataError(
                f"{path.name}: this Parquet file is damaged: {reason}",
                hint="copy it again from where it came, or write it again",
            ) from error


def _check(content: mmap.mmap) -> None:
    size = len(content)
    end = content[-_END:]
    length = int.from_bytes(end[:4], "little")
    if end[4:] != _MAGIC or not 0 < length <= size - _END - len(_MAGIC):
        raise _DamageError("its end is missing")
    footer = _Walk(content[size - _END - length : size - _END]).struct()
    groups = footer.get(_GROUPS, [])
    leaves = _leaves(footer[_SCHEMA])
    if footer[_ROWS] < 0 or footer[_ROWS] != sum(group[_GROUP_ROWS] for group in groups):
        raise _DamageError("its parts have other rows than it says")
    for group in groups:
        if group[_GROUP_ROWS] < 0 or len(group[_COLUMNS]) != leaves:
            raise _DamageError("its parts have other columns than it says")
        for column in group[_COLUMNS]:
            _check_pages(content, column[_META], size - _END - length)


def _check_pages(content: mmap.mmap, column: Struct, end: int) -> None:
    """The heads of the pages of one column, up to its last value."""
    place, values = column[_DATA_PAGE], column[_VALUES]
    first = column.get(_DICTIONARY_PAGE, 0)
    place = first if 0 < first < place else place
    if values < 0 or not 0 <= column[_SIZE] <= end:
        raise _DamageError("a column announces a size that it cannot have")
    while values > 0:
        if not len(_MAGIC) <= place < end:
            raise _DamageError("a page lies outside the file")
        head = _Walk(content, place, end)
        page = head.struct()
        packed, unpacked = page[_PACKED], page[_UNPACKED]
        kind = page.get(_DATA) or page.get(_DATA_2)
        page_header: Struct = kind or page[_DICTIONARY]
        numbers = [packed, unpacked, *(n for n in page_header.values() if isinstance(n, int))]
        if min(numbers) < 0 or unpacked > _LARGEST_PAGE or head.place + packed > end:
            raise _DamageError("a page announces a size that it cannot have")
        if kind:
            values -= page_header[_PAGE_VALUES]
            if values < 0 or not page_header[_PAGE_VALUES]:
                raise _DamageError("the pages of a column hold other values than it says")
        place = head.place + packed


def _leaves(schema: list[Struct]) -> int:
    """How many columns the schema has, which is written depth first."""
    open_: list[int] = []
    leaves = 0
    for place, element in enumerate(schema):
        children = element.get(_CHILDREN, 0)
        if not 0 <= children < len(schema) or (place and not open_):
            raise _DamageError("its schema does not add up")
        if open_:
            open_[-1] -= 1
        if children:
            open_.append(children)
        else:
            leaves += 1
        while open_ and not open_[-1]:
            open_.pop()
        if len(open_) > _DEEPEST:
            raise _DamageError("its schema is too deep")
    if open_:
        raise _DamageError("its schema does not add up")
    return leaves


class _Walk:
    """Thrift's compact protocol, read to plain values: structs become maps by field number."""

    def __init__(self, content: Bytes, place: int = 0, end: int = 0) -> None:
        self.content = content
        self.place = place
        self.end = end or len(content)

    def struct(self, depth: int = 0) -> Struct:
        """The struct that begins here."""
        fields: Struct = {}
        field = 0
        while (head := self._byte()) != _STOP:
            step, kind = head >> 4, head & 15
            field = field + step if step else self._signed()
            truth = kind in {_TRUE, _FALSE}
            fields[field] = kind == _TRUE if truth else self._value(kind, depth + 1)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if depth > _DEEPEST:
            raise _DamageError("it is nested too deeply")
        if kind in _WHOLE:
            return self._signed()
        if kind in {_TRUE, _FALSE, _BYTE}:
            return self._byte()
        if kind == _TEXT:
            return self._bytes(self._number())
        if kind == _DOUBLE:
            return self._bytes(8)
        if kind in {_LIST, _SET}:
            return self._list(depth)
        if kind == _MAP:
            return self._map(depth)
        if kind == _STRUCT:
            return self.struct(depth)
        raise _DamageError("its form is another")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        count, kind = head >> 4, head & 15
        count = self._number() if count == _LONG_LIST else count
        self._check_room(count)
        return [self._value(kind, depth + 1) for _ in range(count)]

    def _map(self, depth: int) -> None:
        count = self._number()
        self._check_room(count)
        kinds = self._byte() if count else 0
        for _ in range(count):
            self._value(kinds >> 4, depth + 1)
            self._value(kinds & 15, depth + 1)

    def _check_room(self, count: int) -> None:
        """Every entry takes a byte at least."""
        if count > self.end - self.place:
            raise _DamageError("it announces more than it holds")

    def _byte(self) -> int:
        if self.place >= self.end:
            raise _DamageError("it breaks off")
        self.place += 1
        return self.content[self.place - 1]

    def _bytes(self, count: int) -> bytes:
        self._check_room(count)
        self.place += count
        return self.content[self.place - count : self.place]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
            if shift > 63:
                raise _DamageError("a number in it is too long")

    def _signed(self) -> int:
        number = self._number()
        return (number >> 1) ^ -(number & 1)

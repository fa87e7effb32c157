"""Column names: when two of them mean the same, and which of them belong to an item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from scorewell.definitions.model import Instrument, Item
from scorewell.errors import DataError

_TOKENS = re.compile(r"[^\W\d_]+|\d+")
_PLACE = re.compile(r"\{(n|id)(?::0?(\d))?\}")
_NUMBER_AT_END = re.compile(r"(.*?)0*(\d+)")


OWN_PARTS = {
    "scorewell:file": "file",
    "scorewell:occasion": "occasion",
    "scorewell:group": "group",
}
"""Our own columns of assembled data that divide it into parts, and what they hold."""


def fold(name: str) -> str:
    """A column name without case, separators and leading zeros.

    Two numbers with a separator between them stay two numbers.

    Examples
    --------
    >>> fold("FSCRS-01") == fold("fscrs 1") == fold("Fscrs_1")
    True
    >>> fold("PHQ9_1"), fold("phq_91")
    ('phq9|1', 'phq91')
    """
    result = ""
    for token in _TOKENS.findall(name.casefold()):
        part = (token.lstrip("0") or "0") if token.isdigit() else token
        result += f"|{part}" if part.isdigit() and result[-1:].isdigit() else part
    return result


def item_finder(instrument: Instrument) -> Callable[[str], str | None]:
    """A function from the name of a column to the id of the item that it names, or None.

    A column names an item by its id, unless a scale has the same id, or by an
    alias: the id, folded, and, where no id carries another number than the
    position of its item, the names of the instrument followed by the
    position, with or without ``q`` or ``item`` before it. An alias that fits
    two items, or is also an alias of a total, is not used.
    """
    aliases: dict[str, str] = {}
    ambiguous = set(total_aliases(instrument))
    for alias, item in _item_aliases(instrument):
        if aliases.setdefault(alias, item.id) != item.id:
            ambiguous.add(alias)
    scales = {scale.id.casefold() for scale in instrument.scales}
    ids = {item.id.casefold(): item.id for item in instrument.items}

    def find_item(column: str) -> str | None:
        name = column.strip().casefold()
        if name in ids and name not in scales:
            return ids[name]
        alias = fold(column)
        return None if alias in ambiguous else aliases.get(alias)

    return find_item


def _item_aliases(instrument: Instrument) -> Iterable[tuple[str, Item]]:
    by_position = all(_numbered_by_position(item) for item in instrument.items)
    for item in instrument.items:
        yield fold(item.id), item
        if by_position:
            for name in instrument.names:
                for word in ("", "q", "item"):
                    yield fold(f"{name}_{word}{item.position}"), item


def _numbered_by_position(item: Item) -> bool:
    match = _NUMBER_AT_END.fullmatch(item.id)
    return match is None or int(match[2]) == item.position


def total_aliases(instrument: Instrument) -> frozenset[str]:
    """Folded names of columns that hold a score and never an item.

    These are the names of the instrument, ids of its scales, both together, and ``total``.
    """
    names = [*instrument.names, *(scale.id for scale in instrument.scales), "total"]
    for name in instrument.names:
        names += [f"{name}_{scale.id}" for scale in instrument.scales]
    return frozenset(map(fold, names))


def expand_pattern(pattern: str, item: Item) -> str:
    """The column that a pattern names for an item.

    Parameters
    ----------
    pattern : str
        Text with ``{n}`` (position of the item, counted from 1; ``{n:02}``
        pads with zeros) or ``{id}`` (its id).
    item : Item
        The item.

    Examples
    --------
    >>> from scorewell.definitions.model import Answer, Coding, Item
    >>> coding = Coding(id="yes_no", answers=(Answer(value=0), Answer(value=1)))
    >>> item = Item(id="scoff_3", position=3, coding=coding, label="third")
    >>> [expand_pattern(pattern, item) for pattern in ("Q{n}", "T1.{id}", "v{n:03}")]
    ['Q3', 'T1.scoff_3', 'v003']
    """
    column, places = _PLACE.subn(lambda match: _fill(match, item), pattern)
    if not places or set("{}") & set(column):
        raise DataError(
            f"'{pattern}' is no pattern of columns",
            hint="write {n} where the item's position stands, as in Q{n}, or {id} for its id",
        )
    return column


def _fill(match: re.Match[str], item: Item) -> str:
    if match[1] == "id":
        return item.id
    return str(item.position).zfill(int(match[2] or 0))


def suggest_pattern(columns: Sequence[str], items: int) -> str:
    """A pattern that names as many numbered columns as there are items, or an empty text.

    Examples
    --------
    >>> suggest_pattern(["id", "Q01", "Q02", "Q03"], 3)
    'Q{n}'
    >>> suggest_pattern(["id", "Q1", "Q3"], 3)
    ''
    """
    numbers: dict[str, set[int]] = {}
    for column in columns:
        if match := _NUMBER_AT_END.fullmatch(column):
            numbers.setdefault(match[1], set()).add(int(match[2]))
    numbers_needed = set(range(1, items + 1))
    fitting = [
        start for start, numbers_present in numbers.items() if numbers_present >= numbers_needed
    ]
    return f"{fitting[0]}{{n}}" if len(fitting) == 1 else ""

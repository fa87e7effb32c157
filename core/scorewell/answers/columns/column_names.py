"""Column names: when two of them mean the same, and which belong to an item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scorewell.definitions.model import Instrument, Item
from scorewell.errors import DataError

_TOKENS = re.compile(r"[^\W\d_]+|\d+")
_PLACE = re.compile(r"\{(n|id)(?::0?(\d))?\}")
_NUMBER_AT_END = re.compile(r"(.*?)0*(\d+)")


def fold(name: str) -> str:
    """A column name without case, separators and leading zeros.

    Two numbers that a separator holds apart stay apart.

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


def item_aliases(instrument: Instrument) -> dict[str, str]:
    """Folded names that stand for an item, each with the item's id.

    These are the item ids and, where no id carries another number than the
    item's position, the instrument's names followed by the position, with or
    without ``q`` or ``item`` before it. A form that fits two items, or that
    is also a form of a total, is left out.
    """
    forms: dict[str, str] = {}
    doubtful = set(total_aliases(instrument))
    for form, item in _all_forms(instrument):
        if forms.setdefault(form, item.id) != item.id:
            doubtful.add(form)
    return {form: item for form, item in forms.items() if form not in doubtful}


def _all_forms(instrument: Instrument) -> Iterable[tuple[str, Item]]:
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

    Names of the instrument, ids of its scales, both together, and ``total``.
    """
    names = [*instrument.names, *(scale.id for scale in instrument.scales), "total"]
    for name in instrument.names:
        names += [f"{name}_{scale.id}" for scale in instrument.scales]
    return frozenset(map(fold, names))


def expand(pattern: str, item: Item) -> str:
    """The column that a pattern names for an item.

    Parameters
    ----------
    pattern : str
        Text with ``{n}`` (position of the item, counted from 1; ``{n:02}``
        pads with zeros) or ``{id}`` (its id).
    item : Item
        The item.

    Raises
    ------
    DataError
        If the pattern has neither, or braces around anything else.

    Examples
    --------
    >>> from scorewell.definitions.model import Answer, Coding, Item
    >>> coding = Coding(id="yes_no", answers=(Answer(value=0), Answer(value=1)))
    >>> item = Item(id="scoff_3", position=3, coding=coding, label="third")
    >>> expand("Q{n}", item), expand("T1.{id}", item), expand("v{n:03}", item)
    ('Q3', 'T1.scoff_3', 'v003')
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
    """A pattern by which ``items`` numbered columns are there, or nothing.

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

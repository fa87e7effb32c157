"""What a person says about a new instrument, before it is a definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scorewell.errors import DataError

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LOCAL = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
MOST_ITEMS = 1000
MOST_ANSWERS = 200


@dataclass(frozen=True, kw_only=True)
class DraftCoding:
    """A set of answers: numbers in the order of the form, each with its label or none.

    Attributes
    ----------
    id : str
        Its name in the file.
    answers : tuple of (float, str)
        Number and label.
    todo : str
        What a person must decide about it.
    """

    id: str
    answers: tuple[tuple[float, str], ...]
    todo: str = ""

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers."""
        return tuple(value for value, _ in self.answers)

    @property
    def symmetric(self) -> bool:
        """Whether the mirror image of every answer is an answer."""
        ends = min(self.values) + max(self.values)
        return all(
            any(abs(ends - first - second) < 1e-9 for second in self.values)
            for first in self.values
        )


@dataclass(frozen=True, kw_only=True)
class DraftItem:
    """One item: id, label, its coding, and the column that it had."""

    id: str
    label: str
    coding: str
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftScale:
    """One scale: its items and the reversed ones among them, by position."""

    id: str
    name: str
    items: tuple[int, ...]
    reversed: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InstrumentDraft:
    """Everything that is known of a new instrument.

    Attributes
    ----------
    id, name, acronym : str
        An empty name is left to a person.
    codings, items, scales : tuple
        Items refer to codings by id; scales to items by position.
    method : {'sum', 'mean'}
        How its scales are scored.
    better : {'lower', 'higher', 'none', ''}
        Direction of improvement; left to a person if empty.
    notes : tuple of str
        Pitfalls that the source of the draft shows.
    todos : mapping of str to str
        What else a person must decide: by ``items`` or ``reversed``.

    Raises
    ------
    DataError
        If this can be no definition; see :meth:`check`.
    """

    id: str
    name: str = ""
    acronym: str = ""
    codings: tuple[DraftCoding, ...]
    items: tuple[DraftItem, ...]
    scales: tuple[DraftScale, ...]
    method: str = "sum"
    better: str = ""
    notes: tuple[str, ...] = ()
    todos: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check()

    def coding(self, item: DraftItem) -> DraftCoding:
        """The coding of an item."""
        return next(entry for entry in self.codings if entry.id == item.coding)

    def check(self) -> None:
        """Refuse what could never pass as a definition."""
        checked_id(self.id)
        if not 1 <= len(self.items) <= MOST_ITEMS:
            raise DataError(f"an instrument has 1 to {MOST_ITEMS} items, not {len(self.items)}")
        if self.method not in {"sum", "mean"}:
            raise DataError(f"a draft is scored by sum or mean, not `{self.method}`")
        if self.better not in {"", "lower", "higher", "none"}:
            raise DataError(f"`{self.better}` is no direction", hint="lower, higher or none")
        for name, most in ((self.name, 200), (self.acronym, 40)):
            if len(name) > most or not name.isprintable():
                raise DataError(f"`{name[:60]}` is too long, or holds a control character")
        ids = [scale.id for scale in self.scales]
        if len(set(ids)) < len(ids):
            raise DataError("two scales have one name", hint="give each scale its own")
        for scale in self.scales:
            self._check_scale(scale)

    def _check_scale(self, scale: DraftScale) -> None:
        count = len(self.items)
        if not _LOCAL.fullmatch(scale.id) or len(scale.id) > 40:
            raise DataError(
                f"`{scale.id}` cannot name a scale",
                hint="lower case letters, digits and underscores, beginning with a letter",
            )
        for position in scale.items:
            if not 1 <= position <= count:
                raise DataError(
                    f"the scale `{scale.id}` has an item {position}, but there are only {count}"
                )
        if len(set(scale.items)) < len(scale.items):
            raise DataError(f"the scale `{scale.id}` has an item twice")
        for position in scale.reversed:
            coding = self.coding(self.items[position - 1])
            if not coding.symmetric:
                raise DataError(
                    f"item {position} cannot be reversed: the values of its coding are spaced "
                    "unevenly",
                    hint="give the item a coding of its own with the reversed values",
                )


def checked_id(text: str) -> str:
    """An id of an instrument.

    Raises
    ------
    DataError
        If it cannot be one.
    """
    if not _ID.fullmatch(text) or len(text) > 40:
        raise DataError(
            f"`{text}` cannot be the id of an instrument",
            hint="lower case letters, digits and single hyphens, beginning with a letter, at "
            "most 40: phq-9",
        )
    return text


def parse_coding(text: str, *, name: str = "answers") -> DraftCoding:
    """A coding as people write it in one word.

    Parameters
    ----------
    text : str
        A range of whole numbers, ``1-5``; or numbers, ``0,1,3``; or numbers
        with labels, ``0=never,1=sometimes,2=always``.
    name : str, optional
        Its name in the file.

    Raises
    ------
    DataError
        If it is none of these.

    Examples
    --------
    >>> parse_coding("1-5").values
    (1.0, 2.0, 3.0, 4.0, 5.0)
    >>> parse_coding("0=never, 2=always").answers
    ((0.0, 'never'), (2.0, 'always'))
    """
    limits = re.fullmatch(r"\s*(-?[0-9]{1,6})\s*(?:-|\.\.)\s*(-?[0-9]{1,6})\s*", text)
    answers: list[tuple[float, str]]
    if limits:
        low, high = int(limits[1]), int(limits[2])
        if not 1 <= high - low < MOST_ANSWERS:
            raise DataError(
                f"`{text}` is no coding", hint=f"lowest-highest, at most {MOST_ANSWERS} answers"
            )
        answers = [(float(value), "") for value in range(low, high + 1)]
    else:
        answers = [_answer(part, text) for part in text.split(",")]
    values = [value for value, _ in answers]
    if not 2 <= len(values) <= MOST_ANSWERS or sorted(set(values)) != values:
        raise DataError(
            f"`{text}` is no coding: answers are at least two numbers that ascend",
            hint="write 1-5, or 0,1,3, or 0=never,1=sometimes,2=always",
        )
    return DraftCoding(id=name, answers=tuple(answers))


def _answer(part: str, text: str) -> tuple[float, str]:
    number, _, label = part.partition("=")
    if not re.fullmatch(r"\s*-?[0-9]{1,6}(\.[0-9]{1,6})?\s*", number):
        raise DataError(
            f"`{text}` is no coding: `{part.strip()}` is no number",
            hint="write 1-5, or 0,1,3, or 0=never,1=sometimes,2=always",
        )
    return float(number), label.strip()


def parse_positions(text: str) -> tuple[int, ...]:
    """Positions of items: numbers and ranges with commas between.

    Raises
    ------
    DataError
        If it is anything else.

    Examples
    --------
    >>> parse_positions("2, 4-6")
    (2, 4, 5, 6)
    """
    positions: list[int] = []
    for part in filter(None, (item.strip() for item in text.split(","))):
        position = re.fullmatch(r"([0-9]{1,4})(?:\s*-\s*([0-9]{1,4}))?", part)
        first, last = (
            (int(position[1]), int(position[2] or position[1])) if position else (1, 0)
        )
        if first > last or first < 1:
            raise DataError(
                f"`{part}` is no position of an item", hint="write numbers or ranges: 2,4-6"
            )
        positions += range(first, last + 1)
    return tuple(positions)


def parse_scale(text: str) -> tuple[str, tuple[int, ...]]:
    """``name=1,2,3`` as the name of a scale and the positions of its items.

    Examples
    --------
    >>> parse_scale("worry=1,3-5")
    ('worry', (1, 3, 4, 5))
    """
    name, equals, rest = text.partition("=")
    positions = parse_positions(rest)
    if not equals or not positions:
        raise DataError(f"`{text}` is no scale", hint="write name=1,2,3")
    return name.strip(), positions


def opaque(name: str, instrument: str) -> bool:
    """Whether a column's name can be the id of an item as it is: a number, a few letters."""
    prefix = re.escape(instrument.replace("-", "_"))
    return re.fullmatch(rf"(?:{prefix}_)?[a-z]{{0,3}}[0-9]+[a-z]?", name) is not None and bool(
        _LOCAL.fullmatch(name)
    )


def item_ids(instrument: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Ids of items: the columns' own names where all of them can be ids, else by position."""
    names = [column.casefold() for column in columns]
    if all(opaque(name, instrument) for name in names) and len(set(names)) == len(names):
        return tuple(names)
    prefix = instrument.replace("-", "_")
    return tuple(f"{prefix}_{place}" for place in range(1, len(columns) + 1))

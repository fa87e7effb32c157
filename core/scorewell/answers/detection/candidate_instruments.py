"""Which instruments could be in the columns of a file, and on which occasions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scorewell.answers.columns.bind import continue_series
from scorewell.answers.columns.column_names import fold, item_finder, suggest_pattern
from scorewell.answers.columns.encoding import encoding, normalize_label
from scorewell.definitions.model import Instrument

_SEPARATOR = re.compile(r"[\W_]+")
_MIN_WORDS = 3
_MIN_SERIES = 3
_MIN_RUN = 4
# Occasions without a separator between them and the item: PHQ1pre, t2PHQ1.
_OCCASION_AT_END = re.compile(r"(.*\d)([^\W\d_]+\d?)")
_OCCASION_AT_START = re.compile(
    r"(pre|post|base(?:line)?|follow(?:up)?|fu\d?|t\d|w\d)([^\W\d_].*)", re.IGNORECASE
)
_LEADING_NUMBER = re.compile(r"^\W*\d+\s*[.):]\s*")


@dataclass(frozen=True, kw_only=True)
class ColumnGroup:
    """Columns that hold the items of one instrument on one occasion.

    Attributes
    ----------
    instrument : Instrument
        The instrument.
    before, after : str
        The text before and after the names of its items.
    columns : mapping of str to str
        Column by item.
    by_text : bool
        Whether the columns were recognised by the wording of the items.
    by_answers : bool
        Whether the columns were recognised by their answers alone, in the
        order of the form.
    """

    instrument: Instrument
    columns: Mapping[str, str]
    before: str = ""
    after: str = ""
    by_text: bool = False
    by_answers: bool = False

    @property
    def complete(self) -> bool:
        """Whether every item has a column."""
        return len(self.columns) == len(self.instrument.items)


def find_groups(
    names: Sequence[str], instrument: Instrument, descriptions: Mapping[str, str]
) -> list[ColumnGroup]:
    """The groups of columns that could hold an instrument, the fullest first.

    A group has columns for more than half of the items.

    Parameters
    ----------
    names : sequence of str
        Names of the columns.
    instrument : Instrument
        The instrument.
    descriptions : mapping of str to str
        The question of each column, where the file has it.
    """
    item_of = item_finder(instrument)
    matches: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for name in names:
        for before, bare_name, after in _split_name(name):
            if item := item_of(bare_name):
                matches[before, after][item].append(name)
    candidates = [
        _group_by_name(names, instrument, before, after, items)
        for (before, after), items in matches.items()
        if all(len(columns) == 1 for columns in items.values())
    ]
    candidates += _groups_by_text(names, instrument, descriptions)
    half = len(instrument.items) / 2
    groups = [group for group in candidates if len(group.columns) > half]
    return sorted(groups, key=lambda group: -len(group.columns))


def _split_name(name: str) -> Iterator[tuple[str, str, str]]:
    """A name split, in every possible way, into a prefix, the name of an item and a suffix."""
    yield "", name, ""
    if match := _OCCASION_AT_END.fullmatch(name):
        yield "", match[1], match[2]
    if match := _OCCASION_AT_START.fullmatch(name):
        yield match[1], match[2], ""
    for separator in _SEPARATOR.finditer(name):
        if separator.start() and separator.end() < len(name):
            yield name[: separator.end()], name[separator.end() :], ""
            yield "", name[: separator.start()], name[separator.start() :]


def _group_by_name(
    names: Sequence[str],
    instrument: Instrument,
    before: str,
    after: str,
    items: Mapping[str, Sequence[str]],
) -> ColumnGroup:
    """A group with the column of each item, and one whose name the instrument has, too."""
    columns = {item: item_columns[0] for item, item_columns in items.items()}
    affix_length = len(before) + len(after)
    bare_names = {
        name: name[len(before) : len(name) - len(after)]
        for name in names
        if name.startswith(before) and name.endswith(after) and len(name) > affix_length
    }
    by_bare_name = {bare: name for name, bare in bare_names.items()}
    item_names = {item: bare_names[name] for item, name in columns.items()}
    series = continue_series(list(by_bare_name), instrument, item_names)
    columns |= {item: by_bare_name[name] for item, name in series.items()}
    return ColumnGroup(
        instrument=instrument,
        before=before,
        after=after,
        columns=_sort_by_item(instrument, columns),
    )


def _sort_by_item(instrument: Instrument, columns: Mapping[str, str]) -> dict[str, str]:
    return {item.id: columns[item.id] for item in instrument.items if item.id in columns}


def _groups_by_text(
    names: Sequence[str], instrument: Instrument, descriptions: Mapping[str, str]
) -> list[ColumnGroup]:
    """The columns whose name or question is the wording or the label of an item."""
    items_by_text: dict[str, set[str]] = defaultdict(set)
    for item in instrument.items:
        for text in (item.text, item.label):
            if len(text.split()) >= _MIN_WORDS:
                items_by_text[fold(text)].add(item.id)
    matches: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for text in {name, descriptions.get(name, name)}:
            items = items_by_text.get(fold(_LEADING_NUMBER.sub("", text)), set())
            if len(items) == 1:
                matches[next(iter(items))].add(name)
    columns = {item: next(iter(hits)) for item, hits in matches.items() if len(hits) == 1}
    if not columns:
        return []
    ordered_columns = _sort_by_item(instrument, columns)
    return [ColumnGroup(instrument=instrument, columns=ordered_columns, by_text=True)]


@dataclass(frozen=True, kw_only=True)
class NumberedSeries:
    """Columns with one name and numbers from 1 on, which name no instrument.

    Attributes
    ----------
    pattern : str
        Their pattern, such as ``Q{n}``.
    count : int
        How many columns there are.
    candidates : tuple of str
        Instruments with as many items.
    """

    pattern: str
    count: int
    candidates: tuple[str, ...]


def find_numbered_series(
    names: Sequence[str], instruments: Iterable[Instrument], *, used_columns: set[str]
) -> list[NumberedSeries]:
    """The series of numbered columns that belong to no group."""
    free = [name for name in names if name not in used_columns]
    by_count: dict[int, list[str]] = defaultdict(list)
    for instrument in instruments:
        by_count[len(instrument.items)].append(instrument.id)
    series: dict[str, NumberedSeries] = {}
    for count in sorted(by_count, reverse=True):
        pattern = suggest_pattern(free, count) if count >= _MIN_SERIES else ""
        if not pattern or pattern in series:
            continue
        stem = re.escape(pattern.removesuffix("{n}"))
        if not any(re.fullmatch(rf"{stem}0*{count + 1}", name) for name in free):
            series[pattern] = NumberedSeries(
                pattern=pattern, count=count, candidates=tuple(by_count[count])
            )
    return list(series.values())


def find_label_runs(
    frame: pl.DataFrame, instruments: Iterable[Instrument], *, used_columns: Collection[str]
) -> Iterator[ColumnGroup]:
    """Runs of as many columns as an instrument has items, with its labels as answers."""
    names = frame.columns
    texts_by_column = [
        _texts(frame[name])
        if name not in used_columns and frame.schema[name] == pl.String
        else frozenset[str]()
        for name in names
    ]
    for instrument in instruments:
        items = instrument.items
        if len(items) < _MIN_RUN or not all(item.coding.has_labels for item in items):
            continue
        labels = [frozenset(encoding(item.coding).labels) for item in items]
        starts = [
            start
            for start in range(len(names) - len(items) + 1)
            if _is_run(texts_by_column, labels, start)
        ]
        if len(starts) == 1:
            columns = names[starts[0] : starts[0] + len(items)]
            yield ColumnGroup(
                instrument=instrument,
                columns={item.id: name for item, name in zip(items, columns, strict=True)},
                by_answers=True,
            )


def _texts(column: pl.Series) -> frozenset[str]:
    return frozenset(normalize_label(text) for text in column.unique().to_list() if text) - {""}


def _is_run(
    texts_by_column: Sequence[frozenset[str]], labels: Sequence[frozenset[str]], start: int
) -> bool:
    """Whether the columns from one on hold only labels, and those around them do not.

    If the run went on before or after, nothing would say where the items begin.
    """
    end = start + len(labels)
    run = texts_by_column[start:end]
    if not all(
        texts and texts <= expected for texts, expected in zip(run, labels, strict=True)
    ):
        return False
    before = texts_by_column[start - 1] if start else frozenset()
    after = texts_by_column[end] if end < len(texts_by_column) else frozenset()
    return not (before and before <= labels[0]) and not (after and after <= labels[-1])

"""Which instruments could be in the columns of a file, and on which occasions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scorewell.answers.columns.bind import continue_series
from scorewell.answers.columns.column_names import fold, item_aliases, suggest_pattern
from scorewell.answers.columns.encoding import encoding, normalize_label
from scorewell.definitions.model import Instrument

Mark = tuple[str, str]
_BREAK = re.compile(r"[\W_]+")
_LONG = 3
# Marks that nothing holds apart from the item: PHQ1pre, t2PHQ1.
_TAIL = re.compile(r"(.*\d)([^\W\d_]+\d?)")
_LEAD = re.compile(
    r"(pre|post|base(?:line)?|follow(?:up)?|fu\d?|t\d|w\d)([^\W\d_].*)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class ColumnGroup:
    """Columns that hold the items of one instrument on one occasion.

    Attributes
    ----------
    instrument : Instrument
        The instrument.
    before, after : str
        What stands before and after the names of its items.
    columns : mapping of str to str
        Column by item.
    by_text : bool
        Whether columns were told by the wording of the items.
    by_answers : bool
        Whether columns were told by their answers alone, in the order of the
        form.
    """

    instrument: Instrument
    before: str
    after: str
    columns: Mapping[str, str]
    by_text: bool = False
    by_answers: bool = False

    @property
    def complete(self) -> bool:
        """Whether every item has a column."""
        return len(self.columns) == len(self.instrument.items)


def find_groups(
    names: Sequence[str], instrument: Instrument, descriptions: Mapping[str, str]
) -> list[ColumnGroup]:
    """The groups of columns that an instrument could have, the fullest first.

    Parameters
    ----------
    names : sequence of str
        Names of the columns.
    instrument : Instrument
        The instrument.
    descriptions : mapping of str to str
        The question that a column holds, where the file says so.
    """
    forms = item_aliases(instrument)
    scales = {scale.id.casefold() for scale in instrument.scales}
    ids = {item.id.casefold(): item.id for item in instrument.items}
    exact = {name: item for name, item in ids.items() if name not in scales}
    matches: dict[Mark, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in names:
        for before, bare, after in _splits(name):
            item = exact.get(bare.strip().casefold()) or forms.get(fold(bare))
            if item:
                matches[before, after][item].append(name)
    candidates = [
        ColumnGroup(
            instrument=instrument,
            before=mark[0],
            after=mark[1],
            columns=_in_order(
                instrument,
                _continued(names, instrument, mark, {i: c[0] for i, c in items.items()}),
            ),
        )
        for mark, items in matches.items()
        if all(len(names) == 1 for names in items.values())
    ]
    candidates += _by_text(names, instrument, descriptions)
    enough = [group for group in candidates if len(group.columns) * 2 > len(instrument.items)]
    return sorted(enough, key=lambda group: -len(group.columns))


def _continued(
    names: Sequence[str], instrument: Instrument, mark: Mark, columns: Mapping[str, str]
) -> dict[str, str]:
    """The columns, with the one whose name is also a name of the instrument."""
    before, after = mark
    affixed = [
        name for name in names if name.startswith(before) and name.endswith(after)
        and len(name) > len(before) + len(after)
    ]  # fmt: skip
    bare = {name[len(before) : len(name) - len(after)]: name for name in affixed}
    bare_names = {
        item: name[len(before) : len(name) - len(after)] for item, name in columns.items()
    }
    return {
        **columns,
        **{i: bare[c] for i, c in continue_series(list(bare), instrument, bare_names).items()},
    }


def _in_order(instrument: Instrument, columns: Mapping[str, str]) -> dict[str, str]:
    return {item.id: columns[item.id] for item in instrument.items if item.id in columns}


def _splits(name: str) -> Iterator[tuple[str, str, str]]:
    """A name as what stands before, the name of an item, and what stands after."""
    yield "", name, ""
    if end := _TAIL.fullmatch(name):
        yield "", end[1], end[2]
    if start := _LEAD.fullmatch(name):
        yield start[1], start[2], ""
    for place in _BREAK.finditer(name):
        if place.start() and place.end() < len(name):
            yield name[: place.end()], name[place.end() :], ""
            yield "", name[: place.start()], name[place.start() :]


def _by_text(
    names: Sequence[str], instrument: Instrument, descriptions: Mapping[str, str]
) -> list[ColumnGroup]:
    """Columns whose name or question is the wording or the label of an item."""
    forms: dict[str, set[str]] = defaultdict(set)
    for item in instrument.items:
        for words in (item.text, item.label):
            if len(words.split()) >= _LONG:
                forms[fold(words)].add(item.id)
    matches: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for words in {name, descriptions.get(name, name)}:
            plain = re.sub(r"^\W*\d+\s*[.):]\s*", "", words)
            fitting = forms.get(fold(plain), set())
            if len(fitting) == 1:
                matches[next(iter(fitting))].append(name)
    columns = {item: names[0] for item, names in matches.items() if len(set(names)) == 1}
    if not columns:
        return []
    ordered_columns = _in_order(instrument, columns)
    return [
        ColumnGroup(
            instrument=instrument, before="", after="", columns=ordered_columns, by_text=True
        )
    ]


@dataclass(frozen=True, kw_only=True)
class NumberedSeries:
    """Columns with one name and numbers from 1 on, which name no instrument.

    Attributes
    ----------
    pattern : str
        Their pattern, such as ``Q{n}``.
    count : int
        How many there are.
    candidates : tuple of str
        Instruments with as many items.
    """

    pattern: str
    count: int
    candidates: tuple[str, ...]


def find_numbered_series(
    names: Sequence[str], instruments: Iterable[Instrument], *, used_columns: set[str]
) -> list[NumberedSeries]:
    """Numbered columns that belong to no group, and what they could be."""
    free = [name for name in names if name not in used_columns]
    by_count: dict[int, list[str]] = defaultdict(list)
    for instrument in instruments:
        by_count[len(instrument.items)].append(instrument.id)
    series = {}
    for count in sorted(by_count, reverse=True):
        pattern = suggest_pattern(free, count) if count >= _LONG else ""
        if pattern and pattern not in series:
            stem = re.escape(pattern.removesuffix("{n}"))
            longer = [name for name in free if re.fullmatch(rf"{stem}0*{count + 1}", name)]
            if not longer:
                series[pattern] = NumberedSeries(
                    pattern=pattern, count=count, candidates=tuple(by_count[count])
                )
    return list(series.values())


_FEWEST = 4


def find_label_runs(
    frame: pl.DataFrame, instruments: Iterable[Instrument], *, used_columns: Collection[str]
) -> Iterator[ColumnGroup]:
    """As many columns in a row as an instrument has items, with its labels as answers.

    Parameters
    ----------
    frame : polars.DataFrame
        The rows.
    instruments : iterable of Instrument
        Those that may be in it.
    used_columns : collection of str
        Columns that are told already.
    """
    names = frame.columns
    texts_by_column = [
        _texts(frame[name])
        if name not in used_columns and frame.schema[name] == pl.String
        else None
        for name in names
    ]
    for instrument in instruments:
        items = instrument.items
        if len(items) < _FEWEST or not all(item.coding.labelled for item in items):
            continue
        labels = [frozenset(encoding(item.coding).labels) for item in items]
        fitting = [
            start
            for start in range(len(names) - len(items) + 1)
            if _fits(texts_by_column, labels, start)
            and not _longer(texts_by_column, labels, start)
        ]
        if len(fitting) == 1:
            columns = names[fitting[0] : fitting[0] + len(items)]
            yield ColumnGroup(
                instrument=instrument,
                before="",
                after="",
                columns={item.id: name for item, name in zip(items, columns, strict=True)},
                by_answers=True,
            )


def _texts(column: pl.Series) -> frozenset[str]:
    return frozenset(normalize_label(text) for text in column.unique().to_list() if text) - {""}


def _fits(
    texts_by_column: Sequence[frozenset[str] | None],
    labels: Sequence[frozenset[str]],
    start: int,
) -> bool:
    run = texts_by_column[start : start + len(labels)]
    return all(
        texts and texts <= item_labels for texts, item_labels in zip(run, labels, strict=True)
    )


def _longer(
    texts_by_column: Sequence[frozenset[str] | None],
    labels: Sequence[frozenset[str]],
    start: int,
) -> bool:
    """Whether the run goes on before or after; then nothing says where it begins."""
    end = start + len(labels)
    before = texts_by_column[start - 1] if start else None
    after = texts_by_column[end] if end < len(texts_by_column) else None
    return bool((before and before <= labels[0]) or (after and after <= labels[-1]))

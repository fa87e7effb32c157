"""Looking at a file: what is in it, and how sure that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import DECLARED, number_of, plain
from scorewell.answers.columns.marker_columns import find_language, find_marker
from scorewell.answers.detection.candidate_instruments import (
    Group,
    Series,
    groups,
    labelled_runs,
    numbered_series,
)
from scorewell.answers.detection.column_roles import (
    id_columns,
    ids_in,
    occasion_column,
    occasion_counts,
)
from scorewell.answers.files.dates import date_column
from scorewell.answers.files.open import load_table
from scorewell.answers.values.encoding_check import fits
from scorewell.answers.values.expressions import answers
from scorewell.answers.values.label_languages import in_languages
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding, ScorewellError
from scorewell.registry.contracts import add
from scorewell.registry.contracts.files import ReadOptions
from scorewell.registry.registry import Registry

_MISSING = {-999, -99, -98, -97, -9, -8, -7, -1, 9, 77, 88, 98, 99, 777, 888, 999}
_FEW = 2


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One instrument that the file seems to hold.

    Attributes
    ----------
    groups : tuple of Group
        Its columns, one group per occasion where columns tell the occasions
        apart.
    sure : {'certain', 'likely', 'possible'}
        Certain where every item is named and the answers fit one encoding;
        likely where the answers fit several or none; possible where items are
        missing or another instrument takes the same columns.
    codings : tuple of str
        The encodings in which every answer is allowed.
    missing : mapping of float to int
        Numbers outside the declared coding that look like codes for missing
        answers, and how often they stand there.
    texts : int
        How many answers are text that is no label of the coding.
    invalid : int
        How many answers the declared coding does not allow.
    languages : tuple of str
        The languages whose labels the answers are; empty where the definition
        has labels in one only.
    """

    groups: tuple[Group, ...]
    sure: str
    codings: tuple[str, ...]
    missing: Mapping[float, int]
    texts: int
    invalid: int
    languages: tuple[str, ...] = ()

    @property
    def instrument(self) -> Instrument:
        """The instrument."""
        return self.groups[0].instrument

    @property
    def columns(self) -> set[str]:
        """All its columns."""
        return {column for group in self.groups for column in group.columns.values()}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a file holds.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    options : ReadOptions
        How it was read.
    format, encoding : str
        What it is, and the character set of a text file.
    rows, width : int
        How many rows and columns it has.
    id_columns : tuple of str
        Columns that may identify respondents, the likeliest first.
    occasion_column : str
        Column that says the occasion; empty if none does.
    id_guessed : bool
        Whether only the values of the column say that it identifies
        respondents, not its name.
    repeated : int
        How many rows repeat a respondent on the same occasion.
    time_column : str
        Column with the date of each row; empty if none has one.
    occasions : tuple of (str, int)
        The occasions and how many rows each has, in order of appearance.
    item_columns : tuple of (str, str) or None
        For a file with a row for each answer: its columns of items and
        answers.
    fits : tuple of Fit
        The instruments, the surest first.
    rivals : mapping of str to tuple
        Instrument to others that would take the same columns.
    series : tuple of Series
        Numbered columns that no instrument names.
    findings : tuple of Finding
        What was noteworthy in the form of the file.
    ids : mapping of str to frozenset of str
        The ids in each column that may identify respondents.
    """

    path: Path
    options: ReadOptions
    format: str
    encoding: str
    rows: int
    width: int
    id_columns: tuple[str, ...]
    occasion_column: str
    occasions: tuple[tuple[str, int], ...]
    item_columns: tuple[str, str] | None
    fits: tuple[Fit, ...]
    rivals: Mapping[str, tuple[str, ...]]
    series: tuple[Series, ...]
    findings: tuple[Finding, ...]
    id_guessed: bool = False
    repeated: int = 0
    time_column: str = ""
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)


def look(path: Path, registry: Registry, options: ReadOptions = ReadOptions()) -> Seen:
    """Look at a file of answers.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    registry : Registry
        The instruments that may be in it.
    options : ReadOptions, optional
        How it is read.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    loaded = load_table(path, options, readers=registry.plugins.readers)
    frame, table = loaded.frame, loaded.table
    names = frame.columns
    known = _instruments(registry)
    item_columns = _long(frame, known)
    wide = names if item_columns is None else _values(frame, item_columns[0])
    made = [_fit(frame, each, wide, table.descriptions, item_columns) for each in known]
    named = [fit for fit in made if fit is not None]
    if item_columns is None:
        used = {column for fit in named for column in fit.columns}
        named += [_told(frame, (one,)) for one in labelled_runs(frame, known, used=used)]
    found, rivals = _chosen(named)
    used = {column for fit in found for column in fit.columns}
    occasion = occasion_column(frame, used, table.occasion_column)
    ids = id_columns(frame, used, table.id_column, occasion)
    return Seen(
        path=path,
        options=options,
        format=table.format,
        encoding=table.encoding,
        rows=frame.height,
        width=frame.width,
        id_columns=ids.columns,
        id_guessed=ids.guessed,
        repeated=0 if item_columns else ids.repeated,
        occasion_column=occasion,
        occasions=occasion_counts(frame, occasion) if occasion else (),
        time_column=date_column(frame, without=used, given=table.time_column),
        item_columns=item_columns,
        fits=tuple(found),
        rivals=rivals,
        series=tuple(numbered_series(wide, known, used=used)),
        findings=table.findings,
        ids={name: ids_in(frame[name]) for name in ids.columns},
    )


def _instruments(registry: Registry) -> list[Instrument]:
    names = dict.fromkeys(entry.id for entry in registry.entries)
    return [found for name in names if (found := _loaded(registry, name)) is not None]


def _loaded(registry: Registry, name: str) -> Instrument | None:
    """One instrument; none if its definition is wrong, which `scorewell check` tells."""
    try:
        return registry.load(name)
    except ScorewellError:
        return None


def _values(frame: pl.DataFrame, column: str) -> list[str]:
    texts = frame[column].cast(pl.String).str.strip_chars().drop_nulls().unique()
    return sorted(texts.to_list())


def _long(frame: pl.DataFrame, known: Sequence[Instrument]) -> tuple[str, str] | None:
    """The columns of items and answers, where a row holds one answer."""
    if not 3 <= frame.width <= 12:
        return None
    for name, dtype in frame.schema.items():
        if dtype != pl.String or frame[name].n_unique() > 500:
            continue
        values = _values(frame, name)
        if any(group.complete for each in known for group in groups(values, each, {})):
            others = [one for one in frame.columns if one != name]
            answer = [
                one
                for one in others
                if re.search(r"answer|response|value|score|antwort", one, re.IGNORECASE)
            ]
            return (name, (answer or others[-1:])[0])
    return None


def _fit(
    frame: pl.DataFrame,
    instrument: Instrument,
    names: Sequence[str],
    descriptions: Mapping[str, str],
    item_columns: tuple[str, str] | None,
) -> Fit | None:
    found = groups(names, instrument, descriptions)
    complete = [group for group in found if group.complete]
    taken: tuple[Group, ...] = tuple(_apart(complete)) if complete else tuple(found[:1])
    if not taken:
        return None
    if item_columns is not None:
        whole = bool(complete)
        sure = "likely" if whole else "possible"
        return Fit(groups=taken, sure=sure, codings=(), missing={}, texts=0, invalid=0)
    return _told(frame, taken)


def _told(frame: pl.DataFrame, taken: tuple[Group, ...]) -> Fit:
    """What the answers in the columns say."""
    codings = [set(_codings(frame, group)) for group in taken]
    fitting = set.intersection(*codings)
    ordered = tuple(sorted(fitting, key=lambda name: (name != DECLARED, name)))
    missing: Counter[float] = Counter()
    texts = invalid = 0
    for group in taken:
        more, words, wrong = _odd(frame, group)
        missing.update(more)
        texts += words
        invalid += wrong
    if not taken[0].complete or taken[0].by_answers:
        sure = "possible"
    else:
        sure = "certain" if len(ordered) == 1 and not missing else "likely"
    return Fit(
        groups=taken,
        sure=sure,
        codings=ordered,
        missing=dict(missing),
        texts=texts,
        invalid=invalid,
        languages=_languages(frame, taken),
    )


def _languages(frame: pl.DataFrame, taken: Sequence[Group]) -> tuple[str, ...]:
    """The languages of the labels; both where they mean different answers by them."""
    found: list[str] = []
    for group in taken:
        try:
            spoken = find_language(frame.columns, group.instrument)
            binding = replace(_binding(group), spoken=spoken)
            found += in_languages(frame, binding).languages
        except DataError:
            found += [name for each in group.instrument.items for name in each.coding.labels]
    return tuple(dict.fromkeys(found))


def _apart(complete: Sequence[Group]) -> list[Group]:
    """Groups without a column in common, those found by name first."""
    used: set[str] = set()
    kept = []
    for group in sorted(complete, key=lambda one: one.by_text):
        columns = set(group.columns.values())
        if not columns & used:
            kept.append(group)
            used |= columns
    if any(not group.before and not group.after for group in kept):
        kept = [group for group in kept if not group.before and not group.after]
    return kept


def _binding(group: Group) -> Binding:
    return Binding(instrument=group.instrument, columns=group.columns)


def _codings(frame: pl.DataFrame, group: Group) -> tuple[str, ...]:
    """Encodings with codes of their own that all answers fit; labels fit every one.

    Where a column names one of them, it is that one.
    """
    try:
        fitting = fits(frame, _binding(group))
        named = find_marker(frame.columns, group.instrument).coding
    except DataError:
        return ()
    if named in fitting:
        return (named,)
    if DECLARED in fitting and not _numbers(frame, group):
        return (DECLARED,)
    codings = {item.coding.id: item.coding for item in group.instrument.items}
    same = {
        name
        for name in fitting
        if name != DECLARED
        and all(
            set(each.alternatives.get(name, each.values)) == set(each.values)
            for each in codings.values()
        )
    }
    return tuple(name for name in fitting if name not in same)


def _numbers(frame: pl.DataFrame, group: Group) -> bool:
    """Whether any answer is a number; labels mean the same in every encoding."""
    texts = pl.col(list(group.columns.values())).cast(pl.String).str.strip_chars()
    found = texts.str.contains(r"^[+-]?[0-9.,]+$").any()
    return any(bool(value) for value in frame.select(found).row(0))


def _odd(frame: pl.DataFrame, group: Group) -> tuple[Counter[float], int, int]:
    """Numbers that look like missing codes; how many answers are text, and not allowed."""
    binding = _binding(group)
    missing: Counter[float] = Counter()
    texts = 0
    for item, column in group.columns.items():
        code = binding.encoding(item)
        allowed = set(code.numbers)
        known = {*code.texts, *code.missing_texts, *code.absent_texts}
        counts = frame[column].cast(pl.String).str.strip_chars().drop_nulls().value_counts()
        for value, count in counts.iter_rows():
            number = number_of(value) if plain(value) not in {"nan", "inf"} else None
            if number is None:
                texts += count if value and plain(value) not in known else 0
            elif number in _MISSING and number not in allowed:
                missing[number] += count
    wrong = add([one.given - one.ok for one in answers(frame, binding).values()])
    invalid = nw.from_native(frame).select(wrong.sum().alias("wrong"))["wrong"].item()
    return missing, texts, int(invalid or 0)


def _chosen(found: Sequence[Fit]) -> tuple[list[Fit], dict[str, tuple[str, ...]]]:
    """The fullest instrument for each set of columns, and those that would take them too."""
    rank = {"certain": 0, "likely": 1, "possible": 2}
    ordered = sorted(
        found, key=lambda fit: (rank[fit.sure] == _FEW, -len(fit.columns), rank[fit.sure])
    )
    kept: list[Fit] = []
    rivals: dict[str, list[str]] = {}
    for fit in ordered:
        taking = next((one for one in kept if one.columns & fit.columns), None)
        if taking is None:
            kept.append(fit)
        else:
            rivals.setdefault(taking.instrument.id, []).append(fit.instrument.id)
    equal = {
        fit.instrument.id
        for fit in ordered
        for one in kept
        if fit is not one and fit.columns == one.columns and fit.sure == one.sure
    }
    kept = [
        replace(one, sure="possible")
        if any(name in equal for name in rivals.get(one.instrument.id, ()))
        else one
        for one in kept
    ]
    return kept, {name: tuple(others) for name, others in rivals.items()}

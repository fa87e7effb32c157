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
from scorewell.answers.columns.encoding import DECLARED_CODING, normalize_label, parse_number
from scorewell.answers.columns.marker_columns import find_coding_marker, find_language_marker
from scorewell.answers.detection.candidate_instruments import (
    ColumnGroup,
    NumberedSeries,
    find_groups,
    find_label_runs,
    find_numbered_series,
)
from scorewell.answers.detection.column_roles import (
    id_columns,
    ids_in,
    occasion_column,
    occasion_counts,
)
from scorewell.answers.files.dates import find_date_column
from scorewell.answers.files.open import load_table
from scorewell.answers.values.encoding_check import fitting_encodings
from scorewell.answers.values.expressions import answer_expressions
from scorewell.answers.values.label_languages import detect_languages
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding, ScorewellError
from scorewell.registry.contracts import add
from scorewell.registry.contracts.files import ReadOptions
from scorewell.registry.registry import Registry

_MISSING = {-999, -99, -98, -97, -9, -8, -7, -1, 9, 77, 88, 98, 99, 777, 888, 999}
_FEW = 2


@dataclass(frozen=True, kw_only=True)
class InstrumentMatch:
    """One instrument that the file seems to hold.

    Attributes
    ----------
    groups : tuple of ColumnGroup
        Its columns, one group per occasion where columns tell the occasions
        apart.
    certainty : {'certain', 'likely', 'possible'}
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

    groups: tuple[ColumnGroup, ...]
    certainty: str
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
class FileContent:
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
    repeated_rows : int
        How many rows repeat a respondent on the same occasion.
    time_column : str
        Column with the date of each row; empty if none has one.
    occasions : tuple of (str, int)
        The occasions and how many rows each has, in order of appearance.
    item_columns : tuple of (str, str) or None
        For a file with a row for each answer: its columns of items and
        answers.
    matches : tuple of InstrumentMatch
        The instruments, the surest first.
    rivals : mapping of str to tuple
        Instrument to others that would take the same columns.
    series : tuple of NumberedSeries
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
    matches: tuple[InstrumentMatch, ...]
    rivals: Mapping[str, tuple[str, ...]]
    series: tuple[NumberedSeries, ...]
    findings: tuple[Finding, ...]
    id_guessed: bool = False
    repeated_rows: int = 0
    time_column: str = ""
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)


def inspect_file(
    path: Path, registry: Registry, options: ReadOptions = ReadOptions()
) -> FileContent:
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
    data = load_table(path, options, readers=registry.plugins.readers)
    frame, table = data.frame, data.table
    names = frame.columns
    instruments = _instruments(registry)
    item_columns = _long(frame, instruments)
    wide = names if item_columns is None else _values(frame, item_columns[0])
    name_fits = [
        _fit(frame, instrument, wide, table.descriptions, item_columns)
        for instrument in instruments
    ]
    all_fits = [fit for fit in name_fits if fit is not None]
    if item_columns is None:
        item_columns_used = {column for fit in all_fits for column in fit.columns}
        all_fits += [
            _fit_columns(frame, (group,))
            for group in find_label_runs(frame, instruments, used_columns=item_columns_used)
        ]
    selected, rivals = _select_fits(all_fits)
    item_columns_used = {column for fit in selected for column in fit.columns}
    occasion = occasion_column(frame, item_columns_used, table.occasion_column)
    ids = id_columns(frame, item_columns_used, table.id_column, occasion)
    return FileContent(
        path=path,
        options=options,
        format=table.format,
        encoding=table.encoding,
        rows=frame.height,
        width=frame.width,
        id_columns=ids.columns,
        id_guessed=ids.guessed,
        repeated_rows=0 if item_columns else ids.repeated_rows,
        occasion_column=occasion,
        occasions=occasion_counts(frame, occasion) if occasion else (),
        time_column=find_date_column(
            frame, exclude=item_columns_used, declared_column=table.time_column
        ),
        item_columns=item_columns,
        matches=tuple(selected),
        rivals=rivals,
        series=tuple(find_numbered_series(wide, instruments, used_columns=item_columns_used)),
        findings=table.findings,
        ids={name: ids_in(frame[name]) for name in ids.columns},
    )


def _instruments(registry: Registry) -> list[Instrument]:
    names = dict.fromkeys(entry.id for entry in registry.entries)
    return [
        instrument
        for name in names
        if (instrument := _load_instrument(registry, name)) is not None
    ]


def _load_instrument(registry: Registry, name: str) -> Instrument | None:
    """One instrument; none if its definition is wrong, which `scorewell check` tells."""
    try:
        return registry.load(name)
    except ScorewellError:
        return None


def _values(frame: pl.DataFrame, column: str) -> list[str]:
    texts = frame[column].cast(pl.String).str.strip_chars().drop_nulls().unique()
    return sorted(texts.to_list())


def _long(frame: pl.DataFrame, instruments: Sequence[Instrument]) -> tuple[str, str] | None:
    """The columns of items and answers, where a row holds one answer."""
    if not 3 <= frame.width <= 12:
        return None
    for name, dtype in frame.schema.items():
        if dtype != pl.String or frame[name].n_unique() > 500:
            continue
        values = _values(frame, name)
        if any(
            group.complete
            for instrument in instruments
            for group in find_groups(values, instrument, {})
        ):
            other_columns = [column for column in frame.columns if column != name]
            answer = [
                column
                for column in other_columns
                if re.search(r"answer|response|value|score|antwort", column, re.IGNORECASE)
            ]
            return (name, (answer or other_columns[-1:])[0])
    return None


def _fit(
    frame: pl.DataFrame,
    instrument: Instrument,
    names: Sequence[str],
    descriptions: Mapping[str, str],
    item_columns: tuple[str, str] | None,
) -> InstrumentMatch | None:
    candidates = find_groups(names, instrument, descriptions)
    complete = [group for group in candidates if group.complete]
    selection: tuple[ColumnGroup, ...] = (
        tuple(_apart(complete)) if complete else tuple(candidates[:1])
    )
    if not selection:
        return None
    if item_columns is not None:
        whole = bool(complete)
        sure = "likely" if whole else "possible"
        return InstrumentMatch(
            groups=selection, certainty=sure, codings=(), missing={}, texts=0, invalid=0
        )
    return _fit_columns(frame, selection)


def _fit_columns(frame: pl.DataFrame, selected: tuple[ColumnGroup, ...]) -> InstrumentMatch:
    """What the answers in the columns say."""
    codings = [set(_codings(frame, group)) for group in selected]
    fitting = set.intersection(*codings)
    codings_in_order = tuple(sorted(fitting, key=lambda name: (name != DECLARED_CODING, name)))
    missing: Counter[float] = Counter()
    texts = invalid = 0
    for group in selected:
        more, words, wrong = _odd(frame, group)
        missing.update(more)
        texts += words
        invalid += wrong
    if not selected[0].complete or selected[0].by_answers:
        sure = "possible"
    else:
        sure = "certain" if len(codings_in_order) == 1 and not missing else "likely"
    return InstrumentMatch(
        groups=selected,
        certainty=sure,
        codings=codings_in_order,
        missing=dict(missing),
        texts=texts,
        invalid=invalid,
        languages=_languages(frame, selected),
    )


def _languages(frame: pl.DataFrame, selected: Sequence[ColumnGroup]) -> tuple[str, ...]:
    """The languages of the labels; both where they mean different answers by them."""
    languages: list[str] = []
    for group in selected:
        try:
            language = find_language_marker(frame.columns, group.instrument)
            binding = replace(_binding(group), language_marker=language)
            languages += detect_languages(frame, binding).languages
        except DataError:
            languages += [
                name for item in group.instrument.items for name in item.coding.labels
            ]
    return tuple(dict.fromkeys(languages))


def _apart(complete: Sequence[ColumnGroup]) -> list[ColumnGroup]:
    """Groups without a column in common, those found by name first."""
    used_columns: set[str] = set()
    selected = []
    for group in sorted(complete, key=lambda group: group.by_text):
        columns = set(group.columns.values())
        if not columns & used_columns:
            selected.append(group)
            used_columns |= columns
    if any(not group.before and not group.after for group in selected):
        selected = [group for group in selected if not group.before and not group.after]
    return selected


def _binding(group: ColumnGroup) -> Binding:
    return Binding(instrument=group.instrument, columns=group.columns)


def _codings(frame: pl.DataFrame, group: ColumnGroup) -> tuple[str, ...]:
    """Encodings with codes of their own that all answers fit; labels fit every one.

    Where a column names one of them, it is that one.
    """
    try:
        fitting = fitting_encodings(frame, _binding(group))
        marker_coding = find_coding_marker(frame.columns, group.instrument).coding
    except DataError:
        return ()
    if marker_coding in fitting:
        return (marker_coding,)
    if DECLARED_CODING in fitting and not _numbers(frame, group):
        return (DECLARED_CODING,)
    codings = {item.coding.id: item.coding for item in group.instrument.items}
    same_codes = {
        name
        for name in fitting
        if name != DECLARED_CODING
        and all(
            set(coding.alternatives.get(name, coding.values)) == set(coding.values)
            for coding in codings.values()
        )
    }
    return tuple(name for name in fitting if name not in same_codes)


def _numbers(frame: pl.DataFrame, group: ColumnGroup) -> bool:
    """Whether any answer is a number; labels mean the same in every encoding."""
    texts = pl.col(list(group.columns.values())).cast(pl.String).str.strip_chars()
    number_pattern = texts.str.contains(r"^[+-]?[0-9.,]+$").any()
    return any(bool(value) for value in frame.select(number_pattern).row(0))


def _odd(frame: pl.DataFrame, group: ColumnGroup) -> tuple[Counter[float], int, int]:
    """Numbers that look like missing codes; how many answers are text, and not allowed."""
    binding = _binding(group)
    missing: Counter[float] = Counter()
    texts = 0
    for item, column in group.columns.items():
        code = binding.encoding(item)
        codes = set(code.numbers)
        texts_known = {*code.texts, *code.missing_texts, *code.absent_texts}
        counts = frame[column].cast(pl.String).str.strip_chars().drop_nulls().value_counts()
        for value, count in counts.iter_rows():
            number = (
                parse_number(value) if normalize_label(value) not in {"nan", "inf"} else None
            )
            if number is None:
                texts += count if value and normalize_label(value) not in texts_known else 0
            elif number in _MISSING and number not in codes:
                missing[number] += count
    wrong = add(
        [answer.present - answer.ok for answer in answer_expressions(frame, binding).values()]
    )
    invalid = nw.from_native(frame).select(wrong.sum().alias("wrong"))["wrong"].item()
    return missing, texts, int(invalid or 0)


def _select_fits(
    matches: Sequence[InstrumentMatch],
) -> tuple[list[InstrumentMatch], dict[str, tuple[str, ...]]]:
    """The fullest instrument for each set of columns, and those that would take them too."""
    rank = {"certain": 0, "likely": 1, "possible": 2}
    ranked = sorted(
        matches,
        key=lambda fit: (rank[fit.certainty] == _FEW, -len(fit.columns), rank[fit.certainty]),
    )
    selected: list[InstrumentMatch] = []
    rivals: dict[str, list[str]] = {}
    for fit in ranked:
        taking = next(
            (selection for selection in selected if selection.columns & fit.columns), None
        )
        if taking is None:
            selected.append(fit)
        else:
            rivals.setdefault(taking.instrument.id, []).append(fit.instrument.id)
    equal = {
        fit.instrument.id
        for fit in ranked
        for selection in selected
        if fit is not selection
        and (fit.columns, fit.certainty) == (selection.columns, selection.certainty)
    }
    selected = [
        replace(fit, certainty="possible")
        if any(name in equal for name in rivals.get(fit.instrument.id, ()))
        else fit
        for fit in selected
    ]
    return selected, {name: tuple(rival_names) for name, rival_names in rivals.items()}

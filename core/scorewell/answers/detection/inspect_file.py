"""What a file of answers holds, and how certain that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
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
    Ids,
    count_repeated_rows,
    find_id_parts,
    id_columns,
    ids_in,
    occasion_column,
    occasion_counts,
)
from scorewell.answers.files.dates import find_date_column
from scorewell.answers.files.open import load_table
from scorewell.answers.layout.data_file import joint_id
from scorewell.answers.values.encoding_check import fitting_encodings, same_codes
from scorewell.answers.values.expressions import answer_expressions
from scorewell.answers.values.label_languages import detect_languages
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding, ScorewellError
from scorewell.registry.contracts import add
from scorewell.registry.contracts.files import ReadOptions
from scorewell.registry.registry import Registry

_LIKELY_MISSING_CODES = {-999, -99, -98, -97, -9, -8, -7, -1, 9, 77, 88, 98, 99, 777, 888, 999}
_CERTAINTIES = ("certain", "likely", "possible")
_ANSWER_COLUMN = re.compile(r"answer|response|value|score|antwort", re.IGNORECASE)


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
        answers, and how often they occur.
    texts : int
        How many answers are text that is not a label of the coding.
    invalid : int
        How many answers the declared coding does not allow.
    languages : tuple of str
        The languages whose labels the answers are; empty where the definition
        has labels in one only.
    """

    groups: tuple[ColumnGroup, ...]
    certainty: str
    codings: tuple[str, ...] = ()
    missing: Mapping[float, int] = field(default_factory=dict)
    texts: int = 0
    invalid: int = 0
    languages: tuple[str, ...] = ()

    @property
    def instrument(self) -> Instrument:
        """The instrument."""
        return self.groups[0].instrument

    @property
    def columns(self) -> set[str]:
        """The columns of all groups."""
        return {column for group in self.groups for column in group.columns.values()}


@dataclass(frozen=True, kw_only=True)
class FileContent:
    """What a file holds.

    Attributes
    ----------
    encoding : str
        The character set of a text file.
    rows, width : int
        How many rows and columns it has.
    id_columns : tuple of str
        Columns that may identify respondents, the likeliest first.
    occasion_column : str
        Column that says the occasion; empty if none does.
    id_parts : tuple of str
        The columns that the user names, which identify the respondent together.
    id_guessed : bool
        Whether only the values of the column say that it identifies
        respondents, not its name.
    counters : tuple of str
        Those of the columns that number the rows, which need not identify respondents.
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
        The instruments, the most certain first.
    rivals : mapping of str to tuple
        Instrument to others that would take the same columns.
    series : tuple of NumberedSeries
        Numbered columns that no instrument names.
    findings : tuple of Finding
        What is odd in the form of the file.
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
    id_parts: tuple[str, ...] = ()
    id_guessed: bool = False
    counters: tuple[str, ...] = ()
    repeated_rows: int = 0
    time_column: str = ""
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @property
    def id_counts_rows(self) -> bool:
        """Whether the likeliest column of the respondent numbers the rows.

        Where a row holds all occasions of a respondent, this does no harm.
        """
        wide = any(len(match.groups) > 1 for match in self.matches)
        return not wide and self.id_columns[:1] != () and self.id_columns[0] in self.counters


def inspect_file(
    path: Path, registry: Registry, options: ReadOptions = ReadOptions(), *, id_column: str = ""
) -> FileContent:
    """The content of a file of answers.

    Parameters
    ----------
    id_column : str, optional
        Column of the respondent, or several with commas between; looked for, if not given.

    Raises
    ------
    DataError
        If the file cannot be read, or has no such column.
    """
    data = load_table(path, options, readers=registry.plugins.readers)
    frame, table = data.frame, data.table
    instruments = _load_instruments(registry)
    item_columns = _find_item_columns(frame, instruments)
    names = frame.columns if item_columns is None else _distinct_texts(frame, item_columns[0])
    matches = []
    for instrument in instruments:
        groups = _select_groups(find_groups(names, instrument, table.descriptions))
        if groups and item_columns is None:
            matches.append(_match_answers(frame, groups))
        elif groups:
            certainty = "likely" if groups[0].complete else "possible"
            matches.append(InstrumentMatch(groups=groups, certainty=certainty))
    if item_columns is None:
        runs = find_label_runs(frame, instruments, used_columns=_columns_of(matches))
        matches += [_match_answers(frame, (group,)) for group in runs]
    matches, rivals = _select_matches(matches)
    used_columns = _columns_of(matches)
    occasion = occasion_column(frame, used_columns, table.occasion_column)
    id_parts = find_id_parts(frame.columns, id_column, path.name) if id_column else ()
    identified = frame
    if id_parts:
        name = ",".join(id_parts)
        if len(id_parts) > 1:
            identified = frame.with_columns(joint_id(id_parts).alias(name))
        ids = Ids((name,), False, count_repeated_rows(identified, name, occasion))
    else:
        ids = id_columns(frame, used_columns, table.id_column, occasion)
    return FileContent(
        path=path,
        options=options,
        format=table.format,
        encoding=table.encoding,
        rows=frame.height,
        width=frame.width,
        id_columns=ids.columns,
        id_parts=id_parts,
        id_guessed=ids.guessed,
        counters=ids.counters,
        repeated_rows=0 if item_columns else ids.repeated_rows,
        occasion_column=occasion,
        occasions=occasion_counts(frame, occasion) if occasion else (),
        time_column=find_date_column(
            frame, exclude=used_columns, declared_column=table.time_column
        ),
        item_columns=item_columns,
        matches=tuple(matches),
        rivals=rivals,
        series=tuple(find_numbered_series(names, instruments, used_columns=used_columns)),
        findings=table.findings,
        ids={name: ids_in(identified[name]) for name in ids.columns},
    )


def _load_instruments(registry: Registry) -> list[Instrument]:
    """The instruments whose definitions are valid; `scorewell check` reports the others."""
    instruments = []
    for name in dict.fromkeys(entry.id for entry in registry.entries):
        with suppress(ScorewellError):
            instruments.append(registry.load(name))
    return instruments


def _columns_of(matches: Sequence[InstrumentMatch]) -> set[str]:
    return {column for match in matches for column in match.columns}


def _distinct_texts(frame: pl.DataFrame, column: str) -> list[str]:
    texts = frame[column].cast(pl.String).str.strip_chars().drop_nulls().unique()
    return sorted(texts.to_list())


def _find_item_columns(
    frame: pl.DataFrame, instruments: Sequence[Instrument]
) -> tuple[str, str] | None:
    """The columns of items and answers, where a row holds one answer."""
    if not 3 <= frame.width <= 12:
        return None
    for name, dtype in frame.schema.items():
        if dtype != pl.String or frame[name].n_unique() > 500:
            continue
        texts = _distinct_texts(frame, name)
        groups = (g for instrument in instruments for g in find_groups(texts, instrument, {}))
        if any(group.complete for group in groups):
            other_columns = [column for column in frame.columns if column != name]
            by_name = filter(_ANSWER_COLUMN.search, other_columns)
            return name, next(by_name, other_columns[-1])
    return None


def _select_groups(candidates: Sequence[ColumnGroup]) -> tuple[ColumnGroup, ...]:
    """The complete groups without a column in common, or else the fullest group.

    Groups that were recognised by name go before those recognised by text.
    """
    complete = [group for group in candidates if group.complete]
    if not complete:
        return tuple(candidates[:1])
    used_columns: set[str] = set()
    groups = []
    for group in sorted(complete, key=lambda group: group.by_text):
        columns = set(group.columns.values())
        if not columns & used_columns:
            groups.append(group)
            used_columns |= columns
    without_affix = [group for group in groups if not group.before and not group.after]
    return tuple(without_affix or groups)


def sort_codings(names: Collection[str]) -> tuple[str, ...]:
    """Names of encodings, the declared one first."""
    return tuple(sorted(names, key=lambda name: (name != DECLARED_CODING, name)))


def _match_answers(frame: pl.DataFrame, groups: tuple[ColumnGroup, ...]) -> InstrumentMatch:
    """How the answers in the columns fit the instrument."""
    codings = sort_codings(set.intersection(*(set(_codings(frame, g)) for g in groups)))
    missing: Counter[float] = Counter()
    texts = invalid = 0
    for group in groups:
        group_missing, group_texts, group_invalid = _count_odd_answers(frame, group)
        missing.update(group_missing)
        texts += group_texts
        invalid += group_invalid
    if not groups[0].complete or groups[0].by_answers:
        certainty = "possible"
    else:
        certainty = "certain" if len(codings) == 1 and not missing else "likely"
    return InstrumentMatch(
        groups=groups,
        certainty=certainty,
        codings=codings,
        missing=dict(missing),
        texts=texts,
        invalid=invalid,
        languages=_languages(frame, groups),
    )


def _languages(frame: pl.DataFrame, groups: Sequence[ColumnGroup]) -> tuple[str, ...]:
    """The languages of the labels; all of them where they mean different answers by a label."""
    languages: list[str] = []
    for group in groups:
        try:
            marker = find_language_marker(frame.columns, group.instrument)
            binding = replace(_binding(group), language_marker=marker)
            languages += detect_languages(frame, binding).languages
        except DataError:
            languages += [tag for item in group.instrument.items for tag in item.coding.labels]
    return tuple(dict.fromkeys(languages))


def _binding(group: ColumnGroup) -> Binding:
    return Binding(instrument=group.instrument, columns=group.columns)


def _codings(frame: pl.DataFrame, group: ColumnGroup) -> tuple[str, ...]:
    """The encodings that all answers fit; the one that a column names, if there is one.

    Labels fit every encoding, and an encoding with the codes of the declared
    coding cannot be recognised from the answers.
    """
    try:
        fitting = fitting_encodings(frame, _binding(group))
        marker_coding = find_coding_marker(frame.columns, group.instrument).coding
    except DataError:
        return ()
    if marker_coding in fitting:
        return (marker_coding,)
    if DECLARED_CODING in fitting and not _has_numbers(frame, group):
        return (DECLARED_CODING,)
    return tuple(
        name
        for name in fitting
        if name == DECLARED_CODING or not same_codes(group.instrument, name, DECLARED_CODING)
    )


def _has_numbers(frame: pl.DataFrame, group: ColumnGroup) -> bool:
    texts = pl.col(list(group.columns.values())).cast(pl.String).str.strip_chars()
    is_number = texts.str.contains(r"^[+-]?[0-9.,]+$").any()
    return any(bool(value) for value in frame.select(is_number).row(0))


def _count_odd_answers(
    frame: pl.DataFrame, group: ColumnGroup
) -> tuple[Counter[float], int, int]:
    """Counts of numbers like missing codes, of unknown texts, and of invalid answers."""
    binding = _binding(group)
    missing: Counter[float] = Counter()
    texts = 0
    for item, column in group.columns.items():
        encoding = binding.encoding(item)
        valid_texts = {*encoding.texts, *encoding.missing_texts, *encoding.absent_texts}
        counts = frame[column].cast(pl.String).str.strip_chars().drop_nulls().value_counts()
        for value, count in counts.iter_rows():
            text = normalize_label(value)
            number = parse_number(value) if text not in {"nan", "inf"} else None
            if number is None:
                texts += count if value and text not in valid_texts else 0
            elif number in _LIKELY_MISSING_CODES and number not in encoding.numbers:
                missing[number] += count
    answers = answer_expressions(frame, binding).values()
    invalid = add([answer.present - answer.ok for answer in answers]).sum().alias("invalid")
    count = nw.from_native(frame).select(invalid)["invalid"].item()
    return missing, texts, int(count or 0)


def _select_matches(
    matches: Sequence[InstrumentMatch],
) -> tuple[list[InstrumentMatch], dict[str, tuple[str, ...]]]:
    """The fullest instrument for each set of columns, and its rivals for the same columns."""
    ranking = sorted(
        matches,
        key=lambda match: (
            match.certainty == "possible",
            -len(match.columns),
            _CERTAINTIES.index(match.certainty),
        ),
    )
    winners: list[InstrumentMatch] = []
    rivals: dict[str, list[str]] = {}
    for match in ranking:
        winner = next((w for w in winners if w.columns & match.columns), None)
        if winner is None:
            winners.append(match)
        else:
            rivals.setdefault(winner.instrument.id, []).append(match.instrument.id)
    equal = {
        match.instrument.id
        for match in ranking
        for winner in winners
        if match is not winner
        and (match.columns, match.certainty) == (winner.columns, winner.certainty)
    }
    winners = [
        replace(winner, certainty="possible")
        if equal.intersection(rivals.get(winner.instrument.id, ()))
        else winner
        for winner in winners
    ]
    return winners, {name: tuple(ids) for name, ids in rivals.items()}

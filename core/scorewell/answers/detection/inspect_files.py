"""What several files of one study hold together, and which occasion each of them is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from scorewell.answers.detection.column_roles import POST, PRE
from scorewell.answers.detection.inspect_file import FileContent, InstrumentMatch, sort_codings
from scorewell.answers.values.id_spelling import near_ids

# Words, split at what is between them, at a capital in the middle, and at numbers.
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_](?:(?![A-Z])[^\W\d_])*|\d+")
_OCCASION_WORD = re.compile(
    r"t|w|m|fu|time|times|timepoint|wave|visit|session|occasion|month|week|phase|welle"
    r"|zeitpunkt|messung|termin|temps|tiempo",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class FileSet:
    """Several files that belong to one study.

    Attributes
    ----------
    files : tuple of FileContent
        The content of each file.
    """

    files: tuple[FileContent, ...]

    @cached_property
    def id_columns(self) -> tuple[str, ...]:
        """The column of the respondent in each file, with the same name where possible."""
        names_by_file = [
            {name.strip().casefold(): name for name in reversed(file.id_columns)}
            for file in self.files
        ]
        for name in self.files[0].id_columns:
            folded_name = name.strip().casefold()
            if all(folded_name in names for names in names_by_file):
                return tuple(names[folded_name] for names in names_by_file)
        return tuple((*file.id_columns, "")[0] for file in self.files)

    @cached_property
    def ids(self) -> tuple[frozenset[str], ...]:
        """The ids in each file."""
        columns = zip(self.files, self.id_columns, strict=True)
        return tuple(file.ids.get(name, frozenset()) for file, name in columns)

    @cached_property
    def common_ids(self) -> frozenset[str]:
        """The ids that are in every file."""
        return frozenset.intersection(*self.ids)

    @cached_property
    def unshared_ids(self) -> tuple[frozenset[str], ...]:
        """The ids of each file that are in no other file."""
        counts = Counter(id_ for ids in self.ids for id_ in ids)
        return tuple(frozenset(id_ for id_ in ids if counts[id_] == 1) for ids in self.ids)

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Groups of ids that differ only in how they are written, in alphabetical order."""
        ids = pl.Series(sorted(frozenset[str]().union(*self.ids)), dtype=pl.String)
        groups: dict[str, list[str]] = defaultdict(list)
        for id_, key in near_ids(ids).sort("id").iter_rows():
            groups[key].append(id_)
        return tuple(sorted(tuple(group) for group in groups.values()))

    @cached_property
    def combined(self) -> FileContent:
        """The content of all files as if they were one, for what a study says only once."""
        first, files = self.files[0], self.files
        matches: dict[str, list[InstrumentMatch]] = defaultdict(list)
        occasions: Counter[str] = Counter()
        for file in files:
            occasions.update(dict(file.occasions))
            for match in file.matches:
                matches[match.instrument.id].append(match)
        same_time = all(file.time_column == first.time_column for file in files)
        rivals = {name: ids for file in reversed(files) for name, ids in file.rivals.items()}
        series = {series.pattern: series for file in files for series in file.series}
        id_column = self.id_columns[0]
        rival_ids = dict.fromkeys(
            name
            for file, column in zip(files, self.id_columns, strict=True)
            for name in file.id_columns
            if name != column
        )
        counting = any(
            column in file.counters for file, column in zip(files, self.id_columns, strict=True)
        )
        return replace(
            first,
            id_columns=(id_column, *(name for name in rival_ids if name != id_column))
            if id_column
            else (),
            counters=(id_column,) if counting else (),
            id_guessed=any(file.id_guessed for file in files),
            occasion_column=next(filter(None, (file.occasion_column for file in files)), ""),
            time_column=first.time_column if same_time else "",
            occasions=tuple(occasions.items()),
            matches=tuple(_combine_matches(parts) for parts in matches.values()),
            rivals={name: ids for name, ids in rivals.items() if name in matches},
            series=tuple(series.values()),
            repeated_rows=sum(file.repeated_rows for file in files),
        )

    def column_renames(self, index: int) -> dict[str, str]:
        """New name of item columns of one file: their name in the first file with the items."""
        usual = {
            match.instrument.id: match.groups[0].columns for match in self.combined.matches
        }
        return {
            column: usual[match.instrument.id][item]
            for match in self.files[index].matches
            for item, column in match.groups[0].columns.items()
            if usual[match.instrument.id].get(item, column) != column
        }

    def files_with(self, instrument: str) -> tuple[FileContent, ...]:
        """The files that hold an instrument."""
        return tuple(
            file
            for file in self.files
            if any(match.instrument.id == instrument for match in file.matches)
        )

    def file_names_without(self, instrument: str) -> str:
        """The names of the files that do not hold an instrument; empty if all do."""
        files = self.files_with(instrument)
        return ", ".join(file.path.name for file in self.files if file not in files)


def _combine_matches(matches: Sequence[InstrumentMatch]) -> InstrumentMatch:
    """One instrument in several files."""
    missing: Counter[float] = Counter()
    for match in matches:
        missing.update(match.missing)
    return replace(
        max(matches, key=lambda match: len(match.groups)),
        codings=sort_codings(set.intersection(*(set(match.codings) for match in matches))),
        missing=dict(missing),
        texts=sum(match.texts for match in matches),
        invalid=sum(match.invalid for match in matches),
        languages=tuple(dict.fromkeys(tag for match in matches for tag in match.languages)),
    )


def file_occasions(files: Sequence[FileContent]) -> tuple[tuple[str, ...], bool]:
    """The occasion of each file, from the part of its name that the others do not have.

    Returns
    -------
    names : tuple of str
        A different name for each file.
    sure : bool
        Whether the names say the occasion: one of them is before and the
        others are later, or they are numbered.
    """
    names = _distinct_names(files)
    parts = _differing_parts(names)
    if len(set(parts)) < len(parts) or not all(parts):
        return tuple(names), False
    before = [part for part in parts if PRE.search(part)]
    later = [part for part in parts if POST.search(part) and part not in before]
    one_before = len(before) == 1 and len(later) == len(parts) - 1
    return tuple(parts), one_before or _are_numbered(parts)


def _distinct_names(files: Sequence[FileContent]) -> list[str]:
    """Names that distinguish the files: their sheets, their names, or their folders."""
    stems = [file.path.stem for file in files]
    folders = [file.path.resolve().parent.name for file in files]
    if len({file.path.resolve() for file in files}) == 1:
        return [file.options.sheet for file in files]
    for names in (stems, folders):
        if len(set(names)) == len(names):
            return names
    return [f"{folder}/{stem}" for folder, stem in zip(folders, stems, strict=True)]


def _differing_parts(names: Sequence[str]) -> list[str]:
    """The part of each name that is not the same in all of them.

    Examples
    --------
    >>> _differing_parts(["phq9_pre_2024", "phq9_post_2024"])
    ['pre', 'post']
    >>> _differing_parts(["wave 1", "wave 2"])
    ['wave 1', 'wave 2']
    """
    tokens_by_name = [list(_TOKEN.finditer(name)) for name in names]
    words = [[token[0].casefold() for token in tokens] for tokens in tokens_by_name]
    least = min(map(len, words))
    head = next((n for n in range(least) if len({row[n] for row in words}) > 1), least)
    tail = next(
        (n for n in range(least - head) if len({row[-1 - n] for row in words}) > 1),
        least - head,
    )
    middles = [row[head : len(row) - tail] for row in words]
    numbers = all(len(middle) == 1 and middle[0].isdigit() for middle in middles)
    if head and numbers and _OCCASION_WORD.fullmatch(words[0][head - 1]):
        head -= 1
    return [
        name[tokens[head].start() : tokens[len(tokens) - tail - 1].end()]
        if len(tokens) > head + tail
        else ""
        for name, tokens in zip(names, tokens_by_name, strict=True)
    ]


def _are_numbered(parts: Sequence[str]) -> bool:
    """Whether the parts are one word for an occasion with different numbers: t1 and t2."""
    numbered_parts = [m for part in parts if (m := re.fullmatch(r"(.*?)(\d+)", part))]
    words = {match[1].casefold().strip(" _-") for match in numbered_parts}
    numbers = {int(match[2]) for match in numbered_parts}
    is_occasion = len(words) == 1 and all(map(_OCCASION_WORD.fullmatch, words))
    return is_occasion and len(numbers) == len(parts)

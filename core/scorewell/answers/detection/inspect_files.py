"""Several files of one study: whom they share, and which occasion each is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scorewell.answers.columns.encoding import DECLARED_CODING
from scorewell.answers.detection.column_roles import POST, PRE
from scorewell.answers.detection.inspect_file import FileContent, InstrumentMatch

# Words by what stands between them, by a capital in the middle, and by numbers.
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_](?:(?![A-Z])[^\W\d_])*|\d+")
_NUMBERED = re.compile(
    r"t|w|m|fu|time|times|timepoint|wave|visit|session|occasion|month|week|phase|welle"
    r"|zeitpunkt|messung|termin|temps|tiempo",
    re.IGNORECASE,
)
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True, kw_only=True)
class FileSet:
    """Several files that belong to one study.

    Attributes
    ----------
    files : tuple of FileContent
        What each of them holds, in their order.
    """

    files: tuple[FileContent, ...]

    @cached_property
    def id_columns(self) -> tuple[str, ...]:
        """The column of the respondent in each file, of one name where there is one."""
        offered = [[name.strip().casefold() for name in one.id_columns] for one in self.files]
        common = [name for name in offered[0] if all(name in each for each in offered)]
        if not common:
            return tuple((*one.id_columns, "")[0] for one in self.files)
        return tuple(
            one.id_columns[names.index(common[0])]
            for one, names in zip(self.files, offered, strict=True)
        )

    @cached_property
    def ids(self) -> tuple[frozenset[str], ...]:
        """The ids in each file."""
        none: frozenset[str] = frozenset()
        pairs = zip(self.files, self.id_columns, strict=True)
        return tuple(one.ids.get(name, none) for one, name in pairs)

    @cached_property
    def common_ids(self) -> frozenset[str]:
        """The ids that are in every file."""
        return frozenset.intersection(*self.ids)

    @cached_property
    def unshared_ids(self) -> tuple[frozenset[str], ...]:
        """The ids that are in one file only, for each file."""
        return tuple(
            own.difference(*(each for other, each in enumerate(self.ids) if other != place))
            for place, own in enumerate(self.ids)
        )

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Ids that differ only in case, blanks or leading zeros, and are probably one."""
        found: dict[str, set[str]] = defaultdict(set)
        for one in frozenset[str]().union(*self.ids):
            found[_ZEROS.sub("", "".join(one.casefold().split()))].add(one)
        return tuple(tuple(sorted(each)) for _, each in sorted(found.items()) if len(each) > 1)

    @cached_property
    def combined(self) -> FileContent:
        """All of it as one, as far as it can be: for what a study says but once."""
        first = self.files[0]
        matches: dict[str, list[InstrumentMatch]] = defaultdict(list)
        for one in self.files:
            for fit in one.matches:
                matches[fit.instrument.id].append(fit)
        occasions: dict[str, int] = {}
        for one in self.files:
            for name, rows in one.occasions:
                occasions[name] = occasions.get(name, 0) + rows
        used = set(matches)
        return replace(
            first,
            id_columns=tuple(name for name in (self.id_columns[0],) if name),
            id_guessed=any(one.id_guessed for one in self.files),
            occasion_column=next(
                (one.occasion_column for one in self.files if one.occasion_column), ""
            ),
            time_column=first.time_column
            if all(one.time_column == first.time_column for one in self.files)
            else "",
            occasions=tuple(occasions.items()),
            matches=tuple(_merged(each) for each in matches.values()),
            rivals={
                name: others
                for one in reversed(self.files)
                for name, others in one.rivals.items()
                if name in used
            },
            series=tuple(
                {each.pattern: each for one in self.files for each in one.series}.values()
            ),
            repeated_rows=sum(one.repeated_rows for one in self.files),
        )

    def column_renames(self, place: int) -> dict[str, str]:
        """Columns of items in one file, to what they are called in the first that has them."""
        usual = {fit.instrument.id: fit.groups[0].columns for fit in self.combined.matches}
        return {
            column: usual[fit.instrument.id][item]
            for fit in self.files[place].matches
            for item, column in fit.groups[0].columns.items()
            if usual[fit.instrument.id].get(item, column) != column
        }

    def files_with(self, instrument: str) -> tuple[FileContent, ...]:
        """The files that hold an instrument."""
        return tuple(
            one
            for one in self.files
            if any(fit.instrument.id == instrument for fit in one.matches)
        )

    def file_names_without(self, instrument: str) -> str:
        """The names of the files that do not hold an instrument; empty if all do."""
        having = self.files_with(instrument)
        return ", ".join(one.path.name for one in self.files if one not in having)


def _merged(matches: Sequence[InstrumentMatch]) -> InstrumentMatch:
    """One instrument in several files."""
    codings = [set(fit.codings) for fit in matches]
    fitting = set.intersection(*codings)
    missing: dict[float, int] = {}
    for fit in matches:
        for code, times in fit.missing.items():
            missing[code] = missing.get(code, 0) + times
    return replace(
        max(matches, key=lambda fit: len(fit.groups)),
        codings=tuple(sorted(fitting, key=lambda name: (name != DECLARED_CODING, name))),
        missing=missing,
        texts=sum(fit.texts for fit in matches),
        invalid=sum(fit.invalid for fit in matches),
        languages=tuple(dict.fromkeys(name for fit in matches for name in fit.languages)),
    )


def file_occasions(files: Sequence[FileContent]) -> tuple[tuple[str, ...], bool]:
    """The occasion of each file, by what its name has and the others have not.

    Returns
    -------
    names : tuple of str
        One for each file, all different.
    sure : bool
        Whether the names say so: one is before and one later, or they are
        numbered.
    """
    names = _names(files)
    parts = _differing(names)
    if len(set(parts)) < len(parts) or not all(parts):
        return tuple(names), False
    before = [part for part in parts if PRE.search(part)]
    later = [part for part in parts if POST.search(part) and part not in before]
    return tuple(parts), (len(before) == 1 and len(later) == len(parts) - 1) or _count(parts)


def _names(files: Sequence[FileContent]) -> list[str]:
    """What tells the files apart: their sheets, their names, or their folders."""
    sheets = [one.options.sheet for one in files]
    stems = [one.path.stem for one in files]
    folders = [one.path.resolve().parent.name for one in files]
    if len({one.path.resolve() for one in files}) == 1:
        return sheets
    for names in (stems, folders):
        if len(set(names)) == len(names):
            return names
    return [f"{folder}/{stem}" for folder, stem in zip(folders, stems, strict=True)]


def _differing(names: Sequence[str]) -> list[str]:
    """The part of each name that is not the same in all of them.

    Examples
    --------
    >>> _differing(["phq9_pre_2024", "phq9_post_2024"]), _differing(["wave 1", "wave 2"])
    (['pre', 'post'], ['wave 1', 'wave 2'])
    """
    found = [list(_TOKEN.finditer(name)) for name in names]
    words = [[token[0].casefold() for token in tokens] for tokens in found]
    least = min(map(len, words))
    head = next((n for n in range(least) if len({one[n] for one in words}) > 1), least)
    tail = next(
        (n for n in range(least - head) if len({one[-1 - n] for one in words}) > 1),
        least - head,
    )
    middles = [one[head : len(one) - tail] for one in words]
    numbers = all(len(one) == 1 and one[0].isdigit() for one in middles)
    if head and numbers and _NUMBERED.fullmatch(words[0][head - 1]):
        head -= 1
    return [
        name[tokens[head].start() : tokens[len(tokens) - tail - 1].end()]
        if len(tokens) > head + tail
        else ""
        for name, tokens in zip(names, found, strict=True)
    ]


def _count(parts: Sequence[str]) -> bool:
    """Whether the parts are one word with numbers: t1 and t2."""
    found = [each for part in parts if (each := re.fullmatch(r"(.*?)(\d+)", part))]
    words = {each[1].casefold().strip(" _-") for each in found}
    numbers = {int(each[2]) for each in found}
    named = all(_NUMBERED.fullmatch(word) for word in words) and len(words) == 1
    return named and len(numbers) == len(parts)

"""What ``scorewell inspect`` says of several files together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorewell.inspection import Seen, Together

__all__ = ["record", "together_lines"]

_SHOWN = 3


def together_lines(files: Sequence[Seen]) -> Iterator[str]:
    """Lines for a person."""
    from scorewell.inspection import Together, file_occasions

    found = Together(files=tuple(files))
    names = _file_names(files)
    yield f"Together ({len(files)} files)"
    yield from _respondents(found, names)
    if any(not one.occasion_column and not _wide(one) for one in files):
        labels, sure = file_occasions(files)
        shown = ", ".join(
            f"{name} holds its own"
            if one.occasion_column or _wide(one)
            else f"{name} is '{label}'"
            for name, label, one in zip(names, labels, files, strict=True)
        )
        yield f"Occasions, by the names: {shown}{'' if sure else '; is that so?'}"
    for fit in found.merged.fits:
        absent = found.without(fit.instrument.id)
        if absent:
            yield f"{fit.instrument.id} is not in {absent}"
        elif not fit.codings and fit.groups[0].complete and not found.files[0].item_columns:
            yield f"{fit.instrument.id}: there is no encoding that all answers of the files fit"


def _file_names(files: Sequence[Seen]) -> list[str]:
    """The files by name, with the sheet of a workbook that is there more than once."""
    several = len({one.path.resolve() for one in files}) < len(files)
    return [
        f"{one.path.name} ({one.options.sheet})" if several else one.path.name for one in files
    ]


def _wide(one: Seen) -> bool:
    return any(len(fit.groups) > 1 for fit in one.fits)


def _respondents(found: Together, names: Sequence[str]) -> Iterator[str]:
    if not all(found.id_columns):
        without = ", ".join(
            name for name, column in zip(names, found.id_columns, strict=True) if not column
        )
        yield f"Respondents: no column looks like an id in {without}"
        return
    alone = ", ".join(
        f"{len(ids)} only in {name}" for name, ids in zip(names, found.alone, strict=True)
    )
    yield f"Respondents: {len(found.shared)} in all of the files; {alone}"
    if len({name.strip().casefold() for name in found.id_columns}) > 1:
        listed = ", ".join(f"'{name}'" for name in found.id_columns)
        yield f"  their column has different names: {listed}; a study needs one name in all"
    if not found.shared:
        yield "  nobody is in all of them: other people, or ids that are written otherwise?"
    if found.spellings:
        listed = "; ".join(
            " and ".join(f"'{one}'" for one in each) for each in found.spellings[:_SHOWN]
        )
        yield (
            f"  {len(found.spellings)} ids differ only in case, blanks or leading zeros, and "
            f"are taken as different respondents: {listed}"
        )


def record(files: Sequence[Seen]) -> dict[str, Any]:
    """The same for programs."""
    from scorewell.inspection import Together, file_occasions

    found = Together(files=tuple(files))
    labels, sure = file_occasions(files)
    return {
        "id_columns": list(found.id_columns),
        "shared": len(found.shared),
        "alone": [len(each) for each in found.alone],
        "spellings": [list(each) for each in found.spellings],
        "occasions": list(labels),
        "occasions_sure": sure,
        "instruments": {
            fit.instrument.id: [one.path.name for one in found.having(fit.instrument.id)]
            for fit in found.merged.fits
        },
    }

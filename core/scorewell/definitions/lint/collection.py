"""Rules over a folder of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scorewell.definitions.model import Instrument
from scorewell.errors import Finding

_ALLOWED = {"LICENSE", "README.md"}


def lint_collection(
    instruments: Iterable[Instrument], *, folder: Path | None = None
) -> list[Finding]:
    """What is wrong with definitions taken together.

    Parameters
    ----------
    instruments : iterable of Instrument
        The definitions.
    folder : pathlib.Path, optional
        Where they lie; whatever else lies there is found.

    Returns
    -------
    list of Finding
        With the codes ``names-once`` (two instruments share an id, acronym,
        alias or full name, whatever the case) and ``no-stray-file``.
    """
    known = list(instruments)
    found = list(_names_once(known))
    if folder is not None:
        found += _no_stray_file(known, folder)
    return found


def _names_once(instruments: list[Instrument]) -> Iterator[Finding]:
    first: dict[str, Instrument] = {}
    for instrument in instruments:
        for name in dict.fromkeys([*instrument.names, instrument.name]):
            other = first.setdefault(name.casefold(), instrument)
            versions = other.id == instrument.id and other.version != instrument.version
            if other is not instrument and not versions:
                yield Finding(
                    code="names-once",
                    message=f"`{name}` is also a name of `{other.id}` in {other.file}",
                    file=instrument.file,
                    hint="a name leads to one instrument; change one of them",
                )


def _no_stray_file(instruments: list[Instrument], folder: Path) -> Iterator[Finding]:
    files = {Path(instrument.file).resolve() for instrument in instruments}
    for path in sorted(folder.iterdir()):
        if path.resolve() in files or path.name in _ALLOWED or path.name.startswith("."):
            continue
        yield Finding(
            code="no-stray-file",
            message="this is no definition",
            file=str(path),
            hint="a folder of definitions holds nothing else; definitions end in .yaml",
        )

"""Rules over a folder of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scorewell.definitions.model import Instrument
from scorewell.errors import Finding

_OTHER_FILES = {"LICENSE", "README.md"}


def lint_collection(
    instruments: Iterable[Instrument], *, folder: Path | None = None
) -> list[Finding]:
    """Findings in definitions taken together.

    Parameters
    ----------
    instruments : iterable of Instrument
        The definitions.
    folder : pathlib.Path, optional
        Where they lie; any other file there is a finding.

    Returns
    -------
    list of Finding
        With the codes ``names-once`` (two instruments share an id, acronym,
        alias or full name, whatever the case) and ``no-stray-file``.
    """
    definitions = list(instruments)
    findings = list(_names_once(definitions))
    if folder is not None:
        findings += _no_stray_file(definitions, folder)
    return findings


def _names_once(instruments: list[Instrument]) -> Iterator[Finding]:
    first: dict[str, Instrument] = {}
    for instrument in instruments:
        for name in dict.fromkeys([*instrument.names, instrument.name]):
            owner = first.setdefault(name.casefold(), instrument)
            versions = owner.id == instrument.id and owner.version != instrument.version
            if owner is not instrument and not versions:
                yield Finding(
                    code="names-once",
                    message=f"`{name}` is also a name of `{owner.id}` in {owner.file}",
                    file=instrument.file,
                    hint="a name leads to one instrument; change one of them",
                )


def _no_stray_file(instruments: list[Instrument], folder: Path) -> Iterator[Finding]:
    files = {Path(instrument.file).resolve() for instrument in instruments}
    for path in sorted(folder.iterdir()):
        if path.resolve() in files or path.name in _OTHER_FILES or path.name.startswith("."):
            continue
        yield Finding(
            code="no-stray-file",
            message="this is no definition",
            file=str(path),
            hint="a folder of definitions holds nothing else; definitions end in .yaml",
        )

"""The definition files of a registry, each parsed when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.definitions.reading.header import Top, letters
from scorewell.errors import DefinitionError, Finding, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.reading.header import Head
    from scorewell.registry.plugins.plugin import InstrumentSource


OVERLAYS = "overlays"
"""Folder of overlays within a folder of definitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One definition file that the registry knows.

    Attributes
    ----------
    head : Head
        The top of the file.
    origin : str
        Who brought it.
    """

    head: Head
    origin: str

    @property
    def id(self) -> str:
        """The instrument's id."""
        return self.head.id

    @property
    def version(self) -> str:
        """The version of this definition."""
        return self.head.version

    def is_version_of(self, entry: Entry) -> bool:
        """Whether the two are versions of one definition: of one origin, with one id."""
        return (self.origin, self.id) == (entry.origin, entry.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameQuery:
    """A name as a person writes it, in its parts.

    Attributes
    ----------
    origin, version : str
        Empty where not given.
    name : str
        Id, acronym or alias, with its case folded.
    """

    name: str
    origin: str = ""
    version: str = ""

    @classmethod
    def read(cls, text: str) -> NameQuery:
        """Take ``origin:id@version`` apart.

        Examples
        --------
        >>> NameQuery.read("our-service:FSCRS@1.0.0")
        NameQuery(name='fscrs', origin='our-service', version='1.0.0')
        """
        rest, _, version = text.strip().partition("@")
        origin, _, name = rest.rpartition(":")
        return cls(name=name.strip().casefold(), origin=origin, version=version.strip())

    def names(self, entry: Entry) -> bool:
        """Whether an entry, in any version, has this name."""
        names = {name.casefold() for name in entry.head.names}
        return self.name in names and self.origin in {"", entry.origin}

    def resembles(self, entry: Entry) -> bool:
        """Whether an entry has this name except for spaces, hyphens and the like."""
        names = {letters(name) for name in entry.head.names}
        return letters(self.name) in names and self.origin in {"", entry.origin}


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare it with another.

    Examples
    --------
    >>> version_key("1.10.0") > version_key("1.9.2")
    True
    """
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(map(str.isdecimal, parts)) else (0, 0, 0)


def newest_versions(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The newest version of each definition, sorted by id."""
    best: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        versions = best.setdefault((entry.id, entry.origin), [])
        if not versions or version_key(entry.version) > version_key(versions[0].version):
            versions[:] = [entry]
        elif entry.version == versions[0].version:  # one version twice is a clash
            versions.append(entry)
    return tuple(entry for _, versions in sorted(best.items()) for entry in versions)


def definition_files(path: Path, *, environment: str) -> list[Path]:
    """The definitions in a folder, or the file itself where the path is a file."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        finding = Finding(
            code="no-folder",
            message="there is no such file or folder of definitions",
            file=str(path),
            hint=f"check --instruments and the environment variable {environment}",
        )
        raise DefinitionError(f"{path} does not exist", findings=[finding])
    files = [*path.glob("*.yaml"), *path.glob("*.yml")]
    return sorted(file for file in files if not file.name.startswith("."))


def overlay_file(path: Path, sources: Sequence[InstrumentSource]) -> Path:
    """The file of an overlay that is named by its path, or as ``origin:name``.

    A package keeps its overlays in the folder ``overlays`` beside its
    definitions; ``origin:name`` means ``overlays/name.yaml`` there.
    """
    origin, colon, name = path.name.partition(":")
    if not colon or path.exists():
        return path
    folders = [
        (source.path if source.path.is_dir() else source.path.parent) / OVERLAYS
        for source in sources
        if source.origin == origin
    ]
    overlays = {file.stem: file for folder in folders for file in sorted(folder.glob("*.yaml"))}
    if name not in overlays:
        raise DefinitionError(
            f"`{origin}` brings no overlay `{name}`",
            hint=did_you_mean(name, overlays)
            or (
                f"it brings: {', '.join(overlays)}"
                if overlays
                else "`scorewell plugins` lists all"
            ),
        )
    return overlays[name]


class Catalogue:
    """The definitions in folders and files, in the order in which these are named."""

    def __init__(self, sources: Sequence[InstrumentSource], *, environment: str) -> None:
        self.sources = sources
        self.environment = environment

    @cached_property
    def _folders(self) -> tuple[tuple[str, tuple[Top, ...], tuple[Finding, ...]], ...]:
        """The origin and the files of each source, and what is wrong with the source."""
        folders: list[tuple[str, tuple[Top, ...], tuple[Finding, ...]]] = []
        for source in self.sources:
            try:
                files = definition_files(source.path, environment=self.environment)
            except DefinitionError as error:
                folders.append((source.origin, (), error.findings))
            else:
                folders.append((source.origin, tuple(map(Top, files)), ()))
        return tuple(folders)

    @cached_property
    def _contents(self) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
        entries: list[Entry] = []
        findings: list[Finding] = []
        for origin, tops, problems in self._folders:
            findings += problems
            for top in tops:
                try:
                    entries.append(Entry(head=top.head, origin=origin))
                except DefinitionError as error:
                    findings += error.findings
        return tuple(entries), tuple(findings)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every definition, the older versions too."""
        return self._contents[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What cannot be read."""
        return self._contents[1]

    def search(self, *names: str) -> tuple[Entry, ...]:
        """The entries with one of these names; case, spaces and hyphens do not matter.

        Only files that may have one are parsed.
        """
        keys = {letters(name) for name in names}
        entries: list[Entry] = []
        for origin, tops, _ in self._folders:
            for top in tops:
                with suppress(DefinitionError):  # what cannot be read has no name
                    if top.may_hold(keys) and keys & set(map(letters, top.head.names)):
                        entries.append(Entry(head=top.head, origin=origin))
        return tuple(entries)

"""Every known instrument, by id, acronym and alias."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.definitions.reading.header import read_top
from scorewell.errors import (
    ClashError,
    DefinitionError,
    Finding,
    UnknownInstrumentError,
    did_you_mean,
)
from scorewell.registry.catalogue import (
    Catalogue,
    Entry,
    NameQuery,
    definition_files,
    newest_versions,
    overlay_file,
    version_key,
)
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.plugin import InstrumentSource
from scorewell.registry.plugins.plugin_set import Plugins

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument
    from scorewell.definitions.reading.overlay import Overlay

ENVIRONMENT = "SCOREWELL_INSTRUMENTS"


class Registry:
    """Every known instrument.

    Files are read as late as possible: only their tops until one is loaded.

    Parameters
    ----------
    sources : sequence of InstrumentSource
        Folders and files of definitions.
    plugins : Plugins
        The plugins that scoring and change methods come from.
    overlays : sequence of Overlay
        Applied, in this order, to the instruments that they extend.
    accept_errors : bool
        Whether definitions with errors are used for work all the same; results say so.
    """

    def __init__(
        self,
        sources: Sequence[InstrumentSource],
        *,
        plugins: Plugins,
        overlays: Sequence[Overlay] = (),
        accept_errors: bool = False,
    ) -> None:
        self.sources = tuple(sources)
        self.plugins = plugins
        self.overlays = tuple(overlays)
        self.accept_errors = accept_errors
        self._catalogue = Catalogue(self.sources, environment=ENVIRONMENT)
        self._loaded: dict[Path, Instrument] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every definition in its newest version, sorted by id."""
        return newest_versions(self.files)

    @property
    def files(self) -> tuple[Entry, ...]:
        """Every definition file, the older versions too, in the order of the sources."""
        return self._catalogue.entries

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Files that could not be read, and clashes."""
        return self._catalogue.findings + tuple(self._clashes())

    def examine(self) -> None:
        """Read every definition of other distributions whole.

        Definitions are read when they are asked for; a broken one would be
        noticed late. What is found is recorded with the plugin that brings
        the file.
        """
        from scorewell.definitions.reading.load import read_draft

        for plugin in self.plugins.plugins:
            mine = [source for source in self.sources if source.origin == plugin.origin]
            if plugin.kind == "bundled" or not mine:
                continue
            for source in mine:
                try:
                    files = definition_files(source.path, environment=ENVIRONMENT)
                except DefinitionError as error:
                    plugin.fail(str(error.findings[0]))
                    continue
                for file in files:
                    findings = read_draft(file).findings
                    if findings:
                        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
                        plugin.fail(
                            f"{file.name} is no valid definition: {findings[0].message}{more}",
                            hint=f"`scorewell check {file}` shows what is wrong with it",
                        )

    def _clashes(self) -> Iterator[Finding]:
        entries: dict[str, Entry] = {}
        for entry in self.files:
            for name in sorted({name.casefold() for name in entry.head.names}):
                first = entries.setdefault(name, entry)
                versions = first.is_version_of(entry) and first.version != entry.version
                if first is not entry and not versions:
                    choices = f"{first.origin}:{first.id} or {entry.origin}:{entry.id}"
                    yield Finding(
                        code="name-clash",
                        message=f"`{name}` is also a name of {first.head.file}",
                        file=str(entry.head.file),
                        hint=f"ask for one as {choices}",
                    )

    def find(self, name: str) -> Entry:
        """The definition that ``name`` stands for.

        Parameters
        ----------
        name : str
            An id, acronym or alias, whatever its case, with or without its
            hyphens and spaces, which means its newest version; ``id@1.0.0``
            for another one; ``origin:id`` where two files share a name; or
            the path of a YAML file.

        Raises
        ------
        UnknownInstrumentError
            With the nearest names, or the versions that there are.
        ClashError
            If the name stands for two definitions; both are named.
        """
        if name.lower().endswith((".yaml", ".yml")):
            return Entry(head=read_top(Path(name)), origin="file")
        query = NameQuery.read(name)
        similar = filter(query.resembles, self._catalogue.search(query.name))
        versions = self._catalogue.search(
            *(entry.id for entry in similar)
        )  # other versions, too
        matches = _matches(versions, query.names) or _matches(versions, query.resembles)
        if query.version:
            matches = self._in_version(matches, query)
        if len(matches) == 1:
            return matches[0]
        if matches:
            files = " and ".join(str(entry.head.file) for entry in matches)
            choices = " or ".join(sorted({f"{entry.origin}:{entry.id}" for entry in matches}))
            raise ClashError(
                f"`{name}` stands for {len(matches)} definitions: {files}",
                hint=f"ask for {choices}, give the path of the file, or remove one of them",
            )
        names = [name for entry in self.entries for name in entry.head.names]
        raise UnknownInstrumentError(
            f"there is no instrument `{name}`",
            hint=did_you_mean(name, names) or "`scorewell list` shows all of them",
        )

    def is_bundled(self, entry: Entry) -> bool:
        """Whether a definition comes with scorewell itself."""
        plugins = self.plugins.plugins
        return any(
            plugin.kind == "bundled" and plugin.origin == entry.origin for plugin in plugins
        )

    def versions(self, entry: Entry) -> tuple[Entry, ...]:
        """Every version of a definition that its origin brings, the newest first."""
        versions = [version for version in self.files if version.is_version_of(entry)]
        return tuple(
            sorted(versions, key=lambda version: version_key(version.version), reverse=True)
        )

    def _in_version(self, matches: Sequence[Entry], query: NameQuery) -> list[Entry]:
        candidates = [version for match in matches for version in self.versions(match)]
        entries = list(
            {
                id(entry): entry for entry in candidates if entry.version == query.version
            }.values()
        )
        if candidates and not entries:
            versions = ", ".join(dict.fromkeys(entry.version for entry in candidates))
            raise UnknownInstrumentError(
                f"`{candidates[0].id}` is not here in version {query.version}",
                hint=f"versions: {versions}; a folder with others is named by --instruments",
            )
        return entries

    def load(self, name: str) -> Instrument:
        """The instrument that ``name`` stands for, overlays applied.

        Raises
        ------
        UnknownInstrumentError, ClashError
            See :meth:`find`.
        DefinitionError
            If the definition or an overlay is wrong.
        """
        file = self.find(name).head.file
        if file not in self._loaded:
            from scorewell.definitions.reading.load import load_instrument

            instrument = load_instrument(file)
            for overlay in self.overlays:
                if overlay.extends == instrument.id:
                    from scorewell.definitions.reading.overlay import apply_overlay

                    instrument = apply_overlay(instrument, overlay)
            self._loaded[file] = instrument
        return self._loaded[file]


def _matches(entries: Sequence[Entry], matches: Callable[[Entry], bool]) -> list[Entry]:
    """The newest versions of the definitions of which some version is called so."""
    older = [entry for entry in entries if matches(entry)]
    latest = newest_versions(entries)
    return [entry for entry in latest if matches(entry)] or [
        entry for entry in latest if any(map(entry.is_version_of, older))
    ]


def user_folder() -> Path:
    """The user's own folder of definitions."""
    from platformdirs import user_config_path

    return user_config_path("scorewell") / "instruments"


def open_registry(
    folders: Iterable[str | os.PathLike[str]] = (),
    *,
    overlays: Iterable[str | os.PathLike[str]] = (),
    plugins: Plugins | None = None,
    accept_errors: bool = False,
) -> Registry:
    """The registry of everything that is installed or named.

    Definitions come from plugins (the bundled ones among them), from the
    user's folder, from the folders in the environment variable
    ``SCOREWELL_INSTRUMENTS``, and from ``folders``.

    Parameters
    ----------
    folders : iterable of path
        Further folders or files of definitions.
    overlays : iterable of path
        Overlay files to apply, in this order; ``origin:name`` for one that a
        package brings.
    plugins : Plugins, optional
        Loaded plugins; found anew if not given.
    accept_errors : bool
        Whether definitions with errors are used for work all the same; results say so.

    Examples
    --------
    >>> registry = open_registry()
    >>> registry.load("FSCRS").scale("hated_self").high
    20
    """
    plugins = plugins or load_plugins()
    local = [Path(name) for name in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if name]
    folder = user_folder()
    if folder.is_dir():
        local.insert(0, folder)
    local += [Path(folder_name) for folder_name in folders]
    sources = [
        *plugins.instrument_sources,
        *(InstrumentSource(path=path, origin="folder") for path in dict.fromkeys(local)),
    ]
    return Registry(
        sources,
        plugins=plugins,
        overlays=[_overlay(Path(overlay), sources) for overlay in overlays],
        accept_errors=accept_errors,
    )


def _overlay(path: Path, sources: Sequence[InstrumentSource]) -> Overlay:
    from scorewell.definitions.reading.load import load_overlay

    return load_overlay(overlay_file(path, sources))

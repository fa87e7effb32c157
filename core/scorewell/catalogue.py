"""The definition files of a registry, each parsed when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from scorewell.entries import Entry, definition_files
from scorewell.errors import DefinitionError, Finding
from scorewell.loading import Top, letters

if TYPE_CHECKING:
    from scorewell.plugins import InstrumentSource

__all__ = ["Catalogue"]


class Catalogue:
    """The definitions in folders and files, in the order in which these are named.

    Parameters
    ----------
    sources : sequence of InstrumentSource
        The folders and files.
    environment : str
        The environment variable that names folders, for messages.
    """

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
    def _parsed(self) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
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
        return self._parsed[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What cannot be read."""
        return self._parsed[1]

    def called(self, *names: str) -> tuple[Entry, ...]:
        """The entries that have one of these names, whatever its case, spaces and hyphens.

        Only files that may have one are parsed.
        """
        wanted = {letters(name) for name in names}
        found: list[Entry] = []
        for origin, tops, _ in self._folders:
            for top in tops:
                with suppress(DefinitionError):  # what cannot be read has no name
                    if top.may_hold(wanted) and wanted & set(map(letters, top.head.names)):
                        found.append(Entry(head=top.head, origin=origin))
        return tuple(found)

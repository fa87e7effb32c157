"""Options about data: definitions and files; names of instruments and scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.help_panels import DATA
from scorewell.cli.options.signature import option
from scorewell.cli.output.rows import note

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument
    from scorewell.registry.contracts.files import ReadOptions
    from scorewell.registry.registry import Registry


OCCASIONS = "The occasions as they are written, from the first to the last."
InstrumentName = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Instrument: id, acronym or alias, whatever the case; ID@VERSION for an older "
        "version; or a YAML file.",
    ),
]
ScaleName = Annotated[
    str,
    typer.Argument(metavar="ID[.SCALE]", help="Instrument, or one of its scales: pseq.total"),
]
DataPath = Annotated[
    Path,
    typer.Argument(metavar="DATA", help="File with the answers: CSV, Excel, SPSS, Parquet ..."),
]
StudyPath = Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="The study file.")]


@dataclass(frozen=True, kw_only=True)
class InstrumentOptions:
    """Where further definitions are."""

    panel = DATA
    instruments: list[Path] | None = option(
        "Folder or file with further definitions; may be given several times. "
        "SCOREWELL_INSTRUMENTS names folders for every command.",
        metavar="DIR",
    )

    def registry(self, context: typer.Context) -> Registry:
        """All known instruments."""
        return open_registry(context, self.instruments)


@dataclass(frozen=True, kw_only=True)
class DefinitionOptions(InstrumentOptions):
    """Where further definitions are, and which overlays apply."""

    panel = DATA
    overlay: list[Path] | None = option(
        "Overlay file with further norms, reliabilities or bands, or "
        "DISTRIBUTION:NAME for one of a package; may be given several times, "
        "applied in this order.",
        metavar="FILE",
    )

    def registry(self, context: typer.Context) -> Registry:
        """All known instruments, with the overlays."""
        return open_registry(context, self.instruments, self.overlay)


def open_registry(
    context: typer.Context,
    folders: Sequence[Path] | None = None,
    overlays: Sequence[Path] | None = None,
    *,
    accept_errors: bool = False,
) -> Registry:
    """The registry that a command works with; broken plugins are mentioned on stderr."""
    from scorewell.registry.registry import open_registry

    plugins = context.obj
    registry = open_registry(
        folders or (), overlays=overlays or (), plugins=plugins, accept_errors=accept_errors
    )
    if plugins is not None and plugins.failed:
        names = ", ".join(plugin.name for plugin in plugins.failed)
        note(f"warning: plugins with errors: {names}; see `scorewell plugins`")
    for name in plugins.unknown if plugins is not None else ():
        note(f"warning: no plugin is called `{name}`; see `scorewell plugins`")
    return registry


def note_overlays(instrument: Instrument) -> None:
    """Say on stderr which overlays a result was made with, by name and hash."""
    for overlay in instrument.overlays:
        note(f"with the overlay {overlay.name} (sha256 {overlay.digest})")


def load_definition(registry: Registry, name: str) -> Instrument:
    """An instrument for work; stderr says with which overlays and accepted errors."""
    from scorewell.scores.check_definition import load_checked

    instrument = load_checked(registry, name)
    note_overlays(instrument)
    if instrument.accepted_errors:
        note(f"warning: the definition of {instrument.id} has errors and is used all the same:")
    for finding in instrument.accepted_errors:
        note(f"error: {finding}")
    return instrument


@dataclass(frozen=True, kw_only=True)
class AcceptErrorsOptions:
    """Whether definitions with errors are used."""

    panel = DATA
    accept_errors: bool = option(
        "Use definitions and overlays in which `scorewell check` finds errors; every result "
        "says so.",
        default=False,
    )


@dataclass(frozen=True, kw_only=True)
class CheckedDefinitionOptions(AcceptErrorsOptions, DefinitionOptions):
    """Where further definitions are, which are checked before they are used."""

    panel = DATA

    def registry(self, context: typer.Context) -> Registry:
        """All known instruments, with the overlays."""
        return open_registry(
            context, self.instruments, self.overlay, accept_errors=self.accept_errors
        )


@dataclass(frozen=True, kw_only=True)
class ReadingOptions(DefinitionOptions):
    """Definitions, and how the data files are read."""

    panel = DATA
    reader: str = option(
        "Reader to use; the file decides otherwise.", metavar="NAME", default=""
    )
    sheet: str = option(
        "Sheet of a workbook; one per file, or one.", metavar="NAME[,NAME]", default=""
    )
    encoding: str = option(
        "Character set of a text file: windows-1252.", metavar="NAME", default=""
    )
    header_row: str = option(
        "Row with the names of the columns, from 1; 1-2 where two rows make the names.",
        metavar="N[-M]",
        default="",
    )
    dictionary: Path | None = option("Data dictionary of a REDCap export.", metavar="FILE")

    def read_options(self, files: int = 1) -> list[ReadOptions]:
        """How each of the files is read."""
        from scorewell.registry.contracts.files import ReadOptions, heading_rows

        row, rows = heading_rows(self.header_row)
        sheets = [part.strip() for part in self.sheet.split(",")] if files > 1 else [self.sheet]
        if len(sheets) not in {1, files}:
            raise typer.BadParameter(f"{len(sheets)} sheets, and {files} files; give one each")
        return [
            ReadOptions(
                reader=self.reader,
                sheet=sheet,
                encoding=self.encoding,
                header_row=row,
                header_rows=rows,
                dictionary=self.dictionary,
            )
            for sheet in (sheets * files if len(sheets) == 1 else sheets)
        ]


@dataclass(frozen=True, kw_only=True)
class DataOptions(CheckedDefinitionOptions, ReadingOptions):
    """Definitions, which are checked before they are used, and how the data files are read."""

    panel = DATA


@dataclass(frozen=True, kw_only=True)
class FormOptions:
    """Which form of another system is read, and what is taken of it."""

    panel = DATA
    form: str = option("Which form, where the file has several.", default="")
    form_labels: bool = option(
        "Whether items take the labels of the form.",
        flags=("--form-labels/--no-form-labels",),
        default=True,
    )


def split_names(text: str) -> tuple[str, ...]:
    """``a, b`` as a tuple.

    Examples
    --------
    >>> split_names("fscrs_1, fscrs_2")
    ('fscrs_1', 'fscrs_2')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


def number_or_text(text: str) -> float | str:
    """A number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text


def split_scale(name: str) -> tuple[str, str]:
    """``pseq.total`` as instrument and scale; the scale is empty if not named.

    Examples
    --------
    >>> split_scale("pseq.total"), split_scale("pseq")
    (('pseq', 'total'), ('pseq', ''))
    """
    if name.lower().endswith((".yaml", ".yml")):
        return name, ""
    instrument, _, scale = name.partition(".")
    return instrument, scale


def find_scale(instrument: Instrument, scale: str) -> str:
    """The scale that is meant: the one with this id, or without an id the only one.

    Raises
    ------
    ScorewellError
        If there is no such scale, or none is named and there are several.
    """
    from scorewell.errors import ScorewellError

    ids = [entry.id for entry in instrument.scales]
    if not scale and len(ids) == 1:
        return ids[0]
    if scale in ids:
        return scale
    problem = f"has no scale `{scale}`" if scale else "has several scales, and none is named"
    raise ScorewellError(
        f"{instrument.id} {problem}",
        hint=f"name one: {', '.join(f'{instrument.id}.{id_}' for id_ in ids)}",
    )

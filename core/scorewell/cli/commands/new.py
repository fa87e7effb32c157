"""``scorewell new``: definitions, overlays and plugin packages to begin from."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.commands.new_instrument import instrument
from scorewell.cli.options.common import (
    Folders,
    InstrumentName,
    Overwrite,
    registry,
)
from scorewell.cli.output.rows import note
from scorewell.cli.output.written_files import usage, write_and_tell


class NewKind(StrEnum):
    """What a plugin package brings."""

    data = "data"
    methods = "methods"


new = typer.Typer(
    help="Begin a definition, an overlay or a plugin package.\n\nNothing that exists is "
    "replaced without --overwrite.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
new.command("instrument")(instrument)


@new.command("overlay")
def overlay(
    context: typer.Context,
    instrument: InstrumentName,
    name: Annotated[
        str,
        typer.Option("--name", help="What results call it: the service, the paper, the year."),
    ] = "",
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="SCALE", help="Only this scale; may be repeated."),
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Make a place for norms of a service's own as well.")
    ] = False,
    instruments: Folders = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for ID-overlay.yaml.")
    ] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Write an overlay with the visible gaps of an instrument, to fill in.

    A gap is a norm or reliability whose paper is known, but whose figures nobody here could
    read. The overlay is valid as it stands, and each gap has a TODO.

    For example:

    scorewell new overlay fscrs --scale hated_self
    """
    from scorewell.authoring.overlay_file import overlay_files
    from scorewell.authoring.write_tree import write_tree

    found = registry(context, instruments).load(instrument)
    files = usage(lambda: overlay_files(found, output, name=name, scales=scale or (), own=own))
    write_and_tell(files, write_tree(files, overwrite=overwrite))


@new.command("language")
def language(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the language: de.")],
    begun: Annotated[
        str,
        typer.Option(
            "--from", metavar="LANGUAGE", help="A language or file to take translations from."
        ),
    ] = "",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for NAME.po.")
    ] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Write a gettext catalogue with every message of reports, to translate.

    For example:

    scorewell new language de

    scorewell new language de --from de.po --overwrite
    """
    from scorewell.authoring.translation_file import language_file
    from scorewell.authoring.write_tree import write_tree
    from scorewell.i18n.catalog import read_entries

    translated = usage(lambda: read_entries(begun)) if begun else ()
    files = language_file(name, output, registry(context).plugins, translated)
    (path,) = write_tree(files, overwrite=overwrite)
    note(f"written: {path}")
    note(f"next: scorewell evaluate STUDY.yaml --language {path}")


@new.command("plugin")
def plugin(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Of the package: scorewell-our-clinic.")
    ],
    kind: Annotated[
        NewKind,
        typer.Option("--kind", help="data: definitions and no code. methods: hooks as well."),
    ] = NewKind.data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the folder NAME.")
    ] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Write a whole package with a plugin: it builds, installs and passes its tests as it is.

    For example:

    scorewell new plugin scorewell-our-clinic --kind data
    """
    from scorewell import __version__
    from scorewell.authoring.plugin_package import plugin_files
    from scorewell.authoring.write_tree import write_tree

    files = usage(lambda: plugin_files(name, output, kind=kind.value, core=__version__))
    written = write_tree(files, overwrite=overwrite)
    note(f"written: {output / name}, {len(written)} files")
    note(f"next: cd {output / name} && pip install -e '.[test]' && pytest")

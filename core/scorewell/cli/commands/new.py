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
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for NAME.toml.")
    ] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Write a file with every text of the report and every phrase of the engine, to translate.

    For example:

    scorewell new language de

    scorewell new language de --from de.toml --overwrite
    """
    from scorewell.authoring.translation_file import language_files
    from scorewell.authoring.write_tree import write_tree
    from scorewell.i18n.catalog import read_language
    from scorewell.i18n.extract import phrases_in

    known = usage(lambda: read_language(begun)) if begun else None
    files = language_files(name, output, phrases=phrases_in(_code(context)), known=known)
    (path,) = write_tree(files, overwrite=overwrite)
    note(f"written: {path}")
    note(f"next: scorewell evaluate STUDY.yaml --language {path}")


def _code(context: typer.Context) -> list[Path]:
    """The folders of the engine's code and of every plugin's."""
    from importlib.util import find_spec

    plugins = context.obj.plugins if context.obj is not None else ()
    names = dict.fromkeys(
        ["scorewell", *(each.package or each.name.partition(".")[0] for each in plugins)]
    )
    specs = [find_spec(name) for name in names if name.isidentifier()]
    return [
        Path(folder)
        for spec in specs
        if spec is not None
        for folder in spec.submodule_search_locations or ()
    ]


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

"""``scorewell new``: definitions, overlays and plugin packages to begin from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scorewell.cli.commands.new_instrument import instrument
from scorewell.cli.options.data import (
    InstrumentName,
    InstrumentOptions,
    open_registry,
    split_names,
)
from scorewell.cli.options.help_panels import NEW_HELP
from scorewell.cli.options.output import FolderOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import note
from scorewell.cli.output.written_files import as_usage, note_files


class PluginContent(StrEnum):
    """What a plugin package brings."""

    data = "data"
    methods = "methods"


new = typer.Typer(help=NEW_HELP, no_args_is_help=True, rich_markup_mode=None)
new.command("instrument")(instrument)


@new.command("overlay")
@options(InstrumentOptions, FolderOptions)
def overlay(
    context: typer.Context,
    instrument: InstrumentName,
    definitions: InstrumentOptions,
    output: FolderOptions,
    title: Annotated[
        str,
        typer.Option("--title", help="What results call it: the service, the paper, the year."),
    ] = "",
    scales: Annotated[
        str,
        typer.Option("--scales", metavar="SCALES", help="Only these scales: hated_self,..."),
    ] = "",
    own_norms: Annotated[
        bool,
        typer.Option("--own-norms", help="Make a place for norms of a service's own as well."),
    ] = False,
) -> None:
    """Write an overlay with the visible gaps of an instrument, to fill in.

    A gap is a norm or reliability whose paper is known, but whose figures nobody here could
    read. The overlay is valid as it stands, and each gap has a TODO.

    For example:

    scorewell new overlay fscrs --scales hated_self
    """
    from scorewell.authoring.overlay_file import overlay_files
    from scorewell.authoring.write_tree import write_tree

    definition = definitions.registry(context).load(instrument)
    files = as_usage(
        lambda: overlay_files(
            definition,
            output.folder,
            name=title,
            scales=split_names(scales),
            own_norms=own_norms,
        )
    )
    note_files(files, write_tree(files, overwrite=output.overwrite))


@new.command("language")
@options(FolderOptions)
def language(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the language: de.")],
    output: FolderOptions,
    translations: Annotated[
        str,
        typer.Option(
            "--translations",
            metavar="LANGUAGE",
            help="A language or file to take translations from.",
        ),
    ] = "",
) -> None:
    """Write a gettext catalogue with every message of reports, to translate.

    For example:

    scorewell new language de

    scorewell new language de --translations de.po --overwrite
    """
    from scorewell.authoring.translation_file import language_file
    from scorewell.authoring.write_tree import write_tree
    from scorewell.i18n.catalog import read_catalog

    entries = as_usage(lambda: read_catalog(translations)) if translations else None
    files = language_file(name, output.folder, open_registry(context).plugins, entries)
    (path,) = write_tree(files, overwrite=output.overwrite)
    note(f"written: {path}")
    note(f"next: scorewell evaluate STUDY.yaml --language {path}")


@new.command("plugin")
@options(FolderOptions)
def plugin(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Of the package: scorewell-our-clinic.")
    ],
    output: FolderOptions,
    content: Annotated[
        PluginContent,
        typer.Option(
            "--content", help="data: definitions and no code. methods: hooks as well."
        ),
    ] = PluginContent.data,
) -> None:
    """Write a whole package with a plugin: it builds, installs and passes its tests as it is.

    For example:

    scorewell new plugin scorewell-our-clinic --content data
    """
    from scorewell import __version__
    from scorewell.authoring.plugin_package import plugin_files
    from scorewell.authoring.write_tree import write_tree

    folder = output.folder
    files = as_usage(lambda: plugin_files(name, folder, kind=content.value, core=__version__))
    paths = write_tree(files, overwrite=output.overwrite)
    note(f"written: {folder / name}, {len(paths)} files")
    note(f"next: cd {folder / name} && pip install -e '.[test]' && pytest")

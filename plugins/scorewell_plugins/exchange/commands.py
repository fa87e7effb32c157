"""``scorewell export`` and ``scorewell import``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from scorewell.cli.options.data import (
    DefinitionOptions,
    FormOptions,
    InstrumentName,
    note_overlays,
    open_registry,
)
from scorewell.cli.options.output import FileOptions, FolderOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import note

_Exchange = TypeVar("_Exchange")


@options(DefinitionOptions, FileOptions)
def export_(
    context: typer.Context,
    instrument: InstrumentName,
    to: Annotated[
        str, typer.Option("--to", metavar="NAME", help="The form: fhir-r4, fhir-r5 or redcap.")
    ],
    definitions: DefinitionOptions,
    output: FileOptions,
) -> None:
    """Write the form of an instrument for another system, to collect answers there.

    Items carry their neutral labels, or the wording that an overlay brings. What the other
    system has no place for is told; scores are not among what it takes.
    """
    registry = definitions.registry(context)
    exporter = _find(registry.plugins.exporters, to, "--to")
    definition = registry.load(instrument)
    note_overlays(definition)
    form = exporter.write(definition)
    if output.output is None:
        typer.echo(form.content, nl=False)
    else:
        output.write(form.content)
        note(f"written: {output.output}")
    for loss in form.losses:
        note(f"not in it: {loss}")


@options(FormOptions, FolderOptions)
def import_(
    context: typer.Context,
    form_file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A form as another system exports it.")
    ],
    from_: Annotated[
        str, typer.Option("--from", metavar="NAME", help="The form: fhir or redcap.")
    ],
    instrument_id: Annotated[
        str,
        typer.Option("--instrument-id", metavar="ID", help="Id of the instrument it becomes."),
    ],
    form: FormOptions,
    output: FolderOptions,
) -> None:
    """Read the form of another system as a definition, with a TODO for what it cannot say.

    A form says items and answers; the key, what may be missing and every figure are for a
    person to decide. `scorewell check` walks through the TODOs.
    """
    from scorewell.authoring.instrument_file import instrument_files
    from scorewell.authoring.write_tree import write_tree
    from scorewell.registry.contracts.exchange import ImportOptions

    importer = _find(open_registry(context).plugins.importers, from_, "--from")
    options_ = ImportOptions(id=instrument_id, form=form.form, labels=form.form_labels)
    files = instrument_files(importer.read(form_file, options_), output.folder)
    paths = write_tree(files, overwrite=output.overwrite)
    todos = files[paths[0]].count("TODO: ")
    note(f"written: {paths[0]}, with {todos} TODOs for you to decide")
    note(f"next: scorewell check {paths[0]}")


def _find(exchanges: Mapping[str, _Exchange], name: str, option: str) -> _Exchange:
    if name not in exchanges:
        raise typer.BadParameter(
            f"`{name}` is none of {', '.join(exchanges)}", param_hint=option
        )
    return exchanges[name]

"""``scorewell export`` and ``scorewell import``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from scorewell.cli.options.common import (
    Folders,
    InstrumentName,
    Overlays,
    Overwrite,
    registry,
)
from scorewell.cli.output.rows import note

_Way = TypeVar("_Way")


def export_(
    context: typer.Context,
    instrument: InstrumentName,
    to: Annotated[
        str, typer.Option("--to", metavar="NAME", help="The form: fhir-r4, fhir-r5 or redcap.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file."),
    ] = None,
    overwrite: Overwrite = False,
    instruments: Folders = None,
    overlay: Overlays = None,
) -> None:
    """Write the form of an instrument for another system, to collect answers there.

    Items carry their neutral labels, or the wording that an overlay brings. What the other
    system has no place for is told; scores are not among what it takes.
    """
    from scorewell.io.atomic_write import written_whole

    catalog = registry(context, instruments, overlay)
    exporter = _find_by_name(catalog.plugins.exporters, to, "--to")
    form = exporter.write(catalog.load(instrument))
    if output is None:
        typer.echo(form.content, nl=False)
    else:
        with written_whole(output, overwrite=overwrite) as temporary:
            temporary.write_text(form.content, encoding="utf-8", newline="")
        note(f"written: {output}")
    for gap in form.lost:
        note(f"not in it: {gap}")


def import_(
    context: typer.Context,
    form_file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A form as another system exports it.")
    ],
    from_: Annotated[
        str, typer.Option("--from", metavar="NAME", help="The form: fhir or redcap.")
    ],
    id_: Annotated[str, typer.Option("--id", help="Id of the instrument that it becomes.")],
    form: Annotated[
        str, typer.Option("--form", help="Which form, where the file has several.")
    ] = "",
    labels: Annotated[
        bool,
        typer.Option("--labels/--no-labels", help="Whether items take the labels of the form."),
    ] = True,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for ID.yaml.")
    ] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Read the form of another system as a definition, with a TODO for what it cannot say.

    A form says items and answers; the key, what may be missing and every figure are for a
    person to decide. `scorewell check` walks through the TODOs.
    """
    from scorewell.authoring.instrument_file import instrument_files
    from scorewell.authoring.write_tree import write_tree
    from scorewell.registry.contracts.exchange import ImportOptions

    importer = _find_by_name(registry(context).plugins.importers, from_, "--from")
    options = ImportOptions(id=id_, form=form, labels=labels)
    files = instrument_files(importer.read(form_file, options), output)
    paths = write_tree(files, overwrite=overwrite)
    todos = files[paths[0]].count("TODO: ")
    note(f"written: {paths[0]}, with {todos} TODOs for you to decide")
    note(f"next: scorewell check {paths[0]}")


def _find_by_name(entries: Mapping[str, _Way], name: str, option: str) -> _Way:
    if name not in entries:
        raise typer.BadParameter(f"`{name}` is none of {', '.join(entries)}", param_hint=option)
    return entries[name]

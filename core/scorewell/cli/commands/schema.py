"""``scorewell schema``."""

from __future__ import annotations

from typing import Annotated

import typer

from scorewell.cli.options.output import FolderOptions
from scorewell.cli.options.signature import options, refuse_without_effect
from scorewell.cli.output.rows import note


@options(FolderOptions)
def schema(
    output: FolderOptions,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="instrument, overlay, study or outcome-rule.")
    ] = "",
) -> None:
    """Print the JSON Schema of a format, or write all of them where an editor finds them.

    An editor that knows the schema completes keys, explains them, and underlines a mistake
    while it is typed; docs/authoring.md says how.
    """
    from scorewell.authoring.editor_schemas import schema_files, schema_of
    from scorewell.authoring.write_tree import write_tree

    if bool(name) == (output.output is not None):
        raise typer.BadParameter("give either NAME to print one, or --output DIR to write all")
    if output.output is None:
        refuse_without_effect("one schema is printed", output, "overwrite")
        typer.echo(schema_of(name), nl=False)
        return
    for path in write_tree(schema_files(output.folder), overwrite=output.overwrite):
        note(f"written: {path}")

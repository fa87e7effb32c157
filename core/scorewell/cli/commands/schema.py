"""``scorewell schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.common import Overwrite
from scorewell.cli.output.rows import note


def schema(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="instrument, overlay, study or outcome-rule."),
    ] = "",
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Write every schema into this folder."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Print the JSON Schema of a format, or write all of them where an editor finds them.

    An editor that knows the schema completes keys, explains them, and underlines a mistake
    while it is typed; docs/authoring.md says how.
    """
    from scorewell.authoring.editor_schemas import schema_files, schema_of
    from scorewell.authoring.write_tree import write_tree

    if bool(name) == (to is not None):
        raise typer.BadParameter("give either NAME to print one, or --to DIR to write all")
    if to is None:
        typer.echo(schema_of(name), nl=False)
        return
    for path in write_tree(schema_files(to), overwrite=overwrite):
        note(f"written: {path}")

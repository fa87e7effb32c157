"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument
    from scorewell.registry.registry import Registry

from scorewell.cli.output.format import Format

InstrumentName = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Instrument: id, acronym or alias, whatever the case; ID@VERSION for an older "
        "version; or a YAML file.",
    ),
]
DataPath = Annotated[
    Path,
    typer.Argument(metavar="DATA", help="File with the answers: CSV, Excel, SPSS, Parquet ..."),
]
Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--instruments",
        metavar="DIR",
        help="Folder or file with further definitions; may be given several times. "
        "SCOREWELL_INSTRUMENTS names folders for every command.",
    ),
]
Overlays = Annotated[
    list[Path] | None,
    typer.Option(
        "--overlay",
        metavar="FILE",
        help="Overlay file with further norms, reliabilities or bands, or DISTRIBUTION:NAME "
        "for one of a package; may be given several times, applied in this order.",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="How to print: a table on a terminal, CSV in a pipe, unless given.",
    ),
]
OutputPath = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file: .csv, .xlsx, .parquet, .sav, .json ...",
    ),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace the output if it exists already.")
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="LANGUAGE",
        help="Language of what people read, or a file of texts (`scorewell new language`); "
        "that of the study file unless given, else SCOREWELL_LANGUAGE.",
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="PATTERN",
        help="How the item columns are named: 'Q{n}' with the position of the item, or '{id}'. "
        "Without it, columns are found by item id.",
    ),
]
Coding = Annotated[
    str,
    typer.Option(
        "--coding",
        metavar="NAME",
        help="Encoding that the file uses, for example one-based; `show` lists them.",
    ),
]
Covariates = Annotated[
    list[str] | None,
    typer.Option(
        "--covariate",
        metavar="NAME=COLUMN",
        help="Column of a covariate that scores depend on, if it is not called like it: "
        "age=Alter, or with the meaning of its codes sex=Geschlecht:1=male,2=female. May be "
        "given several times; `show` lists what an instrument needs.",
    ),
]
MissingCodes = Annotated[
    str,
    typer.Option(
        "--missing-codes",
        metavar="CODES",
        help="Codes that stand for a missing answer, with commas between: 99,-1",
    ),
]


def registry(
    context: typer.Context,
    folders: list[Path] | None = None,
    overlays: list[Path] | None = None,
) -> Registry:
    """The registry that a command works with; broken plugins are mentioned on stderr."""
    from scorewell.registry.registry import open_registry

    plugins = context.obj
    found = open_registry(folders or (), overlays=overlays or (), plugins=plugins)
    if plugins is not None and plugins.failed:
        names = ", ".join(plugin.name for plugin in plugins.failed)
        typer.echo(f"warning: plugins with errors: {names}; see `scorewell plugins`", err=True)
    for name in plugins.unknown if plugins is not None else ():
        typer.echo(f"warning: no plugin is called `{name}`; see `scorewell plugins`", err=True)
    return found


def tell_overlays(instrument: Instrument) -> None:
    """Say on stderr which overlays a result was made with, by name and hash."""
    for each in instrument.overlays:
        typer.echo(f"with the overlay {each.name} (sha256 {each.digest})", err=True)


def codes(text: str) -> tuple[float | str, ...]:
    """``99,-1,NA`` as numbers and text.

    Examples
    --------
    >>> codes("99, -1,NA")
    (99.0, -1.0, 'NA')
    """
    values: list[float | str] = []
    for part in (each.strip() for each in text.split(",")):
        if not part:
            continue
        try:
            values.append(float(part))
        except ValueError:
            values.append(part)
    return tuple(values)

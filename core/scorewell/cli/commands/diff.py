"""``scorewell diff``."""

from __future__ import annotations

from dataclasses import astuple
from typing import Annotated

import typer

from scorewell.cli.options.data import InstrumentOptions
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import note, print_rows

_NAME = "Id, ID@VERSION, or a YAML file."


@options(InstrumentOptions, PrintOptions)
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help=_NAME)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_NAME)],
    definitions: InstrumentOptions,
    output: PrintOptions,
) -> None:
    """Tell what differs between two versions of a definition, and whether scores can change.

    Several versions of one definition may lie side by side, the older ones as ID@VERSION.yaml;
    an id alone means the newest. Exit code 1 if the version number does not say what the change
    can alter: a change that can alter a score raises the first number.

    For example:

    scorewell diff pseq@1.0.0 pseq

    scorewell diff pseq mine/pseq.yaml
    """
    from scorewell.definitions.compare_versions import EFFECTS, compare, judge_version

    registry = definitions.registry(context)
    before, after = registry.load(old), registry.load(new)
    differences = compare(before, after)
    columns = ("path", "kind", "old", "new", "effect")
    print_rows(columns, [astuple(entry) for entry in differences], output.format_)
    for version in (before, after):
        note(f"{version.id} {version.version}: {version.digest[:12]}  {version.file}")
    for effect, meaning in EFFECTS.items():
        count = sum(entry.effect == effect for entry in differences)
        if count:
            note(f"{effect}: {count} of {len(differences)}; {meaning}")
    if before.id != after.id:
        note("these are two instruments, not two versions of one")
        return
    judgement = judge_version(differences, old=before.version, new=after.version)
    note(judgement.message)
    if not judgement.fits:
        raise typer.Exit(1)

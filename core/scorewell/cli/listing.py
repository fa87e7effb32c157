"""``scorewell list``."""

from __future__ import annotations

import typer

from scorewell.cli.options import Folders, FormatOption, registry
from scorewell.cli.output import note, print_rows

__all__ = ["list_"]


def list_(
    context: typer.Context, instruments: Folders = None, format_: FormatOption = None
) -> None:
    """List the instruments that are known.

    Only the top of each definition is read; `scorewell show ID` reads one whole.
    """
    known = registry(context, instruments)
    rows = [
        (
            entry.id,
            entry.head.acronym,
            entry.head.name,
            ", ".join(str(each) for each in entry.head.about.get("construct", ())),
            entry.head.version,
            entry.origin,
        )
        for entry in known.entries
    ]
    print_rows(("id", "acronym", "name", "construct", "version", "from"), rows, format_)
    for finding in known.findings:
        note(f"warning: {finding}")

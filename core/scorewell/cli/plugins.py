"""``scorewell plugins``."""

from __future__ import annotations

from typing import Annotated

import typer

from scorewell.cli.options import Folders, Format, FormatOption, registry
from scorewell.cli.output import chosen, note, print_rows

__all__ = ["plugins"]


def plugins(
    context: typer.Context,
    instruments: Folders = None,
    format_: FormatOption = None,
    trace: Annotated[
        bool,
        typer.Option("--trace", help="Show the traceback of each error, for plugin authors."),
    ] = False,
) -> None:
    """Show the plugins: what loaded, what failed and why.

    Exit code 1 if a plugin or one of its definitions has errors.
    """
    known = registry(context, instruments)
    loaded = known.plugins
    _ = (
        loaded.scoring_methods,
        loaded.change_methods,
        loaded.outcome_rules,
    )  # every hook is tried
    counts: dict[str, int] = {}
    for entry in known.entries:
        counts[entry.origin] = counts.get(entry.origin, 0) + 1
    rows = [
        (
            plugin.name,
            plugin.kind,
            " ".join(part for part in (plugin.distribution, plugin.version) if part),
            plugin.status,
            ", ".join(plugin.hooks)
            or (f"{counts.get(plugin.distribution or plugin.name, 0)} definitions"),
            "; ".join(plugin.errors),
        )
        for plugin in loaded.plugins
    ]
    columns = ("plugin", "kind", "distribution", "status", "gives", "errors")
    print_rows(columns, rows, format_)
    if chosen(format_) is Format.table and loaded.failed:
        for plugin in loaded.failed:
            for message in plugin.errors:
                note(f"{plugin.name}: {message}")
        note("The other plugins work. Mend or uninstall the ones above; --trace shows where.")
    if trace:
        for plugin in loaded.failed:
            note(f"\n{plugin.name}\n{plugin.trace}")
    for finding in known.findings:
        note(f"warning: {finding}")
    if loaded.failed or known.findings:
        raise typer.Exit(1)

"""``scorewell plugins``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.data import open_registry
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import note, print_rows

if TYPE_CHECKING:
    from scorewell.registry.plugins.plugin import Plugin


_GO_ON = """\
The other plugins work. Mend or uninstall the ones above, or leave them out: --disable NAME
before the command or SCOREWELL_DISABLE=NAME for every command; --no-plugins leaves out all that
are not bundled, SCOREWELL_PLUGINS=a,b all but these. --trace shows where an error arose."""


@options(PrintOptions)
def plugins(
    context: typer.Context,
    output: PrintOptions,
    trace: Annotated[
        bool,
        typer.Option("--trace", help="Show the traceback of each error, for plugin authors."),
    ] = False,
) -> None:
    """Show the plugins: what loaded, what failed and why, and how to go on.

    Every hook is tried, and every definition of other distributions is read. Exit code 1 if a
    plugin or one of its definitions has errors.
    """
    registry = open_registry(context)
    plugin_set = registry.plugins
    plugin_set.call_all()
    registry.examine()
    counts = Counter(entry.origin for entry in registry.entries)
    rows = [
        (
            plugin.name,
            plugin.kind,
            " ".join(part for part in (plugin.distribution, plugin.version) if part),
            plugin.status,
            ", ".join(plugin.hooks) or f"{counts[plugin.origin]} definitions",
            "; ".join(plugin.errors),
        )
        for plugin in plugin_set.plugins
    ]
    columns = ("plugin", "kind", "distribution", "status", "gives", "errors")
    print_rows(columns, rows, output.format_)
    for plugin in plugin_set.plugins:
        _explain(plugin, trace=trace)
    for finding in registry.findings:
        note(f"warning: {finding}")
    if plugin_set.failed:
        note(_GO_ON)
    if plugin_set.failed or registry.findings:
        raise typer.Exit(1)


def _explain(plugin: Plugin, *, trace: bool) -> None:
    if plugin.disabled:
        note(f"{plugin.name} is disabled: {plugin.disabled}")
    if plugin.slow:
        note(
            f"warning: every command waits {plugin.seconds:.1f} s for the import of the plugin "
            f"{plugin.label}; it should import libraries inside its functions"
        )
    for message in plugin.errors:
        note(f"{plugin.name}: {message}")
    for hint in plugin.hints:
        note(f"    hint: {hint}")
    if plugin.errors and plugin.kind != "bundled":
        note(f"    without it: scorewell --disable {plugin.name} ...")
    if trace and plugin.trace:
        note(f"\n{plugin.trace}")

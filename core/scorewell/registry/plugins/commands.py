"""Commands that a plugin adds, looked at before they join the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scorewell.registry.plugins.plugin import error_line

if TYPE_CHECKING:
    import typer


def join_commands(
    plugin_app: typer.Typer, app: typer.Typer, *, trusted: bool = False
) -> Iterator[str]:
    """Move the commands of one plugin to the application, and say what is wrong.

    A command whose name is taken, or whose parameters typer cannot read, stays
    out; otherwise it would hide another one, or break the whole command line.

    Parameters
    ----------
    trusted : bool
        Whether the commands are known to be readable, and need no trial.
    """
    import typer

    names = set(command_names(app))
    for name, single in single_commands(plugin_app):
        if name in names:
            yield f"the command `{name}` is there already; it must have another name"
            continue
        try:
            if not trusted:
                typer.main.get_command(single)
        except Exception as error:  # typer raises RuntimeError, AssertionError and others
            yield f"the command `{name}` cannot be used: {error_line(error)}"
            continue
        names.add(name)
        app.registered_commands += single.registered_commands
        app.registered_groups += single.registered_groups


def single_commands(app: typer.Typer) -> Iterator[tuple[str, typer.Typer]]:
    """Each command and group of an application by its name, alone in an application."""
    import typer

    for kind in ("registered_commands", "registered_groups"):
        for info in getattr(app, kind):
            single = typer.Typer(rich_markup_mode=None)
            getattr(single, kind).append(info)
            (name,) = command_names(single)
            yield name, single


def command_names(app: typer.Typer) -> Iterator[str]:
    """The names of the commands and groups of an application."""
    import typer

    for command in app.registered_commands:
        function = command.callback
        yield command.name or typer.main.get_command_name(getattr(function, "__name__", ""))
    for group in app.registered_groups:
        app_name = group.typer_instance.info.name if group.typer_instance else None
        yield next((name for name in (group.name, app_name) if isinstance(name, str)), "")

"""Brings a command: how many items an instrument has."""

import typer

from scorewell import hookimpl


@hookimpl
def register_commands(app):
    @app.command("length")
    def length(context: typer.Context, name: str) -> None:
        """Tell how many items an instrument has."""
        from scorewell import open_registry

        instrument = open_registry(plugins=context.obj).load(name)
        typer.echo(f"{instrument.id} has {len(instrument.items)} items")

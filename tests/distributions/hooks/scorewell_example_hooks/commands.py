"""A command: print the table of standard scores."""

from __future__ import annotations

import typer


def standard_scores() -> None:
    """Print the table of standard scores as CSV."""
    from scorewell_example_hooks.standard_scores import TABLE

    typer.echo(TABLE.read_text(encoding="utf-8").strip())

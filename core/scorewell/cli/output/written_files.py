"""What is written by the commands that begin a file, and errors of their options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import typer

from scorewell.cli.output.rows import note
from scorewell.errors import ScorewellError

Value = TypeVar("Value")


def note_files(files: Mapping[Path, str], paths: list[Path]) -> None:
    """Say what was written, and what is next."""
    todos = files[paths[0]].count("TODO: ")
    note(f"written: {paths[0]}, with {todos} TODOs for you to decide")
    if len(paths) > 1:
        note(f"written: {paths[1].parent}, the schemas that an editor needs")
    note(f"next: scorewell check {paths[0]}")


def as_usage(make: Callable[[], Value]) -> Value:
    """The value of a call; its errors are wrong usage of the command, not defects of data."""
    try:
        return make()
    except ScorewellError as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise typer.BadParameter(f"{error.message}{hint}") from error

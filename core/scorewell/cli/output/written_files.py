"""What the commands of ``scorewell new`` have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import typer

from scorewell.cli.output.rows import note
from scorewell.errors import ScorewellError

Value = TypeVar("Value")


def write_and_tell(files: Mapping[Path, str], written: list[Path]) -> None:
    """Say what was written, and what is next."""
    todos = files[written[0]].count("TODO: ")
    note(f"written: {written[0]}, with {todos} TODOs for you to decide")
    if len(written) > 1:
        note(f"written: {written[1].parent}, the schemas that an editor needs")
    note(f"next: scorewell check {written[0]}")


def usage(make: Callable[[], Value]) -> Value:
    """What is said wrongly on the command line is wrong usage, not a defect of data."""
    try:
        return make()
    except ScorewellError as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise typer.BadParameter(f"{error.message}{hint}") from error

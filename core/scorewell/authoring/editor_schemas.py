"""The JSON Schemas beside a definition, where an editor finds them."""

from __future__ import annotations

import os
from pathlib import Path

from scorewell.errors import DataError, did_you_mean
from scorewell.io.bundled_files import bundled, schema_text

FOLDER = ".schemas"
_ABOVE = 4


def schema_names() -> list[str]:
    """The formats that have a schema."""
    ending = ".schema.json"
    return sorted(
        path.name.removesuffix(ending) for path in bundled("schemas").glob("*" + ending)
    )


def schema_of(name: str) -> str:
    """Text of one schema.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    names = schema_names()
    if name not in names:
        raise DataError(
            f"there is no schema `{name}`",
            hint=did_you_mean(name, names) or f"there are: {', '.join(names)}",
        )
    return schema_text(name)


def schema_files(folder: Path) -> dict[Path, str]:
    """Every schema, as files of a folder; they refer to one another."""
    return {folder / f"{name}.schema.json": schema_text(name) for name in schema_names()}


def schema_reference(file: Path, name: str) -> tuple[str, dict[Path, str]]:
    """How a new file names its schema, and the files that this takes.

    A folder ``.schemas`` or ``schemas`` beside the file or a few levels above
    is used as it is. Where there is none, ``.schemas`` is made beside the
    file: a relative path works on every machine that gets the folder, with or
    without scorewell.

    Parameters
    ----------
    file : pathlib.Path
        The file to be written.
    name : str
        The format, for example ``instrument``.

    Returns
    -------
    tuple of str and mapping
        The path as the first line of the file gives it; the schema files to
        write with it.
    """
    schema_folder = file.resolve().parent
    for folder in (schema_folder, *list(schema_folder.parents)[:_ABOVE]):
        for candidate in (folder / FOLDER, folder / "schemas"):
            if (candidate / f"{name}.schema.json").is_file():
                return f"{_relative(candidate, schema_folder)}/{name}.schema.json", {}
    return f"{FOLDER}/{name}.schema.json", schema_files(file.parent / FOLDER)


def _relative(folder: Path, start: Path) -> str:
    return Path(os.path.relpath(folder, start)).as_posix()

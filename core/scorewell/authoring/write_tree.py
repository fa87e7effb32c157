"""Several files that are written together, whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.definitions.reading.yaml_composer import plain_value
from scorewell.errors import DataError

if TYPE_CHECKING:
    import jinja2


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _'()/.-]*[A-Za-z0-9)']|[A-Za-z]")


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("scorewell.authoring"),
        autoescape=False,  # noqa: S701  (YAML, Python and Markdown, never HTML)
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["scalar"] = scalar
    environment.filters["number"] = number
    environment.filters["comment"] = comment
    return environment


def render(template: str, **values: Any) -> str:
    """A template of the folder ``templates``, filled in."""
    return _environment().get_template(template).render(values)


def scalar(text: str) -> str:
    """Text as a YAML value that is read as just this text.

    Examples
    --------
    >>> scalar("not at all"), scalar("no"), scalar("so, so"), scalar("1:30")
    ('not at all', '"no"', '"so, so"', '"1:30"')
    """
    if _PLAIN.fullmatch(text) and plain_value(text) == (text, None):
        return text
    return json.dumps(text, ensure_ascii=False)


def number(value: float) -> str:
    """A number as a definition writes it.

    Examples
    --------
    >>> number(3.0), number(2.5)
    ('3', '2.5')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def comment(text: str) -> str:
    """Text that stays in its comment: one line, nothing invisible."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def write_tree(files: Mapping[Path, str], *, overwrite: bool = False) -> list[Path]:
    """Write text files, all of them or none; folders are made as needed.

    A file that is there with the same text stays as it is.

    Parameters
    ----------
    files : mapping of pathlib.Path to str
        The text of each file.
    overwrite : bool, optional
        Whether a file with other text may be replaced; a folder never is.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    DataError
        If a file exists and may not be replaced, all of them named, or if
        writing fails. Nothing has changed then.
    """
    changed = {path: text for path, text in files.items() if not _holds(path, text)}
    existing = [
        path for path in changed if path.exists() and not (overwrite and path.is_file())
    ]
    if existing:
        names = ", ".join(str(path) for path in existing)
        verb = "exists" if len(existing) == 1 else "exist"
        raise DataError(
            f"{names} {verb} already",
            hint="choose another place, or replace what is there with --overwrite",
        )
    folders: list[Path] = []
    parts: dict[Path, Path] = {}
    backups: dict[Path, Path] = {}
    try:
        for path, text in changed.items():
            folders += _make_folder(path.parent)
            parts[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            parts[path].write_text(text, encoding="utf-8", newline="\n")
        for path, part in parts.items():
            if path.exists():
                backups[path] = path.with_name(f".{path.name}.{os.getpid()}.old")
                path.replace(backups[path])
            part.replace(path)
    except BaseException as error:
        _undo(parts, backups, folders)
        if isinstance(error, OSError):
            raise DataError(f"nothing was written: {error.strerror or error}") from error
        raise
    for old in backups.values():
        old.unlink()
    return list(files)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there."""
    absent = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return absent


def _undo(
    parts: Mapping[Path, Path], backups: Mapping[Path, Path], folders: Iterable[Path]
) -> None:
    for path, part in parts.items():
        if part.exists():
            part.unlink()
        elif path.exists() and path not in backups:
            path.unlink()
    for path, old in backups.items():
        if old.exists():
            old.replace(path)
    for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

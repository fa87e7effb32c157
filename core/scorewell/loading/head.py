"""The top of a definition, without the rest of it: what lists and searches need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorewell.errors import DefinitionError, Finding
from scorewell.loading.reader import read_head

__all__ = ["HEAD_KEYS", "Head", "read_top"]

HEAD_KEYS = ("format", "id", "version", "name", "acronym", "aliases", "about")


@dataclass(frozen=True, kw_only=True)
class Head:
    """The top of a definition: enough to list and to find it.

    Attributes
    ----------
    file : pathlib.Path
        The definition.
    """

    file: Path
    id: str
    version: str = ""
    name: str = ""
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    about: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the instrument can be found, id first."""
        return tuple(name for name in (self.id, self.acronym, *self.aliases) if name)


def read_top(path: Path) -> Head:
    """Read only the top of a definition.

    Raises
    ------
    DefinitionError
        If the file cannot be read or does not begin like a definition.
    """
    data = read_head(path, HEAD_KEYS)
    if not isinstance(data.get("id"), str):
        finding = Finding(
            code="head-first",
            message="this does not begin like a definition",
            file=str(path),
            line=1,
            column=1,
            hint=f"a definition begins with {', '.join(HEAD_KEYS)}",
        )
        raise DefinitionError(f"{path} is not a definition", findings=[finding])
    about, aliases = data.get("about"), data.get("aliases")
    return Head(
        file=path,
        id=data["id"],
        **{key: data[key] for key in ("version", "name", "acronym") if _is_text(data.get(key))},
        aliases=tuple(filter(_is_text, aliases)) if isinstance(aliases, list) else (),
        about=about if isinstance(about, dict) else {},
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)

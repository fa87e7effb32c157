"""The words of reports, in one place for each language."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    import jinja2

__all__ = ["LANGUAGE", "languages", "say", "texts"]

LANGUAGE = "SCOREWELL_LANGUAGE"
"""Environment variable that names the language of reports; ``en`` unless set."""


def languages() -> list[str]:
    """The languages that there are words in: the files of the folder ``texts``."""
    folder = files("scorewell.report") / "texts"
    names = (each.name for each in folder.iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def texts(language: str) -> dict[str, str]:
    """All words of a language by key, for example ``figure.change.before``.

    Raises
    ------
    ScorewellError
        If there are no words in it.
    """
    if language not in languages():
        raise ScorewellError(
            f"there are no report texts in the language '{language}'",
            hint=f"{LANGUAGE} can be: {', '.join(languages())}",
        )
    path = files("scorewell.report") / "texts" / f"{language}.toml"
    return dict(_flat(tomllib.loads(path.read_text("utf-8")), ""))


def _flat(entries: dict[str, Any], above: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in entries.items():
        if isinstance(value, dict):
            found += _flat(value, f"{above}{key}.")
        else:
            found.append((f"{above}{key}", " ".join(value.split())))
    return found


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    # What comes out is plain text, which every form escapes in its own way.
    return jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701


@cache
def _compiled(text: str) -> jinja2.Template:
    return _environment().from_string(text)


def say(key: str, **values: Any) -> str:
    """The words under a key, filled in; plain text, not escaped.

    Examples
    --------
    >>> say("figure.counted", n=13)
    'n = 13'
    """
    text = texts(os.environ.get(LANGUAGE, "en"))[key]
    if "{" not in text:
        return text
    return " ".join(_compiled(text).render(values).split())

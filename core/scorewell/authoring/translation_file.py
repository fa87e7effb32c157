"""A file of texts in a further language, to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from scorewell.i18n.catalog import Language, read_language

_HEAD = """\
# What the report says, in another language; see docs/translate.md.
#
# Take away the # in front of a line and translate what stands to the right of the =.
# {{ name }} is a gap that the report fills: keep its name, move it where your sentence needs
# it. Words can be chosen by what fills a gap:
# {{ n }} {% if n == 1 %}row{% else %}rows{% endif %}
# What is not translated stays English, and `scorewell evaluate` says so.
"""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def language_files(
    name: str, folder: Path, *, phrases: Mapping[str, str], known: Language | None = None
) -> dict[Path, str]:
    """A file with every text and phrase, as far as known translated.

    Parameters
    ----------
    name : str
        Of the language: ``de``.
    folder : path
        Where the file goes; it is called ``NAME.toml``.
    phrases : mapping of str to str
        What the engine says, by template, with the module that says it.
    known : Language or None
        What is translated already.

    Returns
    -------
    dict of pathlib.Path to str
        The file and what is in it.
    """
    english = read_language("en").texts
    own = {} if known is None else {key: known.texts[key] for key in known.own}
    lines = [_HEAD]
    section = ""
    for key, text in english.items():
        table, own_key = _place(key)
        if table != section:
            lines += ["", f"[{table}]"]
            section = table
        lines += _entry(_quoted(own_key), text, own.get(key, ""))
    lines += ["", "# Sentences of the engine, by their English text.", "[phrases]"]
    said = {} if known is None else known.phrases
    module = ""
    for template, place in phrases.items():
        if place != module:
            lines += ["", f"# {place}"]
            module = place
        lines += _entry(
            json.dumps(template, ensure_ascii=False), template, said.get(template, "")
        )
    return {folder / f"{name}.toml": "\n".join([*lines, ""])}


def _place(key: str) -> tuple[str, str]:
    """The table of a key and its name there; words of the engine may hold points."""
    head = key.partition(".")[0]
    if head in {"term", "column"}:
        return head, key.partition(".")[2]
    table, _, name = key.rpartition(".")
    return table, name


def _quoted(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _entry(key: str, english: str, own: str) -> Iterator[str]:
    if own:
        yield f"# {english}"
        yield f"{key} = {json.dumps(own, ensure_ascii=False)}"
    else:
        yield f"# {key} = {json.dumps(english, ensure_ascii=False)}"

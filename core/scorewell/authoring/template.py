"""Templates of this room: text, not HTML."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from scorewell.loading.scalars import plain_value

if TYPE_CHECKING:
    import jinja2

__all__ = ["comment", "number", "render", "scalar"]

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

"""Templates of this room, with everything escaped that comes from data or definitions."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from scorewell.texts import say

if TYPE_CHECKING:
    import jinja2

__all__ = ["fingerprint", "render", "source"]


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    from scorewell.report.compiled import Kept

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("scorewell.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Kept(),
    )
    environment.globals["say"] = say
    return environment


def render(template: str, **values: Any) -> str:
    """A template of the folder ``templates``, filled in."""
    return _environment().get_template(template).render(values)


@cache
def source(name: str) -> str:
    """A file of the folder ``templates`` as it stands: a style sheet or a script."""
    return (files("scorewell.report") / "templates" / name).read_text("utf-8")


def fingerprint(text: str) -> str:
    """What a Content-Security-Policy calls a style sheet or script of exactly this text.

    Examples
    --------
    The SHA-256 of no bytes, as published everywhere, in base 64.

    >>> fingerprint("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"

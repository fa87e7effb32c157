"""Templates of this room, with everything escaped that comes from data or definitions."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import marshal
import secrets
import sys
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.bccache import Bucket

from scorewell.i18n.messages import say

if TYPE_CHECKING:
    import jinja2


_OPTIONS = (
    "autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline", "newline_sequence",
    "optimized", "is_async",
)  # fmt: skip
"""What decides, besides its text, what a template becomes."""


class Kept(jinja2.BytecodeCache):
    """Compiled templates in ``__pycache__`` beside their sources.

    The rules are Python's own: nothing is written where that is not allowed
    or under ``PYTHONDONTWRITEBYTECODE``, ``PYTHONPYCACHEPREFIX`` moves the
    folder, and what was compiled from another text, by another Python or
    another Jinja, or with other options is compiled again.
    """

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """Where a compiled template is kept; nowhere, if its source is no file."""
        if filename is None or sys.implementation.cache_tag is None:
            return ""
        # Python's own name for it would leave out the last suffix.
        return cache_from_source(f"{filename}.template")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is of this very source."""
        if not bucket.key:
            return
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            kept, head = Path(bucket.key).read_bytes(), _head(bucket)
            if kept.startswith(head):
                bucket.code = marshal.loads(kept[len(head) :])  # noqa: S302 - as Python does

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, whole or not at all."""
        if not bucket.key or sys.dont_write_bytecode:
            return
        path = Path(bucket.key)
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                new.write_bytes(_head(bucket) + marshal.dumps(bucket.code))
                new.replace(path)
            finally:
                new.unlink(missing_ok=True)


def _head(bucket: Bucket) -> bytes:
    """What it was compiled from, by what, and with what options."""
    options = [getattr(bucket.environment, name) for name in _OPTIONS]
    made = repr((jinja2.__version__, options, bucket.checksum))
    return MAGIC_NUMBER + sha256(made.encode()).digest()


@cache
def _environment() -> jinja2.Environment:
    import jinja2

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

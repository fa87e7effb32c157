"""Templates of the report, with everything escaped that comes from data or definitions."""

from __future__ import annotations

import base64
import hashlib
import pickle
import sys
from contextlib import suppress
from functools import cache
from importlib.resources import files
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from scorewell.i18n.messages import say


class TemplateCache(jinja2.FileSystemBytecodeCache):
    """Compiled templates in ``__pycache__`` beside their sources.

    The rules are Python's own: nothing is written where that is not allowed
    or under ``PYTHONDONTWRITEBYTECODE``, and ``PYTHONPYCACHEPREFIX`` moves the
    folder. A file that was cut short is compiled again.

    Parameters
    ----------
    folder : path
        The folder of the templates.
    *options
        Options of the environment; part of the name of each file, as the
        version of Jinja is.
    """

    def __init__(self, folder: Path, *options: bool) -> None:
        maker = hashlib.sha256(repr((jinja2.__version__, options)).encode()).hexdigest()
        directory = Path(cache_from_source(str(folder / "template"))).parent
        super().__init__(str(directory), f"{maker[:12]}-%s.template")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a compiled template, if it is whole and of this very source."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, whole or not at all."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def make_environment(
    loader: jinja2.BaseLoader, folder: Path | None = None, *, trim_blocks: bool = True
) -> jinja2.Environment:
    """An environment that keeps compiled templates if they come from a folder."""
    # A Python that writes no bytecode of its own has no name for the folder.
    bytecode = sys.implementation.cache_tag is not None
    return jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=trim_blocks,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        bytecode_cache=TemplateCache(folder, trim_blocks) if folder and bytecode else None,
    )


@cache
def _environment() -> jinja2.Environment:
    folder = Path(__file__).with_name("templates")
    environment = make_environment(jinja2.PackageLoader("scorewell.report"), folder)
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

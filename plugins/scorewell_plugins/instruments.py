"""The bundled instruments."""

from __future__ import annotations

from pathlib import Path

from scorewell.io.bundled_files import bundled
from scorewell.registry.hookspecs import hookimpl


@hookimpl
def scorewell_instruments() -> list[Path]:
    """The folder of definitions that ships with scorewell."""
    return [bundled("instruments")]

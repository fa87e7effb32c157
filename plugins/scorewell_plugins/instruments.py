"""The bundled instruments."""

from __future__ import annotations

from pathlib import Path

from scorewell.hookspecs import hookimpl
from scorewell.resources import bundled


@hookimpl
def scorewell_instruments() -> list[Path]:
    """The folder of definitions that ships with scorewell."""
    return [bundled("instruments")]

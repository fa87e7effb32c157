"""Drawings as pictures of dots, by a library that is an extra."""

from __future__ import annotations

import importlib.util

from scorewell.errors import ScorewellError

__all__ = ["can_raster", "check_raster", "png_bytes"]


def can_raster() -> bool:
    """Whether the library is there."""
    return importlib.util.find_spec("resvg_py") is not None


def check_raster() -> None:
    """Refuse, before any work is done, if the library is not installed."""
    if not can_raster():
        raise ScorewellError(
            "a PNG needs the package resvg-py, which is not installed",
            hint="pip install 'scorewell[plot]', or write an SVG",
        )


def png_bytes(svg: str, *, zoom: float = 3.0) -> bytes:
    """A drawing as PNG.

    Parameters
    ----------
    svg : str
        One ``svg`` element made by this room.
    zoom : float
        How many dots a unit of the drawing has.

    Raises
    ------
    ScorewellError
        If the library is not installed.
    """
    check_raster()
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff"))

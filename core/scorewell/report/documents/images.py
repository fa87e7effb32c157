"""Drawings as files: SVG as they are; PNG and PDF by optional libraries."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scorewell.errors import ScorewellError

ZOOM = 3.0
"""Default number of pixels for each unit of a drawing."""


@dataclass(frozen=True, kw_only=True)
class _Form:
    """A file format for a drawing, with the package that it needs."""

    make: Callable[[str, float], bytes]
    name: str
    module: str = ""
    package: str = ""
    extra: str = ""

    def check(self) -> None:
        """Refuse if the library is not installed."""
        if self.module and importlib.util.find_spec(self.module) is None:
            raise ScorewellError(
                f"a {self.name} needs the package {self.package}, which is not installed",
                hint=f"pip install 'scorewell[{self.extra}]', or write an SVG",
            )


def _svg(svg: str, _: float) -> bytes:
    return f"{svg}\n".encode()


def _png(svg: str, zoom: float) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff"))


def _pdf(svg: str, _: float) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(svg))


PICTURES = {
    ".svg": _Form(name="SVG", make=_svg),
    ".png": _Form(name="PNG", make=_png, module="resvg_py", package="resvg-py", extra="plot"),
    ".pdf": _Form(
        name="PDF", make=_pdf, module="vl_convert", package="vl-convert-python", extra="pdf"
    ),
}
"""The files that a drawing can be written to, by the end of their names."""


def can_raster() -> bool:
    """Whether the library that makes PNG is there."""
    return importlib.util.find_spec(PICTURES[".png"].module) is not None


def check_picture(path: Path) -> str:
    """The end of a file's name, in lower case, if a drawing can be written so.

    Raises
    ------
    ScorewellError
        If no drawing is written so, or the library for it is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in PICTURES:
        raise ScorewellError(
            f"a drawing is written as .svg, .png or .pdf, not as {suffix or path}",
            hint="give the file one of these endings",
        )
    PICTURES[suffix].check()
    return suffix


def picture_bytes(svg: str, suffix: str, *, zoom: float = ZOOM) -> bytes:
    """A drawing as a file, without a date in it.

    The same drawing gives the same bytes as SVG and PNG. The library for PDF names
    parts of a page in an order of its own each time.

    Parameters
    ----------
    suffix : str
        One of :data:`PICTURES`.
    zoom : float
        Pixels for each unit of the drawing in a PNG.

    Raises
    ------
    ScorewellError
        If the library for it is not installed.
    """
    form = PICTURES[suffix]
    form.check()
    return form.make(svg, zoom)


def png_bytes(svg: str, *, zoom: float = ZOOM) -> bytes:
    """A drawing as PNG: :func:`picture_bytes` for ``.png``."""
    return picture_bytes(svg, ".png", zoom=zoom)

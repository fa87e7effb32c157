"""What a notebook shows of a result: words, tables and drawings, made when they are asked for.

How that looks is the business of ``scorewell.report``, an upper room, which is found by its
name so that no lower room imports it.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOM = "scorewell.report.notebook"


@dataclass(frozen=True)
class Drawing:
    """A drawing in SVG that a notebook shows and that can be saved.

    Attributes
    ----------
    svg : str
        One ``svg`` element.
    """

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the drawing to a file, as SVG or, by the extra ``plot``, as PNG.

        Parameters
        ----------
        path : path
            Its name ends in ``.svg``, ``.png`` or ``.pdf``.
        overwrite : bool
            Whether an existing file may be replaced.

        Raises
        ------
        DataError
            If the file may not be written.
        ScorewellError
            If the name ends in something else, or the extra is not installed.
        """
        made: Path = _made("save_drawing", self, Path(path), overwrite=overwrite)
        return made


class Shown:
    """A value of which a notebook shows a summary in HTML."""

    def _repr_html_(self) -> str:
        html: str = _made("html_of", self)
        return html


class Drawn(Shown):
    """A result of which there are drawings."""

    def plot(self, figure: str = "", *, scale: str = "") -> Drawing:
        """One drawing of the result, as the report has it.

        Parameters
        ----------
        figure : str
            ``jacobson``, ``change`` or ``distribution`` of a change;
            ``trajectory`` of a course; ``choices`` of a multiverse; of a study
            any of these, and ``overview``. By default the first that there is.
        scale : str
            ``instrument.scale``, where the result is of several.

        Raises
        ------
        ScorewellError
            If there is no such drawing of this result.
        """
        drawing: Drawing = _made("plot_of", self, figure, scale=scale)
        return drawing


def _made(name: str, *values: Any, **options: Any) -> Any:
    return getattr(importlib.import_module(_ROOM), name)(*values, **options)

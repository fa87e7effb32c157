"""What a page is put together from: a heading, words, drawings and tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from scorewell.report.grid import Grid

__all__ = ["Block", "Picture"]

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing as the page shows it.

    Attributes
    ----------
    heading, caption : str
        What to say above and below it.
    svg : str
        The drawing, one ``svg`` element made by this room.
    file : str
        Name of the file that it is saved as, without a suffix.
    wide : bool
        Whether it takes the whole width of the page.
    """

    heading: str
    caption: str
    svg: str
    file: str
    wide: bool = False

    @property
    def inline(self) -> str:
        """The drawing as it stands in a page of HTML, which needs no name space."""
        return self.svg.replace(_NAMESPACE, "", 1)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading with what belongs under it.

    Attributes
    ----------
    heading : str
        What to call it.
    words : tuple of str
        Paragraphs.
    pictures : tuple of Picture
        Drawings.
    grids : tuple of Grid
        Tables.
    folded : bool
        Whether it is opened only on request; on paper it is always open.
    """

    heading: str
    words: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    grids: tuple[Grid, ...] = field(default=())
    folded: bool = False

"""A study in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scorewell.report.documents.document import (
    Element,
    ElementSource,
    FigureElement,
    Heading,
    ListElement,
    Paragraph,
    document_elements,
)
from scorewell.report.formatting import one_line
from scorewell.report.text.publication_table import PublicationTable

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!@^])")
_ADDRESS = re.compile(r"\b(https?|ftp|mailto|www)([:.])", re.IGNORECASE)
_MARKER = re.compile(r"^([-+=:]|\d+[.)])")


def escaped(text: str) -> str:
    r"""Text from data or a definition as text of Markdown: no mark-up, no link.

    Examples
    --------
    >>> escaped("a*b <i> https://x.org | +")
    'a\\*b \\<i\\> https\\://x.org \\| +'
    """
    markup_free = _ADDRESS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line(text)))
    return _MARKER.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], markup_free)


def markdown_report(result: StudyResult, elements: ElementSource = document_elements) -> str:
    """A study in Markdown: words and tables; the drawings are left to the page.

    Returns
    -------
    str
        CommonMark with tables; ends with a line break.
    """
    return "\n\n".join(_element_texts(elements(result))) + "\n"


def markdown_table(table: PublicationTable) -> str:
    """One table in Markdown, with caption and footnotes; no line break at the end."""
    dashes = [
        "---:" if place in table.numeric else ":---" for place in range(len(table.columns))
    ]
    lines = [_row([escaped(heading) for heading in table.columns]), _row(dashes)]
    for heading, rows in table.blocks:
        if heading:
            lines.append(_row([f"**{escaped(heading)}**", *[""] * (len(table.columns) - 1)]))
        lines += [_row([escaped(cell) for cell in row]) for row in rows]
    notes = [f"*{escaped(note)}*" for note in table.footnotes]
    return "\n\n".join([f"**{escaped(table.caption)}**", "\n".join(lines), *notes])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _element_texts(elements: Iterable[Element]) -> Iterable[str]:
    for element in elements:
        match element:
            case Heading():
                yield f"{'#' * element.level} {escaped(element.text)}"
            case Paragraph():
                yield escaped(element.text)
            case ListElement():
                marks = (
                    f"{n}." if element.is_numbered else "-"
                    for n in range(1, len(element.lines) + 1)
                )
                lines = zip(marks, element.lines, strict=True)
                yield "\n".join(f"{mark} {escaped(line)}" for mark, line in lines)
            case PublicationTable():
                yield markdown_table(element)
            case FigureElement():
                pass

"""A study in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scorewell.report.documents.document import (
    Drawing,
    Element,
    Heading,
    Listing,
    Paragraph,
    Table,
    document,
)
from scorewell.report.formatting import one_line

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
    plain = _ADDRESS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line(text)))
    return _MARKER.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], plain)


def markdown_report(result: StudyResult) -> str:
    """A study in Markdown: words and tables; the drawings are left to the page.

    Returns
    -------
    str
        CommonMark with tables; ends with a line break.
    """
    return "\n\n".join(_written(document(result))) + "\n"


def markdown_table(table: Table) -> str:
    """One table in Markdown, with caption and footnotes; no line break at the end."""
    dashes = [
        "---:" if place in table.numeric else ":---" for place in range(len(table.columns))
    ]
    lines = [_row([escaped(each) for each in table.columns]), _row(dashes)]
    for heading, rows in table.blocks:
        if heading:
            lines.append(_row([f"**{escaped(heading)}**", *[""] * (len(table.columns) - 1)]))
        lines += [_row([escaped(cell) for cell in row]) for row in rows]
    notes = [f"*{escaped(each)}*" for each in table.footnotes]
    return "\n\n".join([f"**{escaped(table.caption)}**", "\n".join(lines), *notes])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _written(elements: Iterable[Element]) -> Iterable[str]:
    for each in elements:
        match each:
            case Heading():
                yield f"{'#' * each.level} {escaped(each.text)}"
            case Paragraph():
                yield escaped(each.text)
            case Listing():
                marks = (
                    f"{n}." if each.numbered else "-" for n in range(1, len(each.lines) + 1)
                )
                lines = zip(marks, each.lines, strict=True)
                yield "\n".join(f"{mark} {escaped(line)}" for mark, line in lines)
            case Table():
                yield markdown_table(each)
            case Drawing():
                pass

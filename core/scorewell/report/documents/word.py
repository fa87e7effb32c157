"""A study as a Word document with tables that can be edited."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scorewell.errors import ScorewellError
from scorewell.i18n.catalog import current_language
from scorewell.i18n.messages import say
from scorewell.report.documents.document import (
    Element,
    ElementSource,
    FigureElement,
    Heading,
    ListElement,
    Paragraph,
    document_elements,
)
from scorewell.report.documents.images import can_raster, png_bytes
from scorewell.report.formatting import creation_time, one_line
from scorewell.report.text.publication_table import PublicationTable

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


# What XML 1.0 cannot hold, written or escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_word() -> None:
    """Refuse, before any work is done, if the library is not installed."""
    if importlib.util.find_spec("docx") is None:
        raise ScorewellError(
            "a Word document needs the package python-docx, which is not installed",
            hint="pip install 'scorewell[word]'",
        )


def word_report(result: StudyResult, elements: ElementSource = document_elements) -> bytes:
    """A study as a Word document.

    Tables have the three lines of journals and can be edited. Drawings are
    there where the extra ``plot`` is installed.

    Raises
    ------
    ScorewellError
        If python-docx is not installed.
    """
    writer = _Writer(
        title=result.title,
        authors=", ".join(map(one_line, result.authors)),
        timestamp=creation_time(result.manifest.get("created")),
    )
    writer.write(elements(result))
    return writer.finished()


def word_table(table: PublicationTable, *, title: str = "") -> bytes:
    """One table as a Word document."""
    writer = _Writer(title=title or table.caption, timestamp=creation_time(None))
    writer.write([table])
    return writer.finished()


def _text(text: str) -> str:
    return _IMPOSSIBLE.sub("", one_line(text))


class _Writer:
    """A document to which elements are added."""

    def __init__(self, *, title: str, timestamp: datetime, authors: str = "") -> None:
        check_word()
        import docx
        from docx.shared import Cm, Pt

        self.book: Any = docx.Document()
        self.tables = self.drawings = 0
        style = self.book.styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(11)
        style.paragraph_format.space_after = Pt(6)
        section = self.book.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        about = self.book.core_properties
        about.title, about.author, about.comments = _text(title)[:250], _text(authors)[:250], ""
        about.language = current_language().tag
        about.created = about.modified = timestamp

    def write(self, elements: Iterable[Element]) -> None:
        """Add elements in order."""
        for element in elements:
            match element:
                case Heading():
                    self.book.add_heading(_text(element.text), level=element.level - 1)
                case Paragraph():
                    self.book.add_paragraph(_text(element.text))
                case ListElement():
                    style = "List Number" if element.is_numbered else "List Bullet"
                    for line in element.lines:
                        self.book.add_paragraph(_text(line), style=style)
                case PublicationTable():
                    self._table(element)
                case FigureElement():
                    self._drawing(element)

    def _drawing(self, figure: FigureElement) -> None:
        from docx.shared import Cm

        if not can_raster():
            return
        self.drawings += 1
        self.book.add_picture(io.BytesIO(png_bytes(figure.svg)), width=Cm(11))
        shape = self.book.inline_shapes[len(self.book.inline_shapes) - 1]
        shape._inline.docPr.set("descr", _text(figure.caption))
        self.book.paragraphs[-1].paragraph_format.keep_with_next = True
        self._caption(say("forms.figure", n=self.drawings), figure.caption)

    def _caption(self, label: str, words: str) -> None:
        paragraph = self.book.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = label.startswith(
            say("forms.table", n="").strip()
        )
        paragraph.add_run(f"{label}. ").bold = True
        paragraph.add_run(_text(words)).italic = True

    def _table(self, table: PublicationTable) -> None:
        self.tables += 1
        self._caption(say("forms.table", n=self.tables), table.caption)
        grid = self.book.add_table(rows=0, cols=len(table.columns))
        grid.autofit = True
        self._row(grid, table.columns, table, bold=True, lines=("top", "bottom"), top=True)
        for heading, rows in table.blocks:
            if heading:
                cells = self._row(
                    grid,
                    [heading, *[""] * (len(table.columns) - 1)],
                    table,
                    italic=True,
                    stay=True,
                )
                heading_cell = cells[0].merge(cells[-1])
                for spare in heading_cell.paragraphs[1:]:
                    spare._p.getparent().remove(spare._p)
            for place, row in enumerate(rows, start=1):
                self._row(grid, row, table, indent=bool(heading), stay=place < len(rows))
        _lines(grid.rows[-1].cells, ("bottom",))
        for place, words in enumerate(table.footnotes):
            self._note(words, first=place == 0)

    def _note(self, words: str, *, first: bool) -> None:
        from docx.shared import Pt

        paragraph = self.book.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        if first:
            paragraph.add_run(f"{say('forms.note')} ").italic = True
        paragraph.add_run(_text(words))
        for run in paragraph.runs:
            run.font.size = Pt(9)

    def _row(
        self,
        grid: Any,
        texts: Sequence[str],
        table: PublicationTable,
        *,
        bold: bool = False,
        italic: bool = False,
        indent: bool = False,
        lines: Sequence[str] = (),
        top: bool = False,
        stay: bool = False,
    ) -> Any:
        """One row; the `top` one is repeated on each page, one to `stay` ends no page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.shared import Cm, Pt

        row = grid.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if top:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = top or stay
            run = paragraph.add_run(_text(text))
            run.bold, run.italic, run.font.size = bold, italic, Pt(10)
            if place in table.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            elif indent and place == 0:
                paragraph.paragraph_format.left_indent = Cm(0.4)
        _lines(row.cells, lines)
        return row.cells

    def finished(self) -> bytes:
        """The document; the same content gives the same bytes."""
        raw, packed = io.BytesIO(), io.BytesIO()
        self.book.save(raw)
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w") as target:
            for part in source.infolist():
                entry = zipfile.ZipInfo(part.filename, date_time=(2000, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(part))
        return packed.getvalue()


def _lines(cells: Iterable[Any], edges: Sequence[str]) -> None:
    """Lines above or below cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not edges:
        return
    for cell in cells:
        properties = cell._tc.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        for edge in edges:
            line = OxmlElement(f"w:{edge}")
            for name, value in (("val", "single"), ("sz", "8"), ("color", "000000")):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)

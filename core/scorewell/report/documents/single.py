"""One table in any form."""

from __future__ import annotations

import csv
import io

from scorewell.i18n.messages import say
from scorewell.io.formula_injection import escape_formula
from scorewell.report.documents.latex import latex_table
from scorewell.report.documents.markdown import markdown_table
from scorewell.report.formatting import one_line
from scorewell.report.rendering import render
from scorewell.report.text.publication_table import PublicationTable


def table_bytes(table: PublicationTable, form: str) -> bytes:
    """A table as a file.

    Parameters
    ----------
    form : {'text', 'csv', 'md', 'tex', 'html', 'docx'}
        How to write it. HTML is a table of its own, without a page around it.
    """
    if form == "docx":
        from scorewell.report.documents.word import word_table

        return word_table(table)
    make = {
        "text": _text,
        "csv": _csv,
        "md": markdown_table,
        "tex": latex_table,
        "html": _html,
    }[form]
    return (make(table).rstrip("\n") + "\n").encode("utf-8")


def _text(table: PublicationTable) -> str:
    rows = [row for _, rows in table.blocks for row in rows]
    first = max(len(cell) for cell in (table.columns[0], *(f"  {row[0]}" for row in rows)))
    widths = [
        max(len(cell) for cell in cells) + 3
        for cells in zip(table.columns[1:], *(row[1:] for row in rows), strict=True)
    ]

    def line(cells: tuple[str, ...], indent: str = "") -> str:
        rest = (f"{cell:>{width}}" for cell, width in zip(cells[1:], widths, strict=True))
        return f"{indent + cells[0]:<{first}}{''.join(rest)}"

    lines = [table.caption, "", line(table.columns)]
    for heading, part in table.blocks:
        lines += [heading] if heading else []
        lines += [line(row, "  " if heading else "") for row in part]
    notes = [f"{say('forms.note')} {table.footnotes[0]}", *table.footnotes[1:]]
    return "\n".join([*lines, "", *notes] if table.footnotes else lines)


def _csv(table: PublicationTable) -> str:
    """Rows with their block in front; caption and footnotes are left out."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([say("published.measure"), *map(escape_formula, table.columns)])
    for heading, rows in table.blocks:
        writer.writerows(
            [escape_formula(cell) for cell in (one_line(heading), *row)] for row in rows
        )
    return buffer.getvalue()


def _html(table: PublicationTable) -> str:
    return render("table.html.j2", table=table)

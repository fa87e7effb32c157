"""The tables of a study in LaTeX, to be read into a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scorewell.report.documents.document import ElementSource, document_elements
from scorewell.report.formatting import one_line
from scorewell.report.text.publication_table import PublicationTable

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


_CHARACTERS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}", "'": r"\textquotesingle{}", "[": r"{[}", "]": r"{]}",
    "\u2212": r"\ensuremath{-}", "\u2013": "--", "\u2026": r"\ldots{}",
}  # fmt: skip
_SPECIAL = re.compile("|".join(map(re.escape, _CHARACTERS)))
# A page of a journal holds about as many, caption and footnotes apart.
_MOST_LINES = 40
_LABELS = ("result", "change", "outcomes")
_HEAD = """\
% Tables of a study, made by scorewell; its text and figures are in the other forms.
% In the preamble of the paper:
% \\usepackage{booktabs,threeparttable,longtable,textcomp}
% With pdfLaTeX also \\usepackage[utf8]{inputenc} and \\usepackage[T1]{fontenc}.
"""


def escaped(text: str) -> str:
    r"""Text from data or a definition as text of LaTeX: no command can begin in it.

    Examples
    --------
    >>> escaped("50% of \\input{x} & y_1")
    '50\\% of \\textbackslash{}input\\{x\\} \\& y\\_1'
    """
    return _SPECIAL.sub(lambda match: _CHARACTERS[match[0]], one_line(text))


def latex_report(result: StudyResult, elements: ElementSource = document_elements) -> str:
    """Every table of a study, ready to be read into a paper; text and figures are left out."""
    tables = [e for e in elements(result) if isinstance(e, PublicationTable)]
    names = iter(_LABELS if result.changes else ())
    parts = [
        latex_table(table, label=f"tab:{next(names, number)}")
        for number, table in enumerate(tables, 1)
    ]
    return "\n\n".join([_HEAD.rstrip(), *parts]) + "\n"


def latex_table(table: PublicationTable, *, label: str = "tab:change") -> str:
    """One table with caption and footnotes; no line break at the end.

    A table that fits a page floats; a longer one runs over the pages, with its
    headings again on each. It needs the packages booktabs, threeparttable,
    longtable and textcomp.
    """
    caption = rf"\caption{{{escaped(table.caption)}}}", rf"\label{{{label}}}"
    headings = [r"\toprule", _row(escaped(heading) for heading in table.columns), r"\midrule"]
    columns = "".join(
        "r" if place in table.numeric else "l" for place in range(len(table.columns))
    )
    if sum(len(rows) + bool(heading) for heading, rows in table.blocks) > _MOST_LINES:
        return "\n".join([
            rf"\begin{{longtable}}{{{columns}}}", *caption[:1], f"{caption[1]} \\\\",
            *headings, r"\endfirsthead", *headings, r"\endhead",
            *_body(table, end=r" \\*"), r"\bottomrule", r"\end{longtable}",
            *_notes_below(table),
        ])  # fmt: skip
    notes = [rf"\item {escaped(name)}" for name in table.footnotes]
    if notes:
        notes = [r"\begin{tablenotes}\footnotesize", *notes, r"\end{tablenotes}"]
    return "\n".join([
        r"\begin{table}", r"\begin{threeparttable}", *caption,
        rf"\begin{{tabular}}{{{columns}}}", *headings, *_body(table), r"\bottomrule",
        r"\end{tabular}", *notes, r"\end{threeparttable}", r"\end{table}",
    ])  # fmt: skip


def _body(table: PublicationTable, *, end: str = r" \\") -> Iterator[str]:
    """The rows of all blocks; `end` closes rows after which no page should end."""
    for place, (heading, rows) in enumerate(table.blocks):
        if place:
            yield r"\addlinespace"
        if heading:
            words = rf"\textit{{{escaped(heading)}}}"
            yield rf"\multicolumn{{{len(table.columns)}}}{{l}}{{{words}}}{end}"
        indent = r"\quad " if heading else ""
        for row in rows[:-1]:
            yield indent + _row((escaped(cell) for cell in row), end=end)
        yield from (indent + _row(escaped(cell) for cell in row) for row in rows[-1:])


def _notes_below(table: PublicationTable) -> Iterator[str]:
    """The footnotes of a table that runs over pages."""
    if table.footnotes:
        yield r"\nopagebreak{\footnotesize"
        yield from (rf"\noindent {escaped(note)}\par" for note in table.footnotes)
        yield "}"


def _row(cells: Iterable[str], *, end: str = r" \\") -> str:
    return " & ".join(cells) + end

"""The tables of a study in LaTeX, to be read into a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scorewell.report.forms.document import Table, outcome_table, published_table
from scorewell.report.words import one_line

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult

__all__ = ["escaped", "latex_report", "latex_table"]

_CHARACTERS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "_": r"\_", "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}", "'": r"\textquotesingle{}", "[": r"{[}", "]": r"{]}",
    "\u2212": r"\ensuremath{-}", "\u2013": "--", "\u2026": r"\ldots{}",
}  # fmt: skip
_SPECIAL = re.compile("|".join(map(re.escape, _CHARACTERS)))
_HEAD = """\
% Tables of a study, made by scorewell. In the preamble of the paper:
% \\usepackage{booktabs,threeparttable,textcomp}
% With pdfLaTeX also \\usepackage[utf8]{inputenc} and \\usepackage[T1]{fontenc}.
"""


def escaped(text: str) -> str:
    r"""Text from data or a definition as text of LaTeX: no command can begin in it.

    Examples
    --------
    >>> escaped("50% of \\input{x} & y_1")
    '50\\% of \\textbackslash{}input\\{x\\} \\& y\\_1'
    """
    return _SPECIAL.sub(lambda found: _CHARACTERS[found[0]], one_line(text))


def latex_report(result: StudyResult) -> str:
    """The published table and the shares of all outcomes, ready to be read into a paper."""
    tables = [published_table(result.changes), outcome_table(result.changes)]
    if not result.changes:
        return _HEAD
    labels = ("tab:change", "tab:outcomes")
    parts = [latex_table(each, label=name) for each, name in zip(tables, labels, strict=True)]
    return _HEAD + "\n" + "\n\n".join(parts) + "\n"


def latex_table(table: Table, *, label: str = "tab:change") -> str:
    """One table with caption and footnotes; no line break at the end.

    It needs the packages booktabs, threeparttable and textcomp.
    """
    columns = "".join(
        "r" if place in table.numeric else "l" for place in range(len(table.columns))
    )
    lines = [
        r"\begin{table}", r"\begin{threeparttable}",
        rf"\caption{{{escaped(table.caption)}}}", rf"\label{{{label}}}",
        rf"\begin{{tabular}}{{{columns}}}", r"\toprule",
        _row(escaped(each) for each in table.columns), r"\midrule",
    ]  # fmt: skip
    for place, (heading, rows) in enumerate(table.blocks):
        lines += [r"\addlinespace"] if place else []
        if heading:
            whole = len(table.columns)
            lines.append(rf"\multicolumn{{{whole}}}{{l}}{{\textit{{{escaped(heading)}}}}} \\")
        indent = r"\quad " if heading else ""
        lines += [indent + _row(escaped(cell) for cell in row) for row in rows]
    lines += [r"\bottomrule", r"\end{tabular}"]
    if table.footnotes:
        notes = [rf"\item {escaped(each)}" for each in table.footnotes]
        lines += [r"\begin{tablenotes}\footnotesize", *notes, r"\end{tablenotes}"]
    return "\n".join([*lines, r"\end{threeparttable}", r"\end{table}"])


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells) + r" \\"

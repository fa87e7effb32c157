"""Which forms there are, how their files are called, and how they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form of a whole study.

    Attributes
    ----------
    name : str
        What it is asked for by.
    file : str
        Name of its file in a report.
    make : callable
        Makes the file.
    """

    name: str
    file: str
    make: Callable[[StudyResult], bytes]


def _html(result: StudyResult) -> bytes:
    from scorewell.report.html.page import html_report

    return html_report(result).encode("utf-8")


def _xlsx(result: StudyResult) -> bytes:
    from scorewell.report.documents.workbook import workbook_bytes

    return workbook_bytes(result)


def _docx(result: StudyResult) -> bytes:
    from scorewell.report.documents.word import word_report

    return word_report(result)


def _md(result: StudyResult) -> bytes:
    from scorewell.report.documents.markdown import markdown_report

    return markdown_report(result).encode("utf-8")


def _tex(result: StudyResult) -> bytes:
    from scorewell.report.documents.latex import latex_report

    return latex_report(result).encode("utf-8")


def _json(result: StudyResult) -> bytes:
    from scorewell.report.documents.data import study_json

    return study_json(result).encode("utf-8")


FORMS = {
    form.name: form
    for form in (
        Form(name="html", file="summary.html", make=_html),
        Form(name="xlsx", file="tables.xlsx", make=_xlsx),
        Form(name="docx", file="report.docx", make=_docx),
        Form(name="md", file="report.md", make=_md),
        Form(name="tex", file="tables.tex", make=_tex),
        Form(name="json", file="report.json", make=_json),
    )
}
"""Every form by name."""

FORM_FILES = tuple(form.file for form in FORMS.values())
"""The files of all forms."""

DEFAULT = ("html", "xlsx")
"""The forms that a report has unless others are asked for."""


def check_forms(names: Sequence[str]) -> tuple[str, ...]:
    """The forms asked for, each once; ``all`` stands for every one.

    Raises
    ------
    ScorewellError
        If there is no such form, or a library that it needs is not installed.
    """
    forms = tuple(FORMS) if "all" in names else tuple(dict.fromkeys(names))
    for name in forms:
        if name not in FORMS:
            raise ScorewellError(
                f"there is no form '{name}' of a report",
                hint=did_you_mean(name, list(FORMS)) or f"there are: {', '.join(FORMS)}, all",
            )
    if "docx" in forms:
        from scorewell.report.documents.word import check_word

        check_word()
    return forms


def form_bytes(result: StudyResult, names: Sequence[str]) -> dict[str, bytes]:
    """The files of these forms by name."""
    return {FORMS[name].file: FORMS[name].make(result) for name in names}

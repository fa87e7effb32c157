"""Write a study, or a comparison of choices, as a folder of files: all of them or none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import ScorewellError, did_you_mean
from scorewell.i18n.catalog import use_language
from scorewell.io.json_values import plain
from scorewell.io.write_folder import write_folder
from scorewell.report.documents.document import paper_elements
from scorewell.report.documents.json_report import json_report
from scorewell.report.documents.latex import latex_report
from scorewell.report.documents.markdown import markdown_report
from scorewell.report.documents.word import check_word, word_report
from scorewell.report.documents.workbook import workbook_bytes
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.html.alert_page import ALERT_FILE, alert_page
from scorewell.report.html.board_page import BOARD_FILE, board_page
from scorewell.report.html.page import html_report
from scorewell.report.respondents.pages import FOLDER, respondent_pages
from scorewell.report.tables.approaches import approach_frame, approach_frames, is_approach_file
from scorewell.report.tables.frames import (
    UNCERTAINTY_FILES,
    case_frame,
    combination_frame,
    count_frame,
    course_frame,
    csv_bytes,
    finding_frame,
    fragility_frame,
    input_frame,
    limit_frame,
    not_run_frame,
    occasion_frame,
    outcome_frame,
    respondent_frame,
    rule_case_frame,
    rule_count_frame,
    uncertainty_frames,
)
from scorewell.report.text.plain_text import text_summary

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse
    from scorewell.study.result import StudyResult


FILES = (
    *("summary.html", BOARD_FILE, "summary.txt", "scores.csv", "change.csv", "tables.csv"),
    *("outcomes.csv", "inputs.csv", "limits.csv", "findings.csv", "alerts.csv"),
    *("tables.xlsx", "manifest.json"),
)
"""The files of a report."""

COURSE_FILES = ("course.csv", "course-respondents.csv", "course-occasions.csv")
"""Further files of a report on more than two occasions."""

RULE_FILES = ("rules.csv", "rule-respondents.csv")
"""Further files of a report with rules over several measures."""

_RESPONDENT_FILE = re.compile(rf"{FOLDER}(/[A-Za-z0-9_-]+\.html)?")
_MULTIVERSE_FILE = re.compile(r"multiverse[A-Za-z0-9._-]*\.(csv|svg)")


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form in which a whole study can be written: the name of its file, and its writer."""

    file: str
    make: Callable[[StudyResult], str | bytes]


def _summary_page(result: StudyResult) -> str:
    return html_report(result, alert_file=ALERT_FILE, board_file=BOARD_FILE)


FORMS = {
    "html": Form(file="summary.html", make=_summary_page),
    "xlsx": Form(file="tables.xlsx", make=workbook_bytes),
    "docx": Form(file="report.docx", make=word_report),
    "md": Form(file="report.md", make=markdown_report),
    "tex": Form(file="tables.tex", make=latex_report),
    "json": Form(file="report.json", make=json_report),
}
"""Every form by the name that users give."""

DEFAULT_FORMS = ("html", "xlsx")
"""The forms that a report has unless others are asked for."""

PAPER_FORMS: Mapping[str, Callable[[StudyResult], str | bytes]] = {
    "md": partial(markdown_report, elements=paper_elements),
    "docx": partial(word_report, elements=paper_elements),
    "tex": partial(latex_report, elements=paper_elements),
}
"""The forms for a paper: tables, methods and references."""

READERS = ("clinic", "board", "paper")
"""For whom a report is written.

clinic: everything, with ids, for the machine on which the data are; board: one page without ids
in which small counts are hidden; paper: tables, methods and references without ids.
"""


def check_reader(reader: str, forms: Sequence[str], *, respondents: bool) -> tuple[str, ...]:
    """The forms to write for a reader; those of the reader where none are named.

    Raises
    ------
    ScorewellError
        If there is no such reader, or a form or page is asked for that holds what this reader
        must not get.
    """
    if reader not in READERS:
        raise ScorewellError(
            f"a report can be for {', '.join(READERS)}, not for '{reader}'",
            hint=did_you_mean(reader, READERS) or "the default is clinic",
        )
    if reader == "clinic":
        return check_forms(forms or DEFAULT_FORMS)
    if respondents:
        raise ScorewellError(
            f"a report for a {reader} has no pages of single respondents",
            hint="leave out --respondent-pages, or write a report for the clinic",
        )
    if reader == "board":
        if forms:
            raise ScorewellError(
                f"a report for a board is the page {BOARD_FILE} alone",
                hint="leave out --forms, or write a report for the clinic or a paper",
            )
        return ()
    for name in forms:
        if name in FORMS and name not in PAPER_FORMS:
            raise ScorewellError(
                f"a report for a paper has no form '{name}', which holds ids",
                hint=f"it has: {', '.join(PAPER_FORMS)}",
            )
    return check_forms(PAPER_FORMS if not forms or "all" in forms else forms)


def check_forms(names: Iterable[str]) -> tuple[str, ...]:
    """The names of the forms to write, without repetition; ``all`` stands for every form.

    Raises
    ------
    ScorewellError
        If there is no such form, or a library that it needs is not installed.
    """
    names = tuple(names)
    forms = tuple(FORMS) if "all" in names else tuple(dict.fromkeys(names))
    for name in forms:
        if name not in FORMS:
            raise ScorewellError(
                f"there is no form '{name}' of a report",
                hint=did_you_mean(name, list(FORMS)) or f"there are: {', '.join(FORMS)}, all",
            )
    if "docx" in forms:
        check_word()
    return forms


def write_report(
    result: StudyResult,
    folder: Path,
    *,
    overwrite: bool = False,
    respondents: bool = False,
    forms: Sequence[str] = (),
    reader: str = "clinic",
    language: str | Path | None = None,
) -> list[Path]:
    """Write a study into a folder of its own.

    Parameters
    ----------
    result : StudyResult
        The results of the study.
    folder : path
        The folder to make. It appears when all its files are complete.
    overwrite : bool
        Whether a report that is already there may be replaced. It stays until
        the new one is complete. A folder that holds anything else is never
        replaced.
    respondents : bool
        Whether to add a page for each respondent, in a folder ``respondents``.
    forms : sequence of str
        Of html, xlsx, docx, md, tex and json; or ``all``. html and xlsx for a clinic and md,
        docx and tex for a paper, unless given.
    reader : {'clinic', 'board', 'paper'}
        Who reads it. A folder for a clinic has ids; tables as CSV, the summary as text and the
        manifest are always in it, and beside the page ``board.html``, which may be sent to
        others. For a board there is this page alone. For a paper there are tables, methods and
        references, without ids.
    language : str, path or None
        Language of what people read, or a file of texts; None for the one in
        force. Tables as CSV and JSON are always English.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    ScorewellError
        If there is no such language, or the folder may not be written, and
        then nothing has changed.
    """
    names = check_reader(reader, forms, respondents=respondents)

    def make() -> dict[str, bytes]:
        if reader == "clinic":
            return _report_files(result, respondents=respondents, forms=names)
        contents: dict[str, str | bytes] = {
            FORMS[name].file: PAPER_FORMS[name](result) for name in names
        }
        return _encoded(contents or {BOARD_FILE: board_page(result)})

    with use_language(language):
        return write_folder(
            make, Path(folder), replaceable=_is_report_file, overwrite=overwrite
        )


def _is_report_file(name: str) -> bool:
    """Whether a report may have a file of this name."""
    forms = {form.file for form in FORMS.values()}
    names = {
        *FILES,
        *forms,
        ALERT_FILE,
        BOARD_FILE,
        *UNCERTAINTY_FILES,
        *COURSE_FILES,
        *RULE_FILES,
    }
    return name in names or is_approach_file(name) or bool(_RESPONDENT_FILE.fullmatch(name))


def _report_files(
    result: StudyResult, *, respondents: bool, forms: Sequence[str]
) -> dict[str, bytes]:
    """Every file of a report by name; the manifest names the others with their hashes."""
    contents = {FORMS[name].file: FORMS[name].make(result) for name in forms}
    contents["summary.txt"] = text_summary(result)
    if "html" in forms:
        contents[BOARD_FILE] = board_page(result)
        if not result.alerts.empty:
            contents[ALERT_FILE] = alert_page(result)
    # Tables for programs are the same whatever language people read.
    with use_language("en"):
        contents |= _csv_files(result)
    if respondents:
        contents |= dict(respondent_pages(result))
    files = _encoded(contents)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = plain({**result.manifest, "files": hashes})
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return {**files, "manifest.json": f"{text}\n".encode()}


def _encoded(contents: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {
        name: content.encode("utf-8") if isinstance(content, str) else content
        for name, content in contents.items()
    }


def _csv_files(result: StudyResult) -> dict[str, bytes]:
    """Every table as CSV."""
    changes, courses, outcomes = result.changes, result.courses, result.outcomes
    tables = {
        "scores.csv": result.scores,
        "change.csv": case_frame(changes),
        "tables.csv": count_frame(changes),
        "outcomes.csv": outcome_frame(changes),
        "inputs.csv": input_frame(changes),
        "limits.csv": limit_frame(changes),
        "findings.csv": finding_frame(result),
        "alerts.csv": result.alerts,
    }
    if courses:
        frames = (course_frame(courses), respondent_frame(courses), occasion_frame(courses))
        tables |= zip(COURSE_FILES, frames, strict=True)
    if outcomes:
        tables["rules.csv"] = rule_count_frame(outcomes)
        tables["rule-respondents.csv"] = rule_case_frame(outcomes)
    tables |= {**approach_frames(result), **uncertainty_frames(result)}
    if result.judgements or result.growths:
        tables["approaches.csv"] = approach_frame(result)
    return {name: csv_bytes(table) for name, table in tables.items()}


def write_multiverse(
    multiverses: Sequence[Multiverse], folder: Path, *, overwrite: bool = False
) -> list[Path]:
    """Write all combinations of choices as tables and plots into a folder of their own.

    ``multiverse.csv`` (combinations), ``multiverse-cases.csv`` (respondents),
    ``multiverse-not-run.csv`` and, for each scale, ``multiverse-NAME.svg``.

    Raises
    ------
    ScorewellError
        If the folder may not be written, and then nothing has changed.
    """

    def make() -> dict[str, bytes]:
        names = [_plot_name(multiverse) for multiverse in multiverses]
        plots = {
            f"{name}{'' if names.count(name) == 1 else f'-{number}'}.svg": plot.encode("utf-8")
            for number, (name, plot) in enumerate(
                zip(names, map(specification_curve, multiverses), strict=True), start=1
            )
        }
        return {
            "multiverse.csv": csv_bytes(combination_frame(multiverses)),
            "multiverse-cases.csv": csv_bytes(fragility_frame(multiverses)),
            "multiverse-not-run.csv": csv_bytes(not_run_frame(multiverses)),
            **plots,
        }

    return write_folder(
        make,
        folder,
        replaceable=lambda name: bool(_MULTIVERSE_FILE.fullmatch(name)),
        overwrite=overwrite,
    )


def _plot_name(multiverse: Multiverse) -> str:
    name = multiverse.instrument.column(multiverse.scale.id)
    return f"multiverse-{re.sub(r'[^A-Za-z0-9._-]', '-', name)}"

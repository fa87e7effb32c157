"""The folder that holds a whole report: written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.i18n.catalog import speaking
from scorewell.io.json_values import plain
from scorewell.report.documents.formats import (
    DEFAULT,
    FORM_FILES,
    check_forms,
    form_bytes,
)
from scorewell.report.respondents.pages import FOLDER as PAGES
from scorewell.report.tables.approaches import approach_frame, approach_frames, is_approach_file
from scorewell.report.tables.tables import (
    case_frame,
    count_frame,
    csv_bytes,
    finding_frame,
    input_frame,
    limit_frame,
    outcome_frame,
)
from scorewell.report.tables.trajectories import course_frame, occasion_frame, respondent_frame
from scorewell.report.tables.uncertainty import UNCERTAINTY_FILES, uncertainty_frames
from scorewell.report.text.outcome_rules import rule_case_frame, rule_count_frame
from scorewell.report.text.plain_text import text_summary

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult

from scorewell.io.write_folder import write_folder

FILES = (
    "summary.html",
    "summary.txt",
    "scores.csv",
    "change.csv",
    "tables.csv",
    "outcomes.csv",
    "inputs.csv",
    "limits.csv",
    "findings.csv",
    "alerts.csv",
    "tables.xlsx",
    "manifest.json",
)
"""The files of a report."""

COURSE_FILES = ("course.csv", "course-respondents.csv", "course-occasions.csv")
"""The files of a report on more than two occasions, besides these."""

_PAGE = re.compile(rf"{PAGES}(/[A-Za-z0-9_-]+\.html)?")

RULE_FILES = ("rules.csv", "rule-respondents.csv")
"""The files of a report with rules over several measures, besides these."""


def write_report(
    result: StudyResult,
    folder: Path,
    *,
    overwrite: bool = False,
    respondents: bool = False,
    forms: Sequence[str] = DEFAULT,
    language: str | Path | None = None,
) -> list[Path]:
    """Write a study into a folder of its own.

    Parameters
    ----------
    result : StudyResult
        What was found.
    folder : path
        The folder to make. It appears when all its files are complete.
    overwrite : bool
        Whether a report that is already there may be replaced. It stays until
        the new one is complete. A folder that holds anything else is never
        replaced.
    respondents : bool
        Whether to add a page for each respondent, in a folder ``respondents``.
    forms : sequence of str
        Of html, xlsx, docx, md, tex and json; or ``all``. Tables as CSV, the
        summary as text, and the manifest are always there.
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
    names = check_forms(forms)
    with speaking(language):
        return write_folder(
            lambda: _contents(result, respondents=respondents, forms=names),
            Path(folder),
            replaceable=lambda name: _is_ours(name) or bool(_PAGE.fullmatch(name)),
            overwrite=overwrite,
        )


def _is_ours(name: str) -> bool:
    """Whether a report has a file of this name."""
    names = {*FILES, *FORM_FILES, *UNCERTAINTY_FILES, *COURSE_FILES, *RULE_FILES}
    return name in names or is_approach_file(name)


def _contents(
    result: StudyResult, *, respondents: bool = False, forms: Sequence[str] = DEFAULT
) -> dict[str, bytes]:
    """Every file of a report by name; the manifest names the others with their hashes."""
    contents = {
        **form_bytes(result, forms),
        "summary.txt": text_summary(result).encode("utf-8"),
    }
    # Tables for programs are the same whatever language people read.
    with speaking("en"):
        contents |= _tables(result)
    if respondents:
        from scorewell.report.respondents.pages import respondent_pages

        contents |= {name: page.encode("utf-8") for name, page in respondent_pages(result)}
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    manifest = plain({**result.manifest, "files": files})
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return {**contents, "manifest.json": f"{text}\n".encode()}


def _tables(result: StudyResult) -> dict[str, bytes]:
    """Every table as CSV."""
    changes = result.changes
    contents = {
        "scores.csv": csv_bytes(result.scores),
        "change.csv": csv_bytes(case_frame(changes)),
        "tables.csv": csv_bytes(count_frame(changes)),
        "outcomes.csv": csv_bytes(outcome_frame(changes)),
        "inputs.csv": csv_bytes(input_frame(changes)),
        "limits.csv": csv_bytes(limit_frame(changes)),
        "findings.csv": csv_bytes(finding_frame(result)),
        "alerts.csv": csv_bytes(result.alerts),
    }
    if result.courses:
        contents["course.csv"] = csv_bytes(course_frame(result.courses))
        contents["course-respondents.csv"] = csv_bytes(respondent_frame(result.courses))
        contents["course-occasions.csv"] = csv_bytes(occasion_frame(result.courses))
    if result.outcomes:
        contents["rules.csv"] = csv_bytes(rule_count_frame(result.outcomes))
        contents["rule-respondents.csv"] = csv_bytes(rule_case_frame(result.outcomes))
    tables = {**approach_frames(result), **uncertainty_frames(result)}
    if result.judgements or result.growths:
        tables["approaches.csv"] = approach_frame(result)
    return contents | {name: csv_bytes(table) for name, table in tables.items()}

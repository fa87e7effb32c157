"""The folder that holds a whole report: written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import ScorewellError
from scorewell.plain import plain
from scorewell.report.approach_tables import (
    approach_files,
    approach_table,
    is_approach_file,
)
from scorewell.report.cells import csv_bytes
from scorewell.report.courses import course_table, follow_table, occasion_table
from scorewell.report.firmness import FIRMNESS_FILES, firmness_tables
from scorewell.report.forms.kinds import DEFAULT, FORM_FILES, check_forms, form_bytes
from scorewell.report.respondents.names import FOLDER as PAGES
from scorewell.report.rules import rule_case_table, rule_count_table
from scorewell.report.tables import (
    case_table,
    count_table,
    finding_table,
    input_table,
    limit_table,
    outcome_table,
)
from scorewell.report.text import text_summary
from scorewell.report.words import listed
from scorewell.texts import speaking

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult

__all__ = ["COURSE_FILES", "FILES", "RULE_FILES", "write_folder", "write_report"]

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
    wanted = check_forms(forms)
    with speaking(language):
        return write_folder(
            lambda: _contents(result, respondents=respondents, forms=wanted),
            Path(folder),
            own=lambda name: _is_ours(name) or bool(_PAGE.fullmatch(name)),
            overwrite=overwrite,
        )


def _is_ours(name: str) -> bool:
    """Whether a report has a file of this name."""
    own = {*FILES, *FORM_FILES, *FIRMNESS_FILES, *COURSE_FILES, *RULE_FILES}
    return name in own or is_approach_file(name)


def write_folder(
    make: Callable[[], Mapping[str, bytes]],
    folder: Path,
    *,
    own: Callable[[str], bool],
    overwrite: bool = False,
) -> list[Path]:
    """Write files into a folder of their own, all of them or none.

    Parameters
    ----------
    make : callable
        Makes the files by name, once the folder is known to be free.
    folder : path
        The folder to make.
    own : callable
        Whether a file of this name may be replaced with the folder.
    overwrite : bool
        Whether a folder that is already there, and holds no other files, may
        be replaced.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    ScorewellError
        If the folder may not be written, and then nothing has changed.
    """
    target = _target(folder, own=own, overwrite=overwrite)
    contents = make()
    try:
        _put(contents, target)
    except OSError as error:
        raise ScorewellError(
            f"the report could not be written to {folder}: {error.strerror or error}",
            hint="name a folder that you may write to with -o",
        ) from error
    return [folder / name for name in contents]


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
        "change.csv": csv_bytes(case_table(changes)),
        "tables.csv": csv_bytes(count_table(changes)),
        "outcomes.csv": csv_bytes(outcome_table(changes)),
        "inputs.csv": csv_bytes(input_table(changes)),
        "limits.csv": csv_bytes(limit_table(changes)),
        "findings.csv": csv_bytes(finding_table(result)),
        "alerts.csv": csv_bytes(result.alerts),
    }
    if result.courses:
        contents["course.csv"] = csv_bytes(course_table(result.courses))
        contents["course-respondents.csv"] = csv_bytes(follow_table(result.courses))
        contents["course-occasions.csv"] = csv_bytes(occasion_table(result.courses))
    if result.outcomes:
        contents["rules.csv"] = csv_bytes(rule_count_table(result.outcomes))
        contents["rule-respondents.csv"] = csv_bytes(rule_case_table(result.outcomes))
    tables = {**approach_files(result), **firmness_tables(result)}
    if result.judgements or result.growths:
        tables["approaches.csv"] = approach_table(result)
    return contents | {name: csv_bytes(table) for name, table in tables.items()}


def _target(folder: Path, *, own: Callable[[str], bool], overwrite: bool) -> Path:
    """The folder with links followed, if a report may be written there."""
    target = folder.resolve()
    if target.name == "" or target == Path.cwd():
        raise ScorewellError(
            f"{folder} is where you are, not a folder of its own for the report",
            hint="name a folder that does not exist yet, for example results",
        )
    for parent in target.parents:
        if parent.exists() and not parent.is_dir():
            raise ScorewellError(
                f"the report folder {folder} lies below {parent}, which is a file",
                hint="name another folder with -o",
            )
    if not target.exists():
        return target
    if not target.is_dir():
        raise ScorewellError(
            f"the report folder {folder} is a file", hint="name another folder with -o"
        )
    if not overwrite:
        raise ScorewellError(
            f"the report folder {folder} is already there",
            hint="name another one, or replace it with --overwrite",
        )
    inside = (each.relative_to(target).as_posix() for each in target.rglob("*"))
    foreign = sorted(name for name in inside if not own(name))
    if foreign:
        raise ScorewellError(
            f"{folder} also holds what is not part of a report: {listed(_some(foreign))}",
            hint="--overwrite replaces the whole folder; move these away or name another one",
        )
    return target


def _some(names: list[str], *, most: int = 3) -> list[str]:
    return names if len(names) <= most else [*names[:most], f"{len(names) - most} more"]


def _put(contents: Mapping[str, bytes], target: Path) -> None:
    """Build a folder beside the target, then put it in the target's place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(4)
    new = target.with_name(f".{target.name}.{token}.new")
    old = target.with_name(f".{target.name}.{token}.old")
    new.mkdir()
    try:
        for name, content in contents.items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(content)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)

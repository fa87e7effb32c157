"""Results as they lie in a folder, or as they would."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.errors import DataError
from scorewell.io.formula_injection import unescape_formula
from scorewell.io.json_values import plain
from scorewell.report.tables.frames import (
    case_frame,
    csv_bytes,
    input_frame,
    limit_frame,
    rule_case_frame,
)

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


_TABLES = {
    "scores": "scores.csv",
    "cases": "change.csv",
    "inputs": "inputs.csv",
    "limits": "limits.csv",
}
_RULES = "rule-respondents.csv"


@dataclass(frozen=True, kw_only=True, eq=False)
class RunTables:
    """The results of one run, every cell as text.

    Attributes
    ----------
    scores, cases, inputs, limits, rules : pandas.DataFrame
        The tables of a report, as text; empty cells are empty text. ``rules``
        is empty without a rule over several measures.
    manifest : mapping
        What they were made with.
    """

    scores: pd.DataFrame
    cases: pd.DataFrame
    inputs: pd.DataFrame
    limits: pd.DataFrame
    rules: pd.DataFrame
    manifest: Mapping[str, Any]


def read_results(folder: Path) -> RunTables:
    """Read a folder that ``scorewell evaluate`` wrote.

    Raises
    ------
    DataError
        If it is no such folder, or a table is no longer as it was written.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files = manifest["files"]
        tables = _TABLES | ({"rules": _RULES} if _RULES in files else {})
        contents = {part: (folder / name).read_bytes() for part, name in tables.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{folder} holds no results: {error}",
            hint="name a folder that `scorewell evaluate` wrote",
        ) from None
    for part, content in contents.items():
        name = tables[part]
        if hashlib.sha256(content).hexdigest() != files.get(name):
            raise DataError(
                f"{folder / name} is not as it was written: the manifest has another hash",
                hint="compare with results as they were written",
            )
    frames = {"rules": b"", **contents}
    return RunTables(
        manifest=manifest, **{part: _text(content) for part, content in frames.items()}
    )


def tables_of_study(result: StudyResult) -> RunTables:
    """A run as it would be read back from its folder."""
    frames = {
        "scores": result.scores,
        "cases": case_frame(result.changes),
        "inputs": input_frame(result.changes),
        "limits": limit_frame(result.changes),
        "rules": rule_case_frame(result.outcomes),
    }
    manifest = json.loads(json.dumps(plain(result.manifest)))
    return RunTables(
        manifest=manifest, **{part: _text(csv_bytes(frame)) for part, frame in frames.items()}
    )


def _text(content: bytes) -> pd.DataFrame:
    if not content.strip():
        return pd.DataFrame()
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False).map(
        unescape_formula
    )

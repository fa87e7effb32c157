"""A whole study as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scorewell.i18n.catalog import use_language
from scorewell.io.json_values import plain, records
from scorewell.report.formatting import scale_title
from scorewell.report.text.result_table import headline

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


FORMAT = 1
"""Version of the format, described by ``schemas/report.schema.json``."""

_PARTS = (
    *("precision", "missing", "denominators", "multiverses"),
    *("courses", "outcomes", "judgements", "growths"),
)


_ROWS = ("scores", "alerts", "cases", "cells", "respondents")
"""The tables in whose rows what is empty is left out."""


def json_report(result: StudyResult) -> str:
    """Everything that a study found, in English; ends with a line break."""
    with use_language("en"):
        data = {
            "format": FORMAT,
            "title": result.title,
            "authors": list(result.authors),
            "note": result.note,
            "changes": [
                {"title": scale_title(change), "headline": headline(change), **change.to_dict()}
                for change in result.changes
            ],
            **{name: [part.to_dict() for part in getattr(result, name)] for name in _PARTS},
            "scores": records(result.scores),
            "findings": records(result.findings),
            "alerts": records(result.alerts),
            "manifest": plain(dict(result.manifest)),
        }
        text = json.dumps(
            _without_gaps(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False
        )
        return f"{text}\n"


def _without_gaps(value: Any, *, is_row: bool = False) -> Any:
    """The same without the empty cells of tables with a row for each respondent or occasion."""
    if isinstance(value, list):
        return [_without_gaps(entry, is_row=is_row) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_gaps(entry, is_row=key in _ROWS)
        for key, entry in value.items()
        if entry is not None or not is_row
    }

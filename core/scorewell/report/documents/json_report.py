"""A whole study as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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
        return f"{json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)}\n"

"""A whole study as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scorewell.i18n.catalog import speaking
from scorewell.io.json_values import plain, records
from scorewell.report.formatting import scale_title
from scorewell.report.text.sentences import headline

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


FORMAT = 1
"""Version of the format, described by ``schemas/report.schema.json``."""

_PARTS = (
    "precision",
    "missing",
    "denominators",
    "multiverses",
    "courses",
    "outcomes",
    "judgements",
    "growths",
)


def study_data(result: StudyResult) -> dict[str, Any]:
    """Everything that a study found, as plain values that JSON can hold; in English."""
    with speaking("en"):
        return _data(result)


def _data(result: StudyResult) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "title": result.title,
        "authors": list(result.authors),
        "note": result.note,
        "changes": [
            {
                "title": scale_title(result_part),
                "headline": headline(result_part),
                **result_part.to_dict(),
            }
            for result_part in result.changes
        ],
        **{name: [entry.to_dict() for entry in getattr(result, name)] for name in _PARTS},
        "scores": records(result.scores),
        "findings": records(result.findings),
        "alerts": records(result.alerts),
        "manifest": plain(dict(result.manifest)),
    }


def study_json(result: StudyResult) -> str:
    """Everything that a study found, as JSON; ends with a line break."""
    text = json.dumps(study_data(result), ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n"

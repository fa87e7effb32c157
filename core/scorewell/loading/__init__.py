"""From YAML files to instruments, with every finding in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.loading.coherence import rule_problems
    from scorewell.loading.definition import (
        Draft,
        check_document,
        draft,
        load_instrument,
        load_overlay,
        read_draft,
    )
    from scorewell.loading.document import Document, Todo, in_order
    from scorewell.loading.gaps import missing_figures, norm_overlay, reliability_overlay
    from scorewell.loading.head import HEAD_KEYS, Head, Top, letters, read_top
    from scorewell.loading.outcome_rule import load_rule
    from scorewell.loading.overlay import Overlay, apply_overlay
    from scorewell.loading.reader import read_document
    from scorewell.loading.schema import check_parameters, check_schema
    from scorewell.loading.survey import FREE, PARTS, Survey, read_survey

__all__ = [
    "FREE",
    "HEAD_KEYS",
    "PARTS",
    "Document",
    "Draft",
    "Head",
    "Overlay",
    "Survey",
    "Todo",
    "Top",
    "apply_overlay",
    "check_document",
    "check_parameters",
    "check_schema",
    "draft",
    "in_order",
    "letters",
    "load_instrument",
    "load_overlay",
    "load_rule",
    "missing_figures",
    "norm_overlay",
    "read_document",
    "read_draft",
    "read_survey",
    "read_top",
    "reliability_overlay",
    "rule_problems",
]

__getattr__ = lazy_names(
    __name__,
    {
        "coherence": ("rule_problems",),
        "definition": (
            "Draft",
            "check_document",
            "draft",
            "load_instrument",
            "load_overlay",
            "read_draft",
        ),
        "document": (
            "Document",
            "Todo",
            "in_order",
        ),
        "gaps": (
            "missing_figures",
            "norm_overlay",
            "reliability_overlay",
        ),
        "head": (
            "HEAD_KEYS",
            "Head",
            "Top",
            "letters",
            "read_top",
        ),
        "outcome_rule": ("load_rule",),
        "overlay": (
            "Overlay",
            "apply_overlay",
        ),
        "reader": ("read_document",),
        "schema": (
            "check_parameters",
            "check_schema",
        ),
        "survey": (
            "FREE",
            "PARTS",
            "Survey",
            "read_survey",
        ),
    },
)

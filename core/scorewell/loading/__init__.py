"""From YAML files to instruments, with every finding in its place."""

from scorewell.loading.definition import (
    Draft,
    Head,
    load_instrument,
    load_overlay,
    read_draft,
    read_top,
)
from scorewell.loading.document import Document, read_document
from scorewell.loading.overlay import Overlay, apply_overlay
from scorewell.loading.schema import check_parameters, check_schema

__all__ = [
    "Document",
    "Draft",
    "Head",
    "Overlay",
    "apply_overlay",
    "check_parameters",
    "check_schema",
    "load_instrument",
    "load_overlay",
    "read_document",
    "read_draft",
    "read_top",
]

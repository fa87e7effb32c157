"""Findings as GitHub shows them beside the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorewell.errors import Finding

__all__ = ["annotation"]

_KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation(finding: Finding) -> str:
    """One finding as a workflow command, which GitHub turns into an annotation.

    Examples
    --------
    >>> from scorewell.errors import Finding
    >>> print(annotation(Finding(code="x", message="50% of it", file="a,b.yaml", line=3)))
    ::error file=a%2Cb.yaml,line=3,title=x::50%25 of it
    """
    properties = {"file": finding.file, "line": finding.line, "col": finding.column}
    properties["title"] = finding.code
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    text = f"{finding.path}: {finding.message}" if finding.path else finding.message
    if finding.hint:
        text += f"\nhint: {finding.hint}"
    return f"::{_KINDS[finding.severity]} {told}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")

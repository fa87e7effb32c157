"""A finding, with how sure it is in words."""

from __future__ import annotations

from scorewell.errors import Finding

__all__ = ["HOW_SURE", "finding"]

HOW_SURE = {"error": "sure", "warning": "likely", "note": "possible"}
"""Severity of a finding, and how sure it is."""


def finding(code: str, message: str, severity: str, where: str, hint: str = "") -> Finding:
    """One finding of the examination."""
    return Finding(code=code, message=message, severity=severity, path=where, hint=hint)

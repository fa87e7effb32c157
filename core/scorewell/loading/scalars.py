"""Unquoted text to a value: text, number, true, false or null, or a trap.

What the versions of YAML and the programs that read it take differently is
never read as either: it is a finding, and the author says what is meant.
"""

from __future__ import annotations

import math
import re

__all__ = ["Trap", "key_trap", "plain_value"]

_WORDS = {"null": None, "~": None, "true": True, "false": False}
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_SUSPECT = frozenset("0123456789+-.~yYnNoOtTfF<")

Trap = tuple[str, str]
"""What is wrong, with ``{}`` for the text, and what to do."""

_TRUTH = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
_TRUTH_TRAP = (
    "{} is read as a truth value by some programs and as text by others",
    "quote it if it is text; write true, false or null if it is not",
)
_TRAPS = (
    (
        re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"),
        ("{} is read as a number in base 60 by some programs", "quote it if it is text"),
    ),
    (
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t]\s*[0-9].*)?"),
        ("{} is read as a date by some programs", "quote it if it is text"),
    ),
    (
        re.compile(
            r"[-+]?(?:0[0-9_]+(?:\.[0-9_]*)?|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+"
            r"|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?|[0-9][0-9_]*\."
            r"|[0-9_]*\.?[0-9][0-9_]*\.?[eE][-+]?[0-9]+|[0-9_]*\.[0-9_]*[0-9][0-9_]*)"
            r"|[-+]?\.inf|\.nan",
            re.IGNORECASE,
        ),
        (
            "{} is read as different numbers by different programs",
            "write a plain decimal number such as 8 or 0.5, or quote it if it is text",
        ),
    ),
)
_LONG = re.compile(r"[-+]?[0-9_.:]+(?:[eE][-+]?[0-9]+)?")
_DIGITS_TRAP = (
    "{} has more digits than programs agree on",
    "write a number of at most 18 digits, or quote it if it is text",
)
_MERGE = ("{} merges maps", "write the entries out")


def plain_value(text: str) -> tuple[str | float | bool | None, Trap | None]:
    """The value of unquoted text, and the trap it is, if it is one.

    Examples
    --------
    >>> plain_value("0.50")
    (0.5, None)
    >>> plain_value("no")[1][0].format("`no`")
    '`no` is read as a truth value by some programs and as text by others'
    """
    if not text:
        return None, None
    if text[0] not in _SUSPECT:
        return text, None
    if text in _WORDS:
        return _WORDS[text], None
    if text in {"y", "Y", "n", "N"}:
        return text, _TRUTH_TRAP
    number = _NUMBER.fullmatch(text)
    if number:
        return _number(text, whole=number[1] is None)
    return text, _trap(text)


def key_trap(text: str) -> Trap | None:
    """The trap that an unquoted key is, if it is one.

    The single letters y and n are keys like any other: no common reader takes
    them for anything else.
    """
    return _trap(text) if text and text[0] in _SUSPECT else None


def _trap(text: str) -> Trap | None:
    if text[0].isalpha():
        return _TRUTH_TRAP if text.lower() in _TRUTH else None
    if text == "<<":
        return _MERGE
    if len(text) > 100:  # the patterns below may look at every pair of digits
        return _DIGITS_TRAP if _LONG.fullmatch(text) else None
    return next((trap for pattern, trap in _TRAPS if pattern.fullmatch(text)), None)


def _number(text: str, *, whole: bool) -> tuple[float, Trap | None]:
    if whole and len(text.lstrip("+-")) < 19:
        return int(text), None
    value = float(text)
    if whole or not math.isfinite(value):
        return value, _DIGITS_TRAP
    return value, None

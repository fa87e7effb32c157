"""Text that a spreadsheet program takes for a formula: written harmless, and read back."""

from __future__ import annotations

import re

# A spreadsheet program also skips blanks in front and reads full-width signs.
_BLANKS = "[ \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*"
FORMULA = f"{_BLANKS}[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]"
"""Pattern of how text begins that a spreadsheet program takes for a formula."""

NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
"""Pattern of a whole number written as text, which is no formula."""

_RISKY = re.compile(f"'*(?:{FORMULA})")
_NUMBER = re.compile(f"'*{NUMBER}")


def escape_formula(value: object) -> object:
    """A value as it may stand in a spreadsheet cell.

    Text that would be taken for a formula gets an apostrophe in front, which
    spreadsheet programs read as *this is text*; so does such text that has one
    already, which keeps them apart. Numbers stay what they are, also where
    they come as text.

    Examples
    --------
    >>> [escape_formula(value) for value in ("=1+1", "-3", -3, "R-01", "'=1+1")]
    ["'=1+1", '-3', -3, 'R-01', "''=1+1"]
    """
    if isinstance(value, str) and _RISKY.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def unescape_formula(text: str) -> str:
    """A text as it was before :func:`escape_formula` made it harmless.

    Examples
    --------
    >>> [unescape_formula(text) for text in ("'=1+1", "''=1+1", "=1+1", "'tis")]
    ['=1+1', "'=1+1", '=1+1', "'tis"]
    """
    bare = text[1:]
    return bare if text.startswith("'") and escape_formula(bare) == text else text

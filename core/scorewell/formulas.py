"""Text that a spreadsheet program takes for a formula, and writing it so that none does."""

from __future__ import annotations

import re

__all__ = ["FORMULA", "NUMBER", "neutral"]

# A spreadsheet program also skips blanks in front and reads full-width signs.
FORMULA = "\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]"
"""Pattern of how text begins that a spreadsheet program takes for a formula."""

NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
"""Pattern of a whole number written as text, which is no formula."""

_FORMULA = re.compile(FORMULA)
_NUMBER = re.compile(NUMBER)


def neutral(value: object) -> object:
    """A value as it may stand in a spreadsheet cell.

    Text that would be taken for a formula gets an apostrophe in front, which
    spreadsheet programs read as *this is text*. Numbers stay what they are,
    also where they come as text.

    Examples
    --------
    >>> neutral("=1+1"), neutral("-3"), neutral(-3), neutral("R-01")
    ("'=1+1", '-3', -3, 'R-01')
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value

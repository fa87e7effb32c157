"""Names of files that are safe whatever an id says."""

from __future__ import annotations

import hashlib
import re

__all__ = ["FOLDER", "file_stem"]

FOLDER = "respondents"
"""The folder of the pages of respondents within a report."""

_KEPT = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 40
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    "all",
    *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)),
}


def file_stem(respondent: object) -> str:
    """A file name, without suffix, that belongs to one respondent only.

    An id of letters, digits, hyphens and underscores in lower or upper case
    only is its own name; any other keeps what can be kept of it and gets the
    first digits of its hash, so that no two ids share a name, also where
    upper and lower case are one.

    Examples
    --------
    >>> file_stem("R01"), file_stem("../../etc/passwd").startswith("etc-passwd-")
    ('R01', True)
    """
    text = str(respondent)
    kept = _KEPT.sub("-", text).strip("-")[:_LONGEST]
    one_case = text in {text.upper(), text.lower()} and not re.search("[a-z]", text)
    if (
        text
        and kept == text
        and text.casefold() not in _RESERVED
        and (one_case or text.isdigit())
    ):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kept}-{digest}" if kept else f"respondent-{digest}"

"""One thing that does not fit in an outcome rule."""

from __future__ import annotations

from typing import NamedTuple

from scorewell.loading.document import Path_

__all__ = ["Problem"]


class Problem(NamedTuple):
    """One thing that does not fit: rule broken, place in the file, words, what to do."""

    code: str
    path: Path_
    message: str
    hint: str = ""

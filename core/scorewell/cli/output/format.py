"""TODO."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    csv = "csv"
    json = "json"

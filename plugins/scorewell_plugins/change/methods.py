"""Every bundled change method."""

from __future__ import annotations

from scorewell_plugins.change.case import CASE_METHODS
from scorewell_plugins.change.error import CHRISTENSEN_MENDOZA, JACOBSON_1984, JACOBSON_TRUAX
from scorewell_plugins.change.expected import EXPECTED_METHODS
from scorewell_plugins.change.hageman import HAGEMAN_ARRINDELL
from scorewell_plugins.change.line import LINE_METHODS
from scorewell_plugins.change.nunnally import NUNNALLY_METHODS
from scorewell_plugins.change.practice import PRACTICE_METHODS

__all__ = ["CHANGE_METHODS"]

CHANGE_METHODS = (
    JACOBSON_TRUAX,
    JACOBSON_1984,
    CHRISTENSEN_MENDOZA,
    *EXPECTED_METHODS,
    *NUNNALLY_METHODS,
    HAGEMAN_ARRINDELL,
    *PRACTICE_METHODS,
    *LINE_METHODS,
    *CASE_METHODS,
)

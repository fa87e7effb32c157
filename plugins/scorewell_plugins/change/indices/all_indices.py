"""Every bundled change method."""

from __future__ import annotations

from scorewell_plugins.change.indices.hageman_arrindell import HAGEMAN_ARRINDELL
from scorewell_plugins.change.indices.nunnally import NUNNALLY_METHODS
from scorewell_plugins.change.indices.practice_effect import PRACTICE_METHODS
from scorewell_plugins.change.indices.regression_line import LINE_METHODS
from scorewell_plugins.change.indices.regression_to_mean import EXPECTED_METHODS
from scorewell_plugins.change.indices.single_case import CASE_METHODS
from scorewell_plugins.change.indices.standard_error import (
    CHRISTENSEN_MENDOZA,
    JACOBSON_1984,
    JACOBSON_TRUAX,
)

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

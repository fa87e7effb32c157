"""Every bundled index of change."""

from __future__ import annotations

from scorewell_plugins.change.indices.hageman_arrindell import HAGEMAN_ARRINDELL
from scorewell_plugins.change.indices.nunnally import NUNNALLY_KOTSCH, NUNNALLY_KOTSCH_BOTH_SDS
from scorewell_plugins.change.indices.practice_effect import CHELUNE, IVERSON, TEMKIN
from scorewell_plugins.change.indices.regression_line import CHARTER, MAASSEN, MCSWEENY, SPEER
from scorewell_plugins.change.indices.regression_to_mean import (
    EDWARDS_NUNNALLY,
    GULLIKSEN_LORD_NOVICK,
    HSU_LINN_NORD,
)
from scorewell_plugins.change.indices.single_case import CRAWFORD_GARTHWAITE, CRAWFORD_HOWELL
from scorewell_plugins.change.indices.standard_error import (
    CHRISTENSEN_MENDOZA,
    JACOBSON_1984,
    JACOBSON_TRUAX,
)

CHANGE_METHODS = (
    JACOBSON_TRUAX,
    JACOBSON_1984,
    CHRISTENSEN_MENDOZA,
    GULLIKSEN_LORD_NOVICK,
    HSU_LINN_NORD,
    EDWARDS_NUNNALLY,
    NUNNALLY_KOTSCH,
    NUNNALLY_KOTSCH_BOTH_SDS,
    HAGEMAN_ARRINDELL,
    CHELUNE,
    IVERSON,
    TEMKIN,
    SPEER,
    MCSWEENY,
    CHARTER,
    MAASSEN,
    CRAWFORD_HOWELL,
    CRAWFORD_GARTHWAITE,
)
"""In the order in which lists show them."""

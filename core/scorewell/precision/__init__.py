"""How precisely limits, cut-offs, shares and differences are known, and who depends on it."""

from scorewell.precision.analysis import precision
from scorewell.precision.difference import NumberNeeded, Shares, number_needed
from scorewell.precision.interval import Interval
from scorewell.precision.result import PrecisionResult
from scorewell.precision.spread import sd_interval

__all__ = [
    "Interval",
    "NumberNeeded",
    "PrecisionResult",
    "Shares",
    "number_needed",
    "precision",
    "sd_interval",
]

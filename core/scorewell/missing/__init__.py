"""Missing later scores as a result: what they could hide, and whose they are."""

from scorewell.missing.analysis import missing_bounds
from scorewell.missing.difference import standardised_difference
from scorewell.missing.result import MissingResult

__all__ = ["MissingResult", "missing_bounds", "standardised_difference"]

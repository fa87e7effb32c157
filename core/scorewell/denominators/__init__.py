"""Of whom a share is one: who could recover, improve or deteriorate at all."""

from scorewell.denominators.analysis import denominators
from scorewell.denominators.result import DenominatorsResult

__all__ = ["DenominatorsResult", "denominators"]

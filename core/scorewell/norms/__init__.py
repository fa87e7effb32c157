"""Where a score stands in a described sample: z, T and percentile."""

from __future__ import annotations

from scorewell.norms.choice import ScaleNorm, choose_norms
from scorewell.norms.normal import below
from scorewell.norms.standing import standing, standing_names

__all__ = ["ScaleNorm", "below", "choose_norms", "standing", "standing_names"]

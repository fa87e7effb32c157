"""Means and spread of a sample beside what is published of a scale."""

from __future__ import annotations

from dataclasses import dataclass

from scorewell.doctor.thresholds import FLIPPED_SD
from scorewell.model import Norm, Scale

__all__ = ["Nearest", "flipped", "nearest_norm"]


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The published mean that is nearest to a sample's.

    ``distance`` is in published standard deviations.
    """

    norm: Norm
    distance: float


def nearest_norm(scale: Scale, mean: float) -> Nearest | None:
    """The nearest norm with a mean and a standard deviation, or None if there is none."""
    found = [
        Nearest(norm=norm, distance=abs(mean - norm.mean) / norm.sd)
        for norm in scale.norms
        if norm.mean is not None and norm.sd
    ]
    return min(found, key=lambda each: each.distance, default=None)


def flipped(scale: Scale, mean: float) -> Nearest | None:
    """The norm that the mean would have if the whole scale were turned, if that fits better.

    Only a mean far from everything published, whose mirror image is near it, is
    taken for one.

    Examples
    --------
    >>> from scorewell.registry import open_registry
    >>> phq = open_registry().load("gad-7").scale("total")
    >>> flipped(phq, 5.0) is None
    True
    """
    here, there = nearest_norm(scale, mean), nearest_norm(scale, scale.low + scale.high - mean)
    if here is None or there is None or here.distance < FLIPPED_SD:
        return None
    return there if there.distance < here.distance / 2 else None

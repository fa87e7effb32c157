"""Calls of a bundled approach without a study around it."""

from __future__ import annotations

from scorewell.registry.contracts import ApproachContext


def judge(
    approach, pairs, scale, *, instrument, options=(), method_registry=None, **parameters
):
    """What the function of an approach returns, on these options and parameters."""
    context = ApproachContext(
        instrument=instrument,
        scale=scale,
        change_methods=method_registry or {},
        options=options,
    )
    return approach(pairs, context, **parameters)

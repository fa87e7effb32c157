"""Amounts of change that matter to people: named in the definition, or typed."""

from __future__ import annotations

from dataclasses import replace

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.options.typed_figures import check_number
from scorewell.definitions.model import Threshold
from scorewell.errors import ChangeError, did_you_mean

_IMPROVEMENT, _DETERIORATION = (
    "minimal important improvement",
    "minimal important deterioration",
)


def important_changes(
    request: Request, improvement: str | float, deterioration: str | float | None, origin: str
) -> tuple[Input, Input]:
    """The amounts of improvement and of deterioration, each with its source.

    Parameters
    ----------
    improvement, deterioration : str or float
        Id of a threshold of the scale, or a number of points above 0. None
        for a deterioration of the same amount.
    origin : str
        Who gives them.

    Raises
    ------
    ChangeError
        If there is no such threshold, it has no single figure, or the number
        is not above 0.
    """
    better = _amount(request, improvement, _IMPROVEMENT, origin)
    if deterioration is None:
        return better, replace(better, name=_DETERIORATION)
    return better, _amount(request, deterioration, _DETERIORATION, origin)


def _amount(request: Request, value: str | float, name: str, origin: str) -> Input:
    if not isinstance(value, str):
        check_number(name, value, above=0)
        return Input(name=name, value=float(value), origin=origin, detail="typed")
    thresholds = request.scale.thresholds
    entry = next((entry for entry in thresholds if entry.id == value), None)
    if entry is None:
        near = did_you_mean(value, [entry.id for entry in thresholds])
        raise ChangeError(
            f"{request.path}: the {name} is '{value}', and this scale has no such threshold",
            hint=near or _thresholds_text(thresholds),
        )
    if entry.value is None or entry.value <= 0:
        raise ChangeError(
            f"{request.path}: the threshold '{entry.id}' has no single amount above 0",
            hint=f"name another entry or give a number; {_thresholds_text(thresholds)}",
        )
    parts = [f"{entry.kind} '{entry.id}'", entry.method, entry.provenance.locator]
    return Input(
        name=name,
        value=entry.value,
        origin=request.origin("definition", entry.origin),
        detail=", ".join(part for part in parts if part),
        citation=request.citation(entry.provenance.source),
        n=entry.sample.n,
        entry=entry.id,
        statistic=entry.kind,
    )


def _thresholds_text(entries: tuple[Threshold, ...]) -> str:
    texts = ", ".join(
        f"{entry.id} ({entry.kind}: "
        f"{'no single figure' if entry.value is None else entry.value})"
        for entry in entries
    )
    return f"the definition has {texts or 'no thresholds'}"

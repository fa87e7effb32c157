"""Amounts of change that matter to people: named in the definition, or typed."""

from __future__ import annotations

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.options.typed_figures import check_number
from scorewell.definitions.model import Threshold
from scorewell.errors import ChangeError, did_you_mean


def amount(
    request: Request, value: str | float, *, name: str, origin: str = "call"
) -> tuple[float, Input]:
    """An amount of change in points, with its trail.

    Parameters
    ----------
    value : str or float
        Id of a threshold of the scale, or a number of points above 0.
    name : str
        What it is called among the inputs.
    origin : str
        Who gives it.

    Raises
    ------
    ChangeError
        If there is no such threshold, it has no single figure, or the number
        is not above 0.
    """
    if not isinstance(value, str):
        check_number(name, value, above=0)
        number = float(value)
        return number, Input(name=name, value=number, origin=origin, detail="typed")
    entry = next((each for each in request.scale.thresholds if each.id == value), None)
    if entry is None:
        near = did_you_mean(value, [each.id for each in request.scale.thresholds])
        raise ChangeError(
            f"{request.where}: the {name} is '{value}', and this scale has no such threshold",
            hint=near or _known(request.scale.thresholds),
        )
    if entry.value is None or entry.value <= 0:
        raise ChangeError(
            f"{request.where}: the threshold '{entry.id}' has no single amount above 0",
            hint=f"name another entry or give a number; {_known(request.scale.thresholds)}",
        )
    number = entry.value
    parts = [f"{entry.kind} '{entry.id}'", entry.method, entry.provenance.locator]
    return number, Input(
        name=name,
        value=number,
        origin=request.origin("definition", entry.origin),
        detail=", ".join(part for part in parts if part),
        citation=request.citation(entry.provenance.source),
        n=entry.sample.n,
        entry=entry.id,
        statistic=entry.kind,
    )


def _known(entries: tuple[Threshold, ...]) -> str:
    listed = ", ".join(
        f"{each.id} ({each.kind}: {'no single figure' if each.value is None else each.value})"
        for each in entries
    )
    return f"the definition has {listed or 'no thresholds'}"

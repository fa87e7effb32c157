"""What the scoring methods have in common: parameters, and dividing by how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scorewell.errors import DefinitionError, did_you_mean
from scorewell.registry.contracts import expressions as ex

Ends = tuple[float, float]
Numbers = Sequence[float]
Settings = Mapping[str, Any]

_THRESHOLD = "A part counts when its value is this or higher."
BY_PART: Mapping[str, Any] = {
    "at_least": {"description": _THRESHOLD, "type": "number"},
    "by_part": {
        "description": f"{_THRESHOLD} By the part's id; wins over at_least.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "number"},
    },
}


def closed(**properties: Any) -> dict[str, Any]:
    """A schema of parameters that allows no others."""
    return {"type": "object", "additionalProperties": False, "properties": properties}


def ratio(total: ex.Expr, count: ex.Expr) -> ex.Expr:
    """One division, in floats; where the count is 0 the engine shows no score."""
    return total.cast(ex.Float64) / ex.when(count > 0).then(count).otherwise(1)


def check_ids(subject: str, ids: Sequence[str], values: Mapping[str, Any]) -> None:
    """Refuse parameters by part that name other parts than the scale has."""
    missing = [part for part in ids if part not in values]
    strange = [part for part in values if part not in ids]
    if strange:
        raise DefinitionError(
            f"{subject} name {', '.join(strange)}, which are not parts of the scale",
            hint=did_you_mean(strange[0], ids),
        )
    if missing:
        raise DefinitionError(f"{subject} leave out {', '.join(missing)}")


def thresholds(method: str, ids: Sequence[str], settings: Settings) -> list[float]:
    """From which value each part counts, in the order of the parts."""
    single = dict(settings.get("by_part", {}))
    general = settings.get("at_least")
    if general is not None:
        single = dict.fromkeys(ids, general) | single
    if not single:
        raise DefinitionError(
            f"the method '{method}' needs {_NEEDS[method]} to know what to count"
        )
    check_ids("by_part", ids, single)
    return [float(single[part]) for part in ids]


_NEEDS = {"count": "at_least, values or by_part", "criteria": "at_least or by_part"}

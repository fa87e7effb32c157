"""Parameters and a reference that several approaches share, without any library."""

from __future__ import annotations

from collections.abc import Mapping

COPAY = (
    "Copay AG, Subach BR, Glassman SD, Polly DW, Schuler TC (2007). Understanding the minimum "
    "clinically important difference: a review of concepts and methods. The Spine Journal "
    "7(5):541-546. doi:10.1016/j.spinee.2007.01.008"
)
_AMOUNT = {
    "oneOf": [{"type": "string", "minLength": 1}, {"type": "number", "exclusiveMinimum": 0}]
}
AMOUNTS: Mapping[str, object] = {
    "improvement": {
        "description": "The minimal important improvement: id of a threshold of the scale "
        "(`scorewell show` lists them), or a number of points.",
        **_AMOUNT,
    },
    "deterioration": {
        "description": "The minimal important deterioration, likewise; that of improvement "
        "unless told otherwise.",
        **_AMOUNT,
    },
}
"""Parameters of approaches that compare with such amounts, as JSON Schema."""

LEVEL: Mapping[str, object] = {
    "level": {
        "description": "Level of the interval, 0.95 unless told otherwise.",
        "type": "number",
        "exclusiveMinimum": 0.5,
        "exclusiveMaximum": 1,
    }
}
"""The level as a parameter of an approach, in JSON Schema."""

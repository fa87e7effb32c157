"""What the bundled approaches share: references, and parameters as JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

JACOBSON_TRUAX = (
    "Jacobson NS, Truax P (1991). Clinical significance: a statistical approach to defining "
    "meaningful change in psychotherapy research. Journal of Consulting and Clinical "
    "Psychology 59(1):12-19. doi:10.1037/0022-006X.59.1.12"
)
HAGEMAN = (
    "Hageman WJJM, Arrindell WA (1999). Establishing clinically significant change: increment "
    "of precision and the distinction between individual and group level analysis. Behaviour "
    "Research and Therapy 37(12):1169-1193. doi:10.1016/S0005-7967(99)00032-7"
)
COPAY = (
    "Copay AG, Subach BR, Glassman SD, Polly DW, Schuler TC (2007). Understanding the minimum "
    "clinically important difference: a review of concepts and methods. The Spine Journal "
    "7(5):541-546. doi:10.1016/j.spinee.2007.01.008"
)
HILLER = (
    "Hiller W, Schindler A, Lambert MJ (2011). Defining response and remission in "
    "psychotherapy research: a comparison of the RCI and the method of percent improvement. "
    "Psychotherapy Research, published online 28 September 2011. PMID 21943215"
)


def closed(*, required: Sequence[str] = (), **properties: Any) -> Mapping[str, Any]:
    """A schema that allows these properties and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": list(required)} if required else {}),
    }


def _amount(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "oneOf": [
            {"type": "string", "minLength": 1},
            {"type": "number", "exclusiveMinimum": 0},
        ],
    }


AMOUNTS: Mapping[str, Any] = {
    "improvement": _amount(
        "The minimal important improvement: id of a threshold of the scale (`scorewell show` "
        "lists them), or a number of points."
    ),
    "deterioration": _amount(
        "The minimal important deterioration, likewise; that of improvement unless told "
        "otherwise."
    ),
}
LEVEL: Mapping[str, Any] = {
    "level": {
        "description": "Level of the interval, 0.95 unless told otherwise.",
        "type": "number",
        "exclusiveMinimum": 0.5,
        "exclusiveMaximum": 1,
    }
}
BAYESIAN: Mapping[str, Any] = {
    "bayesian": {
        "description": "Median and central interval of the posterior instead of the t "
        "interval. False unless told otherwise.",
        "type": "boolean",
    }
}
GROUPS: Mapping[str, Any] = {
    "group": {
        "description": "Label of the group that is compared.",
        "type": ["string", "number"],
    },
    "reference": {
        "description": "Label of the group that it is compared with.",
        "type": ["string", "number"],
    },
}

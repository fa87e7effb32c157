"""What other systems have no place for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument


def lost(instrument: Instrument) -> Iterator[str]:
    """What of a definition a form of another system does not say, in words."""
    scales = ", ".join(scale.id for scale in instrument.scales)
    yield f"how the scales are scored: {scales}; score the answers with scorewell"
    reversed_items = [item.id for item in instrument.items if _reversed(instrument, item.id)]
    if reversed_items:
        names = ", ".join(reversed_items)
        yield f"that items are reversed; values are those of the form: {names}"
    if any(scale.missing.rule != "complete" for scale in instrument.scales):
        yield "how many answers may be missing"
    if any(scale.norms or scale.reliability or scale.bands for scale in instrument.scales):
        yield "norms, reliabilities and bands"
    if not all(item.text for item in instrument.items):
        yield "the wording, which the definition does not hold: items carry neutral labels"


def _reversed(instrument: Instrument, item: str) -> bool:
    return any(item in scale.reversed for scale in instrument.scales)

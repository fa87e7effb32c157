"""The parts of a definition that a form of another system cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument


def unsupported_content(instrument: Instrument) -> Iterator[str]:
    """A sentence for each part of a definition that a form of another system cannot hold."""
    scales = ", ".join(scale.id for scale in instrument.scales)
    yield f"how the scales are scored: {scales}; score the answers with scorewell"
    reversed_ids = {item for scale in instrument.scales for item in scale.reversed}
    items = ", ".join(item.id for item in instrument.items if item.id in reversed_ids)
    if items:
        yield f"that items are reversed; values are those of the form: {items}"
    if any(scale.missing.rule != "complete" for scale in instrument.scales):
        yield "how many answers may be missing"
    if any(scale.norms or scale.reliability or scale.bands for scale in instrument.scales):
        yield "norms, reliabilities and bands"
    if not all(item.text for item in instrument.items):
        yield "the wording, which the definition does not hold: items carry neutral labels"

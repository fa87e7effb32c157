"""The smallest scales of which the others are made: each item in one of them at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorewell.errors import DataError
from scorewell.model import Instrument, Scale
from scorewell.reliability.items import keyed_items

__all__ = ["Facet", "Keyed", "facets", "keyed_scales"]


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """A scale with the items behind it.

    Attributes
    ----------
    scale : Scale
        The scale.
    keyed : mapping of str to bool
        Its items in order, and whether each is reversed.
    """

    scale: Scale
    keyed: Mapping[str, bool]

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of the items."""
        return tuple(self.keyed)


Facet = Keyed


def keyed_scales(instrument: Instrument) -> tuple[Keyed, ...]:
    """Every scale with the items behind it; a composite that counts one twice is left out."""
    found = []
    for scale in instrument.scales:
        try:
            found.append(Keyed(scale=scale, keyed=keyed_items(instrument, scale.id)))
        except DataError:
            continue
    return tuple(found)


def facets(instrument: Instrument) -> tuple[Facet, ...]:
    """The scales that divide the scored items among them, as finely as the definition does.

    A scale that smaller ones make up completely gives way to them; of scales
    with the same items the first stays. Scales that overlap otherwise give way to
    the larger one.

    Examples
    --------
    >>> from scorewell.registry import open_registry
    >>> known = open_registry()
    >>> [facet.scale.id for facet in facets(known.load("core-om"))]
    ['wellbeing', 'problems', 'functioning', 'risk']
    >>> [facet.scale.id for facet in facets(known.load("wsas"))]
    ['total']
    """
    scales: list[Keyed] = []
    for one in keyed_scales(instrument):
        if not any(set(one.items) == set(other.items) for other in scales):
            scales.append(one)
    chosen: list[Keyed] = []
    for one in sorted(scales, key=lambda each: -len(each.items)):
        if not _apart(one, chosen):
            continue
        chosen += _parts(one, scales) or [one]
    order = {item.id: item.position for item in instrument.items}
    return tuple(sorted(chosen, key=lambda each: _place(each, instrument, order)))


def _place(one: Keyed, instrument: Instrument, order: Mapping[str, int]) -> tuple[int, int]:
    places = [scale.id for scale in instrument.scales]
    return places.index(one.scale.id), order[one.items[0]]


def _apart(one: Keyed, others: Iterable[Keyed]) -> bool:
    return all(not set(one.items) & set(other.items) for other in others)


def _parts(whole: Keyed, scales: Sequence[Keyed]) -> list[Keyed]:
    """Disjoint smaller scales that make up a scale, smallest first; nothing if none do."""
    taken: list[Keyed] = []
    smaller = [one for one in scales if set(one.items) < set(whole.items)]
    for one in sorted(smaller, key=lambda each: len(each.items)):
        if _apart(one, taken):
            taken.append(one)
    covered = {item for one in taken for item in one.items}
    return taken if covered == set(whole.items) else []

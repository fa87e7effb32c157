"""A questionnaire as a whole, with the examples that travel with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scorewell.definitions.model.covariates import Covariate
from scorewell.definitions.model.items import (
    Alert,
    Coding,
    Item,
    Skip,
)
from scorewell.definitions.model.scale import Scale
from scorewell.definitions.model.sources import (
    Licence,
    Note,
    Origin,
    Provenance,
    Source,
    TermCode,
)
from scorewell.results import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An answer sheet and what must come out of it.

    Attributes
    ----------
    answers : tuple
        Per item a number, None for a blank, or a code of the item's coding
        that says that the item does not apply.
    covariates : mapping of str to str or float
        What is known of the respondent.
    provenance : Provenance
        The text that prints it or the other program that computed it; empty
        where the scores follow from the key.
    """

    name: str
    answers: tuple[float | str | None, ...]
    covariates: Mapping[str, str | float] = field(default_factory=dict)
    scores: Mapping[str, float | None]
    bands: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    alerts: tuple[str, ...] = ()
    derivation: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another form of the same items that is scored alike, for example of the past week."""

    id: str
    differs: str
    provenance: Provenance = Provenance()


@dataclass(frozen=True, kw_only=True)
class Instrument(Shown):
    """A questionnaire as a whole.

    Attributes
    ----------
    digest : str
        SHA-256 of the definition file (and of each overlay applied, in
        order), hexadecimal.
    file : str
        Where the definition was read.
    overlays : tuple of Origin
        The overlays applied, in order.
    """

    id: str
    version: str
    name: str
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    about: Mapping[str, object] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    licence: Licence = Licence()
    sources: Mapping[str, Source] = field(default_factory=dict)
    codings: Mapping[str, Coding] = field(default_factory=dict)
    covariates: Mapping[str, Covariate] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    skips: tuple[Skip, ...] = ()
    scales: tuple[Scale, ...] = ()
    alerts: tuple[Alert, ...] = ()
    codes: tuple[TermCode, ...] = ()
    notes: tuple[Note, ...] = ()
    examples: tuple[Example, ...] = ()
    digest: str = ""
    file: str = ""
    overlays: tuple[Origin, ...] = ()

    @cached_property
    def _items_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _scales_by_id(self) -> Mapping[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    def item(self, item_id: str) -> Item:
        """The item with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._items_by_id[item_id]

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._scales_by_id[scale_id]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the instrument can be found, id first."""
        return tuple(name for name in (self.id, self.acronym, *self.aliases) if name)

    def column(self, scale_id: str) -> str:
        """Name of the column that holds a scale's score, ``id.scale``."""
        return f"{self.id}.{scale_id}"

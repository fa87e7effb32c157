"""Anything that has a score, and what happens when answers are missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from scorewell.definitions.model.covariates import Stratum
from scorewell.definitions.model.items import Item
from scorewell.definitions.model.published_statistics import (
    BandSet,
    ChangeDefaults,
    Norm,
    Reliability,
    Threshold,
)
from scorewell.definitions.model.sources import Provenance, TermCode


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRule:
    """What happens when answers are missing.

    Attributes
    ----------
    rule : {'complete', 'prorate', 'person-mean', 'decided', 'unknown'}
        See the schema. Under ``decided`` one answer is enough to ask the method,
        which gives a score where the answers there are decide it.
    max_missing : int or None
        Most answers that may be missing, as a count.
    max_share : float or None
        The same as a share of the items, itself still allowed.
    rounding : {'none', 'half-up'}
        Of a prorated score, or of each filled-in answer.
    """

    rule: str
    max_missing: int | None = None
    max_share: float | None = None
    rounding: str = "none"
    provenance: Provenance = Provenance()

    def allowed(self, parts: int) -> int:
        """How many of ``parts`` answers may be missing.

        Examples
        --------
        >>> MissingRule(rule="prorate", max_share=0.2).allowed(10)
        2
        >>> MissingRule(rule="prorate", max_missing=3).allowed(2)
        1
        >>> MissingRule(rule="unknown").allowed(10)
        0
        """
        if self.rule == "decided":
            limit = parts - 1
        elif self.max_missing is not None:
            limit = self.max_missing
        elif self.max_share is not None:
            # 0.3 x 10 is 3.0000000000000004 or 2.9999999999999996: a share
            # that is meant to give a whole number must give it.
            limit = math.floor(self.max_share * parts + 1e-9)
        else:
            limit = 0
        return min(limit, parts - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Items that do not belong to a scale for some respondents.

    Exactly one of ``stratum`` and ``not_applicable`` is set. An item that is
    left out is not missing: the scale has fewer items for this respondent.

    Attributes
    ----------
    items : tuple of str
        Ids of the items.
    stratum : Stratum or None
        For whom; somebody of whom it is not known keeps the items.
    not_applicable : bool
        For whoever says of the item that it does not apply.
    """

    items: tuple[str, ...]
    stratum: Stratum | None = None
    not_applicable: bool = False
    provenance: Provenance = Provenance()


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Anything that has a score: total, subscale or composite.

    Attributes
    ----------
    items : tuple of str
        Ids of the items; empty for a composite.
    scales : tuple of str
        Ids of the scales of a composite; empty otherwise.
    reversed : frozenset of str
        Ids of the reversed items, a subset of ``items``.
    recoded : mapping of str to mapping
        By item the value that each answer counts in this scale.
    left_out : tuple of LeftOut
        Items that do not count for some respondents.
    low, high : float
        Lowest and highest possible score.
    better : {'lower', 'higher', 'none'}
        Which direction is improvement.
    change : tuple of ChangeDefaults
        What the change engine takes unless told otherwise, strongest first:
        those of the overlays, last applied first, then the definition's.
    """

    id: str
    name: str
    kind: str = ""
    items: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    reversed: frozenset[str] = frozenset()
    recoded: Mapping[str, Mapping[float, float]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    method: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    missing: MissingRule
    low: float
    high: float
    better: str
    key: Provenance = Provenance()
    caution: str = ""
    reliability: tuple[Reliability, ...] = ()
    norms: tuple[Norm, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    bands: tuple[BandSet, ...] = ()
    change: tuple[ChangeDefaults, ...] = ()
    codes: tuple[TermCode, ...] = ()

    def values(self, item: Item) -> tuple[float, ...]:
        """What the answers to an item count in this scale, in the order of its coding."""
        if item.id in self.recoded:
            values = self.recoded[item.id]
            return tuple(values[each] for each in item.coding.values if each in values)
        coding = item.coding
        if item.id in self.reversed:
            return tuple(coding.lowest + coding.highest - value for value in coding.values)
        return coding.values

    def norm_set(self, name: str) -> tuple[Norm, ...]:
        """The norms of one set, or the single norm with this id."""
        return tuple(norm for norm in self.norms if name in {norm.set, norm.id})

    def norm_for(self, name: str, person: Mapping[str, str | float]) -> Norm | None:
        """The norm of a set that describes people like this one.

        Parameters
        ----------
        name : str
            A set of norms, or a single norm.
        person : mapping of str to str or float
            What is known of the respondent, by covariate, in the words of the
            definition: see :meth:`Covariate.read`.

        Returns
        -------
        Norm or None
            None where none is known to describe them.
        """
        for norm in self.norm_set(name):
            if norm.stratum is None or norm.stratum.holds(person):
                return norm
        return None

    def norm(self, norm_id: str) -> Norm | None:
        """The norm with this id, or None."""
        return next((norm for norm in self.norms if norm.id == norm_id), None)

    def reliability_entry(self, entry_id: str) -> Reliability | None:
        """The reliability with this id, or None."""
        return next((entry for entry in self.reliability if entry.id == entry_id), None)

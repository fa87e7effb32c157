"""Anything that has a score, and what happens when answers are missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from scorewell.definitions.model.covariates import STRATUM, Stratum
from scorewell.definitions.model.items import Item
from scorewell.definitions.model.keys import ITEM_REF, LOCAL_ID, Key, one_of, schema_entry
from scorewell.definitions.model.published_statistics import (
    BandSet,
    ChangeDefaults,
    Cutoff,
    Norm,
    Reliability,
    Threshold,
)
from scorewell.definitions.model.sources import CheckedFact, Codes, OptionalFact, Provenance


def _only_with_proration(name: str) -> dict[str, object]:
    return {
        "description": f"{name} belongs to the rules prorate and person-mean only.",
        "not": {},
    }


@schema_entry(
    "missing",
    "What happens when answers are missing. All answers missing is never a score.",
    allOf=[
        {
            "if": {
                "required": ["rule"],
                "properties": {"rule": {"enum": ["prorate", "person-mean"]}},
            },
            "then": {"oneOf": one_of("max_missing", "max_share")},
        },
        {
            "if": {
                "required": ["rule"],
                "properties": {"rule": {"enum": ["complete", "decided", "unknown"]}},
            },
            "then": {
                "properties": {
                    name: _only_with_proration(name)
                    for name in ("max_missing", "max_share", "rounding")
                }
            },
        },
    ],
)
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

    rule: Annotated[
        str,
        Key(
            "complete (every answer needed), prorate (scaled up from those given), "
            "person-mean (each gap takes the mean of this person's answers), decided (for a "
            "method that decides, such as criteria: a score wherever the answers given "
            "decide it), unknown (no rule is published: complete answers only, and the "
            "result says so).",
            schema={"enum": ["complete", "prorate", "person-mean", "decided", "unknown"]},
        ),
    ]
    max_missing: Annotated[
        int | None,
        Key("The most answers that may be missing, as a count.", schema={"minimum": 1}),
    ] = None
    max_share: Annotated[
        float | None,
        Key(
            "The most answers that may be missing, as a share of the items; the share "
            "itself is still allowed.",
            schema={"exclusiveMinimum": 0, "exclusiveMaximum": 1},
        ),
    ] = None
    rounding: Annotated[
        str,
        Key(
            "none, or half-up: a prorated score (under person-mean, each filled-in answer) "
            "is rounded to the nearest whole number, halves upwards.",
            schema={"enum": ["none", "half-up"]},
        ),
    ] = "none"
    provenance: OptionalFact = Provenance()

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


@schema_entry(
    "leftOut",
    "Items that do not belong to the scale for some respondents: they are not "
    "missing, the scale is shorter. Either for a stratum, or where the answer is "
    "that the item does not apply.",
    oneOf=one_of("for", "not_applicable"),
)
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

    items: Annotated[
        tuple[str, ...],
        Key(
            "The items, by id or position.",
            each=ITEM_REF,
            refers_to="item",
            schema={"minItems": 1},
        ),
    ]
    stratum: Annotated[
        Stratum | None,
        Key(name="for", shape=STRATUM, refers_to="covariate", convert=Stratum.of),
    ] = None
    not_applicable: Annotated[
        bool,
        Key(
            "True: for whoever answers that the item does not apply. Its coding says how "
            "that is written.",
            schema={"const": True},
        ),
    ] = False
    provenance: CheckedFact = Provenance()


@schema_entry(
    "recoding",
    "What the answers to some items count in this scale, where that is neither the "
    "answer itself nor its reversal.",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """What the answers to some items count in a scale, as a definition writes it."""

    items: Annotated[
        tuple[str, ...],
        Key(
            "The items, by id or position.",
            each=ITEM_REF,
            refers_to="item",
            schema={"minItems": 1},
        ),
    ]
    values: Annotated[
        tuple[tuple[float, float], ...],
        Key(
            "Pairs of answer and value, one for every answer of their coding: [[1, 100], "
            "[2, 50], [3, 0]].",
            each={"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}},
            schema={"minItems": 2},
        ),
    ]


def _recoded(entries: tuple[Recoding, ...]) -> dict[str, dict[float, float]]:
    """The values of each recoded item, by answer in the order of its coding."""
    return {
        item: {float(answer): float(value) for answer, value in recoding.values}
        for recoding in entries
        for item in recoding.items
    }


@schema_entry("scale", "One thing that has a score.", oneOf=one_of("items", "scales"))
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

    id: Annotated[str, Key(shape=LOCAL_ID, overlay="Id of a scale of the instrument.")]
    name: Annotated[
        str, Key("The name that a reader sees.", schema={"maxLength": 120}, alters="words")
    ]
    kind: Annotated[
        str,
        Key(
            "total, subscale or composite; for display only.",
            schema={"enum": ["total", "subscale", "composite"]},
            alters="words",
        ),
    ] = ""
    items: Annotated[
        tuple[str, ...],
        Key(
            "The items of this scale, by id or position.",
            each=ITEM_REF,
            refers_to="item",
            schema={"minItems": 1},
        ),
    ] = ()
    scales: Annotated[
        tuple[str, ...],
        Key(
            "For a composite: the ids of the scales it is made of.",
            each=LOCAL_ID,
            refers_to="scale",
            schema={"minItems": 1, "uniqueItems": True},
        ),
    ] = ()
    reversed: Annotated[
        frozenset[str],
        Key(
            "Those of its items that are reversed, by id or position: lowest + highest "
            "value of the coding, minus the answer.",
            each=ITEM_REF,
            refers_to="item",
        ),
    ] = frozenset()
    recoded: Annotated[
        Mapping[str, Mapping[float, float]],
        Key(
            "Items whose answers count something else here than elsewhere; no item is both "
            "reversed and recoded.",
            each=Recoding,
            schema={"type": "array", "minItems": 1},
            convert=_recoded,
        ),
    ] = field(default_factory=dict)
    left_out: Annotated[
        tuple[LeftOut, ...],
        Key(
            "Items that do not belong to the scale for some respondents.",
            schema={"minItems": 1},
        ),
    ] = ()
    method: Annotated[
        str,
        Key(
            "Name of a scoring method: sum, mean, rescaled, weighted, max, min, count, "
            "criteria, composite, table, or one that a plugin brings.",
            schema={"pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        ),
    ]
    parameters: Annotated[
        Mapping[str, object],
        Key("What the method needs to know; each method describes its own."),
    ] = field(default_factory=dict)
    missing: Annotated[
        MissingRule,
        Key("What happens when answers are missing. All answers missing is never a score."),
    ]
    low: Annotated[
        float,
        Key(
            "Lowest and highest possible score, as published. It must equal what the key "
            "can reach.",
            name="range",
            pair=0,
        ),
    ]
    high: Annotated[float, Key(name="range", pair=1)]
    auxiliary: Annotated[
        bool,
        Key(
            "True for a score that is only a step to another scale: outputs leave it out "
            "unless it is asked for by name.",
            schema={"const": True},
            alters="judgements",
        ),
    ] = False
    better: Annotated[
        str,
        Key(
            "Which direction is improvement: lower or higher; none where the score has no "
            "better end.",
            schema={"enum": ["lower", "higher", "none"]},
            alters="judgements",
        ),
    ]
    key: Annotated[Provenance, Key(required=True, alters="words")] = Provenance()
    caution: Annotated[str, Key("A known misuse or limit of this score.", alters="words")] = ""
    reliability: Annotated[
        tuple[Reliability, ...],
        Key(
            "Published reliabilities.",
            alters="judgements",
            overlay="Reliabilities to add; one with the id of a gap fills it.",
        ),
    ] = ()
    norms: Annotated[
        tuple[Norm, ...],
        Key(
            "Means and standard deviations of described samples, in the metric of this "
            "scale. A sample whose figures are not available is listed with a gap.",
            alters="judgements",
            overlay="Norms to add; one with the id of a gap fills it.",
        ),
    ] = ()
    thresholds: Annotated[
        tuple[Threshold, ...],
        Key(
            "Published change thresholds in points: minimal important or detectable change.",
            alters="judgements",
            overlay="Change thresholds to add.",
        ),
    ] = ()
    bands: Annotated[
        tuple[BandSet, ...],
        Key(
            "Published sets of labelled ranges.",
            alters="judgements",
            overlay="Band sets to add.",
        ),
    ] = ()
    cutoffs: Annotated[
        tuple[Cutoff, ...],
        Key(
            "Published cut-offs, each for a purpose and a group.",
            alters="judgements",
            overlay="Cut-offs to add.",
        ),
    ] = ()
    change: Annotated[
        tuple[ChangeDefaults, ...],
        Key(
            "What the change engine takes for this scale unless told otherwise, and why.",
            single=True,
            alters="judgements",
            overlay="Change defaults that take the place of the definition's, entry by entry.",
        ),
    ] = ()
    codes: Codes = ()

    @property
    def output_bands(self) -> tuple[BandSet, ...]:
        """The sets of bands that outputs show: the default, or all where there is none."""
        return tuple(bands for bands in self.bands if bands.default) or self.bands

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

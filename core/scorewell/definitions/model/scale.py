"""Anything that has a score, and what happens when answers are missing."""

from __future__ import annotations

import math
from collections.abc import Mapping

from scorewell.definitions.model.covariates import STRATUM, Stratum
from scorewell.definitions.model.items import Item
from scorewell.definitions.model.keys import (
    ITEM_REF,
    LOCAL_ID,
    document_class,
    document_key,
    one_of,
)
from scorewell.definitions.model.published_statistics import (
    BandSet,
    ChangeDefaults,
    Cutoff,
    Norm,
    Reliability,
    Threshold,
)
from scorewell.definitions.model.sources import Provenance, TermCode


def _only_with_proration(name: str) -> dict[str, object]:
    return {
        "description": f"{name} belongs to the rules prorate and person-mean only.",
        "not": {},
    }


@document_class(
    "missing",
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
class MissingRule:
    """What happens when answers are missing. All answers missing is never a score."""

    rule: str = document_key(
        "complete (every answer needed), prorate (scaled up from those given), person-mean "
        "(each gap takes the mean of this person's answers), decided (for a method that "
        "decides, such as criteria: a score wherever the answers given decide it), unknown "
        "(no rule is published: complete answers only, and the result says so).",
        schema={"enum": ["complete", "prorate", "person-mean", "decided", "unknown"]},
    )
    max_missing: int | None = document_key(
        "The most answers that may be missing, as a count.", schema={"minimum": 1}, default=None
    )
    max_share: float | None = document_key(
        "The most answers that may be missing, as a share of the items; the share itself is "
        "still allowed.",
        schema={"exclusiveMinimum": 0, "exclusiveMaximum": 1},
        default=None,
    )
    rounding: str = document_key(
        "none, or half-up: a prorated score (under person-mean, each filled-in answer) is "
        "rounded to the nearest whole number, halves upwards.",
        schema={"enum": ["none", "half-up"]},
        default="none",
    )
    provenance: Provenance = document_key(inline=(), default=Provenance())

    @property
    def estimates(self) -> bool:
        """Whether a score may rest on fewer values than the scale has parts."""
        return self.rule in {"prorate", "person-mean"}

    def most_missing(self, parts: int) -> int:
        """How many of ``parts`` answers may be missing.

        Examples
        --------
        >>> MissingRule(rule="prorate", max_share=0.2).most_missing(10)
        2
        >>> MissingRule(rule="prorate", max_missing=3).most_missing(2)
        1
        >>> MissingRule(rule="unknown").most_missing(10)
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


@document_class("leftOut", oneOf=one_of("for", "not_applicable"))
class LeftOut:
    """Items that do not belong to the scale for some respondents.

    They are not missing, the scale is shorter. Either for a stratum, or where the answer is
    that the item does not apply.
    """

    items: tuple[str, ...] = document_key(
        "The items, by id or position.",
        element=ITEM_REF,
        refers_to="item",
        schema={"minItems": 1},
    )
    stratum: Stratum | None = document_key(
        name="for", shape=STRATUM, refers_to="covariate", convert=Stratum.of, default=None
    )
    not_applicable: bool = document_key(
        "True: for whoever answers that the item does not apply. Its coding says how that "
        "is written.",
        schema={"const": True},
        default=False,
    )
    provenance: Provenance = document_key(inline=("checked",), default=Provenance())


@document_class(
    "recoding",
    description="What the answers to some items count in this scale, where that is neither the "
    "answer itself nor its reversal.",
)
class Recoding:
    """What the answers to some items count in a scale, as a definition writes it."""

    items: tuple[str, ...] = document_key(
        "The items, by id or position.",
        element=ITEM_REF,
        refers_to="item",
        schema={"minItems": 1},
    )
    values: tuple[tuple[float, float], ...] = document_key(
        "Pairs of answer and value, one for every answer of their coding: [[1, 100], [2, "
        "50], [3, 0]].",
        element={"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}},
        schema={"minItems": 2},
    )


def _values_by_item(entries: tuple[Recoding, ...]) -> dict[str, dict[float, float]]:
    """The values of each recoded item, by answer in the order of its coding."""
    return {
        item: {float(answer): float(value) for answer, value in recoding.values}
        for recoding in entries
        for item in recoding.items
    }


@document_class("scale", slots=False, oneOf=one_of("items", "scales"))
class Scale:
    """One thing that has a score."""

    id: str = document_key(shape=LOCAL_ID, overlay="Id of a scale of the instrument.")
    name: str = document_key(
        "The name that a reader sees.", schema={"maxLength": 120}, alters="words"
    )
    kind: str = document_key(
        "total, subscale or composite; for display only.",
        schema={"enum": ["total", "subscale", "composite"]},
        alters="words",
        default="",
    )
    items: tuple[str, ...] = document_key(
        "The items of this scale, by id or position.",
        element=ITEM_REF,
        refers_to="item",
        schema={"minItems": 1},
        default=(),
    )
    scales: tuple[str, ...] = document_key(
        "For a composite: the ids of the scales it is made of.",
        element=LOCAL_ID,
        refers_to="scale",
        schema={"minItems": 1, "uniqueItems": True},
        default=(),
    )
    reversed: frozenset[str] = document_key(
        "Those of its items that are reversed, by id or position: lowest + highest value of "
        "the coding, minus the answer.",
        element=ITEM_REF,
        refers_to="item",
        default=frozenset(),
    )
    recoded: Mapping[str, Mapping[float, float]] = document_key(
        "Items whose answers count something else here than elsewhere; no item is both "
        "reversed and recoded.",
        element=Recoding,
        schema={"type": "array", "minItems": 1},
        convert=_values_by_item,
        default_factory=dict,
    )
    left_out: tuple[LeftOut, ...] = document_key(
        "Items that do not belong to the scale for some respondents.",
        schema={"minItems": 1},
        default=(),
    )
    method: str = document_key(
        "Name of a scoring method: sum, mean, rescaled, weighted, max, min, count, "
        "criteria, composite, table, or one that a plugin brings.",
        schema={"pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
    )
    parameters: Mapping[str, object] = document_key(
        "What the method needs to know; each method describes its own.", default_factory=dict
    )
    missing: MissingRule = document_key(
        "What happens when answers are missing. All answers missing is never a score."
    )
    low: float = document_key(
        "Lowest and highest possible score, as published. It must equal what the key can "
        "reach.",
        name="range",
        pair=0,
    )
    high: float = document_key(name="range", pair=1)
    auxiliary: bool = document_key(
        "True for a score that is only a step to another scale, or that of a key which is "
        "not the default: outputs leave it out unless it is asked for by name.",
        schema={"const": True},
        alters="judgements",
        default=False,
    )
    better: str = document_key(
        "Which direction is improvement: lower or higher; none where the score has no "
        "better end.",
        schema={"enum": ["lower", "higher", "none"]},
        alters="judgements",
    )
    key: Provenance = document_key(required=True, alters="words", default=Provenance())
    caution: str = document_key(
        "A known misuse or limit of this score.", alters="words", default=""
    )
    reliability: tuple[Reliability, ...] = document_key(
        "Published reliabilities.",
        alters="judgements",
        overlay="Reliabilities to add; one with the id of a gap fills it.",
        default=(),
    )
    norms: tuple[Norm, ...] = document_key(
        "Means and standard deviations of described samples, in the metric of this scale. A "
        "sample whose figures are not available is listed with a gap.",
        alters="judgements",
        overlay="Norms to add; one with the id of a gap fills it.",
        default=(),
    )
    thresholds: tuple[Threshold, ...] = document_key(
        "Published change thresholds in points: minimal important or detectable change.",
        alters="judgements",
        overlay="Change thresholds to add.",
        default=(),
    )
    bands: tuple[BandSet, ...] = document_key(
        "Published sets of labelled ranges.",
        alters="judgements",
        overlay="Band sets to add.",
        default=(),
    )
    cutoffs: tuple[Cutoff, ...] = document_key(
        "Published cut-offs, each for a purpose and a group.",
        alters="judgements",
        overlay="Cut-offs to add.",
        default=(),
    )
    change: tuple[ChangeDefaults, ...] = document_key(
        "What the change engine takes for this scale unless told otherwise, and why.",
        single=True,
        alters="judgements",
        overlay="Change defaults that take the place of the definition's, entry by entry.",
        default=(),
    )
    codes: tuple[TermCode, ...] = document_key(
        "Codes of this thing in a terminology such as LOINC.", alters="words", default=()
    )

    @property
    def output_bands(self) -> tuple[BandSet, ...]:
        """The sets of bands that outputs show: the default, or all where there is none."""
        return tuple(bands for bands in self.bands if bands.default) or self.bands

    def values(self, item: Item) -> tuple[float, ...]:
        """What the answers to an item count in this scale, in the order of its coding."""
        if item.id in self.recoded:
            values = self.recoded[item.id]
            return tuple(values[answer] for answer in item.coding.values if answer in values)
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

    def cutoff(self, cutoff_id: str) -> Cutoff | None:
        """The published cut-off with this id, or None."""
        return next((entry for entry in self.cutoffs if entry.id == cutoff_id), None)

    def reliability_entry(self, entry_id: str) -> Reliability | None:
        """The reliability with this id, or None."""
        return next((entry for entry in self.reliability if entry.id == entry_id), None)

"""A questionnaire as a whole, with the examples that travel with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from scorewell.definitions.model.covariates import Covariate
from scorewell.definitions.model.items import (
    Alert,
    Coding,
    Item,
    Skip,
)
from scorewell.definitions.model.keys import (
    ENTRY_ID,
    FORMAT,
    INSTRUMENT_ID,
    VERSION,
    Key,
    schema_entry,
)
from scorewell.definitions.model.scale import Scale
from scorewell.definitions.model.sources import (
    CheckedFact,
    Codes,
    Licence,
    Note,
    Origin,
    Provenance,
    Source,
)
from scorewell.results import RichDisplay

_ANY_TEXT = {"type": "string"}


@schema_entry("example", "One answer sheet and what must come out.")
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

    name: Annotated[str, Key("What this example shows.")]
    answers: Annotated[
        tuple[float | str | None, ...],
        Key(
            "The answers in the order of the items; null is a blank, and text a code of the "
            "item's coding that says that it does not apply.",
            each={"type": ["number", "string", "null"]},
            schema={"minItems": 1},
        ),
    ]
    covariates: Annotated[
        Mapping[str, str | float],
        Key(
            "What is known of the respondent, by covariate.",
            each={"type": ["string", "number"]},
            schema={"minProperties": 1},
        ),
    ] = field(default_factory=dict)
    scores: Annotated[
        Mapping[str, float | None],
        Key(
            "The expected score of each scale; null where there must be none.",
            each={"type": ["number", "null"]},
            schema={"minProperties": 1},
        ),
    ]
    bands: Annotated[
        Mapping[str, Mapping[str, str]],
        Key(
            "Expected labels: scale, then band set, then label.",
            each={"type": "object", "additionalProperties": _ANY_TEXT},
        ),
    ] = field(default_factory=dict)
    alerts: Annotated[
        tuple[str, ...],
        Key("The items and scales whose alerts must be raised, and no others.", each=_ANY_TEXT),
    ] = ()
    derivation: Annotated[
        str,
        Key(
            "How the expected scores were obtained: by hand with the arithmetic, or from "
            "which text.",
            required=True,
        ),
    ] = ""
    provenance: Annotated[
        Provenance,
        Key(
            "The id of an entry in sources: the text that prints this example, or the other "
            "program that computed it. Without it, the scores follow from the key of this "
            "file.",
            inline=(),
            without=("read", "checked", "note"),
            alters="words",
        ),
    ] = Provenance()


@schema_entry("variant", "Another form that is scored alike.")
@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another form of the same items that is scored alike, for example of the past week."""

    id: Annotated[str, Key(shape=ENTRY_ID)]
    differs: Annotated[
        str, Key("In what it differs, for example that it asks about the past week.")
    ]
    provenance: CheckedFact = Provenance()


_ABOUT = {
    "additionalProperties": False,
    "required": ["construct", "informant"],
    "properties": {
        "construct": {
            "description": "What it measures, as one or more short terms.",
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"type": "string", "minLength": 1},
        },
        "informant": {
            "description": "Who answers.",
            "enum": ["self", "clinician", "parent", "teacher", "carer", "observer"],
        },
        "population": {
            "description": "For whom it is meant, for example adults.",
            "type": "string",
        },
        "recall": {
            "description": "The period or situation that the answers refer to.",
            "type": "string",
        },
        "form": {
            "description": "Which printed form and item order the positions refer to.",
            "type": "string",
        },
        "minutes": {
            "description": "Usual time to complete, in minutes.",
            "type": "number",
            "exclusiveMinimum": 0,
        },
    },
}


@schema_entry(
    "instrument",
    "One questionnaire, completely: its items, how they are scored, and every "
    "published number about it with its source. One file per instrument.",
    title="scorewell instrument definition",
    properties={"format": FORMAT},
)
@dataclass(frozen=True, kw_only=True)
class Instrument(RichDisplay):
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

    id: Annotated[str, Key(shape=INSTRUMENT_ID)]
    version: Annotated[str, Key(shape=VERSION)]
    name: Annotated[
        str,
        Key(
            "The full name of the instrument, as its authors write it.",
            schema={"maxLength": 200},
            alters="words",
        ),
    ]
    acronym: Annotated[
        str,
        Key(
            "The usual short name, for example PHQ-9. The instrument is found by it, "
            "whatever the case.",
            schema={"maxLength": 40},
            alters="words",
        ),
    ] = ""
    aliases: Annotated[
        tuple[str, ...],
        Key(
            "Other names people type when they look for this instrument.",
            each={"minLength": 1, "maxLength": 80},
            schema={"uniqueItems": True},
            alters="words",
        ),
    ] = ()
    about: Annotated[
        Mapping[str, object],
        Key(
            "What the instrument is for and who fills it in.",
            required=True,
            schema=_ABOUT,
            alters="words",
        ),
    ] = field(default_factory=dict)
    variants: Annotated[
        tuple[Variant, ...],
        Key(
            "Other forms with the same items, answers and scores, for example with another "
            "recall period.",
            schema={"minItems": 1},
            alters="words",
        ),
    ] = ()
    licence: Annotated[
        Licence,
        Key(
            "Three separate facts: may the key be used, may the wording be reproduced, may "
            "the norms be reproduced. What is not known is unknown.",
            required=True,
            alters="words",
            overlay="Evidence that the wording or norms in this overlay may be used here.",
        ),
    ] = Licence()
    sources: Annotated[
        Mapping[str, Source],
        Key(
            "Everything that is cited, by id. A source needs a title and at least a DOI, a "
            "web address or where it was published.",
            required=True,
            schema={"minProperties": 1},
            defines="source",
            alters="words",
            overlay="Everything that is cited, by id. A source needs a title and at least "
            "a DOI, a web address or where it was published.",
        ),
    ] = field(default_factory=dict)
    codings: Annotated[
        Mapping[str, Coding],
        Key(
            "The sets of allowed answers, by name. An answer outside its coding is never "
            "scored.",
            required=True,
            schema={"minProperties": 1},
            defines="coding",
            adding_alters="words",
            overlay="Labels of the answers in further languages, by coding of the instrument.",
        ),
    ] = field(default_factory=dict)
    covariates: Annotated[
        Mapping[str, Covariate],
        Key(
            "What a score or a norm depends on beside the answers, such as sex or age, by "
            "name. A column is bound to each; where it is needed and not known, there is no "
            "score, and the result says why.",
            schema={"minProperties": 1},
            defines="covariate",
            adding_alters="words",
            overlay="Covariates that the definition does not have and norms of this "
            "overlay are stratified by.",
        ),
    ] = field(default_factory=dict)
    items: Annotated[
        tuple[Item, ...],
        Key(
            "The items in the order of the form.",
            required=True,
            schema={"minItems": 1, "maxItems": 1000},
            defines="item",
            overlay="Local labels and wording, by item.",
        ),
    ] = ()
    skips: Annotated[
        tuple[Skip, ...],
        Key(
            "Items that the form lets a respondent skip after an answer, and what they "
            "count then. Only a blank is filled; an answer stays.",
            schema={"minItems": 1},
        ),
    ] = ()
    scales: Annotated[
        tuple[Scale, ...],
        Key(
            "Everything that has a score: totals, subscales, composites.",
            required=True,
            schema={"minItems": 1},
            defines="scale",
            adding_alters="words",
            overlay="Entries to add to scales of the instrument.",
        ),
    ] = ()
    alerts: Annotated[
        tuple[Alert, ...],
        Key(
            "Answers or scores that a person should look at on the same day.",
            alters="judgements",
        ),
    ] = ()
    codes: Codes = ()
    notes: Annotated[
        tuple[Note, ...],
        Key(
            "Pitfalls, conflicts between sources and other things a careful user wants to "
            "know.",
            alters="words",
            overlay="Notes to add.",
        ),
    ] = ()
    examples: Annotated[
        tuple[Example, ...],
        Key(
            "Answer sheets with the scores that they must give; they travel with the "
            "definition and are run by every check.",
            required=True,
            schema={"minItems": 1},
            alters="words",
        ),
    ] = ()
    digest: str = ""
    file: str = ""
    overlays: tuple[Origin, ...] = ()

    @cached_property
    def _items_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _scales_by_id(self) -> Mapping[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    @property
    def output_scales(self) -> tuple[Scale, ...]:
        """The scales that outputs show; all of them where each is only a step to another."""
        return tuple(scale for scale in self.scales if not scale.auxiliary) or self.scales

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

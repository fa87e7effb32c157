"""A questionnaire as a whole, with the examples that travel with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from scorewell.definitions.model.covariates import Covariate
from scorewell.definitions.model.items import Alert, Coding, Item, Skip
from scorewell.definitions.model.keys import (
    ENTRY_ID,
    FORMAT,
    INSTRUMENT_ID,
    VERSION,
    document_class,
    document_key,
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
from scorewell.errors import Finding
from scorewell.results import RichDisplay

_ANY_TEXT = {"type": "string"}


@document_class("example")
class Example:
    """One answer sheet and what must come out."""

    name: str = document_key("What this example shows.")
    answers: tuple[float | str | None, ...] = document_key(
        "The answers in the order of the items; null is a blank, and text a code of the "
        "item's coding that says that it does not apply.",
        element={"type": ["number", "string", "null"]},
        schema={"minItems": 1},
    )
    covariates: Mapping[str, str | float] = document_key(
        "What is known of the respondent, by covariate.",
        element={"type": ["string", "number"]},
        schema={"minProperties": 1},
        default_factory=dict,
    )
    scores: Mapping[str, float | None] = document_key(
        "The expected score of each scale; null where there must be none.",
        element={"type": ["number", "null"]},
        schema={"minProperties": 1},
    )
    bands: Mapping[str, Mapping[str, str | None]] = document_key(
        "Expected labels: scale, then band set, then label; null where there must be none.",
        element={"type": "object", "additionalProperties": {"type": ["string", "null"]}},
        default_factory=dict,
    )
    alerts: tuple[str, ...] = document_key(
        "The items and scales whose alerts must be raised, and no others.",
        element=_ANY_TEXT,
        default=(),
    )
    derivation: str = document_key(
        "How the expected scores were obtained: by hand with the arithmetic, or from which "
        "text.",
        required=True,
        default="",
    )
    provenance: Provenance = document_key(
        "The id of an entry in sources: the text that prints this example, or the other "
        "program that computed it. Without it, the scores follow from the key of this file.",
        inline=(),
        without=("read", "checked", "note"),
        default=Provenance(),
    )


@document_class("variant")
class Variant:
    """Another form that is scored alike."""

    id: str = document_key(shape=ENTRY_ID)
    differs: str = document_key(
        "In what it differs, for example that it asks about the past week."
    )
    provenance: Provenance = document_key(inline=("checked",), default=Provenance())


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


@document_class(
    "instrument",
    slots=False,
    title="scorewell instrument definition",
    properties={"format": FORMAT},
)
class Instrument(RichDisplay):
    """One questionnaire, completely.

    Its items, how they are scored, and every published number about it with its source. One
    file per instrument.

    Attributes
    ----------
    digest : str
        SHA-256 of the definition file (and of each overlay applied, in
        order), hexadecimal.
    file : str
        Where the definition was read.
    overlays : tuple of Origin
        The overlays applied, in order.
    accepted_errors : tuple of Finding
        Errors of the definition, or of an overlay, that the user insisted on using.
    """

    id: str = document_key(shape=INSTRUMENT_ID)
    version: str = document_key(shape=VERSION)
    name: str = document_key(
        "The full name of the instrument, as its authors write it.",
        schema={"maxLength": 200},
        alters="words",
    )
    acronym: str = document_key(
        "The usual short name, for example PHQ-9. The instrument is found by it, whatever "
        "the case.",
        schema={"maxLength": 40},
        alters="words",
        default="",
    )
    aliases: tuple[str, ...] = document_key(
        "Other names people type when they look for this instrument.",
        element={"minLength": 1, "maxLength": 80},
        schema={"uniqueItems": True},
        alters="words",
        default=(),
    )
    about: Mapping[str, object] = document_key(
        "What the instrument is for and who fills it in.",
        required=True,
        schema=_ABOUT,
        alters="words",
        default_factory=dict,
    )
    variants: tuple[Variant, ...] = document_key(
        "Other forms with the same items, answers and scores, for example with another "
        "recall period.",
        schema={"minItems": 1},
        alters="words",
        default=(),
    )
    licence: Licence = document_key(
        "Three separate facts: may the key be used, may the wording be reproduced, may the "
        "norms be reproduced. What is not known is unknown.",
        required=True,
        alters="words",
        overlay="Evidence that the wording or norms in this overlay may be used here.",
        default=Licence(),
    )
    sources: Mapping[str, Source] = document_key(
        "Everything that is cited, by id. A source needs a title and at least a DOI, a web "
        "address or where it was published.",
        required=True,
        schema={"minProperties": 1},
        defines="source",
        alters="words",
        overlay="Everything that is cited, by id. A source needs a title and at least a DOI, a "
        "web address or where it was published.",
        default_factory=dict,
    )
    codings: Mapping[str, Coding] = document_key(
        "The sets of allowed answers, by name. An answer outside its coding is never scored.",
        required=True,
        schema={"minProperties": 1},
        defines="coding",
        adding_alters="words",
        overlay="Labels of the answers in further languages, by coding of the instrument.",
        default_factory=dict,
    )
    covariates: Mapping[str, Covariate] = document_key(
        "What a score or a norm depends on beside the answers, such as sex or age, by name. "
        "A column is bound to each; where it is needed and not known, there is no score, "
        "and the result says why.",
        schema={"minProperties": 1},
        defines="covariate",
        adding_alters="words",
        overlay="Covariates that the definition does not have and norms of this overlay are "
        "stratified by.",
        default_factory=dict,
    )
    items: tuple[Item, ...] = document_key(
        "The items in the order of the form.",
        required=True,
        schema={"minItems": 1, "maxItems": 1000},
        defines="item",
        overlay="Local labels and wording, by item.",
        default=(),
    )
    skips: tuple[Skip, ...] = document_key(
        "Items that the form lets a respondent skip after an answer, and what they count "
        "then. Only a blank is filled; an answer stays.",
        schema={"minItems": 1},
        default=(),
    )
    scales: tuple[Scale, ...] = document_key(
        "Everything that has a score: totals, subscales, composites.",
        required=True,
        schema={"minItems": 1},
        defines="scale",
        adding_alters="words",
        overlay="Entries to add to scales of the instrument.",
        default=(),
    )
    alerts: tuple[Alert, ...] = document_key(
        "Answers or scores that a person should look at on the same day.",
        alters="judgements",
        default=(),
    )
    codes: tuple[TermCode, ...] = document_key(
        "Codes of this thing in a terminology such as LOINC.", alters="words", default=()
    )
    notes: tuple[Note, ...] = document_key(
        "Pitfalls, conflicts between sources and other things a careful user wants to know.",
        alters="words",
        overlay="Notes to add.",
        default=(),
    )
    examples: tuple[Example, ...] = document_key(
        "Answer sheets with the scores that they must give; they travel with the definition "
        "and are run by every check.",
        required=True,
        schema={"minItems": 1},
        alters="words",
        default=(),
    )
    digest: str = ""
    file: str = ""
    overlays: tuple[Origin, ...] = ()
    accepted_errors: tuple[Finding, ...] = ()

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

"""What a definition says, as frozen values.

An :class:`Instrument` is the whole of one questionnaire; everything below it
is a value without behaviour beyond what follows from its own fields. The
format in which people write it is described, property by property, in
``schemas/instrument.schema.json``; the attributes here carry the same names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell._lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.definitions.model.covariates import Covariate, Limit, Stratum
    from scorewell.definitions.model.instrument import Example, Instrument, Variant
    from scorewell.definitions.model.items import Alert, Answer, Coding, Item, Skip, Translation
    from scorewell.definitions.model.outcome_rule import (
        BAND_PLACES,
        FACTS,
        Amount,
        Choice,
        Condition,
        Edge,
        MeasureThresholds,
        OutcomeRule,
        Role,
        RuleOption,
        RuleOutcome,
    )
    from scorewell.definitions.model.published_statistics import (
        Band,
        BandSet,
        ChangeChoices,
        ChangeDefaults,
        Cutoff,
        Norm,
        Reliability,
        TargetGroup,
        Threshold,
    )
    from scorewell.definitions.model.scale import LeftOut, MissingRule, Scale
    from scorewell.definitions.model.sources import (
        Licence,
        LicenceFact,
        Note,
        Origin,
        Provenance,
        Sample,
        Source,
        TermCode,
    )

__all__ = [
    "BAND_PLACES",
    "FACTS",
    "Alert",
    "Amount",
    "Answer",
    "Band",
    "BandSet",
    "ChangeChoices",
    "ChangeDefaults",
    "Choice",
    "Coding",
    "Condition",
    "Covariate",
    "Cutoff",
    "Edge",
    "Example",
    "Instrument",
    "Item",
    "LeftOut",
    "Licence",
    "LicenceFact",
    "Limit",
    "MeasureThresholds",
    "MissingRule",
    "Norm",
    "Note",
    "Origin",
    "OutcomeRule",
    "Provenance",
    "Reliability",
    "Role",
    "RuleOption",
    "RuleOutcome",
    "Sample",
    "Scale",
    "Skip",
    "Source",
    "Stratum",
    "TargetGroup",
    "TermCode",
    "Threshold",
    "Translation",
    "Variant",
]

__getattr__ = lazy_names(
    __name__,
    {
        "covariates": ("Covariate", "Limit", "Stratum"),
        "published_statistics": (
            "Band",
            "BandSet",
            "ChangeChoices",
            "ChangeDefaults",
            "Cutoff",
            "Norm",
            "Reliability",
            "TargetGroup",
            "Threshold",
        ),
        "instrument": ("Example", "Instrument", "Variant"),
        "items": ("Alert", "Answer", "Coding", "Item", "Skip", "Translation"),
        "outcome_rule": (
            "BAND_PLACES",
            "FACTS",
            "Amount",
            "Choice",
            "Condition",
            "Edge",
            "MeasureThresholds",
            "OutcomeRule",
            "Role",
            "RuleOption",
            "RuleOutcome",
        ),
        "scale": ("LeftOut", "MissingRule", "Scale"),
        "sources": (
            "Licence",
            "LicenceFact",
            "Note",
            "Origin",
            "Provenance",
            "Sample",
            "Source",
            "TermCode",
        ),
    },
)

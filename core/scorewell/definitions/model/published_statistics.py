"""Published figures about a scale, and the ranges that have a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from scorewell.definitions.model.covariates import STRATUM, Stratum
from scorewell.definitions.model.keys import ENTRY_ID, Key, one_of, schema_entry
from scorewell.definitions.model.sources import (
    Origin,
    Provenance,
    Sample,
    SourcedFact,
    SourcedFigure,
)

_COEFFICIENT = {"exclusiveMinimum": 0, "maximum": 1}
_POINTS = {"exclusiveMinimum": 0}


@schema_entry(
    "reliability",
    "One published reliability: a value, a bound, a range over studies, or, with "
    "gap, a reference whose figure is not available here.",
    oneOf=[*one_of("value", "at_least", "between", beside=("checked",)), {"required": ["gap"]}],
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """A published reliability: a value, a bound, a range, or a gap."""

    id: Annotated[str, Key(shape=ENTRY_ID)]
    statistic: Annotated[
        str,
        Key(
            "Which coefficient.",
            schema={"enum": ["alpha", "omega", "retest", "icc", "split-half"]},
        ),
    ]
    value: Annotated[float | None, Key("The coefficient.", schema=_COEFFICIENT)] = None
    at_least: Annotated[
        float | None,
        Key("A lower bound, where the source gives only that.", schema=_COEFFICIENT),
    ] = None
    between: Annotated[
        tuple[float, float] | None,
        Key("Lowest and highest value over several studies.", each=_COEFFICIENT),
    ] = None
    gap: Annotated[str, Key("Why there is no figure.", alters="words")] = ""
    sample: Annotated[Sample, Key(required=True, alters="words")] = Sample()
    provenance: SourcedFact = Provenance()
    origin: Origin = Origin()


def _percentiles(rows: Sequence[Mapping[str, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((row["score"], row["percentile"]) for row in rows)


@schema_entry(
    "norm",
    "Mean and standard deviation of one described sample. Where one of them is not "
    "available, gap says why.",
    anyOf=[
        {"required": ["mean", "sd", "checked"]},
        {"required": ["percentiles", "checked"]},
        {"required": ["gap"]},
    ],
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Mean and standard deviation of a described sample, or a gap.

    Attributes
    ----------
    set : str
        Name of the set of norms to which this one belongs: one sample, in
        strata that do not overlap. Empty for a norm that stands alone.
    stratum : Stratum or None
        Who in the sample it describes; None for everybody.
    percentiles : tuple of (score, percentile)
        The published table of percentiles, by ascending score; empty if none.
    """

    id: Annotated[str, Key(shape=ENTRY_ID)]
    set: Annotated[
        str,
        Key(
            "Name of the set of norms to which this one belongs: one study, in strata that "
            "do not overlap. The set is chosen as a whole, and each respondent is held "
            "against the norm of their stratum.",
            shape=ENTRY_ID,
        ),
    ] = ""
    stratum: Annotated[
        Stratum | None,
        Key(name="for", shape=STRATUM, refers_to="covariate", convert=Stratum.of),
    ] = None
    population: Annotated[
        str,
        Key(
            "clinical, non-clinical (the functional population), general (not selected for "
            "health), or other.",
            schema={"enum": ["clinical", "non-clinical", "general", "other"]},
        ),
    ]
    mean: Annotated[float | None, Key("Mean of the scores, in the metric of this scale.")] = (
        None
    )
    sd: Annotated[float | None, Key("Standard deviation of the scores.", schema=_POINTS)] = None
    n: Annotated[
        int | None, Key("Number of people the figures rest on.", schema={"minimum": 2})
    ] = None
    percentiles: Annotated[
        tuple[tuple[float, float], ...],
        Key(
            "The published table of percentiles, from the lowest score to the highest. A "
            "score that is not in it has no percentile; nothing is interpolated.",
            schema={"minItems": 2},
            each={
                "type": "object",
                "additionalProperties": False,
                "required": ["score", "percentile"],
                "properties": {
                    "score": {"description": "The score.", "type": "number"},
                    "percentile": {
                        "description": "Its percentile, as the table prints it.",
                        "type": "number",
                        "minimum": 0,
                        "maximum": 100,
                    },
                },
            },
            convert=_percentiles,
        ),
    ] = ()
    gap: Annotated[str, Key("Why a figure is missing, and what to do.", alters="words")] = ""
    illustrative: Annotated[
        bool,
        Key(
            "True for figures that are made up to show how something works. They are marked "
            "wherever they are used."
        ),
    ] = False
    sample: Annotated[Sample, Key(required=True, alters="words")] = Sample()
    provenance: SourcedFact = Provenance()
    origin: Origin = Origin()


@schema_entry(
    "threshold",
    "One published amount of change, in points of this scale.",
    oneOf=one_of("value", "between"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A published amount of change, in points."""

    id: Annotated[str, Key(shape=ENTRY_ID)]
    kind: Annotated[
        str,
        Key(
            "mic (minimal important change), mdc95 or mdc (minimal detectable change), "
            "reliable (a published reliable-change threshold), other.",
            schema={"enum": ["mic", "mdc95", "mdc", "reliable", "other"]},
        ),
    ]
    value: Annotated[float | None, Key("The amount, in points.", schema=_POINTS)] = None
    between: Annotated[
        tuple[float, float] | None, Key("Lowest and highest published amount.", each=_POINTS)
    ] = None
    method: Annotated[str, Key("How it was obtained.", alters="words")] = ""
    sample: Annotated[Sample, Key(required=True, alters="words")] = Sample()
    provenance: SourcedFigure = Provenance()
    origin: Origin = Origin()


@schema_entry(
    "band",
    "One labelled range.",
    allOf=[{"oneOf": one_of("from", "above")}, {"oneOf": one_of("below", "to")}],
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A labelled range; each edge either belongs to it or does not."""

    label: Annotated[str, Key("The label of the source.")]
    low: Annotated[
        float,
        Key(
            choices={
                "from": "Lower edge; the edge itself belongs to this band.",
                "above": "Lower edge; the edge itself does not belong to this band.",
            }
        ),
    ]
    high: Annotated[
        float,
        Key(
            choices={
                "below": "Upper edge; the edge itself does not belong to this band.",
                "to": "Upper edge; the edge itself belongs to this band.",
            }
        ),
    ]
    low_included: Annotated[bool, Key(chosen=("from",))] = True
    high_included: Annotated[bool, Key(chosen=("to",))] = False

    def holds(self, score: float) -> bool:
        """Whether ``score`` lies in this band."""
        above = score >= self.low if self.low_included else score > self.low
        below = score <= self.high if self.high_included else score < self.high
        return above and below

    @property
    def interval(self) -> str:
        """The range in interval notation, for example ``[20, 31)``."""
        left, right = "(["[self.low_included], ")]"[self.high_included]
        return f"{left}{self.low:g}, {self.high:g}{right}"


@schema_entry("group", "The people whom a figure is for.", shorthand="description")
@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup:
    """The people whom a figure is for.

    Attributes
    ----------
    stratum : Stratum or None
        The same as limits of covariates, where they can be told from the data.
    """

    description: Annotated[str, Key("The group in a few words.")]
    population: Annotated[
        str,
        Key(
            "clinical, non-clinical, general (not selected for health), or other.",
            schema={"enum": ["clinical", "non-clinical", "general", "other"]},
        ),
    ] = ""
    age: Annotated[str, Key("Ages, in words.")] = ""
    sex: Annotated[str, Key("Sex, in words.")] = ""
    country: Annotated[str, Key("Country or countries.")] = ""
    language: Annotated[str, Key("Language of the form.")] = ""
    stratum: Annotated[
        Stratum | None,
        Key(name="limits", shape=STRATUM, refers_to="covariate", convert=Stratum.of),
    ] = None

    @property
    def text(self) -> str:
        """The group for a reader."""
        facts = (self.population, self.sex, self.age, self.country, self.language)
        limits = self.stratum.text if self.stratum else ""
        return ", ".join(filter(None, (self.description, *facts, limits)))


@schema_entry(
    "bandSet",
    "One published set of labelled ranges that together cover every possible score once.",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class BandSet:
    """A set of bands that covers every possible score once."""

    id: Annotated[str, Key(shape=ENTRY_ID)]
    group: Annotated[TargetGroup | None, Key("For whom the set is.", name="for")] = None
    default: Annotated[
        bool,
        Key(
            "True for the set that outputs show; the others stay in the definition. Without a "
            "default they show every set.",
            schema={"const": True},
        ),
    ] = False
    name: Annotated[str, Key("What the labels describe.", alters="words")]
    bands: Annotated[
        tuple[Band, ...], Key("From the lowest scores to the highest.", schema={"minItems": 2})
    ]
    provenance: SourcedFigure = Provenance()
    origin: Origin = Origin()

    @property
    def title(self) -> str:
        """What the labels describe, and for whom."""
        return f"{self.name} (for {self.group.text})" if self.group else self.name

    def label(self, score: float) -> str | None:
        """The label of a score; None outside of all bands."""
        return next((band.label for band in self.bands if band.holds(score)), None)


@schema_entry(
    "cutoff",
    "One published cut-off: which scores are functional, or not cases.",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """A published score that divides a scale in two.

    Attributes
    ----------
    edge : {'below', 'at-or-below', 'above', 'at-or-above'}
        Which scores lie on the functional side.
    kind : {'clinical-functional', 'caseness', 'screening'}
        What it divides.
    group : TargetGroup or None
        For whom it is.
    metric : str
        In what the value is counted; empty for the scores of the scale.
    """

    id: Annotated[str, Key(shape=ENTRY_ID)]
    value: Annotated[float, Key("The score.")]
    edge: Annotated[
        str,
        Key(
            "Which scores are functional: below, at-or-below, above or at-or-above the value.",
            schema={"enum": ["below", "at-or-below", "above", "at-or-above"]},
        ),
    ]
    kind: Annotated[
        str,
        Key(
            "clinical-functional (between the two populations), caseness (a diagnosis, or what "
            "a service counts as a case), or screening (who is looked at further).",
            schema={"enum": ["clinical-functional", "caseness", "screening"]},
        ),
    ]
    group: Annotated[TargetGroup | None, Key("For whom it is.", name="for")] = None
    metric: Annotated[
        str,
        Key(
            "In what the value is counted, where that is not the score of the scale: T score.",
            alters="words",
        ),
    ] = ""
    provenance: SourcedFigure = Provenance()
    origin: Origin = Origin()

    @property
    def text(self) -> str:
        """The cut-off for a reader: ``functional below 10``."""
        unit = f" ({self.metric})" if self.metric else ""
        return f"functional {self.edge.replace('-', ' ')} {self.value:g}{unit}"


_NAME = {"type": "string"}
_CRITERION = {"enum": ["a", "b", "c", "auto"]}


@schema_entry("changeChoices", "What the change engine takes for one respondent, and why.")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeChoices:
    """What the change engine takes for a scale unless told otherwise."""

    reliability: Annotated[
        str, Key("Id of one of this scale's reliabilities.", schema=_NAME)
    ] = ""
    sd: Annotated[
        str, Key("Id of the norm whose standard deviation the limit takes.", schema=_NAME)
    ] = ""
    clinical: Annotated[
        str, Key("Id of the norm of the clinical population.", schema=_NAME)
    ] = ""
    functional: Annotated[
        str, Key("Id of the norm of the functional population.", schema=_NAME)
    ] = ""
    criterion: Annotated[
        str,
        Key(
            "a, b, c, or auto: c where functional norms exist, otherwise a.", schema=_CRITERION
        ),
    ] = ""
    why: Annotated[str, Key("The reason for these choices.", required=True, alters="words")] = (
        ""
    )
    origin: Origin = Origin()


@schema_entry(
    "changeDefaults",
    "What the change engine takes for this scale unless told otherwise, and why.",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDefaults(ChangeChoices):
    """What the change engine takes for a scale unless told otherwise.

    Attributes
    ----------
    without_sample : ChangeChoices or None
        What it takes for one respondent, who has no baseline scores of others
        beside their own.
    """

    sd: Annotated[
        str,
        Key(
            "baseline (all baseline scores), pairs (baseline scores of complete pairs), or "
            "the id of one of this scale's norms.",
            schema=_NAME,
        ),
    ] = ""
    clinical: Annotated[
        str,
        Key(
            "Id of the norm of the clinical population; without it, the sample's own "
            "baseline scores stand for it.",
            schema=_NAME,
        ),
    ] = ""
    without_sample: Annotated[
        ChangeChoices | None,
        Key(
            "What is taken for one respondent, where there are no baseline scores of "
            "others: norms in the place of the sample. What it does not say is taken from "
            "the entries beside it."
        ),
    ] = None

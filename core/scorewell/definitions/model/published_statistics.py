"""Published figures about a scale, and the ranges that have a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scorewell.definitions.model.covariates import STRATUM, Stratum
from scorewell.definitions.model.keys import ENTRY_ID, document_class, document_key, one_of
from scorewell.definitions.model.sources import Origin, Provenance, Sample

_COEFFICIENT = {"exclusiveMinimum": 0, "maximum": 1}
_POINTS = {"exclusiveMinimum": 0}


@document_class(
    "reliability",
    oneOf=[*one_of("value", "at_least", "between", beside=("checked",)), {"required": ["gap"]}],
)
class Reliability:
    """One published reliability.

    A value, a bound, a range over studies, or, with gap, a reference whose figure is not
    available here.
    """

    id: str = document_key(shape=ENTRY_ID)
    statistic: str = document_key(
        "Which coefficient.", schema={"enum": ["alpha", "omega", "retest", "icc", "split-half"]}
    )
    value: float | None = document_key("The coefficient.", schema=_COEFFICIENT, default=None)
    at_least: float | None = document_key(
        "A lower bound, where the source gives only that.", schema=_COEFFICIENT, default=None
    )
    between: tuple[float, float] | None = document_key(
        "Lowest and highest value over several studies.", element=_COEFFICIENT, default=None
    )
    gap: str = document_key("Why there is no figure.", alters="words", default="")
    sample: Sample = document_key(required=True, alters="words", default=Sample())
    provenance: Provenance = document_key(inline=("source",), default=Provenance())
    origin: Origin = Origin()


def _percentiles(rows: Sequence[Mapping[str, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((row["score"], row["percentile"]) for row in rows)


@document_class(
    "norm",
    anyOf=[
        {"required": ["mean", "sd", "checked"]},
        {"required": ["percentiles", "checked"]},
        {"required": ["gap"]},
    ],
)
class Norm:
    """Mean and standard deviation of one described sample.

    Where one of them is not available, gap says why.
    """

    id: str = document_key(shape=ENTRY_ID)
    set: str = document_key(
        "Name of the set of norms to which this one belongs: one study, in strata that do "
        "not overlap. The set is chosen as a whole, and each respondent is compared with the "
        "norm of their stratum.",
        shape=ENTRY_ID,
        default="",
    )
    stratum: Stratum | None = document_key(
        name="for", shape=STRATUM, refers_to="covariate", convert=Stratum.of, default=None
    )
    population: str = document_key(
        "clinical, non-clinical (the functional population), general (not selected for "
        "health), or other.",
        schema={"enum": ["clinical", "non-clinical", "general", "other"]},
    )
    mean: float | None = document_key(
        "Mean of the scores, in the metric of this scale.", default=None
    )
    sd: float | None = document_key(
        "Standard deviation of the scores.", schema=_POINTS, default=None
    )
    n: int | None = document_key(
        "Number of people the figures rest on.", schema={"minimum": 2}, default=None
    )
    percentiles: tuple[tuple[float, float], ...] = document_key(
        "The published table of percentiles, from the lowest score to the highest. A score "
        "that is not in it has no percentile; nothing is interpolated.",
        schema={"minItems": 2},
        element={
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
        default=(),
    )
    gap: str = document_key(
        "Why a figure is missing, and what to do.", alters="words", default=""
    )
    illustrative: bool = document_key(
        "True for figures that are made up to show how something works. They are marked "
        "wherever they are used.",
        default=False,
    )
    sample: Sample = document_key(required=True, alters="words", default=Sample())
    provenance: Provenance = document_key(inline=("source",), default=Provenance())
    origin: Origin = Origin()


@document_class("threshold", oneOf=one_of("value", "between"))
class Threshold:
    """One published amount of change, in points of this scale."""

    id: str = document_key(shape=ENTRY_ID)
    kind: str = document_key(
        "mic (minimal important change), mdc95 or mdc (minimal detectable change), reliable "
        "(a published reliable-change threshold), other.",
        schema={"enum": ["mic", "mdc95", "mdc", "reliable", "other"]},
    )
    value: float | None = document_key("The amount, in points.", schema=_POINTS, default=None)
    between: tuple[float, float] | None = document_key(
        "Lowest and highest published amount.", element=_POINTS, default=None
    )
    method: str = document_key("How it was obtained.", alters="words", default="")
    sample: Sample = document_key(required=True, alters="words", default=Sample())
    provenance: Provenance = document_key(inline=("source", "checked"), default=Provenance())
    origin: Origin = Origin()


@document_class(
    "band", allOf=[{"oneOf": one_of("from", "above")}, {"oneOf": one_of("below", "to")}]
)
class Band:
    """One labelled range."""

    label: str = document_key("The label of the source.")
    low: float = document_key(
        choices={
            "from": "Lower edge; the edge itself belongs to this band.",
            "above": "Lower edge; the edge itself does not belong to this band.",
        }
    )
    high: float = document_key(
        choices={
            "below": "Upper edge; the edge itself does not belong to this band.",
            "to": "Upper edge; the edge itself belongs to this band.",
        }
    )
    low_included: bool = document_key(choice_keys=("from",), default=True)
    high_included: bool = document_key(choice_keys=("to",), default=False)

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


@document_class("group", shorthand="description")
class TargetGroup:
    """The people whom a figure is for."""

    description: str = document_key("The group in a few words.")
    population: str = document_key(
        "clinical, non-clinical, general (not selected for health), or other.",
        schema={"enum": ["clinical", "non-clinical", "general", "other"]},
        default="",
    )
    age: str = document_key("Ages, in words.", default="")
    sex: str = document_key("Sex, in words.", default="")
    country: str = document_key("Country or countries.", default="")
    language: str = document_key("Language of the form.", default="")
    stratum: Stratum | None = document_key(
        name="limits", shape=STRATUM, refers_to="covariate", convert=Stratum.of, default=None
    )

    @property
    def text(self) -> str:
        """The group for a reader."""
        facts = (self.population, self.sex, self.age, self.country, self.language)
        limits = self.stratum.text if self.stratum else ""
        return ", ".join(filter(None, (self.description, *facts, limits)))


@document_class("bandSet")
class BandSet:
    """One published set of labelled ranges that together cover every possible score once."""

    id: str = document_key(shape=ENTRY_ID)
    group: TargetGroup | None = document_key("For whom the set is.", name="for", default=None)
    default: bool = document_key(
        "True for the set that outputs show; the others stay in the definition. Without a "
        "default they show every set.",
        schema={"const": True},
        default=False,
    )
    name: str = document_key("What the labels describe.", alters="words")
    bands: tuple[Band, ...] = document_key(
        "From the lowest scores to the highest.", schema={"minItems": 2}
    )
    shorter_form: str = document_key(
        "Whether the set holds for respondents for whom items of the scale are left out, too: "
        "same, or none, if they have no band. Without it they have none where the range of "
        "the score is another without these items.",
        schema={"enum": ["same", "none"]},
        default="",
    )
    provenance: Provenance = document_key(inline=("source", "checked"), default=Provenance())
    origin: Origin = Origin()

    @property
    def title(self) -> str:
        """What the labels describe, and for whom."""
        return f"{self.name} (for {self.group.text})" if self.group else self.name

    def label(self, score: float) -> str | None:
        """The label of a score; None outside of all bands."""
        return next((band.label for band in self.bands if band.holds(score)), None)


@document_class("cutoff")
class Cutoff:
    """One published cut-off: which scores are functional, or not cases."""

    id: str = document_key(shape=ENTRY_ID)
    value: float = document_key("The score.")
    edge: str = document_key(
        "Which scores are functional: below, at-or-below, above or at-or-above the value.",
        schema={"enum": ["below", "at-or-below", "above", "at-or-above"]},
    )
    kind: str = document_key(
        "clinical-functional (between the two populations), caseness (a diagnosis, or what "
        "a service counts as a case), or screening (who is looked at further).",
        schema={"enum": ["clinical-functional", "caseness", "screening"]},
    )
    group: TargetGroup | None = document_key("For whom it is.", name="for", default=None)
    metric: str = document_key(
        "In what the value is counted, where that is not the score of the scale: T score.",
        alters="words",
        default="",
    )
    rule: str = document_key(
        "Id of the outcome rule that counts cases by it, for the services of a country: "
        "talking-therapies.",
        shape=ENTRY_ID,
        default="",
    )
    provenance: Provenance = document_key(inline=("source", "checked"), default=Provenance())
    origin: Origin = Origin()

    @property
    def text(self) -> str:
        """The cut-off for a reader: ``functional below 10``."""
        unit = f" ({self.metric})" if self.metric else ""
        return f"functional {self.edge.replace('-', ' ')} {self.value:g}{unit}"

    @property
    def on_edge(self) -> str:
        """What a score exactly on the value is: ``functional`` or ``clinical``."""
        return "functional" if self.edge.startswith("at-or") else "clinical"

    @property
    def for_some(self) -> bool:
        """Whether it holds for people of one sex or stratum, not for a whole sample."""
        return self.group is not None and bool(self.group.stratum or self.group.sex)


_NAME = {"type": "string"}
_CRITERION = {"enum": ["a", "b", "c", "published", "auto"]}


@document_class("changeChoices")
class ChangeChoices:
    """What the change engine takes for one respondent, and why."""

    reliability: str = document_key(
        "Id of one of this scale's reliabilities.", schema=_NAME, default=""
    )
    sd: str = document_key(
        "Id of the norm whose standard deviation the limit takes.", schema=_NAME, default=""
    )
    clinical: str = document_key(
        "Id of the norm of the clinical population.", schema=_NAME, default=""
    )
    functional: str = document_key(
        "Id of the norm of the functional population.", schema=_NAME, default=""
    )
    criterion: str = document_key(
        "a, b, c, published (the published cut-off that cutoff names), or auto: the first "
        "that divides the possible scores of a published cut-off between the populations "
        "or of a national rule, c, and a.",
        schema=_CRITERION,
        default="",
    )
    cutoff: str = document_key(
        "Id of one of this scale's cut-offs, for the criteria published and auto.",
        schema=_NAME,
        default="",
    )
    why: str = document_key(
        "The reason for these choices.", required=True, alters="words", default=""
    )
    origin: Origin = Origin()


@document_class("changeDefaults")
class ChangeDefaults(ChangeChoices):
    """What the change engine takes for this scale unless told otherwise, and why."""

    sd: str = document_key(
        "baseline (all baseline scores), pairs (baseline scores of complete pairs), or the "
        "id of one of this scale's norms.",
        schema=_NAME,
        default="",
    )
    clinical: str = document_key(
        "Id of the norm of the clinical population; without it, the sample's own baseline "
        "scores stand for it.",
        schema=_NAME,
        default="",
    )
    without_sample: ChangeChoices | None = document_key(
        "What is taken for one respondent, where there are no baseline scores of others: "
        "norms in the place of the sample. What it does not say is taken from the entries "
        "beside it.",
        default=None,
    )

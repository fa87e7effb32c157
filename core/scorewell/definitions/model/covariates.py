"""What must be known of a respondent beside the answers, and groups made by it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scorewell.definitions.model.keys import LOCAL_ID, Shape, document_class, document_key

STRATUM = Shape(
    "stratum",
    "Respondents who are alike in some covariates, by covariate: one of its values, "
    "or an interval from (or above) to (or below), open where an end is left out.",
    {
        "type": "object",
        "minProperties": 1,
        "propertyNames": LOCAL_ID,
        "additionalProperties": {
            "oneOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "minProperties": 1,
                    "properties": {
                        "from": {
                            "description": "Lower end, which belongs to the stratum.",
                            "type": "number",
                        },
                        "above": {
                            "description": "Lower end, which does not belong to it.",
                            "type": "number",
                        },
                        "below": {
                            "description": "Upper end, which does not belong to it.",
                            "type": "number",
                        },
                        "to": {
                            "description": "Upper end, which belongs to it.",
                            "type": "number",
                        },
                    },
                },
            ]
        },
    },
)


def _fold_case(synonyms: Mapping[str, str]) -> dict[str, str]:
    return {text.casefold(): value for text, value in synonyms.items()}


@document_class(
    "covariate", slots=False, oneOf=[{"required": ["values"]}, {"required": ["range"]}]
)
class Covariate:
    """Something that must be known of a respondent.

    A category, with values, or a number, with range.
    """

    id: str = document_key(given_by="name", shape=LOCAL_ID)
    label: str = document_key("What a reader sees.", schema={"maxLength": 80}, alters="words")
    values: tuple[str, ...] = document_key(
        "The categories, as strata name them and as they are looked for in data, whatever "
        "the case.",
        element={"minLength": 1, "maxLength": 40},
        schema={"minItems": 2, "uniqueItems": True},
        default=(),
    )
    synonyms: Mapping[str, str] = document_key(
        "Other ways in which files write a category, for example {f: female}. Numbers are "
        "never guessed: the user says what they mean.",
        element={"type": "string"},
        schema={"minProperties": 1},
        convert=_fold_case,
        default_factory=dict,
    )
    low: float = document_key(
        "Lowest and highest possible number; anything else is not known.",
        name="range",
        pair=0,
        default=-math.inf,
    )
    high: float = document_key(name="range", pair=1, default=math.inf)
    unit: str = document_key(
        "Unit of the number, for example years.", alters="words", default=""
    )

    def read(self, value: object) -> str | float | None:
        """A category or number as it is meant; None where it is neither.

        Examples
        --------
        >>> values, synonyms = ("female", "male"), {"f": "female"}
        >>> sex = Covariate(id="sex", label="sex", values=values, synonyms=synonyms)
        >>> sex.read("F"), sex.read("x")
        ('female', None)
        >>> Covariate(id="age", label="age", low=0, high=120).read(130) is None
        True
        """
        if self.values:
            text = str(value).strip().casefold()
            return next(
                (category for category in self.values if category.casefold() == text),
                self.synonyms.get(text),
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if self.low <= value <= self.high else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One covariate of a stratum: a category, or an interval of numbers.

    Attributes
    ----------
    covariate : str
        Id of the covariate.
    value : str
        The category; empty for an interval.
    low, high : float
        Ends of the interval, infinite where it is open.
    low_included, high_included : bool
        Whether an end belongs to it.
    """

    covariate: str
    value: str = ""
    low: float = -math.inf
    high: float = math.inf
    low_included: bool = True
    high_included: bool = False

    def holds(self, value: str | float) -> bool:
        """Whether a category or number lies in it."""
        if self.value or isinstance(value, str):
            return value == self.value
        above = value >= self.low if self.low_included else value > self.low
        below = value <= self.high if self.high_included else value < self.high
        return above and below

    def meets(self, limit: Limit) -> bool:
        """Whether some value lies in both.

        Examples
        --------
        >>> young = Limit(covariate="age", low=18, high=30)
        >>> young.meets(Limit(covariate="age", low=30, high=40))
        False
        """
        if self.value or limit.value:
            return self.value == limit.value
        low, high = max(self.low, limit.low), min(self.high, limit.high)
        return low < high or (low == high and self.holds(low) and limit.holds(low))

    @property
    def text(self) -> str:
        """For a reader: ``sex female``, ``age [18, 30)``."""
        if self.value:
            return f"{self.covariate} {self.value}"
        left, right = "(["[self.low_included], ")]"[self.high_included]
        return f"{self.covariate} {left}{self.low:g}, {self.high:g}{right}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Respondents who are alike in some covariates; every limit must hold."""

    limits: tuple[Limit, ...]

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> Stratum:
        """A stratum as a definition writes it.

        Examples
        --------
        >>> Stratum.of({"sex": "female", "age": {"from": 18, "below": 30}}).text
        'sex female, age [18, 30)'
        """
        return cls(limits=tuple(_limit(name, limit) for name, limit in entry.items()))

    @property
    def covariates(self) -> tuple[str, ...]:
        """Ids of the covariates that it depends on."""
        return tuple(limit.covariate for limit in self.limits)

    def holds(self, person: Mapping[str, str | float]) -> bool | None:
        """Whether somebody belongs to it; None where that is not known.

        Parameters
        ----------
        person : mapping of str to str or float
            What is known of them, by covariate.

        Examples
        --------
        >>> men = Stratum.of({"sex": "male", "age": {"from": 18}})
        >>> men.holds({"sex": "female"}), men.holds({"sex": "male"}), men.holds(
        ...     {"sex": "male", "age": 40})
        (False, None, True)
        """
        limits = [limit for limit in self.limits if limit.covariate in person]
        if not all(limit.holds(person[limit.covariate]) for limit in limits):
            return False
        return True if len(limits) == len(self.limits) else None

    def meets(self, stratum: Stratum) -> bool:
        """Whether somebody can belong to both."""
        other_limits = {limit.covariate: limit for limit in stratum.limits}
        return all(
            limit.meets(other_limits[limit.covariate])
            for limit in self.limits
            if limit.covariate in other_limits
        )

    @property
    def text(self) -> str:
        """For a reader."""
        return ", ".join(limit.text for limit in self.limits)


def _limit(name: str, entry: object) -> Limit:
    if not isinstance(entry, Mapping):
        return Limit(covariate=name, value=str(entry))
    return Limit(
        covariate=name,
        low=float(_first(entry, ("from", "above"), -math.inf)),
        high=float(_first(entry, ("to", "below"), math.inf)),
        low_included="above" not in entry,
        high_included="to" in entry,
    )


def _first(entry: Mapping[str, float], keys: Iterable[str], default: float) -> float:
    return next((entry[key] for key in keys if key in entry), default)

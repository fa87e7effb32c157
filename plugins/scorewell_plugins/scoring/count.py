"""Scores that count symptoms, and diagnostic criteria made of such counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from scorewell.errors import DefinitionError
from scorewell.registry.contracts import PartFacts, Parts, ScoringMethod, add
from scorewell.registry.contracts import expressions as ex
from scorewell_plugins.scoring.parameters import (
    BY_PART,
    Ends,
    Numbers,
    Settings,
    closed,
    ratio,
    thresholds,
)

if TYPE_CHECKING:
    from scorewell.definitions.model import Covariate


# --- count --------------------------------------------------------------------------------


def _count(parts: Parts) -> ex.Expr:
    values = [float(value) for value in parts.parameters.get("values", ())]
    if values:
        reaches = [value.is_in(values) for value in parts.values]
    else:
        reaches = _overthreshold(parts, "count")
    return ratio(add(_counts_by_part(parts, reaches)) * parts.number, parts.count)


def _overthreshold(parts: Parts, method: str) -> list[ex.Expr]:
    edges = thresholds(method, parts.ids, parts.parameters)
    return [value >= edge for value, edge in zip(parts.values, edges, strict=True)]


def _counts_by_part(parts: Parts, reaches: Sequence[ex.Expr]) -> list[ex.Expr]:
    """Per part 1 where it is answered and counts."""
    return [
        ex.when((has == 1) & over).then(1).otherwise(0)
        for has, over in zip(parts.answered, reaches, strict=True)
    ]


def _count_reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    values = [float(value) for value in settings.get("values", ())]
    ends = list(zip(lows, highs, strict=True))
    if values:
        can = [any(low <= value <= high for value in values) for low, high in ends]
        must = [low == high and low in values for low, high in ends]
        return float(sum(must)), float(sum(can))
    return (
        float(sum(_bounds(ids, lows, settings, "count").values())),
        float(sum(_bounds(ids, highs, settings, "count").values())),
    )


def _bounds(
    ids: Sequence[str], values: Numbers, settings: Settings, method: str
) -> dict[str, bool]:
    """By part whether it counts at this value."""
    edges = thresholds(method, ids, settings)
    return {part: value >= edge for part, value, edge in zip(ids, values, edges, strict=True)}


_COUNT_PARAMETERS = closed(
    at_least=BY_PART["at_least"],
    values={
        "description": "A part counts when its value is one of these.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number"},
    },
    by_part=BY_PART["by_part"],
) | {
    "oneOf": [
        {"required": ["values"], "not": {"required": ["by_part"]}},
        {"required": ["at_least"]},
        {"required": ["by_part"], "not": {"required": ["at_least"]}},
    ]
}


# --- criteria -----------------------------------------------------------------------------


def _list(settings: Settings) -> tuple[str, Sequence[Mapping[str, Any]]]:
    key = "all_of" if "all_of" in settings else "any_of"
    criteria: Sequence[Mapping[str, Any]] = settings.get(key, ())
    if not criteria:
        raise DefinitionError("the method 'criteria' needs all_of or any_of")
    return key, criteria


def _range(criterion: Mapping[str, Any], parts: int) -> tuple[int, int]:
    """Fewest and most parts that must count."""
    return int(criterion.get("fewest", 0)), int(criterion.get("most", parts))


def _criteria(parts: Parts) -> ex.Expr:

    counts = dict(
        zip(parts.ids, _counts_by_part(parts, _overthreshold(parts, "criteria")), strict=True)
    )
    applies = parts.applies or [1] * len(parts.ids)
    unsure = {
        part: belonging - has
        for part, belonging, has in zip(parts.ids, applies, parts.answered, strict=True)
    }
    key, criteria = _list(parts.parameters)
    yes, no = [], []
    for criterion in criteria:
        ids = criterion.get("parts", parts.ids)
        _check_parts(ids, parts.ids)
        fewest, most = _range(criterion, len(parts.ids))
        least = add([counts[part] for part in ids])
        highest = least + add([unsure[part] for part in ids])
        yes.append((least >= fewest) & (highest <= most))
        no.append((highest < fewest) | (least > most))
    first, second = (no, yes) if key == "all_of" else (yes, no)
    any_holds = reduce(lambda first_part, rest: first_part | rest, first)
    all_hold = reduce(lambda first_part, rest: first_part & rest, second)
    outcomes = (0.0, 1.0) if key == "all_of" else (1.0, 0.0)
    result = ex.when(all_hold).then(outcomes[1])
    score: ex.Expr = ex.when(any_holds).then(outcomes[0]).otherwise(result)
    return score


def _check_parts(ids: Sequence[str], part_ids: Sequence[str]) -> None:
    strange = [part for part in ids if part not in part_ids]
    if strange:
        raise DefinitionError(
            f"a criterion names {', '.join(strange)}, which are not parts of the scale"
        )


def _criteria_reach(
    ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings
) -> Ends:
    must, can = (_bounds(ids, ends, settings, "criteria") for ends in (lows, highs))
    key, criteria = _list(settings)
    certain, possible = [], []
    for criterion in criteria:
        parts = criterion.get("parts", ids)
        _check_parts(parts, ids)
        fewest, most = _range(criterion, len(ids))
        least, highest = sum(must[part] for part in parts), sum(can[part] for part in parts)
        certain.append(least >= fewest and highest <= most)
        possible.append(highest >= fewest and least <= most)
    over = all if key == "all_of" else any
    return float(over(certain)), float(over(possible))


def _criteria_check(
    facts: Sequence[PartFacts], settings: Settings, covariates: Mapping[str, Covariate]
) -> Iterator[str]:
    del covariates
    ids = [fact.id for fact in facts]
    edges = thresholds("criteria", ids, settings)
    for fact, edge in zip(facts, edges, strict=True):
        if not fact.low < edge <= fact.high:
            never = "never" if edge > fact.high else "always"
            yield f"`{fact.id}`, from {fact.low:g} to {fact.high:g}, {never} reaches {edge:g}"
    _, criteria = _list(settings)
    for criterion in criteria:
        parts = len(criterion.get("parts", ids))
        fewest, most = _range(criterion, parts)
        if fewest > parts or fewest > most:
            n_parts = min(parts, most)
            yield f"the criterion `{criterion['name']}` wants {fewest} of {n_parts} parts"


_CRITERION: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "anyOf": [{"required": ["fewest"]}, {"required": ["most"]}],
    "properties": {
        "name": {
            "description": "What it asks, for a reader.",
            "type": "string",
            "minLength": 1,
        },
        "parts": {
            "description": "Ids of the parts it counts; all of the scale, if not given.",
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"type": "string"},
        },
        "fewest": {
            "description": "At least so many must count.",
            "type": "integer",
            "minimum": 1,
        },
        "most": {"description": "At most so many may count.", "type": "integer", "minimum": 0},
    },
}
_CRITERIA_PARAMETERS = closed(
    **BY_PART,
    all_of={
        "description": "Criteria that must all be met.",
        "type": "array",
        "minItems": 1,
        "items": _CRITERION,
    },
    any_of={
        "description": "Criteria of which one must be met.",
        "type": "array",
        "minItems": 1,
        "items": _CRITERION,
    },
) | {
    "allOf": [
        {"oneOf": [{"required": ["all_of"]}, {"required": ["any_of"]}]},
        {"anyOf": [{"required": ["at_least"]}, {"required": ["by_part"]}]},
    ]
}

COUNT_METHODS = (
    ScoringMethod(
        name="count",
        summary="How many values reach a threshold or are one of a list; with missing parts, "
        "scaled up to all of them.",
        formula="c n / k, with c the number of values that count, k the number given and n the "
        "number of parts",
        score=_count,
        reach=_count_reach,
        parameters=_COUNT_PARAMETERS,
        whole=True,
        bilingual=True,
    ),
    ScoringMethod(
        name="criteria",
        summary="1 where diagnostic criteria are met, 0 where they are not: each asks how many "
        "of some parts reach a threshold. Missing parts may be either: there is a score only "
        "where they do not matter.",
        formula="1 if c >= fewest and c <= most for every criterion (for one of them, under "
        "any_of), else 0, with c the number of its parts that reach their threshold; with u of "
        "its parts missing, each criterion is judged from c to c + u",
        score=_criteria,
        reach=_criteria_reach,
        parameters=_CRITERIA_PARAMETERS,
        prorates=False,
        partial=True,
        decides=True,
        whole=True,
        check=_criteria_check,
        bilingual=True,
    ),
)

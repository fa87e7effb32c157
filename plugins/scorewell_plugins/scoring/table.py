"""Published conversion tables: from a score to another metric, for all or by covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from scorewell.errors import DefinitionError
from scorewell.registry.contracts import PartFacts, Parts, ScoringMethod, add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import belongs, unknown_names
from scorewell_plugins.scoring.parameters import Ends, Numbers, Settings, closed

if TYPE_CHECKING:
    from scorewell.definitions.model import Covariate, Stratum


Entries = Sequence[Sequence[float]]
_MAX_LISTED = 6


def _tables(settings: Settings) -> list[tuple[Stratum | None, Entries]]:
    """The entries for all, or by stratum."""
    from scorewell.definitions.model import Stratum

    if "entries" in settings:
        return [(None, settings["entries"])]
    tables = [
        (Stratum.of(stratum["for"]), stratum["entries"])
        for stratum in settings.get("strata", ())
    ]
    if not tables:
        raise DefinitionError("the method 'table' needs entries or strata")
    return [(stratum, entries) for stratum, entries in tables]


def _uses(settings: Settings) -> Sequence[str]:
    strata = [stratum for stratum, _ in _tables(settings) if stratum is not None]
    return list(dict.fromkeys(name for stratum in strata for name in stratum.covariates))


def _table(parts: Parts) -> ex.Expr:

    value = add([_looked_up(parts, *table) for table in _tables(parts.parameters)])
    # A sum of 0s and one entry, plus 1 in another column, where there is an entry.
    hit = add([_looked_up(parts, *table, count=True) for table in _tables(parts.parameters)])
    score: ex.Expr = ex.when(hit > 0).then(value)
    return score


def _looked_up(
    parts: Parts, stratum: Stratum | None, entries: Entries, *, count: bool = False
) -> ex.Expr:
    """The entry of a table, or 1 for it; 0 where it has none for this respondent."""
    (raw,) = parts.values
    terms = [
        ex.when(raw == float(score)).then(1.0 if count else float(value)).otherwise(0.0)
        for score, value in entries
    ]
    value = add(terms)
    if stratum is None:
        return value
    return ex.when(belongs(stratum, parts.covariates)).then(value).otherwise(0.0)


def _reason(parts: Parts) -> ex.Expr:

    (raw,) = parts.values
    has_entry = add(
        [_looked_up(parts, *table, count=True) for table in _tables(parts.parameters)]
    )
    text = ex.concat_str(ex.lit("the table has no entry for a score of "), _number_text(raw))
    names = _uses(parts.parameters)
    if names:
        strata = [stratum for stratum, _ in _tables(parts.parameters) if stratum is not None]
        inside = reduce(
            lambda first, two: first | two,
            [belongs(stratum, parts.covariates) for stratum in strata],
        )
        labels = " and ".join(parts.covariates[name].covariate.label for name in names)
        beyond = ex.lit(f"there is no table for this {labels}")
        text = ex.when(inside).then(text).otherwise(beyond)
        missing = [parts.covariates[name].known == 0 for name in names]
        unknown = reduce(lambda first, two: first | two, missing)
        unknown_text = unknown_names(names, parts.covariates)
        text = ex.when(unknown).then(unknown_text).otherwise(text)
    reason: ex.Expr = ex.when(has_entry == 0).then(text)
    return reason


def _number_text(raw: ex.Expr) -> ex.Expr:
    """A whole number without a point, another with two decimals at most."""
    whole = raw.floor().cast(ex.Int64).cast(ex.String)
    return ex.when(raw == raw.floor()).then(whole).otherwise(raw.round(2).cast(ex.String))


def _reach(ids: Sequence[str], lows: Numbers, highs: Numbers, settings: Settings) -> Ends:
    if len(ids) != 1:
        raise DefinitionError(
            f"the method 'table' converts one score, and this scale has {len(ids)}"
        )
    (low,), (high,) = lows, highs
    values = [
        float(value)
        for _, entries in _tables(settings)
        for score, value in entries
        if low <= score <= high
    ]
    if not values:
        raise DefinitionError(f"the table has no entry for a score from {low:g} to {high:g}")
    return min(values), max(values)


def _check(
    facts: Sequence[PartFacts], settings: Settings, covariates: Mapping[str, Covariate]
) -> Iterator[str]:
    if len(facts) != 1:
        return
    (raw,) = facts
    if not raw.whole:
        yield f"`{raw.id}` can be a fraction, and a table has entries for single scores only"
    tables = _tables(settings)
    for stratum, entries in tables:
        prefix = f"for {stratum.text}, " if stratum is not None else ""
        for message in _check_entries(entries, raw, settings):
            yield f"{prefix}{message}"
        if stratum is not None:
            yield from _check_stratum(stratum, covariates)
    strata = [stratum for stratum, _ in tables if stratum is not None]
    for first, second in combinations(strata, 2):
        if first.meets(second):
            yield f"somebody can belong both to `{first.text}` and to `{second.text}`"
    if "gap" in settings and not any(_absent(entries, raw) for _, entries in tables):
        yield "a gap is declared, but every score has an entry"


def _absent(entries: Entries, raw: PartFacts) -> list[int]:
    """The whole scores that can be reached and have no entry."""
    scores = {float(score) for score, _ in entries}
    reachable = range(int(raw.low), int(raw.high) + 1)
    return [score for score in reachable if float(score) not in scores]


def _check_entries(entries: Entries, raw: PartFacts, settings: Settings) -> Iterator[str]:
    for (before, _), (score, _) in pairwise(entries):
        if score <= before:
            yield f"the entry for {score:g} stands after that for {before:g}"
    beyond = [score for score, _ in entries if not raw.low <= score <= raw.high]
    if beyond:
        yield (
            f"there is an entry for {beyond[0]:g}, but `{raw.id}` goes from {raw.low:g} to "
            f"{raw.high:g}"
        )
    absent = _absent(entries, raw)
    if absent and "gap" not in settings:
        more = f" and {len(absent) - _MAX_LISTED} more" if len(absent) > _MAX_LISTED else ""
        examples = ", ".join(str(score) for score in absent[:_MAX_LISTED])
        yield f"there is no entry for {examples}{more}, which `{raw.id}` can be"
    direction = settings.get("direction", "any")
    for (before, low), (score, value) in pairwise(entries):
        wrong = {"rising": value <= low, "falling": value >= low}.get(direction, False)
        if wrong:
            yield (
                f"the table is said to be {direction}, but {before:g} gives {low:g} and "
                f"{score:g} gives {value:g}"
            )


def _check_stratum(stratum: Stratum, covariates: Mapping[str, Covariate]) -> Iterator[str]:
    for limit in stratum.limits:
        covariate = covariates.get(limit.covariate)
        if covariate is None:
            yield f"there is no covariate `{limit.covariate}`"
        elif bool(covariate.values) != bool(limit.value) or (
            limit.value and limit.value not in covariate.values
        ):
            yield f"`{limit.text}` is not a value of the covariate `{covariate.id}`"


_ENTRIES: Mapping[str, Any] = {
    "description": "Pairs of score and what it becomes, lowest score first: [[7, 7.0], ...].",
    "type": "array",
    "minItems": 1,
    "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}},
}
_PARAMETERS = closed(
    entries=_ENTRIES,
    strata={
        "description": "A table for each stratum, where there is not one for all.",
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["for", "entries"],
            "properties": {
                "for": {
                    "description": "Who is in it, by covariate: a category, or from, above, "
                    "below and to.",
                    "type": "object",
                    "minProperties": 1,
                },
                "entries": _ENTRIES,
            },
        },
    },
    direction={
        "description": "Whether every higher score becomes a higher value (rising), a lower "
        "one (falling), or neither is said (any).",
        "enum": ["rising", "falling", "any"],
    },
    gap={
        "description": "Why some scores have no entry. They give no score then.",
        "type": "string",
        "minLength": 1,
    },
) | {"oneOf": [{"required": ["entries"]}, {"required": ["strata"]}]}

TABLE_METHODS = (
    ScoringMethod(
        name="table",
        summary="What a published table makes of the score of one other scale, for all or by "
        "covariates such as sex and age. A score without an entry becomes none.",
        formula="t(s), with s the score of the other scale and t the table of the respondent's "
        "stratum",
        score=_table,
        reach=_reach,
        parameters=_PARAMETERS,
        prorates=False,
        over="scales",
        partial=True,
        reason=_reason,
        check=_check,
        uses=_uses,
        bilingual=True,
    ),
)

"""A scoring method: the standard score of a raw one, by age and sex, from a table."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from scorewell import ScoringMethod
from scorewell.definitions.model import Stratum
from scorewell.registry.contracts import add, belongs, unknown_names

TABLE = Path(__file__).parent / "standard_scores.csv"
NAMES = ("sex", "age")


@cache
def entries():
    """The table: who, and what each raw score becomes for them."""
    result = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            age = {"from": float(row["age_from"]), "below": float(row["age_below"])}
            stratum = Stratum.of({"sex": row["sex"], "age": age})
            result.setdefault(stratum, {})[float(row["raw"])] = float(row["standard"])
    return result


def looked_up(parts, *, as_hit=False):
    """The entry of each respondent, or 1 where there is one; 0 where there is none."""
    import narwhals.stable.v2 as nw

    (raw,) = parts.values
    terms = []
    for stratum, table in entries().items():
        single = [
            nw.when(raw == score).then(1.0 if as_hit else standard).otherwise(0.0)
            for score, standard in table.items()
        ]
        terms.append(
            nw.when(belongs(stratum, parts.covariates)).then(add(single)).otherwise(0.0)
        )
    return add(terms)


def score(parts):
    """The standard score; null where the table has no entry."""
    import narwhals.stable.v2 as nw

    return nw.when(looked_up(parts, as_hit=True) > 0).then(looked_up(parts))


def reason(parts):
    """Why there is no standard score."""
    import narwhals.stable.v2 as nw

    outside = nw.when(looked_up(parts, as_hit=True) == 0).then(
        nw.lit("the table has no entry for this age, sex and score")
    )
    unknown = unknown_names(NAMES, parts.covariates)
    return nw.when(unknown.is_null()).then(outside).otherwise(unknown)


def reach(ids, lows, highs, parameters):
    """The lowest and highest entry of the table."""
    values = [standard for table in entries().values() for standard in table.values()]
    return min(values), max(values)


def check(facts, parameters, covariates):
    """What contradicts the table in the definition of a scale."""
    for name in NAMES:
        if name not in covariates:
            yield f"the table needs the covariate `{name}`"
    for part in facts:
        if not part.whole:
            yield f"`{part.id}` can be a fraction, and the table has whole scores only"


STANDARD = ScoringMethod(
    name="standard-by-age-and-sex",
    summary="Standard score of a raw score, by age and sex, from a table of this package.",
    formula="t(s), with s the raw score and t the table of the respondent's age and sex",
    score=score,
    reach=reach,
    reason=reason,
    check=check,
    uses=lambda parameters: NAMES,
    prorates=False,
    over="scales",
    partial=True,
)

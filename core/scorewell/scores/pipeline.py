"""The stages of a plan, as expressions.

1. Per item: whether it counts, its value, whether anything is given, with
   items that were skipped; and the covariates. After this stage nothing is
   null.
2. Per scale: how many parts have a value; under the rule ``person-mean``,
   what the others are taken to be.
3. Per scale: the score, null with fewer parts than its missing rule needs.
   Composites follow the scales that they are made of, level by level.
4. What comes out: scores, counts, reasons, bands, alerts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import polars as pl

from scorewell.answers.values.expressions import exact
from scorewell.registry.contracts import Parts, add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import belongs
from scorewell.scores import output_columns as names
from scorewell.scores.item_values import covariates, sheet_columns
from scorewell.scores.outputs import (
    invalid,
    number_of_parts,
    outputs,
    suffices,
)
from scorewell.scores.plan import Plan, ScalePlan


def apply_plan(
    plan: Plan, sheet: Any, *, keep: Sequence[str], count_invalid: bool = False
) -> Any:
    """Score a sheet.

    Parameters
    ----------
    plan : Plan
        The compiled instrument.
    sheet : frame
        A lazy frame of Polars, or any frame of narwhals; lazy stays lazy.
    keep : sequence of str
        Columns that come along, before the results.
    count_invalid : bool, optional
        Whether the number of answers that are not allowed comes out even
        without detail.

    Returns
    -------
    frame
        Of the same kind: the kept columns and the results, in the order of
        ``output_names``.
    """
    if isinstance(sheet, pl.LazyFrame) and not plan.bilingual:
        import narwhals.stable.v2 as nw

        wrapped = nw.from_native(sheet)
        return apply_plan(plan, wrapped, keep=keep, count_invalid=count_invalid).to_native()
    with ex.speaking(sheet):
        return _applied(plan, sheet, keep, count_invalid=count_invalid)


def _applied(plan: Plan, sheet: Any, keep: Sequence[str], *, count_invalid: bool) -> Any:
    frame = sheet.select(*keep, *sheet_columns(plan, sheet))
    for level in sorted({one.level for one in plan.scales}):
        ready = [one for one in plan.scales if one.level == level]
        frame = frame.with_columns(*(expr for one in ready for expr in _counts(plan, one)))
        fills = [_fill(plan, one) for one in ready if _filled(one)]
        frame = frame.with_columns(*fills) if fills else frame
        frame = frame.with_columns(*(_score(plan, one) for one in ready))
        asked = [_why(plan, one) for one in ready if one.method.reason and plan.detail]
        frame = frame.with_columns(*asked) if asked else frame
    made = outputs(plan)
    if plan.detail or count_invalid:
        made[names.invalid_name(plan)] = invalid(plan)
    return frame.select(*keep, *(expr.alias(name) for name, expr in made.items()))


def _counts(plan: Plan, one: ScalePlan) -> Iterator[ex.Expr]:
    leaves = add([ex.col(names.ok(item)) for item in one.leaves])
    if not one.level and one.scale.left_out:
        leaves = add([_there(plan, one, item) for item in one.parts])
        applies = add([_applies(plan, one, item) for item in one.parts])
        yield applies.alias(names.number(one.scale.id))
    yield leaves.alias(names.answered(one.scale.id))
    if one.level:
        there = [_there(plan, one, part) for part in one.parts]
        yield add(there).alias(names.count(one.scale.id))
    else:
        yield leaves.alias(names.count(one.scale.id))


def _applies(plan: Plan, one: ScalePlan, item: str) -> ex.Expr:
    """1 where an item belongs to the scale of a respondent, otherwise 0."""
    left = [
        ex.col(names.absent(item)) == 1
        if each.stratum is None
        else belongs(each.stratum, covariates(plan))
        for each in one.scale.left_out
        if item in each.items
    ]
    if not left:
        return ex.col(names.ok(item)) * 0 + 1
    out = reduce(lambda some, other: some | other, left)
    return ex.when(out).then(0).otherwise(1)


def _there(plan: Plan, one: ScalePlan, part: str) -> ex.Expr:
    """1 where a part has a value that counts, otherwise 0."""
    if one.level:
        return ex.when(ex.col(names.scored(part)).is_null()).then(0).otherwise(1)
    ok = ex.col(names.ok(part))
    if any(part in each.items for each in one.scale.left_out):
        return ok * _applies(plan, one, part)
    return ok


def _value(plan: Plan, one: ScalePlan, part: str) -> ex.Expr:
    """Value of a part, reversed where the key says so; 0 where there is none."""
    if one.level:
        score = ex.col(names.scored(part))
        return ex.when(score.is_null()).then(0.0).otherwise(score)
    value = _keyed(plan, one, part)
    if any(part in each.items for each in one.scale.left_out):
        return value * _applies(plan, one, part)
    return value


def _keyed(plan: Plan, one: ScalePlan, item: str) -> ex.Expr:
    """Value of an item as the key counts it; 0 where there is none."""
    value, ok = ex.col(names.value(item)), ex.col(names.ok(item))
    if item in one.scale.recoded:
        pairs = one.scale.recoded[item].items()
        terms = [
            ex.when((ok == 1) & (value == exact(answer))).then(counts).otherwise(0.0)
            for answer, counts in pairs
        ]
        return add(terms)
    if item not in one.scale.reversed:
        return value
    coding = plan.instrument.item(item).coding
    return ok * exact(coding.lowest + coding.highest) - value


def _range(plan: Plan, one: ScalePlan, part: str) -> tuple[float, float]:
    if one.level:
        scale = plan.instrument.scale(part)
        return scale.low, scale.high
    values = one.scale.values(plan.instrument.item(part))
    return min(values), max(values)


def _filled(one: ScalePlan) -> bool:
    return one.scale.missing.rule == "person-mean"


def _fill(plan: Plan, one: ScalePlan) -> ex.Expr:
    """Mean of the parts that have a value; 0 where none has."""
    count = ex.col(names.count(one.scale.id))
    total = add([_value(plan, one, part) for part in one.parts]).cast(ex.Float64)
    mean = total / ex.when(count > 0).then(count).otherwise(1)
    if one.scale.missing.rounding == "half-up":
        mean = (mean + 0.5).floor()
    return mean.alias(names.fill(one.scale.id))


def _parts(plan: Plan, one: ScalePlan) -> Parts:
    values = [_value(plan, one, part) for part in one.parts]
    there = [_there(plan, one, part) for part in one.parts]
    applies = [_applies(plan, one, part) for part in one.parts] if one.scale.left_out else []
    count = ex.col(names.count(one.scale.id))
    if not one.method.integers or one.scale.recoded:
        values = [value.cast(ex.Float64) for value in values]
    if _filled(one):
        fill = ex.col(names.fill(one.scale.id))
        pairs = zip(values, there, strict=True)
        values = [ex.when(has == 1).then(value).otherwise(fill) for value, has in pairs]
        there = [has * 0 + 1 for has in there]
        count = count * 0 + len(one.parts)
        if applies:
            values = [value * own for value, own in zip(values, applies, strict=True)]
            there, count = applies, add(applies)
    ranges = [_range(plan, one, part) for part in one.parts]
    return Parts(
        ids=one.parts,
        values=tuple(values),
        answered=tuple(there),
        applies=tuple(applies),
        count=count,
        lows=tuple(low for low, _ in ranges),
        highs=tuple(high for _, high in ranges),
        parameters=one.scale.parameters,
        covariates=covariates(plan),
    )


def _score(plan: Plan, one: ScalePlan) -> ex.Expr:
    count = ex.col(names.count(one.scale.id))
    score = one.method.score(_parts(plan, one)).cast(ex.Float64)
    if one.method.partial:
        score = ex.when(~score.is_nan()).then(score)
    missing = one.scale.missing
    if missing.rule == "prorate" and missing.rounding == "half-up":
        whole = (score + 0.5).floor()
        score = ex.when(count < number_of_parts(one)).then(whole).otherwise(score)
    return ex.when(suffices(one)).then(score).alias(names.scored(one.scale.id))


def _why(plan: Plan, one: ScalePlan) -> ex.Expr:
    """Why the method gives no score; null where it is not asked or gives one."""
    reason = one.method.reason
    text = ex.lit("") if reason is None else reason(_parts(plan, one))
    return ex.when(suffices(one)).then(text).alias(names.why(one.scale.id))

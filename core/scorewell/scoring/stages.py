"""The stages of a plan, as expressions.

1. Per item: whether it counts, its value, whether anything is given. After
   this stage nothing is null.
2. Per scale: how many parts have a value; under the rule ``person-mean``,
   what the others are taken to be.
3. Per scale: the score, null with fewer parts than its missing rule needs.
   Composites follow the scales that they are made of, level by level.
4. What comes out: scores, counts, reasons, bands, alerts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from scorewell.methods import Parts, add
from scorewell.responses.expressions import answers, exact, value_dtype
from scorewell.scoring import columns as names
from scorewell.scoring.details import invalid, outputs
from scorewell.scoring.plan import Plan, ScalePlan

__all__ = ["apply_plan"]


def apply_plan(
    plan: Plan, sheet: Any, *, keep: Sequence[str], count_invalid: bool = False
) -> Any:
    """Score a narwhals frame.

    Parameters
    ----------
    plan : Plan
        The compiled instrument.
    sheet : narwhals frame
        Eager or lazy; lazy stays lazy.
    keep : sequence of str
        Columns that come along, before the results.
    count_invalid : bool, optional
        Whether the number of answers that are not allowed comes out even
        without detail.

    Returns
    -------
    narwhals frame
        The kept columns and the results, in the order of ``output_names``.
    """
    frame = sheet.select(*keep, *_items(plan, sheet))
    for level in sorted({one.level for one in plan.scales}):
        ready = [one for one in plan.scales if one.level == level]
        frame = frame.with_columns(*(expr for one in ready for expr in _counts(one)))
        fills = [_fill(plan, one) for one in ready if _filled(one)]
        frame = frame.with_columns(*fills) if fills else frame
        frame = frame.with_columns(*(_score(plan, one) for one in ready))
    made = outputs(plan)
    if plan.detail or count_invalid:
        made[names.invalid_name(plan)] = invalid(plan)
    return frame.select(*keep, *(expr.alias(name) for name, expr in made.items()))


def _items(plan: Plan, sheet: Any) -> Iterator[nw.Expr]:
    made = answers(sheet, plan.binding)
    for item_id, one in made.items():
        yield one.ok.alias(names.ok(item_id))
        yield one.value.alias(names.value(item_id))
    yield add([one.given for one in made.values()]).alias(names.GIVEN)
    nothing = next(iter(made.values())).ok * nw.lit(0, value_dtype(plan.instrument))
    for item in plan.instrument.items:
        if item.id not in made:
            yield nothing.alias(names.ok(item.id))
            yield nothing.alias(names.value(item.id))


def _counts(one: ScalePlan) -> Iterator[nw.Expr]:
    leaves = add([nw.col(names.ok(item)) for item in one.leaves])
    yield leaves.alias(names.answered(one.scale.id))
    if one.level:
        yield add([_there(one, part) for part in one.parts]).alias(names.count(one.scale.id))
    else:
        yield leaves.alias(names.count(one.scale.id))


def _there(one: ScalePlan, part: str) -> nw.Expr:
    """1 where a part has a value, otherwise 0."""
    if one.level:
        return nw.when(nw.col(names.scored(part)).is_null()).then(0).otherwise(1)
    return nw.col(names.ok(part))


def _value(plan: Plan, one: ScalePlan, part: str) -> nw.Expr:
    """Value of a part, reversed where the key says so; 0 where there is none."""
    if one.level:
        score = nw.col(names.scored(part))
        return nw.when(score.is_null()).then(0.0).otherwise(score)
    value = nw.col(names.value(part))
    if part not in one.scale.reversed:
        return value
    coding = plan.instrument.item(part).coding
    return nw.col(names.ok(part)) * exact(coding.lowest + coding.highest) - value


def _range(plan: Plan, one: ScalePlan, part: str) -> tuple[float, float]:
    if one.level:
        scale = plan.instrument.scale(part)
        return scale.low, scale.high
    coding = plan.instrument.item(part).coding
    return coding.lowest, coding.highest


def _filled(one: ScalePlan) -> bool:
    return one.scale.missing.rule == "person-mean"


def _fill(plan: Plan, one: ScalePlan) -> nw.Expr:
    """Mean of the parts that have a value; 0 where none has."""
    count = nw.col(names.count(one.scale.id))
    total = add([_value(plan, one, part) for part in one.parts]).cast(nw.Float64)
    mean = total / nw.when(count > 0).then(count).otherwise(1)
    if one.scale.missing.rounding == "half-up":
        mean = (mean + 0.5).floor()
    return mean.alias(names.fill(one.scale.id))


def _parts(plan: Plan, one: ScalePlan) -> Parts:
    values = [_value(plan, one, part) for part in one.parts]
    there = [_there(one, part) for part in one.parts]
    count = nw.col(names.count(one.scale.id))
    if not one.method.integers:
        values = [value.cast(nw.Float64) for value in values]
    if _filled(one):
        fill = nw.col(names.fill(one.scale.id))
        pairs = zip(values, there, strict=True)
        values = [nw.when(has == 1).then(value).otherwise(fill) for value, has in pairs]
        there = [has * 0 + 1 for has in there]
        count = count * 0 + len(one.parts)
    ranges = [_range(plan, one, part) for part in one.parts]
    return Parts(
        ids=one.parts,
        values=tuple(values),
        answered=tuple(there),
        count=count,
        lows=tuple(low for low, _ in ranges),
        highs=tuple(high for _, high in ranges),
        parameters=one.scale.parameters,
    )


def _score(plan: Plan, one: ScalePlan) -> nw.Expr:
    count = nw.col(names.count(one.scale.id))
    score = one.method.score(_parts(plan, one)).cast(nw.Float64)
    if one.method.partial:
        score = nw.when(~score.is_nan()).then(score)
    missing = one.scale.missing
    if missing.rule == "prorate" and missing.rounding == "half-up":
        whole = (score + 0.5).floor()
        score = nw.when(count < len(one.parts)).then(whole).otherwise(score)
    return nw.when(count >= one.needed).then(score).alias(names.scored(one.scale.id))

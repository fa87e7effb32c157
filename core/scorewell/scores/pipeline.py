"""The stages of scoring, as expressions.

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

from scorewell.answers.values.expressions import exact_number
from scorewell.errors import PluginError, ScorewellError
from scorewell.registry.contracts import Parts, add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import belongs
from scorewell.registry.plugins.isolation import plugin_hint
from scorewell.scores import output_columns as names
from scorewell.scores.item_values import covariates, sheet_columns
from scorewell.scores.outputs import doubts, invalid, number_of_parts, outputs, suffices
from scorewell.scores.plan import Plan, ScalePlan


def apply_plan(
    plan: Plan, sheet: Any, *, keep: Sequence[str], count_invalid: bool = False
) -> Any:
    """Score a sheet.

    Parameters
    ----------
    sheet : frame
        A lazy frame of Polars, or any frame of narwhals; lazy stays lazy.
    keep : sequence of str
        Columns that come along, before the results.
    count_invalid : bool, optional
        Whether the number of answers that are not allowed comes out even
        without detail, and what is in doubt.
    """
    if isinstance(sheet, pl.LazyFrame) and not plan.bilingual:
        import narwhals.stable.v2 as nw

        wide_frame = nw.from_native(sheet)
        return apply_plan(plan, wide_frame, keep=keep, count_invalid=count_invalid).to_native()
    with ex.expression_backend(sheet):
        return _apply_stages(plan, sheet, keep, count_invalid=count_invalid)


def _apply_stages(plan: Plan, sheet: Any, keep: Sequence[str], *, count_invalid: bool) -> Any:
    frame = sheet.select(*keep, *sheet_columns(plan, sheet))
    for level in sorted({scale_plan.level for scale_plan in plan.scales}):
        ready = [scale_plan for scale_plan in plan.scales if scale_plan.level == level]
        frame = frame.with_columns(
            *(expr for scale_plan in ready for expr in _counts(plan, scale_plan))
        )
        fills = [_fill(plan, scale_plan) for scale_plan in ready if _is_filled(scale_plan)]
        frame = frame.with_columns(*fills) if fills else frame
        for scale_plan in ready:
            if scale_plan.method.plugin:
                _check_score_type(plan, scale_plan, frame)
        frame = frame.with_columns(*(_score(plan, scale_plan) for scale_plan in ready))
        reasons = [
            _null_reason(plan, scale_plan)
            for scale_plan in ready
            if scale_plan.method.reason and plan.detail
        ]
        frame = frame.with_columns(*reasons) if reasons else frame
    columns = outputs(plan)
    if plan.detail or count_invalid:
        columns[names.invalid_name(plan)] = invalid(plan)
    if count_invalid:
        columns |= doubts(plan)
    return frame.select(*keep, *(expr.alias(name) for name, expr in columns.items()))


def _counts(plan: Plan, scale_plan: ScalePlan) -> Iterator[ex.Expr]:
    leaves = add([ex.col(names.ok(item)) for item in scale_plan.leaves])
    if not scale_plan.level and scale_plan.scale.left_out:
        leaves = add([_has_value(plan, scale_plan, item) for item in scale_plan.parts])
        applies = add([_applies(plan, scale_plan, item) for item in scale_plan.parts])
        yield applies.alias(names.n_items(scale_plan.scale.id))
    yield leaves.alias(names.n_answered(scale_plan.scale.id))
    if scale_plan.level:
        has_values = [_has_value(plan, scale_plan, part) for part in scale_plan.parts]
        yield add(has_values).alias(names.n_values(scale_plan.scale.id))
    else:
        yield leaves.alias(names.n_values(scale_plan.scale.id))


def _applies(plan: Plan, scale_plan: ScalePlan, item: str) -> ex.Expr:
    """1 where an item belongs to the scale of a respondent, otherwise 0."""
    exclusions = [
        ex.col(names.absent(item)) == 1
        if exclusion.stratum is None
        else belongs(exclusion.stratum, covariates(plan))
        for exclusion in scale_plan.scale.left_out
        if item in exclusion.items
    ]
    if not exclusions:
        return ex.col(names.ok(item)) * 0 + 1
    out = reduce(lambda first, second: first | second, exclusions)
    return ex.when(out).then(0).otherwise(1)


def _has_value(plan: Plan, scale_plan: ScalePlan, part: str) -> ex.Expr:
    """1 where a part has a value that counts, otherwise 0."""
    if scale_plan.level:
        return ex.when(ex.col(names.score(part)).is_null()).then(0).otherwise(1)
    ok = ex.col(names.ok(part))
    if any(part in exclusion.items for exclusion in scale_plan.scale.left_out):
        return ok * _applies(plan, scale_plan, part)
    return ok


def _value(plan: Plan, scale_plan: ScalePlan, part: str) -> ex.Expr:
    """Value of a part, reversed where the key says so; 0 where there is none."""
    if scale_plan.level:
        score = ex.col(names.score(part))
        return ex.when(score.is_null()).then(0.0).otherwise(score)
    value = _keyed(plan, scale_plan, part)
    if any(part in exclusion.items for exclusion in scale_plan.scale.left_out):
        return value * _applies(plan, scale_plan, part)
    return value


def _keyed(plan: Plan, scale_plan: ScalePlan, item: str) -> ex.Expr:
    """Value of an item as the key counts it; 0 where there is none."""
    value, ok = ex.col(names.value(item)), ex.col(names.ok(item))
    if item in scale_plan.scale.recoded:
        pairs = scale_plan.scale.recoded[item].items()
        terms = [
            ex.when((ok == 1) & (value == exact_number(answer))).then(counts).otherwise(0.0)
            for answer, counts in pairs
        ]
        return add(terms)
    if item not in scale_plan.scale.reversed:
        return value
    coding = plan.instrument.item(item).coding
    return ok * exact_number(coding.lowest + coding.highest) - value


def _range(plan: Plan, scale_plan: ScalePlan, part: str) -> tuple[float, float]:
    if scale_plan.level:
        scale = plan.instrument.scale(part)
        return scale.low, scale.high
    values = scale_plan.scale.values(plan.instrument.item(part))
    return min(values), max(values)


def _is_filled(scale_plan: ScalePlan) -> bool:
    return scale_plan.scale.missing.rule == "person-mean"


def _fill(plan: Plan, scale_plan: ScalePlan) -> ex.Expr:
    """Mean of the parts that have a value; 0 where none has."""
    count = ex.col(names.n_values(scale_plan.scale.id))
    total = add([_value(plan, scale_plan, part) for part in scale_plan.parts]).cast(ex.Float64)
    mean = total / ex.when(count > 0).then(count).otherwise(1)
    if scale_plan.scale.missing.rounding == "half-up":
        mean = (mean + 0.5).floor()
    return mean.alias(names.fill(scale_plan.scale.id))


def _parts(plan: Plan, scale_plan: ScalePlan) -> Parts:
    values = [_value(plan, scale_plan, part) for part in scale_plan.parts]
    has_values = [_has_value(plan, scale_plan, part) for part in scale_plan.parts]
    applies = (
        [_applies(plan, scale_plan, part) for part in scale_plan.parts]
        if scale_plan.scale.left_out
        else []
    )
    count = ex.col(names.n_values(scale_plan.scale.id))
    if not scale_plan.method.integers or scale_plan.scale.recoded:
        values = [value.cast(ex.Float64) for value in values]
    if _is_filled(scale_plan):
        fill = ex.col(names.fill(scale_plan.scale.id))
        pairs = zip(values, has_values, strict=True)
        values = [ex.when(has == 1).then(value).otherwise(fill) for value, has in pairs]
        has_values = [has * 0 + 1 for has in has_values]
        count = count * 0 + len(scale_plan.parts)
        if applies:
            values = [
                value * belonging for value, belonging in zip(values, applies, strict=True)
            ]
            has_values, count = applies, add(applies)
    ranges = [_range(plan, scale_plan, part) for part in scale_plan.parts]
    return Parts(
        ids=scale_plan.parts,
        values=tuple(values),
        answered=tuple(has_values),
        applies=tuple(applies),
        count=count,
        lows=tuple(low for low, _ in ranges),
        highs=tuple(high for _, high in ranges),
        parameters=scale_plan.scale.parameters,
        covariates=covariates(plan),
    )


def _score(plan: Plan, scale_plan: ScalePlan) -> ex.Expr:
    count = ex.col(names.n_values(scale_plan.scale.id))
    score = scale_plan.method.score(_parts(plan, scale_plan)).cast(ex.Float64)
    if scale_plan.method.partial:
        score = ex.when(~score.is_nan()).then(score)
    missing = scale_plan.scale.missing
    if missing.rule == "prorate" and missing.rounding == "half-up":
        whole = (score + 0.5).floor()
        score = ex.when(count < number_of_parts(scale_plan)).then(whole).otherwise(score)
    return ex.when(suffices(scale_plan)).then(score).alias(names.score(scale_plan.scale.id))


def _check_score_type(plan: Plan, scale_plan: ScalePlan, frame: Any) -> None:
    """Refuse a method of another distribution whose expression does not give numbers."""
    method = scale_plan.method
    subject = f"the scoring method `{method.name}` of the plugin {method.plugin}"
    try:
        expression = method.score(_parts(plan, scale_plan)).alias("score")
        dtype = frame.head(0).select(expression).collect_schema()["score"]
    except ScorewellError:
        raise
    except Exception as error:  # an expression may refer to anything
        raise PluginError(
            f"{subject} cannot be used for the scale {scale_plan.scale.id}: its expression "
            f"cannot be computed ({type(error).__name__})",
            hint=plugin_hint(method.plugin),
        ) from error
    if not dtype.is_numeric() and str(dtype) not in {"Boolean", "Null", "Unknown"}:
        raise PluginError(
            f"{subject} cannot be used for the scale {scale_plan.scale.id}: it gives values of "
            f"the type {dtype}, not numbers",
            hint=plugin_hint(method.plugin),
        )


def method_error(plan: Plan, error: BaseException | None) -> PluginError | None:
    """The error where scores that rest on methods of plugins cannot be computed, or None."""
    methods = {
        scale_plan.method.name: scale_plan.method.plugin
        for scale_plan in plan.scales
        if scale_plan.method.plugin
    }
    if not methods or isinstance(error, ScorewellError):
        return None
    names = ", ".join(f"`{name}` of the plugin {plugin}" for name, plugin in methods.items())
    return PluginError(
        f"{plan.instrument.id}: the scores cannot be computed ({type(error).__name__}); they "
        f"rest on the scoring method {names}",
        hint=plugin_hint(next(iter(methods.values()))),
    )


def _null_reason(plan: Plan, scale_plan: ScalePlan) -> ex.Expr:
    """Why the method gives no score; null where it is not asked or gives one."""
    reason = scale_plan.method.reason
    text = ex.lit("") if reason is None else reason(_parts(plan, scale_plan))
    return (
        ex.when(suffices(scale_plan)).then(text).alias(names.null_reason(scale_plan.scale.id))
    )

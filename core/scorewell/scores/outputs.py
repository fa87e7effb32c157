"""What comes out beside a score: counts, reasons, bands and alerts."""

from __future__ import annotations

from functools import reduce

from scorewell.definitions.model import (
    Alert,
    Band,
    BandSet,
    Instrument,
)
from scorewell.i18n.messages import coded, words
from scorewell.i18n.templates import GAP
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex
from scorewell.scores import output_columns as names
from scorewell.scores.item_values import covariates
from scorewell.scores.norms import standing
from scorewell.scores.plan import Plan, ScalePlan

_ESTIMATES = {"prorate", "person-mean"}


def number_of_parts(one: ScalePlan) -> ex.Expr | int:
    """How many parts a scale has for each respondent."""
    return ex.col(names.number(one.scale.id)) if one.scale.left_out else len(one.parts)


def suffices(one: ScalePlan) -> ex.Expr:
    """Whether as many parts have a value as the missing rule needs."""
    count = ex.col(names.count(one.scale.id))
    if not one.scale.left_out:
        return count >= one.needed
    number = ex.col(names.number(one.scale.id))
    return (count >= 1) & (count >= number - _allowed(one))


def _allowed(one: ScalePlan) -> ex.Expr | int:
    """How many of its parts may be missing."""
    rule, parts = one.scale.missing, len(one.parts)
    if not one.scale.left_out or rule.max_share is None:
        return one.allowed
    fewest = parts - len({item for each in one.scale.left_out for item in each.items})
    number = ex.col(names.number(one.scale.id))
    allowed: ex.Expr = number * 0 + one.allowed
    for left in range(max(fewest, 1), parts):
        allowed = ex.when(number == left).then(rule.allowed(left)).otherwise(allowed)
    return allowed


def outputs(plan: Plan) -> dict[str, ex.Expr]:
    """The columns of results by name, without the count of invalid answers."""
    made: dict[str, ex.Expr] = {}
    plans = {one.scale.id: one for one in plan.scales}
    for scale_id in plan.shown:
        score = plan.instrument.column(scale_id)
        made[score] = ex.col(names.scored(scale_id))
        if plan.detail:
            made |= _of_scale(plans, plans[scale_id], score)
        for chosen in plan.norms:
            if chosen.scale == scale_id:
                made |= standing(
                    ex.col(names.scored(scale_id)), score, chosen, covariates(plan)
                )
    if plan.detail:
        for target in names.alert_targets(plan):
            made[f"{plan.instrument.id}.{target}.alert"] = _alert(plan.instrument, target)
        if plan.instrument.skips:
            made[names.skipped_name(plan)] = ex.col(names.skipped()).cast(ex.Int16)
    return made


def _of_scale(plans: dict[str, ScalePlan], one: ScalePlan, score: str) -> dict[str, ex.Expr]:
    scale = one.scale
    made = {
        f"{score}.answered": ex.col(names.answered(scale.id)).cast(ex.Int16),
        f"{score}.prorated": _prorated(plans, one),
        f"{score}.reason": _reason(one),
    }
    if scale.left_out:
        left = len(one.parts) - ex.col(names.number(scale.id))
        made[f"{score}.left_out"] = left.cast(ex.Int16)
    for bands in scale.bands:
        made[f"{score}.band.{bands.id}"] = _label(ex.col(names.scored(scale.id)), bands)
    return made


def _prorated(plans: dict[str, ScalePlan], one: ScalePlan) -> ex.Expr:
    """Whether a score stands on fewer values than its scale has parts."""
    count = ex.col(names.count(one.scale.id))
    scored = suffices(one)
    short = [count < number_of_parts(one)] if one.scale.missing.rule in _ESTIMATES else []
    short += [_prorated(plans, plans[part]) for part in one.scale.scales]
    if not short:
        return ex.col(names.answered(one.scale.id)) < 0
    return scored & reduce(lambda some, other: some | other, short)


def _reason(one: ScalePlan) -> ex.Expr:
    """Why there is no score; null where there is one."""
    count, scored = ex.col(names.count(one.scale.id)), ex.col(names.scored(one.scale.id))
    end = {
        "complete": words("all are needed"),
        "unknown": words("no rule for missing answers is published"),
        "decided": words("the others do not decide it"),
    }.get(one.scale.missing.rule, words("at most {{ n }} allowed", n=one.allowed))
    what = coded(
        "{{ n }} of {{ of }} scales without a score, {{ why }}"
        if one.level
        else "{{ n }} of {{ of }} answers missing, {{ why }}"
    )
    short = ~suffices(one) if one.scale.missing.rule != "decided" else scored.is_null()
    lacking = number_of_parts(one) - count
    blank, none = ex.col(names.answered(one.scale.id)) == 0, str(words("no answers"))
    if one.scale.left_out:
        told = _written(one, _filled(what, why=str(end)), short, lacking)
        why = ex.when(blank).then(ex.lit(none)).otherwise(told)
    else:
        of = len(one.parts)
        texts = [_filled(what, n=str(n), of=str(of), why=str(end)) for n in range(of + 1)]
        place = ex.when(blank).then(of + 1).otherwise(ex.when(short).then(lacking))
        why = ex.looked_up(place, [*texts, none])
    if not one.method.partial or one.scale.missing.rule == "decided":
        return why
    method = one.method.name
    said = words("the method {{ method }} gives no score for these answers", method=method)
    unscored = ex.lit(str(said))
    if one.method.reason is not None:
        unscored = ex.col(names.why(one.scale.id))
    return ex.when(scored.is_null() & suffices(one)).then(unscored).otherwise(why)


def _filled(text: str, **known: str) -> str:
    return GAP.sub(lambda gap: known.get(gap[1], gap[0]), text)


def _written(one: ScalePlan, what: str, short: ex.Expr, lacking: ex.Expr) -> ex.Expr:
    """The reason where the number of parts differs between respondents."""
    number = ex.col(names.number(one.scale.id))
    gaps = {"n": ex.when(short).then(_whole_text(lacking)), "of": _whole_text(number)}
    return ex.concat_str(
        gaps[part] if place % 2 else ex.lit(part)
        for place, part in enumerate(GAP.split(what))
        if part
    )


def _whole_text(number: ex.Expr) -> ex.Expr:
    return number.cast(ex.Int64).cast(ex.String)


def _label(score: ex.Expr, bands: BandSet) -> ex.Expr:
    *lower, last = bands.bands
    label = ex.when(_holds(score, last)).then(ex.lit(last.label))
    found: ex.Expr = label
    for band in reversed(lower):
        found = ex.when(_holds(score, band)).then(ex.lit(band.label)).otherwise(found)
    return found


def _holds(score: ex.Expr, band: Band) -> ex.Expr:
    above = score >= band.low if band.low_included else score > band.low
    below = score <= band.high if band.high_included else score < band.high
    return above & below


def _alert(instrument: Instrument, target: str) -> ex.Expr:
    raised = [_raised(alert) for alert in instrument.alerts if alert.target == target]
    return reduce(lambda some, other: some | other, raised)


def _raised(alert: Alert) -> ex.Expr:
    if alert.item:
        return (ex.col(names.ok(alert.item)) == 1) & _beyond(
            ex.col(names.value(alert.item)), alert
        )
    beyond = _beyond(ex.col(names.scored(alert.scale)), alert)
    return ex.when(beyond).then(ex.lit(value=True)).otherwise(ex.lit(value=False))


def _beyond(score: ex.Expr, alert: Alert) -> ex.Expr:
    if alert.at_least is not None:
        return score >= alert.at_least
    return score <= (alert.at_most if alert.at_most is not None else float("-inf"))


def invalid(plan: Plan) -> ex.Expr:
    """How many answers are given and not allowed."""
    if plan.instrument.skips:
        return ex.col(names.WRONG).cast(ex.Int16)
    ok = add([ex.col(names.ok(item)) for item in plan.binding.columns])
    return (ex.col(names.GIVEN) - ok).cast(ex.Int16)

"""The columns beside a score: counts, reasons, bands and alerts."""

from __future__ import annotations

from functools import reduce

from scorewell.definitions.model import Alert, Band, BandSet, Instrument
from scorewell.i18n.messages import Message, words
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex
from scorewell.scores import output_columns as names
from scorewell.scores.form_doubts import doubt_flags
from scorewell.scores.item_values import covariates
from scorewell.scores.norms import norm_columns
from scorewell.scores.plan import Plan, ScalePlan


def number_of_parts(scale_plan: ScalePlan) -> ex.Expr | int:
    """How many parts a scale has for each respondent."""
    return (
        ex.col(names.n_items(scale_plan.scale.id))
        if scale_plan.scale.left_out
        else len(scale_plan.parts)
    )


def suffices(scale_plan: ScalePlan) -> ex.Expr:
    """Whether as many parts have a value as the missing rule needs."""
    count = ex.col(names.n_values(scale_plan.scale.id))
    if not scale_plan.scale.left_out:
        return count >= scale_plan.min_values
    number = ex.col(names.n_items(scale_plan.scale.id))
    return (count >= 1) & (count >= number - _allowed_missing(scale_plan))


def _allowed_missing(scale_plan: ScalePlan) -> ex.Expr | int:
    """How many of its parts may be missing."""
    rule, parts = scale_plan.scale.missing, len(scale_plan.parts)
    if not scale_plan.scale.left_out or rule.max_share is None:
        return scale_plan.max_missing
    fewest = parts - len(
        {item for exclusion in scale_plan.scale.left_out for item in exclusion.items}
    )
    number = ex.col(names.n_items(scale_plan.scale.id))
    allowed_missing: ex.Expr = number * 0 + scale_plan.max_missing
    for number_left in range(max(fewest, 1), parts):
        allowed_missing = (
            ex.when(number == number_left)
            .then(rule.most_missing(number_left))
            .otherwise(allowed_missing)
        )
    return allowed_missing


def outputs(plan: Plan) -> dict[str, ex.Expr]:
    """The columns of results by name, without the count of invalid answers."""
    columns: dict[str, ex.Expr] = {}
    plans = {scale_plan.scale.id: scale_plan for scale_plan in plan.scales}
    for scale_id in plan.scale_ids:
        score = plan.instrument.column(scale_id)
        columns[score] = ex.col(names.score(scale_id))
        if plan.detail:
            columns |= _of_scale(plan, plans, plans[scale_id], score)
        for norm in plan.norms:
            if norm.scale == scale_id:
                number = ex.col(names.score(scale_id))
                if not norm.covariates and plans[scale_id].shorter_range(plan.instrument):
                    number = ex.when(_is_whole(plans[scale_id])).then(number)
                columns |= norm_columns(number, score, norm, covariates(plan))
    if plan.detail:
        for target in names.alert_targets(plan):
            columns[f"{plan.instrument.id}.{target}.alert"] = _alert(plan.instrument, target)
        if plan.instrument.skips:
            columns[names.skipped_name(plan)] = ex.col(names.n_skipped()).cast(ex.Int16)
    return columns


def doubts(plan: Plan) -> dict[str, ex.Expr]:
    """Columns that are counted and not shown: answers and rows with something unclear."""
    columns: dict[str, ex.Expr] = {}
    if plan.instrument.skips:
        columns[names.N_CONTRADICTED] = ex.col(names.N_CONTRADICTED)
    answers = {
        item.id: (ex.col(names.ok(item.id)), ex.col(names.value(item.id)))
        for item in plan.instrument.items
    }
    n_answers = ex.col(names.N_GIVEN)
    flags = doubt_flags(plan.instrument, covariates(plan), n_answers, answers)
    return columns | {names.doubt(place): flag for place, flag in enumerate(flags)}


def _of_scale(
    plan: Plan, plans: dict[str, ScalePlan], scale_plan: ScalePlan, score: str
) -> dict[str, ex.Expr]:
    scale = scale_plan.scale
    columns = {
        f"{score}.answered": ex.col(names.n_answered(scale.id)).cast(ex.Int16),
        f"{score}.prorated": _prorated(plans, scale_plan),
        f"{score}.reason": _reason(scale_plan),
    }
    if scale.left_out:
        n_left_out = len(scale_plan.parts) - ex.col(names.n_items(scale.id))
        columns[f"{score}.left_out"] = n_left_out.cast(ex.Int16)
    shorter_range = bool(scale.output_bands) and scale_plan.shorter_range(plan.instrument)
    for bands in scale.output_bands:
        label = _label(ex.col(names.score(scale.id)), bands)
        no_bands = bands.shorter_form == "none" and bool(scale.left_out)
        if no_bands or (shorter_range and bands.shorter_form != "same"):
            label = ex.when(_is_whole(scale_plan)).then(label)
        columns[f"{score}.band.{bands.id}"] = label
    return columns


def _is_whole(scale_plan: ScalePlan) -> ex.Expr:
    """Whether no item of a scale is left out."""
    return ex.col(names.n_items(scale_plan.scale.id)) >= len(scale_plan.parts)


def _prorated(plans: dict[str, ScalePlan], scale_plan: ScalePlan) -> ex.Expr:
    """Whether a score rests on fewer values than its scale has parts."""
    count = ex.col(names.n_values(scale_plan.scale.id))
    has_score = suffices(scale_plan)
    short = [count < number_of_parts(scale_plan)] if scale_plan.scale.missing.estimates else []
    short += [_prorated(plans, plans[part]) for part in scale_plan.scale.scales]
    if not short:
        return ex.col(names.n_answered(scale_plan.scale.id)) < 0
    return has_score & reduce(lambda first, second: first | second, short)


def _reason(scale_plan: ScalePlan) -> ex.Expr:
    """Why there is no score; null where there is one."""
    count, score = (
        ex.col(names.n_values(scale_plan.scale.id)),
        ex.col(names.score(scale_plan.scale.id)),
    )
    short = (
        ~suffices(scale_plan) if scale_plan.scale.missing.rule != "decided" else score.is_null()
    )
    n_missing = number_of_parts(scale_plan) - count
    blank, none = ex.col(names.n_answered(scale_plan.scale.id)) == 0, str(words("no answers"))
    if scale_plan.scale.left_out:
        text = _reason_text(scale_plan, short, n_missing)
        reason = ex.when(blank).then(ex.lit(none)).otherwise(text)
    else:
        of = len(scale_plan.parts)
        texts = [str(_too_many_missing(scale_plan, n, of)) for n in range(of + 1)]
        place = ex.when(blank).then(of + 1).otherwise(ex.when(short).then(n_missing))
        reason = ex.text_at(place, [*texts, none])
    if not scale_plan.method.partial or scale_plan.scale.missing.rule == "decided":
        return reason
    unscored = ex.lit(str(_no_score(scale_plan)))
    if scale_plan.method.reason is not None:
        unscored = ex.col(names.null_reason(scale_plan.scale.id))
    return ex.when(score.is_null() & suffices(scale_plan)).then(unscored).otherwise(reason)


def _too_many_missing(scale_plan: ScalePlan, n: object, of: object) -> Message:
    """The reason where so many parts of a scale are missing."""
    rule_text = {
        "complete": words("all are needed"),
        "unknown": words("no rule for missing answers is published"),
        "decided": words("the others do not decide it"),
    }.get(
        scale_plan.scale.missing.rule,
        words("at most {{ n }} allowed", n=scale_plan.max_missing),
    )
    if scale_plan.level:
        return words(
            "{{ n }} of {{ of }} scales without a score, {{ why }}", n=n, of=of, why=rule_text
        )
    return words("{{ n }} of {{ of }} answers missing, {{ why }}", n=n, of=of, why=rule_text)


def reason_messages(plan: Plan) -> dict[str, Message]:
    """Messages with values by their text, for each reason that tells how much is missing."""
    messages = []
    for scale_plan in plan.scales:
        most = len(scale_plan.parts)
        for of in range(most + 1) if scale_plan.scale.left_out else (most,):
            messages += [_too_many_missing(scale_plan, n, of) for n in range(of + 1)]
        if scale_plan.method.partial:
            messages.append(_no_score(scale_plan))
    return {str(message): message for message in messages}


def _no_score(scale_plan: ScalePlan) -> Message:
    return words(
        "the method {{ method }} gives no score for these answers",
        method=scale_plan.method.name,
    )


def _reason_text(scale_plan: ScalePlan, short: ex.Expr, n_missing: ex.Expr) -> ex.Expr:
    """The reason where the number of parts differs between respondents."""
    number = ex.col(names.n_items(scale_plan.scale.id))
    before, between, after = str(_too_many_missing(scale_plan, "\0", "\0")).split("\0")
    n_text = ex.when(short).then(_whole_text(n_missing))
    parts = (ex.lit(before), n_text, ex.lit(between), _whole_text(number), ex.lit(after))
    return ex.concat_str(parts[0 if before else 1 :])


def _whole_text(number: ex.Expr) -> ex.Expr:
    return number.cast(ex.Int64).cast(ex.String)


def _label(score: ex.Expr, bands: BandSet) -> ex.Expr:
    *lower, last = bands.bands
    label = ex.when(_holds(score, last)).then(ex.lit(last.label))
    label_so_far: ex.Expr = label
    for band in reversed(lower):
        label_so_far = (
            ex.when(_holds(score, band)).then(ex.lit(band.label)).otherwise(label_so_far)
        )
    return label_so_far


def _holds(score: ex.Expr, band: Band) -> ex.Expr:
    above = score >= band.low if band.low_included else score > band.low
    below = score <= band.high if band.high_included else score < band.high
    return above & below


def _alert(instrument: Instrument, target: str) -> ex.Expr:
    conditions = [
        _alert_condition(alert) for alert in instrument.alerts if alert.target == target
    ]
    return reduce(lambda first, second: first | second, conditions)


def _alert_condition(alert: Alert) -> ex.Expr:
    if alert.item:
        return (ex.col(names.ok(alert.item)) == 1) & _beyond(
            ex.col(names.value(alert.item)), alert
        )
    beyond = _beyond(ex.col(names.score(alert.scale)), alert)
    return ex.when(beyond).then(ex.lit(value=True)).otherwise(ex.lit(value=False))


def _beyond(score: ex.Expr, alert: Alert) -> ex.Expr:
    if alert.at_least is not None:
        return score >= alert.at_least
    return score <= (alert.at_most if alert.at_most is not None else float("-inf"))


def invalid(plan: Plan) -> ex.Expr:
    """How many answers are given and not allowed."""
    if plan.instrument.skips:
        return ex.col(names.N_INVALID).cast(ex.Int16)
    ok = add([ex.col(names.ok(item)) for item in plan.binding.columns])
    return (ex.col(names.N_GIVEN) - ok).cast(ex.Int16)

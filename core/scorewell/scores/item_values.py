"""The first stage of a plan: answers, items that were skipped or do not apply, covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scorewell.answers.values.covariates import covariate_columns
from scorewell.answers.values.expressions import AnswerExpressions, answers, exact, value_dtype
from scorewell.definitions.model import Skip
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import CovariateColumn
from scorewell.scores import output_columns as names
from scorewell.scores.plan import Plan


def sheet_columns(plan: Plan, sheet: Any) -> Iterator[ex.Expr]:
    """Per item whether it counts and its value, and what else is read from a row.

    After this stage nothing is null.
    """
    made = answers(sheet, plan.binding)
    dtype = value_dtype(plan.instrument)
    nothing = next(iter(made.values())).ok * ex.lit(0, dtype)
    every = {
        item.id: made.get(
            item.id, AnswerExpressions(ok=nothing, value=nothing, given=nothing, absent=nothing)
        )
        for item in plan.instrument.items
    }
    skipped = _skipped(plan.instrument.skips, every)
    for item_id, one in every.items():
        ok, value = one.ok, one.value
        for skip, blank in skipped.get(item_id, ()):
            ok = ok + blank
            value = value + blank * exact(skip.counts_as)
        yield ok.alias(names.ok(item_id))
        yield value.alias(names.value(item_id))
    yield add([one.given for one in made.values()]).alias(names.GIVEN)
    if skipped:
        blanks = [blank for each in skipped.values() for _, blank in each]
        yield add(blanks).alias(names.skipped())
        yield add([one.given - one.ok for one in made.values()]).alias(names.WRONG)
    yield from _absent(plan, every)
    for name, column in covariate_columns(
        sheet, plan.instrument, plan.binding.covariates
    ).items():
        yield column.known.alias(names.known(name))
        yield column.value.alias(names.covariate(name))


def _skipped(
    skips: tuple[Skip, ...], every: Mapping[str, AnswerExpressions]
) -> dict[str, list[tuple[Skip, ex.Expr]]]:
    """By item the rules that may fill it, each with 1 where it does; the first rule wins."""
    found: dict[str, list[tuple[Skip, ex.Expr]]] = {}
    for skip in skips:
        first = [every[item_id] for item_id in skip.after]
        total = add([one.value for one in first])
        answered = add([one.ok for one in first]) == len(first)
        edge = skip.at_most if skip.at_most is not None else skip.at_least or 0.0
        beyond = total <= edge if skip.at_most is not None else total >= edge
        for item_id in skip.skipped:
            one = every[item_id]
            blank = answered & beyond & (one.given == 0)
            if one.absent is not None:
                blank = blank & (one.absent == 0)
            for _, before in found.get(item_id, ()):
                blank = blank & (before == 0)
            filled = ex.when(blank).then(1).otherwise(0)
            found.setdefault(item_id, []).append((skip, filled))
    return found


def _absent(plan: Plan, every: Mapping[str, AnswerExpressions]) -> Iterator[ex.Expr]:
    wanted = dict.fromkeys(
        item
        for scale in plan.instrument.scales
        for left in scale.left_out
        if left.not_applicable
        for item in left.items
    )
    for item_id in wanted:
        one = every[item_id]
        absent = one.ok * 0 if one.absent is None else one.absent
        yield absent.alias(names.absent(item_id))


def covariates(plan: Plan) -> dict[str, CovariateColumn]:
    """The covariates in a frame that has been through the first stage.

    One that has no column is not known of anybody.
    """
    made = {}
    for name, covariate in plan.instrument.covariates.items():
        nothing = ex.col(names.GIVEN) * 0
        bound = name in plan.binding.covariates
        made[name] = CovariateColumn(
            covariate=covariate,
            known=ex.col(names.known(name)) if bound else nothing,
            value=ex.col(names.covariate(name)) if bound else nothing,
        )
    return made

"""The first stage of a plan: answers, items that were skipped or do not apply, covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scorewell.answers.checks.skip_checks import contradictions, leads_past
from scorewell.answers.values.covariates import covariate_columns
from scorewell.answers.values.expressions import (
    AnswerExpressions,
    answer_expressions,
    exact_number,
    value_dtype,
)
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
    item_answers = answer_expressions(sheet, plan.binding)
    dtype = value_dtype(plan.instrument)
    zero = next(iter(item_answers.values())).ok * ex.lit(0, dtype)
    item_answers_int = {
        item.id: item_answers.get(
            item.id, AnswerExpressions(ok=zero, value=zero, present=zero, absent=zero)
        )
        for item in plan.instrument.items
    }
    fills_by_item = _skip_fills(plan.instrument.skips, item_answers_int)
    for item_id, answer in item_answers_int.items():
        ok, value = answer.ok, answer.value
        for skip, blank in fills_by_item.get(item_id, ()):
            ok = ok + blank
            value = value + blank * exact_number(skip.counts_as)
        yield ok.alias(names.ok(item_id))
        yield value.alias(names.value(item_id))
    yield add([answer.present for answer in item_answers.values()]).alias(names.N_GIVEN)
    if fills_by_item:
        blanks = [blank for fills in fills_by_item.values() for _, blank in fills]
        yield add(blanks).alias(names.n_skipped())
        yield add([answer.present - answer.ok for answer in item_answers.values()]).alias(
            names.N_INVALID
        )
        flags = [
            ex.when(flag).then(1).otherwise(0)
            for _, _, flag in contradictions(plan.instrument.skips, item_answers_int)
        ]
        yield add(flags).alias(names.N_CONTRADICTED)
    yield from _absent(plan, item_answers_int)
    for name, column in covariate_columns(
        sheet, plan.instrument, plan.binding.covariates
    ).items():
        yield column.known.alias(names.covariate_known(name))
        yield column.value.alias(names.covariate(name))


def _skip_fills(
    skips: tuple[Skip, ...], item_answers: Mapping[str, AnswerExpressions]
) -> dict[str, list[tuple[Skip, ex.Expr]]]:
    """By item the rules that may fill it, each with 1 where it does; the first rule wins."""
    fills: dict[str, list[tuple[Skip, ex.Expr]]] = {}
    for skip in skips:
        beyond = leads_past(skip, item_answers)
        for item_id in skip.skipped:
            answer = item_answers[item_id]
            blank = beyond & (answer.present == 0)
            if answer.absent is not None:
                blank = blank & (answer.absent == 0)
            for _, before in fills.get(item_id, ()):
                blank = blank & (before == 0)
            fill = ex.when(blank).then(1).otherwise(0)
            fills.setdefault(item_id, []).append((skip, fill))
    return fills


def _absent(plan: Plan, item_answers: Mapping[str, AnswerExpressions]) -> Iterator[ex.Expr]:
    items = dict.fromkeys(
        item
        for scale in plan.instrument.scales
        for exclusion in scale.left_out
        if exclusion.not_applicable
        for item in exclusion.items
    )
    for item_id in items:
        answer = item_answers[item_id]
        absent = answer.ok * 0 if answer.absent is None else answer.absent
        yield absent.alias(names.absent(item_id))


def covariates(plan: Plan) -> dict[str, CovariateColumn]:
    """The covariates in a frame that has been through the first stage.

    One that has no column is not known of anybody.
    """
    columns = {}
    for name, covariate in plan.instrument.covariates.items():
        zero = ex.col(names.N_GIVEN) * 0
        is_bound = name in plan.binding.covariates
        columns[name] = CovariateColumn(
            covariate=covariate,
            known=ex.col(names.covariate_known(name)) if is_bound else zero,
            value=ex.col(names.covariate(name)) if is_bound else zero,
        )
    return columns

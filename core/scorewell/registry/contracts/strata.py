"""Strata of a norm as expressions: who belongs to one, and which covariates are not known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.errors import DefinitionError
from scorewell.registry.contracts import expressions as ex

if TYPE_CHECKING:
    from scorewell.definitions.model import Covariate, Limit, Stratum


@dataclass(frozen=True, kw_only=True)
class CovariateColumn:
    """One covariate as expressions over the columns of a frame.

    Attributes
    ----------
    covariate : Covariate
        What it is.
    known : expression
        1 where it is known, otherwise 0; never null.
    value : expression
        Its number, or the place of its category among the values, counted
        from 0; 0 where it is not known. Never null.
    """

    covariate: Covariate
    known: ex.Expr
    value: ex.Expr


def belongs(stratum: Stratum, columns: Mapping[str, CovariateColumn]) -> ex.Expr:
    """Whether a respondent is known to belong to a stratum; never null.

    Parameters
    ----------
    stratum : Stratum
        The stratum; it has a limit at least.
    columns : mapping of str to CovariateColumn
        The covariates, by id.
    """
    return _all([_within(limit, columns[limit.covariate]) for limit in stratum.limits])


def may_belong(stratum: Stratum, columns: Mapping[str, CovariateColumn]) -> ex.Expr:
    """Whether it is not known if a respondent belongs to a stratum; never null.

    Some of its covariates are not known, and those that are known agree with it.
    """
    unknown = [columns[limit.covariate].known == 0 for limit in stratum.limits]
    agrees = [
        (columns[limit.covariate].known == 0) | _within(limit, columns[limit.covariate])
        for limit in stratum.limits
    ]
    some_unknown = unknown[0]
    for test in unknown[1:]:
        some_unknown = some_unknown | test
    return some_unknown & _all(agrees)


def all_known(names: Iterable[str], columns: Mapping[str, CovariateColumn]) -> ex.Expr:
    """Whether all of these covariates are known; never null."""
    return _all([columns[name].known == 1 for name in names])


def unknown_names(names: Sequence[str], columns: Mapping[str, CovariateColumn]) -> ex.Expr:
    """Which of these covariates are not known, as text: ``sex is not known``; null if none."""
    text: ex.Expr = ex.when(columns[names[-1]].known == 0).then(_reason(columns[names[-1]]))
    for name in reversed(names[:-1]):
        column = columns[name]
        text = ex.when(column.known == 0).then(_reason(column)).otherwise(text)
    return text


def _reason(column: CovariateColumn) -> ex.Expr:

    return ex.lit(f"{column.covariate.label} is not known")


def _within(limit: Limit, column: CovariateColumn) -> ex.Expr:
    tests = [column.known == 1]
    if bool(limit.value) != bool(column.covariate.values) or (
        limit.value and limit.value not in column.covariate.values
    ):
        raise DefinitionError(
            f"`{limit.text}` is not a value of the covariate `{column.covariate.id}`"
        )
    if limit.value:
        tests.append(column.value == float(column.covariate.values.index(limit.value)))
    if limit.low > -math.inf:
        above = column.value >= limit.low if limit.low_included else column.value > limit.low
        tests.append(above)
    if limit.high < math.inf:
        below = column.value <= limit.high if limit.high_included else column.value < limit.high
        tests.append(below)
    return _all(tests)


def _all(tests: Sequence[ex.Expr]) -> ex.Expr:
    first, *rest = tests
    for test in rest:
        first = first & test
    return first

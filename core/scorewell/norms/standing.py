"""From a score and a norm to z, T and percentile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from scorewell import dialect as ex
from scorewell.methods import add
from scorewell.model import Norm
from scorewell.norms.choice import ScaleNorm
from scorewell.norms.normal import below
from scorewell.strata import CovariateColumn, belongs, known, unknown_names

__all__ = ["standing", "standing_names"]

_FIGURES = ("z", "T", "percentile-normal")


def standing_names(score: str, chosen: ScaleNorm) -> tuple[str, ...]:
    """Names of the columns that :func:`standing` makes, in order.

    ``score.z.<norm>`` and ``score.T.<norm>`` where there are means and
    standard deviations; ``score.percentile-normal.<norm>``, whose name says
    that it is no published table, or ``score.percentile.<norm>``, which is
    one; and where strata decide, ``score.norm.<set>``, the norm that was
    taken, and ``score.norm-reason.<set>``, why there is none.
    """
    made: list[str] = []
    if any(_has_figures(norm) for norm in chosen.norms):
        tables = all(norm.percentiles for norm in chosen.norms)
        made += _FIGURES[:2] if tables else _FIGURES
    made += ["percentile"] if any(norm.percentiles for norm in chosen.norms) else []
    made += ["norm", "norm-reason"] if chosen.covariates else []
    return tuple(f"{score}.{what}.{chosen.name}" for what in made)


def standing(
    score: ex.Expr,
    name: str,
    chosen: ScaleNorm,
    columns: Mapping[str, CovariateColumn] | None = None,
) -> dict[str, ex.Expr]:
    """Where scores stand in the sample of a norm.

    z = (x - M) / s and T = 50 + 10 z, with x the score and M and s the mean
    and standard deviation of the norm. Both rise with the score, whichever
    direction is the better one. The percentile under normality is 100 times
    the share of a normal distribution that lies below z: an estimate, as
    scores of questionnaires are rarely normal. A published table gives the
    percentile of the scores in it, and of no others.

    Parameters
    ----------
    score : expression
        The score; null stays null.
    name : str
        Name of its column.
    chosen : ScaleNorm
        The norm, or the set of norms.
    columns : mapping of str to CovariateColumn, optional
        The covariates, where strata decide which norm describes a respondent.

    Returns
    -------
    dict of str to expression
        By the names of :func:`standing_names`.

    Examples
    --------
    A score of 60 where the mean is 50 and the standard deviation 10.

    >>> import narwhals.stable.v2 as nw
    >>> import polars as pl
    >>> norm = Norm(id="made-up", population="other", mean=50, sd=10)
    >>> made = standing(nw.col("x"), "x", ScaleNorm(scale="t", name="made-up", norms=(norm,)))
    >>> frame = nw.from_native(pl.DataFrame({"x": [60.0]}))
    >>> row = frame.select(*(each.alias(name) for name, each in made.items())).row(0)
    >>> [round(value, 2) for value in row]
    [1.0, 60.0, 84.13]
    """
    pick = partial(_pick, chosen, columns or {})
    ways: dict[str, Callable[[], ex.Expr]] = {
        "z": lambda: pick(lambda norm: _z(score, norm)),
        "T": lambda: pick(lambda norm: _z(score, norm)) * 10.0 + 50.0,
        "percentile-normal": lambda: below(pick(lambda norm: _z_alone(score, norm))) * 100.0,
        "percentile": lambda: pick(lambda norm: _of_table(score, norm)),
        "norm": lambda: pick(lambda norm: ex.when(~score.is_null()).then(ex.lit(norm.id))),
        "norm-reason": lambda: _reason(score, chosen, columns or {}),
    }
    names = standing_names(name, chosen)
    return {each: ways[each.removeprefix(f"{name}.").partition(".")[0]]() for each in names}


def _has_figures(norm: Norm) -> bool:
    return norm.mean is not None and norm.sd is not None


def _z(score: ex.Expr, norm: Norm) -> ex.Expr | None:
    if norm.mean is None or norm.sd is None:
        return None
    return (score - norm.mean) / norm.sd


def _z_alone(score: ex.Expr, norm: Norm) -> ex.Expr | None:
    """Z where no table gives the percentile."""
    return None if norm.percentiles else _z(score, norm)


def _of_table(score: ex.Expr, norm: Norm) -> ex.Expr | None:
    """The percentile in the table; null for a score that is not in it."""
    if not norm.percentiles:
        return None
    rows = norm.percentiles
    there = add([ex.when(score == each).then(1).otherwise(0) for each, _ in rows])
    value = add([ex.when(score == each).then(float(p)).otherwise(0.0) for each, p in rows])
    return ex.when(there == 1).then(value)


def _pick(
    chosen: ScaleNorm,
    columns: Mapping[str, CovariateColumn],
    value: Callable[[Norm], ex.Expr | None],
) -> ex.Expr:
    """The value of the first norm that describes a respondent; null where none does."""
    found: ex.Expr | None = None
    for norm in reversed(chosen.norms):
        here = value(norm)
        if norm.stratum is None:
            found = here
            continue
        inside = belongs(norm.stratum, columns)
        if here is None:
            found = None if found is None else ex.when(~inside).then(found)
        elif found is None:
            found = ex.when(inside).then(here)
        else:
            found = ex.when(inside).then(here).otherwise(found)
    return ex.lit(None) if found is None else found


def _reason(
    score: ex.Expr, chosen: ScaleNorm, columns: Mapping[str, CovariateColumn]
) -> ex.Expr:
    """Why a score has no norm; null where it has one, and where there is no score."""
    described = _pick(chosen, columns, lambda norm: ex.lit(norm.id))
    outside = ex.lit(f"no norm of {chosen.name} describes this respondent")
    unknown = unknown_names(chosen.covariates, columns)
    told = ex.when(known(chosen.covariates, columns)).then(outside).otherwise(unknown)
    return ex.when(described.is_null() & ~score.is_null()).then(told)

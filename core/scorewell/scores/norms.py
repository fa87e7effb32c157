"""From a score and a norm to z, T and percentile."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from scorewell.definitions.model import Instrument, Norm, Scale
from scorewell.definitions.reading.missing_figures import missing_figures, norm_overlay
from scorewell.errors import DataError, did_you_mean
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import (
    CovariateColumn,
    all_known,
    belongs,
    unknown_names,
)


@dataclass(frozen=True, kw_only=True)
class ScaleNorm:
    """A norm, or a set of norms in strata, and the scale whose scores are set beside it.

    Attributes
    ----------
    scale : str
        Id of the scale.
    name : str
        Id of the norm, or name of the set.
    norms : tuple of Norm
        The norm, or those of the set, the first that describes a respondent
        counting. Each has mean and standard deviation, a table of
        percentiles, or both.
    """

    scale: str
    name: str
    norms: tuple[Norm, ...]

    @property
    def covariates(self) -> tuple[str, ...]:
        """Ids of the covariates that decide which norm describes a respondent."""
        strata = [norm.stratum for norm in self.norms if norm.stratum is not None]
        return tuple(
            dict.fromkeys(covariate for stratum in strata for covariate in stratum.covariates)
        )


def choose_norms(
    instrument: Instrument,
    names: Sequence[str],
    *,
    scales: Iterable[str],
    bound_covariates: Collection[str] | None = None,
) -> tuple[ScaleNorm, ...]:
    """The norms that names stand for, by scale.

    Parameters
    ----------
    names : sequence of str
        Ids of norms or names of sets, each for every scale that has it;
        ``scale.id`` for one scale. A norm that is named by its id stands for
        everybody, whatever its stratum; a set for each respondent by the norm
        of their stratum.
    bound_covariates : collection of str, optional
        The covariates that the data has; if given, those that a norm depends
        on must be among them.

    Raises
    ------
    DataError
        If no scale has such a norm; if its figures are not available: then
        with the paper and the overlay to write; or if it depends on something
        that the data does not have.

    Examples
    --------
    >>> from scorewell.api.answers import load
    >>> [chosen] = choose_norms(load("phq-9"), ["jordan-2017"], scales=["total"])
    >>> chosen.scale, chosen.norms[0].mean, chosen.norms[0].sd
    ('total', 5.2, 5.06)
    """
    scale_objects = [instrument.scale(scale_id) for scale_id in scales]
    norms: dict[tuple[str, str], ScaleNorm] = {}
    for name in dict.fromkeys(names):
        for scale, norm_set in _norms_by_name(instrument, scale_objects, name):
            for norm in norm_set.norms:
                missing = missing_figures(norm, ("mean", "sd"))
                if missing and not norm.percentiles:
                    raise _gap(instrument, scale, norm, missing)
            if bound_covariates is not None:
                _check_bound(instrument, norm_set, bound_covariates)
            norms[scale.id, norm_set.name] = norm_set
    return tuple(norms.values())


def _norms_by_name(
    instrument: Instrument, scales: Sequence[Scale], name: str
) -> list[tuple[Scale, ScaleNorm]]:
    owner, dot, rest = name.rpartition(".")
    pairs = [
        (scale, ScaleNorm(scale=scale.id, name=rest, norms=_norms(scale, rest)))
        for scale in scales
        if scale.norm_set(rest) and (not dot or scale.id == owner)
    ]
    if pairs:
        return pairs
    names = [
        f"{scale.id}.{norm_name}"
        for scale in scales
        for norm_name in dict.fromkeys(
            key for norm in scale.norms for key in (norm.set, norm.id) if key
        )
    ]
    hint = did_you_mean(
        name, [*names, *(known_name.rpartition(".")[2] for known_name in names)]
    )
    raise DataError(
        f"{instrument.id} has no norm '{name}' for the scales that come out",
        hint=hint
        or (f"it has: {', '.join(names)}" if names else "an overlay can bring one in"),
    )


def _norms(scale: Scale, name: str) -> tuple[Norm, ...]:
    """A single norm for everybody, or a set, whose strata decide."""
    single = scale.norm(name)
    return scale.norm_set(name) if single is None else (replace(single, stratum=None),)


def _check_bound(
    instrument: Instrument, norm_set: ScaleNorm, bound_covariates: Collection[str]
) -> None:
    unbound = [
        covariate for covariate in norm_set.covariates if covariate not in bound_covariates
    ]
    if unbound:
        raise DataError(
            f"{instrument.column(norm_set.scale)}: the norm '{norm_set.name}' depends on "
            f"{' and '.join(unbound)}, for which there is no column",
            hint=f"name the column: --covariate {unbound[0]}=COLUMN",
        )


def _gap(instrument: Instrument, scale: Scale, norm: Norm, missing: Sequence[str]) -> DataError:
    source = instrument.sources.get(norm.provenance.source)
    paper = f"; they are in: {source.citation}" if source else ""
    return DataError(
        f"{instrument.column(scale.id)}: the {' and '.join(missing)} of the norm '{norm.id}' "
        f"{'are' if len(missing) > 1 else 'is'} not available here "
        f"({norm.gap.rstrip('.')}){paper}",
        hint="with the paper at hand, save this as an overlay, put the figures in and apply "
        f"it:\n\n{norm_overlay(instrument, scale, norm)}",
    )


# Numerator and denominator of the rational function, highest power first.
_UPPER = (
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383,
    112.079291497871, 221.213596169931, 220.206867912376,
)  # fmt: skip
_LOWER = (
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461,
    296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752,
)  # fmt: skip
_FAR = 5 * math.sqrt(2)


def below(z: ex.Expr) -> ex.Expr:
    """Share of a normal distribution that lies below z, from 0 to 1.

    No back end but pandas and NumPy has the function itself, so it is made of
    arithmetic that all of them have: for z less than 5 sqrt(2) from 0 the exponential
    of -z^2 / 2 times a rational function, beyond it a continued fraction
    (algorithm 5666 of Hart et al. 1968, as given by West 2005, "Better
    approximations to cumulative normal functions").
    It differs from the true value by less than 1e-15.

    Examples
    --------
    Half of the distribution lies below 0, and .975 below 1.959964.

    >>> import polars as pl
    >>> import narwhals.stable.v2 as nw
    >>> frame = nw.from_native(pl.DataFrame({"z": [0.0, 1.959964]}))
    >>> frame.select(share=below(nw.col("z")).round(6))["share"].to_list()
    [0.5, 0.975]
    """
    size = z.abs()
    bell = (size * size * -0.5).exp()
    near = bell * _polynomial(_UPPER, size) / _polynomial(_LOWER, size)
    fraction = size + 0.65
    for term in (4.0, 3.0, 2.0, 1.0):
        fraction = size + term / fraction
    far = bell / fraction / math.sqrt(2 * math.pi)
    tail = ex.when(size < _FAR).then(near).otherwise(far)
    return ex.when(z > 0).then(1.0 - tail).otherwise(tail)


def _polynomial(coefficients: Sequence[float], x: ex.Expr) -> ex.Expr:
    first, second, *rest = coefficients
    value = x * first + second
    for norm in rest:
        value = value * x + norm
    return value


_FIGURES = ("z", "T", "percentile-normal")


def norm_column_names(score: str, norm_set: ScaleNorm) -> tuple[str, ...]:
    """Names of the columns that :func:`standing` makes, in order.

    ``score.z.<norm>`` and ``score.T.<norm>`` where there are means and
    standard deviations; ``score.percentile-normal.<norm>``, whose name says
    that it is not a published table, or ``score.percentile.<norm>``, which is
    one; and where strata decide, ``score.norm.<set>``, the norm that was
    taken, and ``score.norm-reason.<set>``, why there is none.
    """
    suffixes: list[str] = []
    if any(_has_figures(norm) for norm in norm_set.norms):
        tables = all(norm.percentiles for norm in norm_set.norms)
        suffixes += _FIGURES[:2] if tables else _FIGURES
    suffixes += ["percentile"] if any(norm.percentiles for norm in norm_set.norms) else []
    suffixes += ["norm", "norm-reason"] if norm_set.covariates else []
    return tuple(f"{score}.{suffix}.{norm_set.name}" for suffix in suffixes)


def norm_columns(
    score: ex.Expr,
    name: str,
    norm_set: ScaleNorm,
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
    columns : mapping of str to CovariateColumn, optional
        The covariates, where strata decide which norm describes a respondent.

    Examples
    --------
    A score of 60 where the mean is 50 and the standard deviation 10.

    >>> import narwhals.stable.v2 as nw
    >>> import polars as pl
    >>> norm = Norm(id="made-up", population="other", mean=50, sd=10)
    >>> norm_set = ScaleNorm(scale="t", name="made-up", norms=(norm,))
    >>> columns = norm_columns(nw.col("x"), "x", norm_set)
    >>> frame = nw.from_native(pl.DataFrame({"x": [60.0]}))
    >>> row = frame.select(*(expr.alias(name) for name, expr in columns.items())).row(0)
    >>> [round(value, 2) for value in row]
    [1.0, 60.0, 84.13]
    """
    pick = partial(_pick, norm_set, columns or {})
    builders: dict[str, Callable[[], ex.Expr]] = {
        "z": lambda: pick(lambda norm: _z(score, norm)),
        "T": lambda: pick(lambda norm: _z(score, norm)) * 10.0 + 50.0,
        "percentile-normal": lambda: below(pick(lambda norm: _z_alone(score, norm))) * 100.0,
        "percentile": lambda: pick(lambda norm: _of_table(score, norm)),
        "norm": lambda: pick(lambda norm: ex.when(~score.is_null()).then(ex.lit(norm.id))),
        "norm-reason": lambda: _reason(score, norm_set, columns or {}),
    }
    names = norm_column_names(name, norm_set)
    return {
        column: builders[column.removeprefix(f"{name}.").partition(".")[0]]()
        for column in names
    }


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
    has_entry = add([ex.when(score == raw_score).then(1).otherwise(0) for raw_score, _ in rows])
    value = add(
        [ex.when(score == raw_score).then(float(p)).otherwise(0.0) for raw_score, p in rows]
    )
    return ex.when(has_entry == 1).then(value)


def _pick(
    norm_set: ScaleNorm,
    columns: Mapping[str, CovariateColumn],
    value: Callable[[Norm], ex.Expr | None],
) -> ex.Expr:
    """The value of the first norm that describes a respondent; null where none does."""
    result: ex.Expr | None = None
    for norm in reversed(norm_set.norms):
        figure = value(norm)
        if norm.stratum is None:
            result = figure
            continue
        inside = belongs(norm.stratum, columns)
        if figure is None:
            result = None if result is None else ex.when(~inside).then(result)
        elif result is None:
            result = ex.when(inside).then(figure)
        else:
            result = ex.when(inside).then(figure).otherwise(result)
    return ex.lit(None) if result is None else result


def _reason(
    score: ex.Expr, norm_set: ScaleNorm, columns: Mapping[str, CovariateColumn]
) -> ex.Expr:
    """Why a score has no norm; null where it has one, and where there is no score."""
    description = _pick(norm_set, columns, lambda norm: ex.lit(norm.id))
    outside = ex.lit(f"no norm of {norm_set.name} describes this respondent")
    unknown = unknown_names(norm_set.covariates, columns)
    unknown_text = (
        ex.when(all_known(norm_set.covariates, columns)).then(outside).otherwise(unknown)
    )
    return ex.when(description.is_null() & ~score.is_null()).then(unknown_text)

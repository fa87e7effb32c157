"""Which norms were asked for, whether they have figures, and what they depend on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from scorewell.errors import DataError, did_you_mean
from scorewell.loading import missing_figures, norm_overlay
from scorewell.model import Instrument, Norm, Scale

__all__ = ["ScaleNorm", "choose_norms"]


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
        return tuple(dict.fromkeys(each for stratum in strata for each in stratum.covariates))


def choose_norms(
    instrument: Instrument,
    names: Sequence[str],
    *,
    scales: Iterable[str],
    bound: Collection[str] | None = None,
) -> tuple[ScaleNorm, ...]:
    """The norms that names stand for, by scale.

    Parameters
    ----------
    instrument : Instrument
        Its overlays applied.
    names : sequence of str
        Ids of norms or names of sets, each for every scale that has it;
        ``scale.id`` for one scale. A norm that is named by its id stands for
        everybody, whatever its stratum; a set for each respondent by the norm
        of their stratum.
    scales : iterable of str
        Ids of the scales that come out.
    bound : collection of str, optional
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
    >>> from scorewell.api import load
    >>> [chosen] = choose_norms(load("phq-9"), ["jordan-2017"], scales=["total"])
    >>> chosen.scale, chosen.norms[0].mean, chosen.norms[0].sd
    ('total', 5.2, 5.06)
    """
    shown = [instrument.scale(each) for each in scales]
    found: dict[tuple[str, str], ScaleNorm] = {}
    for name in dict.fromkeys(names):
        for scale, chosen in _named(instrument, shown, name):
            for norm in chosen.norms:
                lacking = missing_figures(norm, ("mean", "sd"))
                if lacking and not norm.percentiles:
                    raise _gap(instrument, scale, norm, lacking)
            if bound is not None:
                _check_bound(instrument, chosen, bound)
            found[scale.id, chosen.name] = chosen
    return tuple(found.values())


def _named(
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
    known = [
        f"{scale.id}.{each}"
        for scale in scales
        for each in dict.fromkeys(name for norm in scale.norms for name in (norm.set, norm.id))
        if each
    ]
    hint = did_you_mean(name, [*known, *(each.rpartition(".")[2] for each in known)])
    raise DataError(
        f"{instrument.id} has no norm '{name}' for the scales that come out",
        hint=hint
        or (f"it has: {', '.join(known)}" if known else "an overlay can bring one in"),
    )


def _norms(scale: Scale, name: str) -> tuple[Norm, ...]:
    """A single norm for everybody, or a set, whose strata decide."""
    single = scale.norm(name)
    return scale.norm_set(name) if single is None else (replace(single, stratum=None),)


def _check_bound(instrument: Instrument, chosen: ScaleNorm, bound: Collection[str]) -> None:
    lacking = [each for each in chosen.covariates if each not in bound]
    if lacking:
        raise DataError(
            f"{instrument.column(chosen.scale)}: the norm '{chosen.name}' depends on "
            f"{' and '.join(lacking)}, for which there is no column",
            hint=f"name the column: --covariate {lacking[0]}=COLUMN",
        )


def _gap(instrument: Instrument, scale: Scale, norm: Norm, lacking: Sequence[str]) -> DataError:
    source = instrument.sources.get(norm.provenance.source)
    paper = f"; they are in: {source.citation}" if source else ""
    return DataError(
        f"{instrument.column(scale.id)}: the {' and '.join(lacking)} of the norm '{norm.id}' "
        f"{'are' if len(lacking) > 1 else 'is'} not available here "
        f"({norm.gap.rstrip('.')}){paper}",
        hint="with the paper at hand, save this as an overlay, put the figures in and apply "
        f"it:\n\n{norm_overlay(instrument, scale, norm)}",
    )

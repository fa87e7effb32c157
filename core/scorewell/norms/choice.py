"""Which norms were asked for, and whether they have figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorewell.errors import DataError, did_you_mean
from scorewell.loading import missing_figures, norm_overlay
from scorewell.model import Instrument, Norm, Scale

__all__ = ["ScaleNorm", "choose_norms"]


@dataclass(frozen=True, kw_only=True)
class ScaleNorm:
    """A norm and the scale whose scores are set beside it.

    Attributes
    ----------
    scale : str
        Id of the scale.
    norm : Norm
        Has a mean and a standard deviation.
    """

    scale: str
    norm: Norm

    @property
    def mean(self) -> float:
        """Mean of the sample."""
        return 0.0 if self.norm.mean is None else self.norm.mean

    @property
    def sd(self) -> float:
        """Standard deviation of the sample."""
        return 1.0 if self.norm.sd is None else self.norm.sd


def choose_norms(
    instrument: Instrument, names: Sequence[str], *, scales: Iterable[str]
) -> tuple[ScaleNorm, ...]:
    """The norms that names stand for, by scale.

    Parameters
    ----------
    instrument : Instrument
        Its overlays applied.
    names : sequence of str
        Ids of norms, each for every scale that has it; ``scale.id`` for the
        norm of one scale.
    scales : iterable of str
        Ids of the scales that come out.

    Raises
    ------
    DataError
        If no scale has such a norm, or if its figures are not available: then
        with the paper and the overlay to write.

    Examples
    --------
    >>> from scorewell.api import load
    >>> [chosen] = choose_norms(load("phq-9"), ["jordan-2017"], scales=["total"])
    >>> chosen.scale, chosen.norm.mean, chosen.norm.sd
    ('total', 5.2, 5.06)
    """
    shown = [instrument.scale(each) for each in scales]
    found: dict[tuple[str, str], ScaleNorm] = {}
    for name in dict.fromkeys(names):
        for scale, norm in _named(instrument, shown, name):
            lacking = missing_figures(norm, ("mean", "sd"))
            if lacking:
                raise _gap(instrument, scale, norm, lacking)
            found[scale.id, norm.id] = ScaleNorm(scale=scale.id, norm=norm)
    return tuple(found.values())


def _named(
    instrument: Instrument, scales: Sequence[Scale], name: str
) -> list[tuple[Scale, Norm]]:
    owner, dot, rest = name.rpartition(".")
    pairs = [
        (scale, norm)
        for scale in scales
        for norm in scale.norms
        if norm.id == rest and (not dot or scale.id == owner)
    ]
    if pairs:
        return pairs
    known = [f"{scale.id}.{norm.id}" for scale in scales for norm in scale.norms]
    short = [norm.id for scale in scales for norm in scale.norms]
    hint = did_you_mean(name, [*known, *short])
    raise DataError(
        f"{instrument.id} has no norm '{name}' for the scales that come out",
        hint=hint
        or (f"it has: {', '.join(known)}" if known else "an overlay can bring one in"),
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

"""The scoring plan: a definition compiled for a set of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorewell.answers.columns.binding import Binding
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import DataError, DefinitionError, did_you_mean
from scorewell.registry.contracts import ScoringMethod
from scorewell.scores.norms import ScaleNorm, choose_norms


@dataclass(frozen=True, kw_only=True)
class ScalePlan:
    """One scale, ready to be computed.

    Attributes
    ----------
    scale : Scale
        The scale.
    method : ScoringMethod
        The method that it names.
    leaves : tuple of str
        Ids of the items behind it; for a composite those of all its scales.
    level : int
        0 for items; for a composite one more than the highest of its scales.
    max_missing : int
        How many of its parts may be missing.
    """

    scale: Scale
    method: ScoringMethod
    leaves: tuple[str, ...]
    level: int
    max_missing: int

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of the parts: items, or scales of a composite."""
        return self.scale.items or self.scale.scales

    def shorter_range(self, instrument: Instrument) -> bool:
        """Whether the range of the score is another where items are left out."""
        if not self.scale.left_out:
            return False
        away = [set(entry.items) for entry in self.scale.left_out]
        reaches = set()
        for omission in ([], *away, {item for items in away for item in items}):
            parts = [part for part in self.parts if part not in omission]
            values = [self.scale.values(instrument.item(part)) for part in parts]
            lows, highs = [min(value) for value in values], [max(value) for value in values]
            low, high = self.method.reach(parts, lows, highs, self.scale.parameters)
            reaches.add((round(low, 9), round(high, 9)))
        return len(reaches) > 1

    @property
    def min_values(self) -> int:
        """How many parts must have a value for there to be a score."""
        return len(self.parts) - self.max_missing


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An instrument, compiled for a set of columns.

    Attributes
    ----------
    binding : Binding
        Which column holds which item.
    scales : tuple of ScalePlan
        Every scale to compute, each after the scales it is made of.
    scale_ids : tuple of str
        Ids of the scales that come out, in the order of the definition.
    detail : bool
        Whether counts, reasons, bands and alerts come out, too.
    norms : tuple of ScaleNorm
        The norms beside which scores are set.
    """

    binding: Binding
    scales: tuple[ScalePlan, ...]
    scale_ids: tuple[str, ...]
    detail: bool = True
    norms: tuple[ScaleNorm, ...] = ()

    @property
    def bilingual(self) -> bool:
        """Whether all its methods can be written in either dialect of expressions."""
        return all(scale_plan.method.bilingual for scale_plan in self.scales)

    @property
    def instrument(self) -> Instrument:
        """The instrument."""
        return self.binding.instrument


def compile_plan(
    binding: Binding,
    *,
    methods: Mapping[str, ScoringMethod],
    scales: Sequence[str] | None = None,
    detail: bool = True,
    norms: Sequence[str] = (),
) -> Plan:
    """Compile an instrument.

    Parameters
    ----------
    scales : sequence of str, optional
        The scales that come out; all, if not given.
    detail : bool, optional
        Whether counts, reasons, bands and alerts come out, too.
    norms : sequence of str, optional
        Norms beside which scores are set: see :func:`scorewell.scores.norms.choose_norms`.

    Raises
    ------
    DataError
        If a scale that is asked for does not exist, or none is; or a norm
        does not exist, or has no figures.
    DefinitionError
        If a scale names a method that does not exist, cannot be used as the
        scale says, or is made of itself.
    """
    instrument = binding.instrument
    scale_ids = [scale.id for scale in instrument.scales]
    output_ids = (
        [scale.id for scale in instrument.output_scales]
        if scales is None
        else [scale_id for scale_id in scale_ids if scale_id in scales]
    )
    for scale_id in scales or ():
        if scale_id not in scale_ids:
            raise DataError(
                f"{instrument.id} has no scale '{scale_id}'; it has {', '.join(scale_ids)}",
                hint=did_you_mean(scale_id, scale_ids),
            )
    if not output_ids:
        raise DataError(f"{instrument.id}: there is no scale to score")
    plans: dict[str, ScalePlan] = {}
    for scale_id in output_ids:
        _add_scale(plans, instrument, scale_id, methods, above=())
    in_order = sorted(plans.values(), key=lambda plan: plan.level)
    return Plan(
        binding=binding,
        scales=tuple(in_order),
        scale_ids=tuple(output_ids),
        detail=detail,
        norms=choose_norms(
            instrument, norms, scales=output_ids, bound_covariates=binding.covariates
        ),
    )


def _add_scale(
    plans: dict[str, ScalePlan],
    instrument: Instrument,
    scale_id: str,
    methods: Mapping[str, ScoringMethod],
    *,
    above: tuple[str, ...],
) -> None:
    if scale_id in above:
        circle = " -> ".join((*above[above.index(scale_id) :], scale_id))
        raise DefinitionError(f"{instrument.id}: scales are made of themselves: {circle}")
    if scale_id in plans:
        return
    scale = _scale(instrument, scale_id, above)
    method = _method(instrument, scale, methods)
    for part in scale.scales:
        _add_scale(plans, instrument, part, methods, above=(*above, scale_id))
    below = [plans[part] for part in scale.scales]
    leaves = scale.items or tuple(dict.fromkeys(leaf for plan in below for leaf in plan.leaves))
    plans[scale_id] = ScalePlan(
        scale=scale,
        method=method,
        leaves=leaves,
        level=1 + max((plan.level for plan in below), default=-1),
        max_missing=scale.missing.most_missing(len(scale.items or scale.scales)),
    )


def _scale(instrument: Instrument, scale_id: str, above: tuple[str, ...]) -> Scale:
    try:
        scale = instrument.scale(scale_id)
    except KeyError:
        raise DefinitionError(
            f"{instrument.id}: scale {above[-1]} is made of '{scale_id}', which is not a scale",
            hint=did_you_mean(scale_id, [scale.id for scale in instrument.scales]),
        ) from None
    item_ids = {item.id for item in instrument.items}
    missing = [item for item in scale.items if item not in item_ids]
    if missing or not (scale.items or scale.scales):
        problem = (
            f"names {', '.join(missing)}, which are not items" if missing else "has no parts"
        )
        raise DefinitionError(f"{instrument.id}: scale {scale_id} {problem}")
    return scale


def _method(
    instrument: Instrument, scale: Scale, methods: Mapping[str, ScoringMethod]
) -> ScoringMethod:
    place = f"{instrument.id}: scale {scale.id}"
    method = methods.get(scale.method)
    if method is None:
        raise DefinitionError(
            f"{place} asks for the method '{scale.method}', which is not there",
            hint=did_you_mean(scale.method, methods)
            or f"the methods are {', '.join(sorted(methods))}",
        )
    kind = "items" if scale.items else "scales"
    if method.over not in {"both", kind}:
        raise DefinitionError(f"{place}: the method '{method.name}' is not for {kind}")
    if scale.missing.rule == "prorate" and not method.prorates:
        raise DefinitionError(
            f"{place}: a score by the method '{method.name}' cannot be prorated",
            hint="use the rule complete, or person-mean",
        )
    if scale.missing.rule == "decided" and not method.decides:
        raise DefinitionError(
            f"{place}: the method '{method.name}' does not decide from some of the answers",
            hint="use the rule complete",
        )
    for name in method.uses(scale.parameters) if method.uses else ():
        if name not in instrument.covariates:
            raise DefinitionError(
                f"{place} depends on the covariate '{name}', which is not declared",
                hint=did_you_mean(name, instrument.covariates),
            )
    return method

"""What is judged by default on each scale, by which cut-off and from which source."""

from __future__ import annotations

from instrument_pages import table

from scorewell.change.parameters.cutoffs import weighted_midpoint
from scorewell.definitions.model import Instrument, Norm, Provenance, Scale
from scorewell.registry.registry import Registry

_HEAD = ("scale", "recovery by default", "source", "offered by name")
_ABOUT = """\
What decides by default whether a score is in the clinical or the functional range, for every
scale with a better end; who recovered follows from it and from reliable change. A call, study
or overlay names another criterion or cut-off.

- Published cut-offs of clinically significant change and of caseness are taken as they stand,
  with their own edge. A point of screening is offered by name and never taken by itself.
- Criterion c lies between a clinical and a functional population.
- Where neither is published it is *a of the sample*: two standard deviations from the mean of
  the baseline scores. It judges only where it leaves room, a possible score on each of its
  sides; otherwise recovery is not judged, and the result says so, and what could be used.

`scorewell show ID` has the notes of every figure.
"""
_AS_WRITTEN = {"clinical-functional": "clinically significant change", "caseness": "caseness"}


def cutoff_table(registry: Registry) -> str:
    """The table of what is judged by default, over all instruments."""
    instruments = [registry.load(entry.id) for entry in registry.entries]
    rows = [
        [f"`{instrument.id}.{scale.id}`", *_default(instrument, scale), _by_name(scale)]
        for instrument in instruments
        for scale in instrument.output_scales
        if scale.better != "none"
    ]
    return "\n".join(["# Cut-offs by default\n", _ABOUT, *table(_HEAD, rows), ""])


def _default(instrument: Instrument, scale: Scale) -> list[str]:
    """What decides, and the sources of its figures."""
    layer = scale.change[-1] if scale.change else None
    cutoff = scale.cutoff(layer.cutoff) if layer else None
    if cutoff is not None:
        group = f", for {cutoff.group.text}" if cutoff.group else ""
        text = f"{_AS_WRITTEN[cutoff.kind]}: {cutoff.text}{group} (`{cutoff.id}`)"
        return [text, _sources(instrument, cutoff.provenance)]
    if layer is None:
        return [_unpublished(scale), ""]
    clinical, functional = (_norm(scale, name) for name in (layer.clinical, layer.functional))
    if layer.criterion == "a" or functional is None:
        later = f"; c once the figures of `{layer.functional}` are entered"
        return [_unpublished(scale) + later * bool(layer.functional), ""]
    people = f"`{functional.id}` ({functional.population})"
    if clinical is None:
        text = f"c between the baseline scores of the sample and {people}"
        return [text, _sources(instrument, functional.provenance)]
    point = weighted_midpoint(
        clinical_mean=clinical.mean or 0,
        clinical_sd=clinical.sd or 0,
        functional_mean=functional.mean or 0,
        functional_sd=functional.sd or 0,
    )
    text = f"c, {point:.2f}, between `{clinical.id}` (clinical) and {people}"
    sources = dict.fromkeys(
        _sources(instrument, norm.provenance) for norm in (clinical, functional)
    )
    return [text, "; ".join(sources)]


def _unpublished(scale: Scale) -> str:
    only = "only points of screening are published" if scale.cutoffs else "nothing is published"
    return f"{only}; a of the sample"


def _norm(scale: Scale, norm_id: str) -> Norm | None:
    """The norm with this id, if it has both figures."""
    norm = scale.norm(norm_id)
    return norm if norm and norm.mean is not None and norm.sd is not None else None


def _by_name(scale: Scale) -> str:
    layer = scale.change[-1] if scale.change else None
    default = layer.cutoff if layer else ""
    return ", ".join(
        f"{cutoff.text} (`{cutoff.id}`)" for cutoff in scale.cutoffs if cutoff.id != default
    )


def _sources(instrument: Instrument, provenance: Provenance) -> str:
    names = filter(None, (provenance.source, *provenance.read))
    return ", ".join(f"[{name}](instruments/{instrument.id}.md#{name})" for name in names)

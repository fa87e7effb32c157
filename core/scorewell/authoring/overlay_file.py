"""An overlay to fill in: the visible gaps of an instrument, and norms of a service's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from scorewell.authoring.editor_schemas import schema_reference
from scorewell.authoring.write_tree import number, render, scalar
from scorewell.definitions.model import Instrument, Norm, Reliability, Sample, Scale, Source
from scorewell.errors import DataError, did_you_mean

OWN_SERVICE = "own-service"


def overlay_files(
    instrument: Instrument,
    folder: Path,
    *,
    name: str = "",
    scales: Sequence[str] = (),
    own_norms: bool = False,
) -> dict[Path, str]:
    """An overlay for an instrument and, where they are not there yet, the schemas beside it.

    Parameters
    ----------
    instrument : Instrument
        What it extends.
    folder : pathlib.Path
        Where it goes, as ``ID-overlay.yaml``.
    name : str, optional
        What results call it; left to a person if not given.
    scales : sequence of str, optional
        Only these scales; all, if not given.
    own_norms : bool, optional
        Whether it has a place for norms of a service's own. It has one in any
        case if the instrument has no gap.

    Raises
    ------
    DataError
        If a scale is not there, or the name cannot be one.
    """
    scale_ids = [scale.id for scale in instrument.scales]
    for name_of_scale in scales:
        if name_of_scale not in scale_ids:
            raise DataError(
                f"{instrument.id} has no scale `{name_of_scale}`",
                hint=did_you_mean(name_of_scale, scale_ids) or f"it has {', '.join(scale_ids)}",
            )
    if len(name) > 120 or not name.isprintable():
        raise DataError("the name of an overlay is one line of at most 120 characters")
    path = folder / f"{instrument.id}-overlay.yaml"
    reference, files = schema_reference(path, "overlay")
    chosen_scales = [scale for scale in instrument.scales if not scales or scale.id in scales]
    text = overlay_text(
        instrument, chosen_scales, schema=reference, name=name.strip(), own_norms=own_norms
    )
    return {path: text, **files}


def overlay_text(
    instrument: Instrument, scales: Sequence[Scale], *, schema: str, name: str, own_norms: bool
) -> str:
    """An overlay that is valid as it stands: each gap is there, still a gap, with a TODO."""
    findings = {scale.id: gaps_of(scale) for scale in scales}
    own_norms = own_norms or not any(
        norms or reliability for norms, reliability in findings.values()
    )
    gaps: list[Norm | Reliability] = []
    for norms, reliability in findings.values():
        gaps += [*norms, *reliability]
    cited = {entry.provenance.source for entry in gaps}
    return render(
        "overlay.yaml.j2",
        instrument=instrument,
        schema=schema,
        name=name,
        own=OWN_SERVICE if own_norms else "",
        sources=[_source(entry) for key, entry in instrument.sources.items() if key in cited],
        scales=[
            (
                scale,
                [_norm(entry) for entry in norms],
                [_reliability(entry) for entry in reliability],
            )
            for scale in scales
            for norms, reliability in [findings[scale.id]]
            if norms or reliability or own_norms
        ],
    )


def gaps_of(scale: Scale) -> tuple[list[Norm], list[Reliability]]:
    """The norms and reliabilities of a scale whose figures are not available."""
    norms = [source for source in scale.norms if source.gap]
    return norms, [source for source in scale.reliability if source.gap]


def _source(source: Source) -> tuple[str, list[tuple[str, str]]]:
    """A source as it stands in the definition, so that it is the same work."""
    facts = ((field.name, getattr(source, field.name)) for field in fields(source))
    left_out = ("id", "note", "accessed")  # how much of it was read is another matter
    return source.id, [
        (key, _value(entry)) for key, entry in facts if entry and key not in left_out
    ]


def _norm(norm: Norm) -> tuple[list[tuple[str, str]], list[str]]:
    """What is known of a norm, and the figures that it lacks."""
    facts = [("id", norm.id), ("population", norm.population)]
    figures = {"mean": norm.mean, "sd": norm.sd, "n": norm.n}
    facts += [(key, number(name)) for key, name in figures.items() if name is not None]
    absent = [key for key in ("mean", "sd") if figures[key] is None]
    return [*facts, *_rest(norm)], absent


def _reliability(entry: Reliability) -> tuple[list[tuple[str, str]], list[str]]:
    facts = [("id", entry.id), ("statistic", entry.statistic)]
    return [*facts, *_rest(entry)], ["value"]


def _rest(entry: Norm | Reliability) -> list[tuple[str, str]]:
    rest = [("gap", scalar(entry.gap)), ("sample", _sample(entry.sample))]
    rest.append(("source", scalar(entry.provenance.source)))
    if entry.provenance.checked:  # of what is known already
        read = ", ".join(map(scalar, entry.provenance.read))
        rest += [("read", f"[{read}]")] if read else []
        rest.append(("checked", entry.provenance.checked))
    return rest


def _sample(sample: Sample) -> str:
    facts = [(field.name, getattr(sample, field.name)) for field in fields(sample)]
    inside = ", ".join(f"{key}: {_value(value)}" for key, value in facts if value)
    return f"{{{inside}}}"


def _value(value: object) -> str:
    return number(value) if isinstance(value, int) else scalar(str(value))

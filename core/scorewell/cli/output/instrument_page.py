"""An instrument as a page of text: summary, items, scales, licence, notes and sources."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from scorewell.cli.output.instrument_summary import (
    band_text,
    better_text,
    cutoff_text,
    form_facts,
    key_facts,
    summary_facts,
    threshold_text,
)
from scorewell.cli.output.rows import PAGE_WIDTH, field_lines
from scorewell.definitions.model import (
    ChangeChoices,
    Instrument,
    LicenceFact,
    MissingRule,
    Norm,
    Provenance,
    Reliability,
    Sample,
    Scale,
    Threshold,
)

CHECK_LEVELS = {
    "two-sources": "two independent texts agree",
    "one-source": "read in one text",
    "as-used": "as used in the paper named; its origin was not seen",
    "ours": "a choice of this project, not a published fact",
    "": "no figure: a visible gap",
}


def instrument_page(instrument: Instrument) -> str:
    """The whole definition in words, gaps included."""
    lines = [*_head(instrument), *_summary(instrument), *_items(instrument)]
    for scale in instrument.output_scales:
        lines += ["", *_scale(instrument, scale)]
    lines += ["", *_rest(instrument)]
    return "\n".join(lines)


def _head(instrument: Instrument) -> Iterator[str]:
    title = (
        f"{instrument.acronym}  {instrument.name}" if instrument.acronym else instrument.name
    )
    yield title
    yield "=" * min(len(title), PAGE_WIDTH)
    about = instrument.about
    facts = [
        f"{instrument.id} {instrument.version}",
        f"{about['informant']}-report",
        *(str(about[key]) for key in ("population", "recall") if key in about),
    ]
    yield " · ".join(facts)
    construct = about.get("construct")
    if isinstance(construct, (list, tuple)):
        yield f"measures {', '.join(map(str, construct))}"
    if instrument.aliases:
        yield f"also found as {', '.join(instrument.aliases)}"
    for overlay in instrument.overlays:
        yield f"with overlay: {overlay.name} (sha256 {overlay.digest[:12]})"
    if "form" in about:
        yield from _field("form", str(about["form"]), indent=0)


def _summary(instrument: Instrument) -> Iterator[str]:
    yield ""
    yield "At a glance"
    yield "-" * 11
    for name, text in summary_facts(instrument):
        yield from _field(name, text)


def _items(instrument: Instrument) -> Iterator[str]:
    yield ""
    yield f"Items ({len(instrument.items)})"
    yield "-" * 5
    for coding in instrument.codings.values():
        yield from _field(coding.id, ", ".join(coding.words))
        for translation in coding.translations:
            labels = ", ".join(filter(None, translation.labels))
            yield from _field("", f"{translation.language}: {labels}")
        if coding.not_applicable:
            codes = ", ".join(str(code) for code in coding.not_applicable)
            yield from _field("", f"does not apply: {codes}")
        if coding.alternatives:
            names = ", ".join(coding.alternatives)
            yield from _field("", f"other encodings, by name: {names}")
    for item in instrument.items:
        yield f"  {item.position:>3}  {item.id:<16} {item.label}"
    for name, text in form_facts(instrument):
        yield from _field(name, text)


def _scale(instrument: Instrument, scale: Scale) -> Iterator[str]:
    yield f"Scale {scale.id}: {scale.name}"
    yield "-" * (6 + len(scale.id))
    yield from _field("score", _score_text(scale))
    yield from _field("parts", _parts_text(instrument, scale))
    for name, text in key_facts(instrument, scale):
        yield from _field(name, text)
    yield from _field("missing", _missing_text(scale.missing))
    yield from _field("key", _provenance_text(scale.key))
    if scale.caution:
        yield from _field("caution", scale.caution)
    for entry in scale.reliability:
        yield from _field("reliability", f"{entry.id}: {figure(entry)}; {_basis(entry)}")
    for norm in scale.norms:
        yield from _field("norm", f"{norm.id}: {figure(norm)}; {_basis(norm)}")
    for threshold in scale.thresholds:
        yield from _field(
            "threshold", f"{threshold.id}: {figure(threshold)}; {_basis(threshold)}"
        )
    for cutoff in scale.cutoffs:
        yield from _field(
            "cut-off", f"{cutoff_text(cutoff)}; {_provenance_text(cutoff.provenance)}"
        )
        if cutoff.provenance.note:
            yield from _field("", cutoff.provenance.note)
    for band_set in scale.output_bands:
        bands = ", ".join(band_text(instrument, scale, band) for band in band_set.bands)
        provenance = _provenance_text(band_set.provenance)
        yield from _field("bands", f"{band_set.id}: {band_set.title}: {bands}; {provenance}")
        if band_set.shorter_form == "none":
            yield from _field("", "no band where items are left out")
        if band_set.provenance.note:
            yield from _field("", band_set.provenance.note)
    for layer in scale.change:
        overlay = f" (overlay {layer.origin.name})" if layer.origin.kind == "overlay" else ""
        yield from _field("change", f"by default {_defaults(layer)}{overlay}: {layer.why}")
        if layer.without_sample is not None:
            single = layer.without_sample
            text = f"for one respondent {_defaults(single)}{overlay}: {single.why}"
            yield from _field("", text)


def _defaults(layer: ChangeChoices) -> str:
    names = ("reliability", "sd", "clinical", "functional", "criterion", "cutoff")
    choices = [f"{name} {getattr(layer, name)}" for name in names if getattr(layer, name)]
    return ", ".join(choices) or "nothing chosen"


def _score_text(scale: Scale) -> str:
    return f"{scale.method}, {better_text(scale)}"


def _parts_text(instrument: Instrument, scale: Scale) -> str:
    if scale.scales:
        return f"the scales {', '.join(scale.scales)}"
    positions = [instrument.item(item).position for item in scale.items]
    reversed_ = [
        instrument.item(item).position for item in scale.items if item in scale.reversed
    ]
    text = f"items {_ranges(positions)}"
    return f"{text}; reversed: {_ranges(reversed_)}" if reversed_ else f"{text}; none reversed"


def _ranges(numbers: Iterable[int]) -> str:
    """Whole numbers with runs shortened.

    Examples
    --------
    >>> _ranges([1, 2, 3, 5, 8, 9])
    '1-3, 5, 8, 9'
    """
    runs = []
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        values = [value for _, value in run]
        runs += (
            [f"{values[0]}-{values[-1]}"]
            if len(values) > 2
            else [str(value) for value in values]
        )
    return ", ".join(runs)


def _missing_text(rule: MissingRule) -> str:
    if rule.rule == "complete":
        return "every answer is needed"
    if rule.rule == "decided":
        return "a score wherever the answers given decide it, whatever the others may be"
    if rule.rule == "unknown":
        return "no rule is published: scored only when every answer is there"
    most = (
        f"at most {rule.max_missing} missing"
        if rule.max_missing is not None
        else f"at most {rule.max_share:.0%} missing"
    )
    method = (
        "scaled up from the answers given"
        if rule.rule == "prorate"
        else "gaps take the person's mean"
    )
    rounding = ", rounded half up" if rule.rounding == "half-up" else ""
    return f"{method}, {most}{rounding}"


def figure(entry: Reliability | Norm | Threshold) -> str:
    """The figure of an entry, or what is missing of it."""
    if isinstance(entry, Norm):
        parts = [f"{entry.population} population"]
        parts += [f"set {entry.set}"] if entry.set else []
        parts += [entry.stratum.text] if entry.stratum is not None else []
        parts += [f"mean {entry.mean:g}"] if entry.mean is not None else []
        parts += [f"SD {entry.sd:g}"] if entry.sd is not None else []
        parts += [f"n {entry.n}"] if entry.n is not None else []
        parts += (
            [f"percentiles of {len(entry.percentiles)} scores"] if entry.percentiles else []
        )
        parts += ["ILLUSTRATIVE, made up"] if entry.illustrative else []
        parts += [f"GAP: {entry.gap}"] if entry.gap else []
        return ", ".join(parts)
    if isinstance(entry, Threshold):
        return threshold_text(entry)
    name = entry.statistic
    if entry.value is not None:
        return f"{name} {entry.value:g}"
    if entry.at_least is not None:
        return f"{name} at least {entry.at_least:g}"
    if entry.between is not None:
        return f"{name} {entry.between[0]:g} to {entry.between[1]:g}"
    return f"{name} GAP: {entry.gap}"


def norm_line(instrument: Instrument, norm: Norm) -> str:
    """A norm in one line: figures, sample, where it comes from."""
    source = instrument.sources.get(norm.provenance.source)
    parts = [f"{norm.id}: {figure(norm)}", sample_text(norm.sample)]
    parts += [source.citation] if source else []
    return "; ".join([*(part for part in parts if part), CHECK_LEVELS[norm.provenance.checked]])


def sample_text(sample: Sample) -> str:
    """A sample in one line."""
    parts = [
        sample.description,
        f"n = {sample.n:,}" if sample.n is not None else "",
        sample.country,
        sample.language,
        sample.age,
        str(sample.year) if sample.year is not None else "",
        f"retest after {sample.interval}" if sample.interval else "",
    ]
    return ", ".join(part for part in parts if part)


def _basis(entry: Reliability | Norm | Threshold) -> str:
    parts = [sample_text(entry.sample), _provenance_text(entry.provenance)]
    if entry.origin.kind == "overlay":
        parts.append(f"from overlay {entry.origin.name}")
    return "; ".join(part for part in parts if part)


def _provenance_text(provenance: Provenance) -> str:
    parts = [f"[{provenance.source}]" if provenance.source else ""]
    parts.append(provenance.locator)
    if provenance.read:
        parts.append(f"read in {', '.join(f'[{source}]' for source in provenance.read)}")
    parts.append(CHECK_LEVELS[provenance.checked])
    return ", ".join(part for part in parts if part)


def _rest(instrument: Instrument) -> Iterator[str]:
    if instrument.alerts:
        yield "Alerts"
        yield "-" * 6
        for alert in instrument.alerts:
            limit = (
                f"at least {alert.at_least:g}"
                if alert.at_least is not None
                else f"at most {alert.at_most:g}"
            )
            provenance = _provenance_text(alert.provenance)
            yield from _field(alert.target, f"{limit}: {alert.message}; {provenance}")
        yield ""
    yield "Licence"
    yield "-" * 7
    for name in ("key", "text", "norms"):
        fact: LicenceFact = getattr(instrument.licence, name)
        evidence = f": {fact.evidence}" if fact.evidence else ""
        yield from _field(name, f"{fact.status}{evidence}")
    if instrument.notes:
        yield ""
        yield "Notes"
        yield "-" * 5
        for note in instrument.notes:
            sources = "".join(f" [{source}]" for source in note.sources)
            yield from _field(note.kind, f"{note.text}{sources}")
    yield ""
    yield "Sources"
    yield "-" * 7
    for source in instrument.sources.values():
        yield from textwrap.wrap(
            f"[{source.id}] {source.citation}",
            PAGE_WIDTH,
            initial_indent="  ",
            subsequent_indent="      ",
        )


def _field(name: str, text: str, *, indent: int = 2) -> list[str]:
    lead = " " * indent + f"{name:<12} "
    return field_lines(name, text, width=12, indent=indent) or [lead]

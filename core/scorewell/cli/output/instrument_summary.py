"""An instrument in a few lines: scores, bands, important change, and gaps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from scorewell.definitions.model import (
    Band,
    Covariate,
    Cutoff,
    Instrument,
    Scale,
    Skip,
    Stratum,
    Threshold,
)

Fact = tuple[str, str]
_ENTRIES = 40


def form_facts(instrument: Instrument) -> Iterator[Fact]:
    """Facts about the form as a whole: name of the line, and its text."""
    for variant in instrument.variants:
        yield "variant", f"{variant.id}: {variant.differs}; scored alike"
    for covariate in instrument.covariates.values():
        yield "needs", _covariate(covariate)
    for skip in instrument.skips:
        yield "skipped", _skip(instrument, skip)


def _covariate(covariate: Covariate) -> str:
    name = f"{covariate.id}: {covariate.label}"
    if covariate.values:
        return f"{name}, {' or '.join(covariate.values)}"
    return f"{name}, {covariate.low:g} to {covariate.high:g} {covariate.unit}".strip()


def _skip(instrument: Instrument, skip: Skip) -> str:
    edge = (
        f"{skip.at_most:g} or less"
        if skip.at_most is not None
        else f"{skip.at_least:g} or more"
    )
    positions = [str(instrument.item(item).position) for item in skip.after]
    to = (
        f"to item {positions[0]}"
        if len(positions) == 1
        else f"in all to items {', '.join(positions)}"
    )
    return (
        f"after {edge} {to}, {_items(instrument, skip.skipped)} may be blank and "
        f"counts {skip.counts_as:g}"
    )


def _items(instrument: Instrument, ids: Sequence[str]) -> str:
    positions = ", ".join(str(instrument.item(item).position) for item in ids)
    return f"item {positions}" if len(ids) == 1 else f"each of items {positions}"


def key_facts(instrument: Instrument, scale: Scale) -> Iterator[Fact]:
    """Facts about the key of one scale, besides its items."""
    items_by_values: dict[tuple[tuple[float, float], ...], list[str]] = {}
    for item, values in scale.recoded.items():
        items_by_values.setdefault(tuple(values.items()), []).append(item)
    for pairs, items in items_by_values.items():
        values_text = ", ".join(f"{answer:g} as {value:g}" for answer, value in pairs)
        yield "recoded", f"{_items(instrument, items)}: {values_text}"
    for entry in scale.left_out:
        stratum = entry.stratum
        group = stratum.text if stratum else "whoever answers that it does not apply"
        yield "left out", f"{_items(instrument, entry.items)} for {group}"
    if scale.parameters:
        yield from _parameters(scale.parameters)


def _parameters(parameters: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in parameters.items():
        for text in _parameter_texts(value):
            yield name.replace("_", " "), text


def _parameter_texts(value: Any) -> Iterator[str]:
    """A parameter in words, one line for each entry of a list of maps."""
    if isinstance(value, list) and value and all(isinstance(entry, Mapping) for entry in value):
        for entry in value:
            yield _entry(entry)
    elif isinstance(value, list):
        yield _list(value)
    elif isinstance(value, Mapping):
        yield ", ".join(f"{key} {_value(part)}" for key, part in value.items())
    else:
        yield _value(value)


def _entry(entry: Mapping[str, Any]) -> str:
    parts = []
    for key, value in entry.items():
        if key == "for":
            parts.append(f"for {Stratum.of(value).text}")
        elif key == "name":
            parts.append(str(value))
        else:
            text = _list(value) if isinstance(value, list) else _value(value)
            parts.append(f"{key} {text}")
    return ", ".join(parts)


def _list(values: Sequence[Any]) -> str:
    texts = [_pair(value) for value in values[:_ENTRIES]]
    if len(values) > _ENTRIES:
        texts.append(f"and {len(values) - _ENTRIES} more")
    return ", ".join(texts)


def _pair(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_value(value[0])} is {_value(value[1])}"
    return _value(value)


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


_BETTER = {"lower": "lower is better", "higher": "higher is better", "none": "no better end"}
_AMOUNTS = {
    "mic": "minimal important change",
    "mdc95": "minimal detectable change (95%)",
    "mdc": "minimal detectable change",
    "reliable": "reliable change",
    "other": "change that counts",
}
_WORDING = {
    "public-domain": "in the public domain",
    "free": "may be reproduced",
    "free-non-commercial": "may be reproduced where nothing is sold",
    "permission-needed": "may not be reproduced without permission",
    "fee": "may not be reproduced without permission and perhaps a fee",
    "disputed": "disputed; not reproduced here",
    "unknown": "unknown; not reproduced here",
}


def better_text(scale: Scale) -> str:
    """Range and direction of a scale."""
    return f"{scale.low:g} to {scale.high:g}, {_BETTER[scale.better]}"


def band_text(instrument: Instrument, scale: Scale, band: Band) -> str:
    """A band as a reader says it.

    Examples
    --------
    Scores of the PHQ-9 are whole numbers, those of the BRS are means.

    >>> from scorewell.api.answers import load
    >>> for name in ("phq-9", "brs"):
    ...     instrument = load(name)
    ...     scale = instrument.scales[0]
    ...     print(band_text(instrument, scale, scale.bands[0].bands[1]))
    mild 5 to 9
    normal 3 to 4.3
    """
    low, high = band.low, band.high
    if _has_whole_scores(instrument, scale):
        low = math.floor(low) + 1 if not band.low_included else math.ceil(low)
        high = math.ceil(high) - 1 if not band.high_included else math.floor(high)
        return f"{band.label} {low}" if low == high else f"{band.label} {low} to {high}"
    first = f"{low:g}" if band.low_included else f"above {low:g}"
    last = f"{high:g}" if band.high_included else f"below {high:g}"
    return f"{band.label} {first} to {last}"


def _has_whole_scores(instrument: Instrument, scale: Scale) -> bool:
    """Whether every score is a whole number."""
    rule = scale.missing
    rounds = rule.rule in {"complete", "unknown", "decided"} or rule.rounding == "half-up"
    values = [value for item in scale.items for value in scale.values(instrument.item(item))]
    return (
        rounds
        and scale.method in {"sum", "count", "criteria", "max", "min"}
        and bool(values)
        and all(float(value).is_integer() for value in values)
    )


def threshold_text(threshold: Threshold) -> str:
    """An amount of change in words."""
    if threshold.between is not None:
        amount = f"{threshold.between[0]:g} to {threshold.between[1]:g}"
    else:
        amount = f"{threshold.value or 0:g}"
    points = "point" if amount == "1" else "points"
    return f"{_AMOUNTS[threshold.kind]} {amount} {points}"


def cutoff_text(cutoff: Cutoff) -> str:
    """A published cut-off in words, with its purpose and its group."""
    purpose = {
        "clinical-functional": "between the clinical and the functional range",
        "caseness": "for a case",
        "screening": "for screening",
    }[cutoff.kind]
    group = f", for {cutoff.group.text}" if cutoff.group else ""
    return f"{cutoff.id}: {cutoff.text}, {purpose}{group}"


def summary_facts(instrument: Instrument) -> Iterator[Fact]:
    """The most important facts for a reader, each with its name."""
    for scale in instrument.output_scales:
        yield scale.id, f"{scale.name}: {better_text(scale)}"
        for bands in scale.output_bands:
            parts = ", ".join(band_text(instrument, scale, band) for band in bands.bands)
            yield "", f"{bands.title}: {parts}"
        amounts = dict.fromkeys(threshold_text(threshold) for threshold in scale.thresholds)
        if amounts:
            yield "", "; ".join(amounts)
        cutoff = scale.cutoff(scale.change[-1].cutoff) if scale.change else None
        if cutoff is not None:
            yield "", f"cut-off of change by default: {cutoff_text(cutoff)}"
    for alert in instrument.alerts:
        limit = (
            f"{alert.at_least:g} or more"
            if alert.at_least is not None
            else f"{alert.at_most:g} or less"
        )
        always = ", whatever the total" if alert.item else ""
        yield "look at", f"{alert.target} at {limit}{always}"
    yield from _codes(instrument)
    yield "wording", _WORDING[instrument.licence.text.status]
    gaps = list_gaps(instrument)
    if gaps:
        yield "not known", "; ".join(gaps)


def _codes(instrument: Instrument) -> Iterator[tuple[str, str]]:
    holders = [
        ("", instrument.codes),
        *((scale.id, scale.codes) for scale in instrument.scales),
    ]
    for system in dict.fromkeys(code.system for _, codes in holders for code in codes):
        texts = [
            f"{code.code} ({owner or code.display or 'the whole'})"
            for owner, codes in holders
            for code in codes
            if code.system == system
        ]
        yield system.upper(), ", ".join(texts)


def list_gaps(instrument: Instrument) -> list[str]:
    """What nobody here could read of an instrument, in words."""
    conditions: list[tuple[str, Callable[[Scale], bool]]] = [
        ("a rule for missing answers", lambda scale: scale.missing.rule != "unknown"),
        (
            "a reliability",
            lambda scale: any(not reliability.gap for reliability in scale.reliability),
        ),
        ("a norm with mean and SD", lambda scale: any(not norm.gap for norm in scale.norms)),
        ("a cut-off or bands", lambda scale: bool(scale.bands or scale.cutoffs)),
        ("a threshold of change", lambda scale: bool(scale.thresholds)),
    ]
    gaps = []
    # A diagnostic criterion is not a measurement: it has neither reliability nor mean.
    scales = [scale for scale in instrument.output_scales if scale.method != "criteria"]
    for name, is_there in conditions:
        ids = [scale.id for scale in scales if not is_there(scale)]
        if ids:
            gaps.append(name if len(ids) == len(scales) else f"{name} for {', '.join(ids)}")
    return gaps

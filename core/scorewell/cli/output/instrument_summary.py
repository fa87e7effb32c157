"""An instrument in a few lines: scores, bands, changes that matter, and what is not known."""

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
    """What belongs to the form as a whole: name of the line, and its text."""
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
    positions = [str(instrument.item(each).position) for each in skip.after]
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
    positions = ", ".join(str(instrument.item(each).position) for each in ids)
    return f"item {positions}" if len(ids) == 1 else f"each of items {positions}"


def key_facts(instrument: Instrument, scale: Scale) -> Iterator[Fact]:
    """What belongs to the key of one scale beside its items."""
    turned: dict[tuple[tuple[float, float], ...], list[str]] = {}
    for item, values in scale.recoded.items():
        turned.setdefault(tuple(values.items()), []).append(item)
    for pairs, items in turned.items():
        told = ", ".join(f"{answer:g} as {value:g}" for answer, value in pairs)
        yield "recoded", f"{_items(instrument, items)}: {told}"
    for left in scale.left_out:
        whom = left.stratum.text if left.stratum else "whoever answers that it does not apply"
        yield "left out", f"{_items(instrument, left.items)} for {whom}"
    if scale.parameters:
        yield from _parameters(scale.parameters)


def _parameters(parameters: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in parameters.items():
        for text in _told(value):
            yield name.replace("_", " "), text


def _told(value: Any) -> Iterator[str]:
    """A parameter in words, one line for each entry of a list of maps."""
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        for each in value:
            yield _entry(each)
    elif isinstance(value, list):
        yield _list(value)
    elif isinstance(value, Mapping):
        yield ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    else:
        yield _plain(value)


def _entry(entry: Mapping[str, Any]) -> str:
    parts = []
    for key, value in entry.items():
        if key == "for":
            parts.append(f"for {Stratum.of(value).text}")
        elif key == "name":
            parts.append(str(value))
        else:
            text = _list(value) if isinstance(value, list) else _plain(value)
            parts.append(f"{key} {text}")
    return ", ".join(parts)


def _list(values: Sequence[Any]) -> str:
    shown = [_pair(each) for each in values[:_ENTRIES]]
    more = [f"and {len(values) - _ENTRIES} more"] if len(values) > _ENTRIES else []
    return ", ".join([*shown, *more])


def _pair(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_plain(value[0])} is {_plain(value[1])}"
    return _plain(value)


def _plain(value: Any) -> str:
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
    if _whole(instrument, scale):
        low = math.floor(low) + 1 if not band.low_included else math.ceil(low)
        high = math.ceil(high) - 1 if not band.high_included else math.floor(high)
        return f"{band.label} {low}" if low == high else f"{band.label} {low} to {high}"
    first = f"{low:g}" if band.low_included else f"above {low:g}"
    last = f"{high:g}" if band.high_included else f"below {high:g}"
    return f"{band.label} {first} to {last}"


def _whole(instrument: Instrument, scale: Scale) -> bool:
    """Whether every score is a whole number."""
    rule = scale.missing
    kept = rule.rule in {"complete", "unknown", "decided"} or rule.rounding == "half-up"
    values = [value for each in scale.items for value in scale.values(instrument.item(each))]
    return (
        kept
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


def glance(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """What a reader wants first: pairs of a name and a text."""
    for scale in instrument.output_scales:
        yield scale.id, f"{scale.name}: {better_text(scale)}"
        for bands in scale.output_bands:
            parts = ", ".join(band_text(instrument, scale, band) for band in bands.bands)
            yield "", f"{bands.title}: {parts}"
        amounts = dict.fromkeys(threshold_text(each) for each in scale.thresholds)
        if amounts:
            yield "", "; ".join(amounts)
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
    unknown = not_known(instrument)
    if unknown:
        yield "not known", "; ".join(unknown)


def _codes(instrument: Instrument) -> Iterator[tuple[str, str]]:
    holders = [("", instrument.codes), *((each.id, each.codes) for each in instrument.scales)]
    for system in dict.fromkeys(code.system for _, codes in holders for code in codes):
        texts = [
            f"{code.code} ({owner or code.display or 'the whole'})"
            for owner, codes in holders
            for code in codes
            if code.system == system
        ]
        yield system.upper(), ", ".join(texts)


def not_known(instrument: Instrument) -> list[str]:
    """What nobody here could read of an instrument, in words."""
    asked: list[tuple[str, Callable[[Scale], bool]]] = [
        ("a rule for missing answers", lambda scale: scale.missing.rule != "unknown"),
        ("a reliability", lambda scale: any(not each.gap for each in scale.reliability)),
        ("a norm with mean and SD", lambda scale: any(not each.gap for each in scale.norms)),
        ("a cut-off or bands", lambda scale: bool(scale.bands or scale.cutoffs)),
        ("a threshold of change", lambda scale: bool(scale.thresholds)),
    ]
    found = []
    # A verdict is no measurement: nobody publishes its reliability or its mean.
    scales = [scale for scale in instrument.output_scales if scale.method != "criteria"]
    for what, known in asked:
        lacking = [scale.id for scale in scales if not known(scale)]
        if lacking:
            every = len(lacking) == len(scales)
            found.append(what if every else f"{what} for {', '.join(lacking)}")
    return found

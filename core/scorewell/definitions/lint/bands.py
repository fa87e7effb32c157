"""Rules for bands."""

from __future__ import annotations

from collections.abc import Iterator

from scorewell.definitions.lint.rule import Entry, Steps, Subject, repeats, rule
from scorewell.definitions.lint.scoring_keys import shorter_range
from scorewell.definitions.model import BandSet, Scale
from scorewell.definitions.reading.document import quoted
from scorewell.errors import Finding


@rule(overlays=True)
def bands_cover_range(subject: Subject) -> Iterator[Finding]:
    """The bands of a set cover every score once, fractions too."""
    for path, entry, scale in subject.entries("bands"):
        bands = entry["bands"]
        place = (*path, "bands")
        yield from _ends(subject, place, bands, scale)
        for index, band in enumerate(bands):
            low, high = _low(band), _high(band)
            if low > high or (low == high and not ("from" in band and "to" in band)):
                yield subject.finding(
                    (*place, index),
                    f"the band `{band['label']}` from {low:g} to {high:g} holds no score",
                    hint="bands go from the lowest scores to the highest",
                )
            elif index:
                yield from _edge(subject, (*place, index), bands[index - 1], band)


def _low(band: Entry) -> float:
    return float(band["from"] if "from" in band else band["above"])


def _high(band: Entry) -> float:
    return float(band["to"] if "to" in band else band["below"])


def _ends(
    subject: Subject, place: Steps, bands: list[Entry], scale: Scale
) -> Iterator[Finding]:
    first, last = bands[0], bands[-1]
    if _low(first) != scale.low or "from" not in first:
        key = "from" if "from" in first else "above"
        yield subject.finding(
            (*place, 0, key),
            f"the first band begins with `{key}: {_low(first):g}`, the range at {scale.low:g}",
            hint=f"write `from: {scale.low:g}`",
        )
    if _high(last) != scale.high or "to" not in last:
        key = "to" if "to" in last else "below"
        yield subject.finding(
            (*place, len(bands) - 1, key),
            f"the last band ends with `{key}: {_high(last):g}`, the range at {scale.high:g}",
            hint=f"write `to: {scale.high:g}`",
        )


def _edge(subject: Subject, place: Steps, before: Entry, band: Entry) -> Iterator[Finding]:
    end, begin = _high(before), _low(band)
    first, second = before["label"], band["label"]
    key = "from" if "from" in band else "above"
    if begin > end:
        hint = "every score needs a band, because prorated and mean scores have fractions"
        if "to" in before and "from" in band:
            hint += (
                f": write `below: {begin:g}` instead of `to: {end:g}` if the source means it"
            )
        yield subject.finding(
            (*place, key),
            f"no band between {end:g} and {begin:g}, after `{first}` and before `{second}`",
            hint=hint,
        )
    elif begin < end:
        yield subject.finding(
            (*place, key),
            f"`{first}` and `{second}` overlap from {begin:g} to {end:g}",
            hint="let one band end where the next begins",
        )
    elif "to" in before and "from" in band:
        yield subject.finding(
            (*place, key),
            f"{end:g} belongs to `{first}` and to `{second}`",
            hint=f"write `below: {end:g}` before or `above: {end:g}` here, as the source says",
        )
    elif "below" in before and "above" in band:
        yield subject.finding(
            (*place, key),
            f"{end:g} belongs neither to `{first}` nor to `{second}`",
            hint=f"write `to: {end:g}` before or `from: {end:g}` here, as the source says",
        )


@rule(overlays=True)
def default_bands_once(subject: Subject) -> Iterator[Finding]:
    """At most one set of bands of a scale is the default."""
    for path, entry, scale in subject.entries("bands"):
        defaults = [bands.id for bands in scale.bands if bands.default]
        if "default" in entry and len(defaults) > 1 and entry["id"] != defaults[0]:
            yield subject.finding(
                (*path, "default"),
                f"`{entry['id']}` and `{defaults[0]}` are both the default of {scale.id}",
                hint="outputs show one set; keep default at that one",
            )


@rule(severity="warning", overlays=True)
def bands_for_whom(subject: Subject) -> Iterator[Finding]:
    """Sets of bands that outputs show side by side differ in name or in for whom they are."""
    for path, entry, scale in subject.entries("bands"):
        titles = {bands.id: bands.title.casefold() for bands in scale.output_bands}
        set_ids = [name for name in titles if name != entry["id"]]
        namesakes = [name for name in set_ids if titles[name] == titles.get(entry["id"])]
        if namesakes and [*titles].index(entry["id"]) > [*titles].index(namesakes[0]):
            yield subject.finding(
                path,
                f"`{entry['id']}` and `{namesakes[0]}` are both called "
                f"{quoted(entry['name'])}, and nothing says for whom they are",
                hint="add for, or default: true to the set that outputs show",
            )


@rule(severity="warning", overlays=True)
def bands_of_shorter_form(subject: Subject) -> Iterator[Finding]:
    """Where items can be left out, a set of bands says whether it holds without them."""
    for path, entry, scale in subject.entries("bands"):
        if "shorter_form" in entry and not scale.left_out:
            yield subject.finding(
                (*path, "shorter_form"),
                f"no item of `{scale.id}` can be left out",
                hint="remove it",
                at_key=True,
            )
        elif "shorter_form" not in entry and shorter_range(subject, scale):
            yield subject.finding(
                path,
                f"the bands `{entry['id']}` were made for all items of `{scale.id}`, and it is "
                "not said whether they hold where items are left out; nobody has a band there",
                hint="write shorter_form: same if the source says so, or shorter_form: none",
            )


@rule(severity="warning", overlays=True)
def bands_of_other_items(subject: Subject) -> Iterator[Finding]:
    """The bands of a shorter scale are not those of a longer one, unless a note says why."""
    scales = subject.instrument.scales
    for path, entry, scale in subject.entries("bands"):
        longer_scales = [
            scale_b
            for scale_b in scales
            if set(scale.items) < set(scale_b.items) and scale_b.method == scale.method
        ]
        edges = _inner_edges(entry)
        for longer_scale in longer_scales:
            ranges = {(scale.low, scale.high), (longer_scale.low, longer_scale.high)}
            if len(ranges) == 1 or "note" in entry:
                continue
            if any(edges == _edges_of(bands) for bands in longer_scale.bands):
                yield subject.finding(
                    path,
                    f"the bands `{entry['id']}` of `{scale.id}` have the edges of those of "
                    f"`{longer_scale.id}`, which has more items",
                    hint="bands belong to the items that they were made for: remove them, or "
                    "say in a note which text gives them for these items",
                )


def _inner_edges(entry: Entry) -> list[float]:
    return [_low(band) for band in entry["bands"][1:]]


def _edges_of(bands: BandSet) -> list[float]:
    return [band.low for band in bands.bands[1:]]


@rule(overlays=True)
def band_labels_unique(subject: Subject) -> Iterator[Finding]:
    """The labels of a set of bands differ."""
    for path, entry, _ in subject.entries("bands"):
        for index in repeats([band["label"].strip().casefold() for band in entry["bands"]]):
            yield subject.finding(
                (*path, "bands", index, "label"),
                f"the label `{entry['bands'][index]['label']}` is there twice",
                hint="a reader could not tell the two bands apart",
            )

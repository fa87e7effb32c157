"""A page for each instrument, and a table of what is known of all, from the definitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from scorewell.cli.output.instrument_page import CHECK_LEVELS, figure, sample_text
from scorewell.cli.output.instrument_summary import (
    band_text,
    better_text,
    cutoff_text,
    form_facts,
    key_facts,
    summary_facts,
    threshold_text,
)
from scorewell.definitions.model import (
    Instrument,
    Norm,
    Provenance,
    Reliability,
    Scale,
    Threshold,
)
from scorewell.definitions.reading.header import read_survey
from scorewell.registry.catalogue import Entry
from scorewell.registry.registry import Registry

__all__ = ["overview", "pages", "table"]

_HEAD = (
    "instrument", "name", "measures", "items", "scales", "key", "reliability", "norms", "gaps",
    "bands", "change", "wording",
)  # fmt: skip
_ABOUT = """\
What is known of each instrument, and what is not; the name leads to its page. key says how well
the least established of its keys is; reliability, norms (with mean and standard deviation),
bands and change count what is published; gaps are figures whose paper is known and which could
not be read here; wording is the licence of the wording. `scorewell list` prints the same.
"""

_ABOUT_OTHERS = """\
What is known and has no definition, or no score, here, and what would have to be read for one.
Nothing is filled in from memory.
"""
NOT_SHIPPED = Path(__file__).parent / "not_shipped.yaml"


def overview(registry: Registry) -> str:
    """The table of what is known of every instrument."""
    rows = [_row(registry, entry) for entry in registry.entries]
    counts = [sum(int(row[place]) for row in rows) for place in (3, 4, 6, 7, 8, 9, 10)]
    items, scales, *figures = (f"{count:,}" for count in counts)
    total = [f"{len(rows)} instruments", "", "", items, scales, "", *figures, ""]
    rows_text = table(_HEAD, [*rows, total])
    lines = ["\n## Known, and not here\n", _ABOUT_OTHERS, *_not_shipped()]
    return "\n".join(["# Instruments\n", _ABOUT, *rows_text, *lines, ""])


def _not_shipped() -> Iterator[str]:
    entries = yaml.safe_load(NOT_SHIPPED.read_text(encoding="utf-8"))
    rows = [[f"`{entry['id']}`", entry["name"], entry["lacking"]] for entry in entries]
    yield from table(("instrument", "name", "what is lacking"), rows)


def _row(registry: Registry, entry: Entry) -> list[str]:
    survey = read_survey(entry.head.file)
    if survey is None:
        raise ValueError(f"{entry.head.file} cannot be surveyed")
    instrument = registry.load(entry.id)
    return [
        f"[{instrument.id}](instruments/{instrument.id}.md)",
        instrument.name,
        _measures(instrument),
        str(survey.items),
        str(len(survey.scales)),
        survey.key,
        *(str(getattr(survey, part)) for part in ("reliability", "norms", "gaps", "bands")),
        str(survey.thresholds),
        survey.wording,
    ]


def pages(registry: Registry) -> dict[str, str]:
    """The page of every instrument, by its id."""
    return {entry.id: page(registry.load(entry.id)) for entry in registry.entries}


def page(instrument: Instrument) -> str:
    """One instrument, whole."""
    parts = [*_top(instrument), *_items(instrument)]
    for scale in instrument.scales:
        parts += _scale(instrument, scale)
    return "\n".join([*parts, *_rest(instrument)])


def _measures(instrument: Instrument) -> str:
    construct = instrument.about.get("construct")
    return ", ".join(map(str, construct)) if isinstance(construct, tuple | list) else ""


def _top(instrument: Instrument) -> Iterator[str]:
    about = instrument.about
    yield f"# {instrument.acronym or instrument.id}: {instrument.name}\n"
    facts = [f"`{instrument.id}` {instrument.version}", f"{about['informant']}-report"]
    facts += [str(about[key]) for key in ("population", "recall") if key in about]
    yield f"{' · '.join(facts)}; measures {_measures(instrument)}\n"
    yield from (f"{text}\n" for key, text in about.items() if key == "form")
    yield "## At a glance\n"
    for name, text in summary_facts(instrument):
        yield f"- **{name}**: {text}" if name else f"  - {text}"
    yield ""


def _items(instrument: Instrument) -> Iterator[str]:
    yield "## Items\n"
    rows = [
        [str(item.position), f"`{item.id}`", item.label, item.coding.id]
        for item in instrument.items
    ]
    yield from table(("item", "id", "about", "answers"), rows)
    yield ""
    for coding in instrument.codings.values():
        answers = ", ".join(coding.words)
        names = ", ".join(coding.alternatives)
        alternatives = f" (other encodings: {names})" if names else ""
        absent = ", ".join(str(code) for code in coding.not_applicable)
        alternatives += f"; does not apply: {absent}" if absent else ""
        yield f"- answers `{coding.id}`: {answers}{alternatives}"
    yield from (f"- {name}: {text}" for name, text in form_facts(instrument))
    yield ""


def _scale(instrument: Instrument, scale: Scale) -> Iterator[str]:
    yield f"## Scale `{scale.id}`: {scale.name}\n"
    positions = [instrument.item(item).position for item in scale.items]
    reversed_positions = sorted(instrument.item(item).position for item in scale.reversed)
    parts = ", ".join(str(position) for position in positions) or ", ".join(scale.scales)
    kind = "items" if scale.items else "scales"
    yield f"- {scale.method} of {kind} {parts}; {better_text(scale)}"
    yield f"- reversed: {', '.join(str(position) for position in reversed_positions) or 'none'}"
    yield from (f"- {name}: {text}" for name, text in key_facts(instrument, scale))
    missing = scale.missing.provenance.note
    yield f"- missing answers: {scale.missing.rule}{f'. {missing}' if missing else ''}"
    yield f"- key: {_source_text(scale.key)}"
    yield from ([f"- caution: {scale.caution}"] if scale.caution else [])
    yield from (f"- by default in change: {layer.why}" for layer in scale.change)
    yield ""
    yield from _figures("Reliability", scale.reliability)
    yield from _figures("Norms", scale.norms)
    yield from _figures("Change", scale.thresholds)
    if scale.cutoffs:
        rows = [[cutoff_text(entry), _source_text(entry.provenance)] for entry in scale.cutoffs]
        yield from table(("Cut-off", "where from"), rows)
        yield ""
    for bands in scale.bands:
        texts = ", ".join(band_text(instrument, scale, band) for band in bands.bands)
        yield f"**{bands.name}** (`{bands.id}`): {texts}. {_source_text(bands.provenance)}\n"


def _figures(
    title: str, entries: Sequence[Reliability] | Sequence[Norm] | Sequence[Threshold]
) -> Iterator[str]:
    if entries:
        rows = [
            [
                f"`{entry.id}`",
                _figure(entry),
                sample_text(entry.sample),
                _source_text(entry.provenance),
            ]
            for entry in entries
        ]
        yield from table((title, "figure", "sample", "where from"), rows)
        yield ""


def _figure(entry: Reliability | Norm | Threshold) -> str:
    return threshold_text(entry) if isinstance(entry, Threshold) else figure(entry)


def _source_text(provenance: Provenance) -> str:
    sources = [source for source in (provenance.source, *provenance.read) if source]
    cited = ", ".join(f"[{source}](#{source})" for source in sources)
    words = [cited, provenance.locator, CHECK_LEVELS[provenance.checked]]
    text = ", ".join(word for word in words if word)
    return f"{text}. {provenance.note}" if provenance.note else text


def _rest(instrument: Instrument) -> Iterator[str]:
    yield "## Licence\n"
    for name in ("key", "text", "norms"):
        fact = getattr(instrument.licence, name)
        yield f"- {name}: {fact.status}{f'. {fact.evidence}' if fact.evidence else ''}"
    if instrument.notes:
        yield "\n## Notes\n"
        yield from (f"- {note.kind}: {note.text}" for note in instrument.notes)
    yield "\n## Sources\n"
    for source in instrument.sources.values():
        note = f". {source.note}" if source.note else ""
        yield f'- <a id="{source.id}"></a>{source.id}: {source.citation}{note}'
    yield ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = (cell.replace("|", "\\|").replace("\n", " ") for cell in row)
        yield f"| {' | '.join(cells)} |"

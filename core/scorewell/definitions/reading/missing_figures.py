"""Figures that a definition names and does not have: the overlay that brings them in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields

from scorewell.definitions.model import Instrument, Norm, Reliability, Sample, Scale


def missing_figures(norm: Norm, needs: Iterable[str]) -> tuple[str, ...]:
    """Which of the figures (``mean``, ``sd``) a norm does not have."""
    return tuple(name for name in needs if getattr(norm, name) is None)


def _yaml_value(value: object) -> str:
    """A value as YAML: JSON is a subset of it."""
    return json.dumps(value, ensure_ascii=False)


def _flow(entries: dict[str, object]) -> str:
    return (
        "{" + ", ".join(f"{key}: {_yaml_value(value)}" for key, value in entries.items()) + "}"
    )


def _head(instrument: Instrument, scale: Scale, entry: Norm | Reliability) -> list[str]:
    source = instrument.sources.get(entry.provenance.source)
    facts: dict[str, object] = {"title": "TITLE", "container": "JOURNAL, PAGES"}
    if source is not None:
        names = ("authors", "year", "title", "container", "doi", "url")
        facts = {name: getattr(source, name) for name in names if getattr(source, name)}
    return [
        "format: 1",
        f"extends: {instrument.id}",
        f"name: {_yaml_value(f'Figures for {entry.id}')}",
        "sources:",
        f"  {_source_id(entry)}: {_flow(facts)}",
        "scales:",
        f"  - id: {scale.id}",
    ]


def _source_id(entry: Norm | Reliability) -> str:
    return entry.provenance.source or "the-paper"


def _sample(sample: Sample) -> str:
    facts = {
        field.name: getattr(sample, field.name)
        for field in fields(sample)
        if getattr(sample, field.name)
    }
    return _flow(facts or {"description": "WHO WAS MEASURED"})


def norm_overlay(instrument: Instrument, scale: Scale, norm: Norm) -> str:
    """The overlay that fills a norm, with capitals where a figure belongs.

    Returns
    -------
    str
        YAML text. What is known is filled in; the capitals are refused by
        the schema until figures take their place.
    """
    mean = "MEAN" if norm.mean is None else f"{norm.mean!r}"
    sd = "SD" if norm.sd is None else f"{norm.sd!r}"
    people = norm.n or norm.sample.n
    lines = [
        *_head(instrument, scale, norm),
        "    norms:",
        f"      - id: {norm.id}",
        f"        population: {norm.population}",
        f"        mean: {mean}",
        f"        sd: {sd}",
        f"        n: {'N' if people is None else people}",
        f"        sample: {_sample(norm.sample)}",
        f"        source: {_source_id(norm)}",
        "        locator: TABLE OR PAGE",
        "        checked: one-source",
    ]
    return "\n".join(lines) + "\n"


def reliability_overlay(instrument: Instrument, scale: Scale, entry: Reliability) -> str:
    """The overlay that fills a reliability, with capitals where the figure belongs."""
    lines = [
        *_head(instrument, scale, entry),
        "    reliability:",
        f"      - id: {entry.id}",
        f"        statistic: {entry.statistic}",
        "        value: VALUE",
        f"        sample: {_sample(entry.sample)}",
        f"        source: {_source_id(entry)}",
        "        locator: TABLE OR PAGE",
        "        checked: one-source",
    ]
    return "\n".join(lines) + "\n"

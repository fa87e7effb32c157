"""Checked values to an :class:`~scorewell.model.Instrument`.

References (to items, codings, scales and sources) are resolved here, and the
ones that lead nowhere are findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scorewell.errors import Finding, did_you_mean
from scorewell.loading.document import Document
from scorewell.model import (
    Alert,
    Answer,
    Band,
    BandSet,
    ChangeDefaults,
    Coding,
    Example,
    Instrument,
    Item,
    Licence,
    LicenceFact,
    MissingRule,
    Norm,
    Note,
    Origin,
    Provenance,
    Reliability,
    Sample,
    Scale,
    Source,
    TermCode,
    Threshold,
)

__all__ = ["Builder"]

Place = tuple[str | int, ...]
Entry = Mapping[str, Any]


class Builder:
    """Turns the data of one document into model values.

    Parameters
    ----------
    document : Document
        Data that fits its schema.
    sources : mapping, optional
        Sources known from elsewhere (an overlay sees those of its base).
    origin : Origin
        What the entries are said to come from.

    Attributes
    ----------
    findings : list of Finding
        References that lead nowhere.
    """

    def __init__(
        self,
        document: Document,
        *,
        origin: Origin,
        sources: Mapping[str, Source] | None = None,
        items: Iterable[Item] = (),
    ) -> None:
        self.document = document
        self.origin = origin
        self.findings: list[Finding] = []
        self.sources = {**(sources or {}), **self._sources(document.data.get("sources", {}))}
        self.items = tuple(items)

    def instrument(self) -> Instrument:
        """The whole definition."""
        data = self.document.data
        codings = {key: self._coding(key, each) for key, each in data["codings"].items()}
        self.items = self._items(data["items"], codings)
        scales = tuple(
            self._scale(each, ("scales", index)) for index, each in enumerate(data["scales"])
        )
        self._resolve_scales(scales)
        return Instrument(
            id=data["id"],
            version=data["version"],
            name=data["name"],
            acronym=data.get("acronym", ""),
            aliases=tuple(data.get("aliases", ())),
            about=data["about"],
            licence=Licence(
                **{
                    part: self.licence_fact(data["licence"][part], ("licence", part))
                    for part in ("key", "text", "norms")
                }
            ),
            sources=self.sources,
            codings=codings,
            items=self.items,
            scales=scales,
            alerts=self._alerts(data.get("alerts", ()), scales),
            codes=self._codes(data, ()),
            notes=self.notes(data.get("notes", ())),
            examples=tuple(_example(each) for each in data["examples"]),
            digest=self.document.digest,
            file=self.document.file,
        )

    # --- references -------------------------------------------------------------

    def _unknown(self, kind: str, name: object, place: Place, known: Iterable[str]) -> None:
        options = list(known)
        near = did_you_mean(str(name), options)
        self.findings.append(
            self.document.finding(
                f"{kind}-exists",
                place,
                f"there is no {kind} `{name}`",
                hint=near or f"there are: {', '.join(options[:12])}",
            )
        )

    def _item_id(self, reference: str | int, place: Place) -> str:
        text = str(reference)
        if text.isdigit():
            position = int(text)
            if 1 <= position <= len(self.items):
                return self.items[position - 1].id
        elif any(item.id == text for item in self.items):
            return text
        self._unknown("item", reference, place, [item.id for item in self.items])
        return text

    def _item_ids(self, references: Iterable[str | int], place: Place) -> tuple[str, ...]:
        ids: list[str] = []
        for index, reference in enumerate(references):
            found = self._item_id(reference, (*place, index))
            if found in ids:
                self.findings.append(
                    self.document.finding(
                        "items-once", (*place, index), f"the item `{found}` stands here twice"
                    )
                )
            ids.append(found)
        return tuple(ids)

    def _source_ids(self, references: Iterable[str], place: Place) -> tuple[str, ...]:
        ids = tuple(references)
        for index, reference in enumerate(ids):
            if reference not in self.sources:
                self._unknown("source", reference, (*place, index), self.sources)
        return ids

    def provenance(self, entry: Entry, place: Place) -> Provenance:
        """Where the fact in ``entry`` comes from."""
        source = entry.get("source", "")
        if source and source not in self.sources:
            self._unknown("source", source, (*place, "source"), self.sources)
        return Provenance(
            source=source,
            locator=entry.get("locator", ""),
            read=self._source_ids(entry.get("read", ()), (*place, "read")),
            checked=entry.get("checked", ""),
            note=entry.get("note", ""),
        )

    # --- parts of an instrument ---------------------------------------------------

    @staticmethod
    def _sources(data: Entry) -> dict[str, Source]:
        return {key: Source(id=key, **each) for key, each in data.items()}

    def licence_fact(self, entry: Entry, place: Place) -> LicenceFact:
        """One of the three licence facts."""
        return LicenceFact(
            status=entry["status"],
            evidence=entry.get("evidence", ""),
            provenance=self.provenance(entry, place),
        )

    def _coding(self, key: str, entry: Entry) -> Coding:
        return Coding(
            id=key,
            answers=tuple(Answer(**each) for each in entry["values"]),
            alternatives={
                name: tuple(codes) for name, codes in entry.get("alternatives", {}).items()
            },
            provenance=self.provenance(entry, ("codings", key)),
        )

    def _items(
        self, entries: Iterable[Entry], codings: Mapping[str, Coding]
    ) -> tuple[Item, ...]:
        items: list[Item] = []
        empty = Coding(id="", answers=())
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            place: Place = ("items", index)
            if entry["coding"] not in codings:
                self._unknown("coding", entry["coding"], (*place, "coding"), codings)
            if entry["id"] in seen:
                self.findings.append(
                    self.document.finding(
                        "ids-unique", (*place, "id"), f"the item `{entry['id']}` is there twice"
                    )
                )
            seen.add(entry["id"])
            items.append(
                Item(
                    id=entry["id"],
                    position=index + 1,
                    coding=codings.get(entry["coding"], empty),
                    label=entry["label"],
                    text=entry.get("text", ""),
                    codes=self._codes(entry, place),
                )
            )
        return tuple(items)

    def _codes(self, entry: Entry, place: Place) -> tuple[TermCode, ...]:
        return tuple(
            TermCode(
                system=each["system"],
                code=each["code"],
                display=each.get("display", ""),
                provenance=self.provenance(each, (*place, "codes", index)),
            )
            for index, each in enumerate(entry.get("codes", ()))
        )

    def _scale(self, entry: Entry, place: Place) -> Scale:
        missing = entry["missing"]
        items = self._item_ids(entry.get("items", ()), (*place, "items"))
        reversed_ = self._item_ids(entry.get("reversed", ()), (*place, "reversed"))
        return Scale(
            id=entry["id"],
            name=entry["name"],
            kind=entry.get("kind", ""),
            items=items,
            scales=tuple(entry.get("scales", ())),
            reversed=frozenset(reversed_),
            method=entry["method"],
            parameters=entry.get("parameters", {}),
            missing=MissingRule(
                rule=missing["rule"],
                max_missing=missing.get("max_missing"),
                max_share=missing.get("max_share"),
                rounding=missing.get("rounding", "none"),
                provenance=self.provenance(missing, (*place, "missing")),
            ),
            low=entry["range"][0],
            high=entry["range"][1],
            better=entry["better"],
            key=self.provenance(entry["key"], (*place, "key")),
            caution=entry.get("caution", ""),
            reliability=self.reliability(entry, place),
            norms=self.norms(entry, place),
            thresholds=self.thresholds(entry, place),
            bands=self.band_sets(entry, place),
            change=self.change(entry),
            codes=self._codes(entry, place),
        )

    def _resolve_scales(self, scales: tuple[Scale, ...]) -> None:
        ids = [scale.id for scale in scales]
        for index, scale in enumerate(scales):
            if scale.id in ids[:index]:
                self.findings.append(
                    self.document.finding(
                        "ids-unique",
                        ("scales", index, "id"),
                        f"the scale `{scale.id}` is there twice",
                    )
                )
            for position, part in enumerate(scale.scales):
                if part not in ids:
                    self._unknown("scale", part, ("scales", index, "scales", position), ids)

    def _alerts(self, entries: Iterable[Entry], scales: tuple[Scale, ...]) -> tuple[Alert, ...]:
        alerts = []
        for index, entry in enumerate(entries):
            place: Place = ("alerts", index)
            item = self._item_id(entry["item"], (*place, "item")) if "item" in entry else ""
            scale = entry.get("scale", "")
            if scale and scale not in [each.id for each in scales]:
                self._unknown("scale", scale, (*place, "scale"), [each.id for each in scales])
            alerts.append(
                Alert(
                    item=item,
                    scale=scale,
                    at_least=entry.get("at_least"),
                    at_most=entry.get("at_most"),
                    message=entry["message"],
                    provenance=self.provenance(entry, place),
                )
            )
        return tuple(alerts)

    def notes(self, entries: Iterable[Entry]) -> tuple[Note, ...]:
        """The notes of a definition or overlay."""
        return tuple(
            Note(
                kind=each["kind"],
                text=each["text"],
                sources=self._source_ids(each.get("sources", ()), ("notes", index, "sources")),
            )
            for index, each in enumerate(entries)
        )

    # --- entries that an overlay can bring too -------------------------------------

    def reliability(self, entry: Entry, place: Place) -> tuple[Reliability, ...]:
        """The reliabilities of a scale."""
        return tuple(
            Reliability(
                id=each["id"],
                statistic=each["statistic"],
                value=each.get("value"),
                at_least=each.get("at_least"),
                between=_pair(each.get("between")),
                gap=each.get("gap", ""),
                sample=Sample(**each["sample"]),
                provenance=self.provenance(each, (*place, "reliability", index)),
                origin=self.origin,
            )
            for index, each in enumerate(entry.get("reliability", ()))
        )

    def norms(self, entry: Entry, place: Place) -> tuple[Norm, ...]:
        """The norms of a scale."""
        return tuple(
            Norm(
                id=each["id"],
                population=each["population"],
                mean=each.get("mean"),
                sd=each.get("sd"),
                n=each.get("n"),
                gap=each.get("gap", ""),
                illustrative=each.get("illustrative", False),
                sample=Sample(**each["sample"]),
                provenance=self.provenance(each, (*place, "norms", index)),
                origin=self.origin,
            )
            for index, each in enumerate(entry.get("norms", ()))
        )

    def thresholds(self, entry: Entry, place: Place) -> tuple[Threshold, ...]:
        """The change thresholds of a scale."""
        return tuple(
            Threshold(
                id=each["id"],
                kind=each["kind"],
                value=each.get("value"),
                between=_pair(each.get("between")),
                method=each.get("method", ""),
                sample=Sample(**each["sample"]),
                provenance=self.provenance(each, (*place, "thresholds", index)),
                origin=self.origin,
            )
            for index, each in enumerate(entry.get("thresholds", ()))
        )

    def band_sets(self, entry: Entry, place: Place) -> tuple[BandSet, ...]:
        """The band sets of a scale."""
        return tuple(
            BandSet(
                id=each["id"],
                name=each["name"],
                bands=tuple(
                    Band(
                        label=band["label"],
                        low=band.get("from", band.get("above")),
                        high=band.get("to", band.get("below")),
                        low_included="from" in band,
                        high_included="to" in band,
                    )
                    for band in each["bands"]
                ),
                provenance=self.provenance(each, (*place, "bands", index)),
                origin=self.origin,
            )
            for index, each in enumerate(entry.get("bands", ()))
        )

    def change(self, entry: Entry) -> tuple[ChangeDefaults, ...]:
        """The change defaults of a scale: one layer or none."""
        if "change" not in entry:
            return ()
        return (ChangeDefaults(**entry["change"], origin=self.origin),)


def _pair(values: list[float] | None) -> tuple[float, float] | None:
    return None if values is None else (values[0], values[1])


def _example(entry: Entry) -> Example:
    return Example(
        name=entry["name"],
        answers=tuple(entry["answers"]),
        scores=entry["scores"],
        bands=entry.get("bands", {}),
        alerts=tuple(entry.get("alerts", ())),
        derivation=entry["derivation"],
    )

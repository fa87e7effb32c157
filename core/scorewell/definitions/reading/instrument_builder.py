"""Checked values to an :class:`~scorewell.definitions.model.Instrument`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from scorewell.definitions.model import (
    Alert,
    Answer,
    Coding,
    Example,
    Instrument,
    Item,
    LeftOut,
    Licence,
    MissingRule,
    Scale,
    Skip,
    Variant,
)
from scorewell.definitions.reading.document import Path_, quoted
from scorewell.definitions.reading.entry_builder import Entry, EntryBuilder


class InstrumentBuilder(EntryBuilder):
    """Turns the data of a definition into an instrument."""

    def instrument(self) -> Instrument:
        """The whole definition."""
        data = self.document.data
        codings = {key: self._coding(key, each) for key, each in data["codings"].items()}
        items = self._items(data["items"], codings)
        self._ids = [item.id for item in items]
        self._known_ids = Counter(self._ids)
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
            variants=tuple(
                Variant(
                    id=each["id"],
                    differs=each["differs"],
                    provenance=self.provenance(each, ("variants", index)),
                )
                for index, each in enumerate(data.get("variants", ()))
            ),
            licence=Licence(
                **{
                    part: self.licence_fact(data["licence"][part], ("licence", part))
                    for part in ("key", "text", "norms")
                }
            ),
            sources=self.sources,
            codings=codings,
            covariates=self.covariates,
            items=items,
            skips=tuple(
                self._skip(each, ("skips", index))
                for index, each in enumerate(data.get("skips", ()))
            ),
            scales=scales,
            alerts=self._alerts(data.get("alerts", ()), scales),
            codes=self._codes(data, ()),
            notes=self.notes(data.get("notes", ())),
            examples=tuple(
                self._example(each, ("examples", index))
                for index, each in enumerate(data["examples"])
            ),
            digest=self.document.digest,
            file=self.document.file,
        )

    def _item_id(self, reference: str | int, place: Path_) -> str:
        """The id that an id or a position stands for."""
        text = str(reference)
        if text.isascii() and text.isdigit():
            position = int(text)
            if 1 <= position <= len(self._ids):
                return self._ids[position - 1]
        elif text in self._known_ids:
            return text
        self._unknown("item", reference, place, self._ids)
        return text

    def _item_ids(self, references: Iterable[str | int], place: Path_) -> tuple[str, ...]:
        ids: dict[str, None] = {}
        for index, reference in enumerate(references):
            found = self._item_id(reference, (*place, index))
            if found in ids and self._known_ids[found] < 2:
                self._find(
                    "items-once",
                    (*place, index),
                    f"the item {quoted(found)} stands here twice",
                    hint="an item counts once in a scale; keep one of the two",
                )
            ids[found] = None
        return tuple(ids)

    def _coding(self, key: str, entry: Entry) -> Coding:
        place: Path_ = ("codings", key)
        return Coding(
            id=key,
            answers=tuple(Answer(**each) for each in entry["values"]),
            language=entry.get("language", "en"),
            translations=self.translations(entry, place, answers=len(entry["values"])),
            alternatives={
                name: tuple(codes) for name, codes in entry.get("alternatives", {}).items()
            },
            not_applicable=tuple(entry.get("not_applicable", ())),
            provenance=self.provenance(entry, place),
        )

    def _skip(self, entry: Entry, place: Path_) -> Skip:
        return Skip(
            after=self._item_ids(entry["after"], (*place, "after")),
            at_most=entry.get("at_most"),
            at_least=entry.get("at_least"),
            skipped=self._item_ids(entry["skipped"], (*place, "skipped")),
            counts_as=entry["counts_as"],
            provenance=self.provenance(entry, place),
        )

    def _left_out(self, entry: Entry, place: Path_) -> LeftOut:
        return LeftOut(
            items=self._item_ids(entry["items"], (*place, "items")),
            stratum=self.stratum(entry, place),
            not_applicable=entry.get("not_applicable", False),
            provenance=self.provenance(entry, place),
        )

    def _recoded(self, entry: Entry, place: Path_) -> dict[str, dict[float, float]]:
        """The values of each recoded item, by answer in the order of its coding."""
        found: dict[str, dict[float, float]] = {}
        for index, each in enumerate(entry.get("recoded", ())):
            values = {float(answer): float(value) for answer, value in each["values"]}
            for item in self._item_ids(each["items"], (*place, "recoded", index, "items")):
                if item in found:
                    self._find(
                        "items-once", (*place, "recoded", index, "items"),
                        f"the item {quoted(item)} is recoded twice",
                        hint="an item is recoded once in a scale; keep one of the two",
                    )  # fmt: skip
                found[item] = values
        return found

    def _items(
        self, entries: Iterable[Entry], codings: Mapping[str, Coding]
    ) -> tuple[Item, ...]:
        items: list[Item] = []
        empty = Coding(id="", answers=())
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            place: Path_ = ("items", index)
            if entry["coding"] not in codings:
                self._unknown("coding", entry["coding"], (*place, "coding"), codings)
            if entry["id"] in seen:
                self._find(
                    "ids-unique", (*place, "id"), f"the item `{entry['id']}` is there twice",
                    hint="give each item an id of its own",
                )  # fmt: skip
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

    def _scale(self, entry: Entry, place: Path_) -> Scale:
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
            recoded=self._recoded(entry, place),
            left_out=tuple(
                self._left_out(each, (*place, "left_out", index))
                for index, each in enumerate(entry.get("left_out", ()))
            ),
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
        ids = dict.fromkeys(scale.id for scale in scales)
        seen: set[str] = set()
        for index, scale in enumerate(scales):
            if scale.id in seen:
                self._find(
                    "ids-unique",
                    ("scales", index, "id"),
                    f"the scale `{scale.id}` is there twice",
                    hint="give each scale an id of its own",
                )
            seen.add(scale.id)
            for position, part in enumerate(scale.scales):
                if part not in ids:
                    self._unknown("scale", part, ("scales", index, "scales", position), ids)

    def _alerts(self, entries: Iterable[Entry], scales: tuple[Scale, ...]) -> tuple[Alert, ...]:
        alerts = []
        ids = [scale.id for scale in scales]
        for index, entry in enumerate(entries):
            place: Path_ = ("alerts", index)
            item = self._item_id(entry["item"], (*place, "item")) if "item" in entry else ""
            scale = entry.get("scale", "")
            if scale and scale not in ids:
                self._unknown("scale", scale, (*place, "scale"), ids)
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

    def _example(self, entry: Entry, place: Path_) -> Example:
        return Example(
            name=entry["name"],
            answers=tuple(entry["answers"]),
            covariates=entry.get("covariates", {}),
            scores=entry["scores"],
            bands=entry.get("bands", {}),
            alerts=tuple(entry.get("alerts", ())),
            derivation=entry["derivation"],
            provenance=self.provenance(entry, place),
        )

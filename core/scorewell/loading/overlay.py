"""Overlays: additions to an instrument that leave its file untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scorewell.errors import DefinitionError, did_you_mean
from scorewell.loading.build import Builder
from scorewell.loading.document import Document
from scorewell.model import (
    BandSet,
    Instrument,
    Item,
    Norm,
    Origin,
    Reliability,
    Scale,
    Threshold,
)

__all__ = ["Overlay", "apply_overlay"]

Addition = TypeVar("Addition", Reliability, Norm, Threshold, BandSet)


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """A checked overlay file, not yet applied.

    Attributes
    ----------
    extends : str
        Id of the instrument it adds to.
    name : str
        Name that results show.
    document : Document
        Its content.
    """

    extends: str
    name: str
    document: Document

    @property
    def origin(self) -> Origin:
        """What entries from this overlay carry as their origin."""
        return Origin(kind="overlay", name=self.name)


def apply_overlay(instrument: Instrument, overlay: Overlay) -> Instrument:
    """The instrument with the additions of one overlay.

    Entries are added; an entry with the id of a visible gap fills it. An
    entry with the id of one that has figures is refused: an overlay adds to
    what is published, it never rewrites it.

    Raises
    ------
    DefinitionError
        With every finding: another instrument, unknown items, scales or
        sources, entries that contradict the definition.
    """
    return _Application(instrument, overlay).result()


class _Application:
    """One overlay on one instrument."""

    def __init__(self, instrument: Instrument, overlay: Overlay) -> None:
        self.base = instrument
        self.overlay = overlay
        self.document = overlay.document
        self.builder = Builder(
            overlay.document,
            origin=overlay.origin,
            sources=instrument.sources,
            items=instrument.items,
        )
        self.findings = self.builder.findings

    def result(self) -> Instrument:
        data = self.document.data
        if self.overlay.extends != self.base.id:
            self._find(
                "extends-this",
                ("extends",),
                f"this overlay extends `{self.overlay.extends}`, not `{self.base.id}`",
            )
        for key, source in self.builder.sources.items():
            if key in self.base.sources and self.base.sources[key] != source:
                self._find(
                    "overlay-adds",
                    ("sources", key),
                    f"the source `{key}` is another work in the definition",
                    hint="give the overlay's source a name of its own",
                )
        licence = self.base.licence
        for part in ("text", "norms"):
            if part in data.get("licence", {}):
                fact = self.builder.licence_fact(data["licence"][part], ("licence", part))
                licence = replace(licence, **{part: fact})
        changed = replace(
            self.base,
            licence=licence,
            sources=self.builder.sources,
            items=self._items(),
            scales=self._scales(),
            notes=self.base.notes + self.builder.notes(data.get("notes", ())),
            digest=hashlib.sha256(
                f"{self.base.digest}{self.document.digest}".encode()
            ).hexdigest(),
            overlays=(*self.base.overlays, self.overlay.origin),
        )
        if self.findings:
            raise DefinitionError(
                f"{self.document.file} cannot be applied to {self.base.id}",
                findings=self.findings,
            )
        return changed

    def _find(
        self, code: str, place: tuple[str | int, ...], message: str, hint: str = ""
    ) -> None:
        self.findings.append(self.document.finding(code, place, message, hint=hint))

    def _known(
        self, kind: str, name: str, known: Sequence[str], place: tuple[str | int, ...]
    ) -> bool:
        if name in known:
            return True
        hint = did_you_mean(name, known) or f"there are: {', '.join(known[:12])}"
        self._find(f"{kind}-exists", place, f"{self.base.id} has no {kind} `{name}`", hint)
        return False

    def _items(self) -> tuple[Item, ...]:
        items = {item.id: item for item in self.base.items}
        for index, entry in enumerate(self.document.data.get("items", ())):
            place = ("items", index, "id")
            if self._known("item", entry["id"], list(items), place):
                additions = {key: entry[key] for key in ("label", "text") if key in entry}
                items[entry["id"]] = replace(items[entry["id"]], **additions)
        return tuple(items.values())

    def _scales(self) -> tuple[Scale, ...]:
        scales = {scale.id: scale for scale in self.base.scales}
        for index, entry in enumerate(self.document.data.get("scales", ())):
            place = ("scales", index)
            if not self._known("scale", entry["id"], list(scales), (*place, "id")):
                continue
            scale, build = scales[entry["id"]], self.builder
            scales[scale.id] = replace(
                scale,
                reliability=self._merge(
                    scale.reliability, build.reliability(entry, place), (*place, "reliability")
                ),
                norms=self._merge(scale.norms, build.norms(entry, place), (*place, "norms")),
                thresholds=self._merge(
                    scale.thresholds, build.thresholds(entry, place), (*place, "thresholds")
                ),
                bands=self._merge(
                    scale.bands, build.band_sets(entry, place), (*place, "bands")
                ),
                change=build.change(entry) + scale.change,
            )
        return tuple(scales.values())

    def _merge(
        self,
        existing: Sequence[Addition],
        added: Iterable[Addition],
        place: tuple[str | int, ...],
    ) -> tuple[Addition, ...]:
        merged = {entry.id: entry for entry in existing}
        for index, entry in enumerate(added):
            present = merged.get(entry.id)
            if present is not None and not getattr(present, "gap", ""):
                self._find(
                    "overlay-adds",
                    (*place, index, "id"),
                    f"`{entry.id}` has figures already",
                    hint="give the new entry an id of its own; published figures stay",
                )
            merged[entry.id] = entry
        return tuple(merged.values())

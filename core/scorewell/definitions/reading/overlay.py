"""Overlays: additions to an instrument that leave its file untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scorewell.definitions.model import (
    BandSet,
    Coding,
    Instrument,
    Item,
    Licence,
    Norm,
    Origin,
    Reliability,
    Scale,
    Source,
    Threshold,
)
from scorewell.definitions.reading.document import (
    Document,
    Path_,
    in_order,
    listed,
    quoted,
)
from scorewell.definitions.reading.entry_builder import Entry, EntryBuilder
from scorewell.errors import DefinitionError, Finding, did_you_mean

_OF_DEFINITIONS = frozenset(
    [
        *("acronym", "aliases", "about", "coding", "alerts", "examples", "items"),
        *("values", "alternatives", "not_applicable", "language"),
        *("key", "reversed", "method", "parameters", "missing", "range", "better", "kind"),
        *("left_out", "skips", "variants"),
    ]
)

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
        return Origin(kind="overlay", name=self.name, digest=self.document.digest)


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
        self.builder = EntryBuilder(
            overlay.document,
            origin=overlay.origin,
            sources=instrument.sources,
            covariates=instrument.covariates,
        )
        self.findings = self.builder.findings

    def result(self) -> Instrument:
        if self.overlay.extends != self.base.id:
            self._find(
                "extends-this",
                ("extends",),
                f"this overlay extends `{self.overlay.extends}`, not `{self.base.id}`",
                hint="choose the overlay for this instrument, or correct extends",
            )
            self._raise()
        self._check_sources()
        self._check_covariates()
        codings = self._codings()
        changed = replace(
            self.base,
            licence=self._licence(),
            sources=self.builder.sources,
            covariates=self.builder.covariates,
            codings=codings,
            items=self._items(codings),
            scales=self._scales(),
            notes=self.base.notes + self.builder.notes(self.document.data.get("notes", ())),
            digest=hashlib.sha256(
                f"{self.base.digest}{self.document.digest}".encode()
            ).hexdigest(),
            overlays=(*self.base.overlays, self.overlay.origin),
        )
        if self.findings:
            self._raise()
        return changed

    def _raise(self) -> None:
        raise DefinitionError(
            f"{self.document.file} cannot be applied to {self.base.id}",
            findings=in_order(self.findings),
        )

    def _find(self, code: str, place: Path_, message: str, *, hint: str) -> None:
        self.findings.append(self.document.finding(code, place, message, hint=hint))

    def _known(self, kind: str, name: str, known: Iterable[str], place: Path_) -> bool:
        ids = list(known)
        if name in ids:
            return True
        hint = did_you_mean(name, ids) or f"there are: {listed(ids)}"
        self._find(
            f"{kind}-exists", place, f"{self.base.id} has no {kind} {quoted(name)}", hint=hint
        )
        return False

    def _check_sources(self) -> None:
        for key, source in self.builder.sources.items():
            if key in self.base.sources and not _same_work(self.base.sources[key], source):
                self._find(
                    "overlay-adds",
                    ("sources", key),
                    f"the source `{key}` is another work in the definition",
                    hint="give the overlay's source an id of its own",
                )

    def _check_covariates(self) -> None:
        for key, covariate in self.builder.covariates.items():
            if key in self.base.covariates and self.base.covariates[key] != covariate:
                self._find(
                    "overlay-adds",
                    ("covariates", key),
                    f"the covariate `{key}` is another in the definition",
                    hint="use the definition's, or give the overlay's a name of its own",
                )

    def _licence(self) -> Licence:
        given = self.document.data.get("licence", {})
        facts = {
            part: self.builder.licence_fact(given[part], ("licence", part)) for part in given
        }
        return replace(self.base.licence, **facts)

    def _codings(self) -> dict[str, Coding]:
        codings = dict(self.base.codings)
        for key, entry in self.document.data.get("codings", {}).items():
            place: Path_ = ("codings", key)
            if not self._known("coding", key, codings, place):
                continue
            coding = codings[key]
            added = self.builder.translations(entry, place, answers=len(coding.answers))
            for each in added:
                if each.language in coding.labels:
                    self._find(
                        "overlay-adds",
                        (*place, "translations", each.language),
                        f"the definition has labels in `{each.language}` already",
                        hint="an overlay adds languages; the labels of the definition stay",
                    )
            codings[key] = replace(coding, translations=(*coding.translations, *added))
        return codings

    def _items(self, codings: Mapping[str, Coding]) -> tuple[Item, ...]:
        items = {
            item.id: replace(item, coding=codings.get(item.coding.id, item.coding))
            for item in self.base.items
        }
        for index, entry in enumerate(self.document.data.get("items", ())):
            if self._known("item", entry["id"], items, ("items", index, "id")):
                additions = {key: entry[key] for key in ("label", "text") if key in entry}
                items[entry["id"]] = replace(items[entry["id"]], **additions)
        return tuple(items.values())

    def _scales(self) -> tuple[Scale, ...]:
        scales = {scale.id: scale for scale in self.base.scales}
        for index, entry in enumerate(self.document.data.get("scales", ())):
            place: Path_ = ("scales", index)
            if not self._known("scale", entry["id"], scales, (*place, "id")):
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
            self._check_range(scale, entry, place)
        return tuple(scales.values())

    def _check_range(self, scale: Scale, entry: Entry, place: Path_) -> None:
        """Figures that no score of the scale can have belong to another scale."""
        figures: list[tuple[str, Path_, float]] = [
            ("norm-in-range", ("norms", index, "mean"), norm["mean"])
            for index, norm in enumerate(entry.get("norms", ()))
            if "mean" in norm
        ]
        figures += [
            ("bands-cover-range", ("bands", index, "bands", at, edge), band[edge])
            for index, bands in enumerate(entry.get("bands", ()))
            for at, band in enumerate(bands["bands"])
            for edge in ("from", "above", "below", "to")
            if edge in band
        ]
        for code, path, value in figures:
            if not scale.low <= value <= scale.high:
                what = "a mean" if code == "norm-in-range" else "a band"
                self._find(
                    code,
                    (*place, *path),
                    f"{what} of {value:g} lies outside {scale.low:g} to {scale.high:g}",
                    hint="is it in another metric, such as a mean per item instead of a sum?",
                )

    def _merge(
        self, existing: Sequence[Addition], added: Iterable[Addition], place: Path_
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
            elif present is not None:
                for name in _rewritten(present, entry):
                    self._find(
                        "overlay-adds",
                        (*place, index, name),
                        f"the {name} of `{entry.id}` is already published as "
                        f"`{getattr(present, name)}`",
                        hint="an overlay fills what is missing; correct it, or use another id",
                    )
            merged[entry.id] = entry
        return tuple(merged.values())


def as_contradiction(found: Finding) -> Finding:
    """A key that only a definition has, told as what it is: an attempt to change it."""
    key = found.path.rpartition(".")[2]
    if found.code != "schema-unknown-key" or key not in _OF_DEFINITIONS:
        return found
    return replace(
        found,
        code="overlay-adds",
        message=f"an overlay cannot change `{key}`, which is for the definition to say",
        hint="remove it; if the definition is wrong, or yours is another form, write a "
        "definition of your own",
    )


def _rewritten(present: Addition, entry: Addition) -> list[str]:
    """Names of what an entry that fills a gap would change."""
    names = [
        name
        for name in ("population", "statistic", "mean", "sd", "n")
        if getattr(present, name, None) is not None
    ]
    return [name for name in names if getattr(entry, name) != getattr(present, name)]


def _same_work(one: Source, other: Source) -> bool:
    """Whether two sources are one work; how much of it was read is another matter."""
    return replace(one, note="", accessed=None) == replace(other, note="", accessed=None)

"""Overlays: additions to an instrument that leave its file untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from scorewell.definitions.model import (
    Coding,
    Covariate,
    Instrument,
    Item,
    Origin,
    Scale,
    Source,
)
from scorewell.definitions.model.keys import (
    FORMAT,
    INSTRUMENT_ID,
    VERSION,
    DocumentField,
    document_class,
    document_fields,
    document_key,
)
from scorewell.definitions.reading.builder import Builder, Entry
from scorewell.definitions.reading.document import Document, Path_, in_order, list_names, quoted
from scorewell.definitions.reading.reference_checks import check_translations
from scorewell.errors import DefinitionError, Finding, did_you_mean

_REWRITING: Mapping[type, tuple[str, str]] = {
    Source: (
        "the source `{}` is another work in the definition",
        "give the overlay's source an id of its own",
    ),
    Covariate: (
        "the covariate `{}` is another in the definition",
        "use the definition's, or give the overlay's a name of its own",
    ),
    object: (
        "`{}` has figures already",
        "give the new entry an id of its own; published figures stay",
    ),
}
"""What is said of an entry that the definition has already, and what to do."""

Model = TypeVar("Model", bound=Hashable)


@document_class(
    "overlay", slots=False, title="scorewell overlay", properties={"format": FORMAT}
)
class Overlay:
    """Additions to an instrument that leave its file untouched.

    A service's own norms, figures from a paper on the desk, a licensed table, local wording. An
    overlay adds entries or fills gaps; it never changes items, keys or ranges.

    Attributes
    ----------
    document : Document
        Its content.
    """

    extends: str = document_key(
        "Id of the instrument that this overlay adds to.", shape=INSTRUMENT_ID
    )
    name: str = document_key(
        "Name of this overlay; results that use it say so.", schema={"maxLength": 120}
    )
    version: str = document_key(shape=VERSION, default="")
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
        names = {"source": instrument.sources, "covariate": instrument.covariates}
        self.builder = Builder(overlay.document, origin=overlay.origin, names=names)

    def result(self) -> Instrument:
        if self.overlay.extends != self.base.id:
            self.builder.find(
                "extends-this",
                ("extends",),
                f"this overlay extends `{self.overlay.extends}`, not `{self.base.id}`",
                hint="choose the overlay for this instrument, or correct extends",
            )
            self._raise()
        for name in ("sources", "covariates"):
            entries = self.document.data.get(name, {})
            self.builder.names[name[:-1]] = {**self.builder.names[name[:-1]], **entries}
        check_translations(self.builder, self.base.codings)
        changed = self._extend(self.base, self.document.data, ())
        codings = changed.codings
        items = (
            replace(item, coding=codings.get(item.coding.id, item.coding))
            for item in changed.items
        )
        changed = replace(
            changed,
            items=tuple(items),
            digest=hashlib.sha256(
                f"{self.base.digest}{self.document.digest}".encode()
            ).hexdigest(),
            overlays=(*self.base.overlays, self.overlay.origin),
        )
        if self.builder.findings:
            self._raise()
        return changed

    def _raise(self) -> None:
        raise DefinitionError(
            f"{self.document.file} cannot be applied to {self.base.id}",
            findings=in_order(self.builder.findings),
        )

    def _extend(self, base: Model, entry: Entry, place: Path_) -> Model:
        """A value with whatever an overlay may set and this one sets."""
        changes = {
            field.name: self._merge_field(
                field, getattr(base, field.name), entry[field.document_name],
                (*place, field.document_name),
            )
            for field in document_fields(type(base))
            if field.key.overlay and field.document_name in entry and field.name != "id"
        }  # fmt: skip
        if isinstance(base, Scale):
            self._check_range(base, entry, place)
        if isinstance(base, Coding):
            self._check_languages(base, entry, place)
        return replace(base, **changes)  # type: ignore[type-var]

    def _merge_field(self, field: DocumentField, present: Any, value: Any, place: Path_) -> Any:
        """The value of one field, from that of the base and that of the overlay."""
        model = field.model
        if model is None:
            return value
        if any(inner.key.overlay for inner in document_fields(model)):
            return self._merge_parts(field, present, value, place)
        additions = self.builder.build_field(field, value, place)
        if field.container is None:
            return additions
        if field.key.single:
            return additions + present
        if not isinstance(present, Mapping) and not any(
            inner.name == "id" for inner in document_fields(model)
        ):
            return present + additions
        return self._merge_entries(present, additions, place)

    def _merge_parts(self, field: DocumentField, present: Any, value: Any, place: Path_) -> Any:
        """Entries of the base, those that the overlay names with its additions."""
        if field.container is None:
            return self._extend(present, value, place)
        if isinstance(present, Mapping):
            entries = dict(present)
            parts = [
                (name, entry, (*place, name), (*place, name)) for name, entry in value.items()
            ]
        else:
            entries = {entry.id: entry for entry in present}
            parts = [
                (entry["id"], entry, (*place, at), (*place, at, "id"))
                for at, entry in enumerate(value)
            ]
        kind = field.key.defines
        for name, entry, entry_place, name_place in parts:
            if name in entries:
                entries[name] = self._extend(entries[name], entry, entry_place)
            else:
                self._report_unknown(kind, name, list(entries), name_place)
        return entries if isinstance(present, Mapping) else tuple(entries.values())

    def _report_unknown(self, kind: str, name: str, ids: list[str], place: Path_) -> None:
        hint = did_you_mean(name, ids) or f"there are: {list_names(ids)}"
        self.builder.find(
            f"{kind}-exists", place, f"{self.base.id} has no {kind} {quoted(name)}", hint=hint
        )

    def _merge_entries(self, present: Any, additions: Any, place: Path_) -> Any:
        """Entries of the base and of the overlay, of which none rewrites another."""
        if isinstance(present, Mapping):
            for name, entry in additions.items():
                self._check_addition(present.get(name), entry, (*place, name))
            return {**present, **additions}
        entries = {entry.id: entry for entry in present}
        for index, entry in enumerate(additions):
            self._check_addition(entries.get(entry.id), entry, (*place, index))
            entries[entry.id] = entry
        return tuple(entries.values())

    def _check_addition(self, present: Any, entry: Any, place: Path_) -> None:
        """Report an entry that would rewrite one of the definition."""
        if present is None:
            return
        name = place[-1]
        if isinstance(present, Source | Covariate):
            if _says_the_same(present, entry):
                return
            message, hint = _REWRITING[type(present)]
        elif not getattr(present, "gap", ""):
            name, place = entry.id, (*place, "id")
            message, hint = _REWRITING[object]
        else:
            for key in _rewritten(present, entry):
                self.builder.find(
                    "overlay-adds",
                    (*place, key),
                    f"the {key} of `{entry.id}` is already published as "
                    f"`{getattr(present, key)}`",
                    hint="an overlay fills what is missing; correct it, or use another id",
                )
            return
        self.builder.find("overlay-adds", place, message.format(name), hint=hint)

    def _check_languages(self, coding: Coding, entry: Entry, place: Path_) -> None:
        for language in entry.get("translations", {}):
            if language in coding.labels:
                self.builder.find(
                    "overlay-adds",
                    (*place, "translations", language),
                    f"the definition has labels in `{language}` already",
                    hint="an overlay adds languages; the labels of the definition stay",
                )

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
                figure = "a mean" if code == "norm-in-range" else "a band"
                self.builder.find(
                    code,
                    (*place, *path),
                    f"{figure} of {value:g} lies outside {scale.low:g} to {scale.high:g}",
                    hint="is it in another metric, such as a mean per item instead of a sum?",
                )


@cache
def _definition_keys() -> frozenset[str]:
    """The keys that only a definition has."""
    return frozenset(
        field.document_name
        for model in (Instrument, Coding, Item, Scale)
        for field in document_fields(model)
        if not field.key.overlay
    )


def as_contradiction(finding: Finding) -> Finding:
    """A key that only a definition has, told as what it is: an attempt to change it."""
    key = finding.path.rpartition(".")[2]
    if finding.code != "schema-unknown-key" or key not in _definition_keys():
        return finding
    return replace(
        finding,
        code="overlay-adds",
        message=f"an overlay cannot change `{key}`, which is for the definition to say",
        hint="remove it; if the definition is wrong, or yours is another form, write a "
        "definition of your own",
    )


def _rewritten(present: Any, entry: Any) -> list[str]:
    """Names of what an entry that fills a gap would change."""
    names = [
        name
        for name in ("population", "statistic", "mean", "sd", "n")
        if getattr(present, name, None) is not None
    ]
    return [name for name in names if getattr(entry, name) != getattr(present, name)]


def _says_the_same(present: Source | Covariate, entry: Source | Covariate) -> bool:
    """Whether two entries say the same; how much of a source was read is another matter."""
    if isinstance(present, Source) and isinstance(entry, Source):
        present, entry = (
            replace(source, note="", accessed=None) for source in (present, entry)
        )
    return present == entry

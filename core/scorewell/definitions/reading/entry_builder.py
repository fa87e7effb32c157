"""Entries that definitions and overlays have in common, as model values.

References (to items and sources) are resolved here, and the ones that lead
nowhere are findings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from scorewell.definitions.model import (
    Band,
    BandSet,
    ChangeDefaults,
    Covariate,
    LicenceFact,
    Norm,
    Note,
    Origin,
    Provenance,
    Reliability,
    Sample,
    Source,
    Stratum,
    TermCode,
    Threshold,
    Translation,
)
from scorewell.definitions.reading.document import (
    Document,
    Path_,
    listed,
    quoted,
)
from scorewell.errors import Finding, did_you_mean

Entry = Mapping[str, Any]


class EntryBuilder:
    """Turns the data of one document into model values.

    Parameters
    ----------
    document : Document
        Data that fits its schema.
    sources : mapping, optional
        Sources known from elsewhere (an overlay sees those of its base).
    covariates : mapping, optional
        Covariates known from elsewhere.
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
        covariates: Mapping[str, Covariate] | None = None,
    ) -> None:
        self.document = document
        self.origin = origin
        self.findings: list[Finding] = []
        self.sources = {**(sources or {}), **self._sources(document.data.get("sources", {}))}
        here = document.data.get("covariates", {})
        self.covariates = {**(covariates or {}), **_covariates(here)}

    # --- references -------------------------------------------------------------

    def _find(self, code: str, place: Path_, message: str, *, hint: str = "") -> None:
        self.findings.append(self.document.finding(code, place, message, hint=hint))

    def _unknown(self, kind: str, name: object, place: Path_, known: Iterable[str]) -> None:
        options = list(known)
        # Looking for near names is slow, and nobody reads a hundred hints.
        near = did_you_mean(str(name), options) if len(self.findings) < 100 else ""
        self._find(
            f"{kind}-exists", place, f"there is no {kind} {quoted(str(name))}",
            hint=near or f"there are: {listed(options)}",
        )  # fmt: skip

    def _source_ids(self, references: Iterable[str], place: Path_) -> tuple[str, ...]:
        ids = tuple(references)
        for index, reference in enumerate(ids):
            if reference not in self.sources:
                self._unknown("source", reference, (*place, index), self.sources)
        return ids

    def provenance(self, entry: Entry, place: Path_) -> Provenance:
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

    @staticmethod
    def _sources(data: Entry) -> dict[str, Source]:
        return {key: Source(id=key, **each) for key, each in data.items()}

    def translations(
        self, entry: Entry, place: Path_, *, answers: int
    ) -> tuple[Translation, ...]:
        """The labels of a coding in other languages, one for each of its answers."""
        found = []
        for language, each in entry.get("translations", {}).items():
            here: Path_ = (*place, "translations", language)
            if len(each["labels"]) != answers:
                self._find(
                    "translation-complete", (*here, "labels"),
                    f"{len(each['labels'])} labels for {answers} answers",
                    hint="one per answer, in the order of values; null where the form has none",
                )  # fmt: skip
            labels = tuple(label or "" for label in each["labels"])
            found.append(
                Translation(
                    language=language, labels=labels, provenance=self.provenance(each, here)
                )
            )
        return tuple(found)

    def licence_fact(self, entry: Entry, place: Path_) -> LicenceFact:
        """One of the three licence facts."""
        return LicenceFact(
            status=entry["status"],
            evidence=entry.get("evidence", ""),
            provenance=self.provenance(entry, place),
        )

    def stratum(self, entry: Entry, place: Path_) -> Stratum | None:
        """The stratum under ``for``, or None."""
        if "for" not in entry:
            return None
        for name in entry["for"]:
            if name not in self.covariates:
                self._unknown("covariate", name, (*place, "for", name), self.covariates)
        return Stratum.of(entry["for"])

    def _codes(self, entry: Entry, place: Path_) -> tuple[TermCode, ...]:
        return tuple(
            TermCode(
                system=each["system"],
                code=each["code"],
                display=each.get("display", ""),
                provenance=self.provenance(each, (*place, "codes", index)),
            )
            for index, each in enumerate(entry.get("codes", ()))
        )

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

    # --- entries of a scale -------------------------------------------------------

    def reliability(self, entry: Entry, place: Path_) -> tuple[Reliability, ...]:
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

    def norms(self, entry: Entry, place: Path_) -> tuple[Norm, ...]:
        """The norms of a scale."""
        return tuple(
            Norm(
                id=each["id"],
                population=each["population"],
                set=each.get("set", ""),
                stratum=self.stratum(each, (*place, "norms", index)),
                mean=each.get("mean"),
                sd=each.get("sd"),
                n=each.get("n"),
                percentiles=tuple(
                    (row["score"], row["percentile"]) for row in each.get("percentiles", ())
                ),
                gap=each.get("gap", ""),
                illustrative=each.get("illustrative", False),
                sample=Sample(**each["sample"]),
                provenance=self.provenance(each, (*place, "norms", index)),
                origin=self.origin,
            )
            for index, each in enumerate(entry.get("norms", ()))
        )

    def thresholds(self, entry: Entry, place: Path_) -> tuple[Threshold, ...]:
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

    def band_sets(self, entry: Entry, place: Path_) -> tuple[BandSet, ...]:
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
        said = dict(entry["change"])
        if "without_sample" in said:
            alone = said["without_sample"]
            said["without_sample"] = ChangeDefaults(**alone, origin=self.origin)
        return (ChangeDefaults(**said, origin=self.origin),)


def _covariates(data: Entry) -> dict[str, Covariate]:
    return {
        key: Covariate(
            id=key,
            label=each["label"],
            values=tuple(each.get("values", ())),
            synonyms={
                text.casefold(): value for text, value in each.get("synonyms", {}).items()
            },
            low=each.get("range", (-math.inf, math.inf))[0],
            high=each.get("range", (-math.inf, math.inf))[1],
            unit=each.get("unit", ""),
        )
        for key, each in data.items()
    }


def _pair(values: list[float] | None) -> tuple[float, float] | None:
    return None if values is None else (values[0], values[1])

"""Checks of what was built that need more than one entry of a document."""

from __future__ import annotations

from collections.abc import Mapping

from scorewell.definitions.model import Coding, Instrument
from scorewell.definitions.reading.builder import Builder
from scorewell.definitions.reading.document import Path_, quoted


def check_translations(builder: Builder, codings: Mapping[str, Coding]) -> None:
    """Report translations in a document that have not one label for every answer."""
    for name, entry in builder.document.data.get("codings", {}).items():
        if name not in codings:
            continue
        answers = len(codings[name].answers)
        for language, translation in entry.get("translations", {}).items():
            labels = len(translation["labels"])
            if labels != answers:
                builder.find(
                    "translation-complete",
                    ("codings", name, "translations", language, "labels"),
                    f"{labels} labels for {answers} answers",
                    hint="one per answer, in the order of values; null where the form has none",
                )


def check_recoded_once(builder: Builder, instrument: Instrument) -> None:
    """Report items that are recoded twice in one scale."""
    ids = [item.id for item in instrument.items]
    for index, scale in enumerate(builder.document.data["scales"]):
        earlier: set[str] = set()
        for at, recoding in enumerate(scale.get("recoded", ())):
            place: Path_ = ("scales", index, "recoded", at, "items")
            positions = [str(name) for name in recoding["items"]]
            items = {
                ids[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(ids) else name
                for name in positions
            }
            for item in sorted(items & earlier):
                builder.find(
                    "items-once",
                    place,
                    f"the item {quoted(item)} is recoded twice",
                    hint="an item is recoded once in a scale; keep one of the two",
                )
            earlier |= items

"""FHIR questionnaires in JSON, releases 4 and 5.

The value of an answer goes with its option: in release 4 as the extension
``ordinalValue`` of the coding, in release 5 as ``itemWeight`` of the option.
Both are read in both places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError
from scorewell.registry.contracts.exchange import Exporter, ExportFile, Importer, ImportOptions
from scorewell_plugins.exchange.unsupported import unsupported_content

if TYPE_CHECKING:
    from scorewell.authoring.draft import DraftCoding
    from scorewell.definitions.model import Answer, Coding, Instrument, Item

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
_CHOICES = ("choice", "coding", "open-choice")
_LABEL = 80

Json = Mapping[str, Any]


def write(instrument: Instrument, *, release: int) -> ExportFile:
    """A questionnaire with one question for each item."""
    content = {
        "resourceType": "Questionnaire",
        "id": instrument.id,
        "version": instrument.version,
        "name": "".join(part.capitalize() for part in instrument.id.split("-")),
        "title": instrument.name,
        "status": "draft",
        "subjectType": ["Patient"],
        "item": [_question(item, release) for item in instrument.items],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return ExportFile(content=f"{text}\n", losses=tuple(unsupported_content(instrument)))


def _question(item: Item, release: int) -> dict[str, Any]:
    codes = [
        {
            "system": _system(code.system),
            "code": code.code,
            **({"display": code.display} if code.display else {}),
        }
        for code in item.codes
    ]
    return {
        "linkId": item.id,
        **({"code": codes} if codes else {}),
        "text": item.text or item.label,
        "type": "choice" if release == 4 else "coding",
        "answerOption": _options(item.coding, release),
    }


def _system(name: str) -> str:
    return "http://loinc.org" if name.casefold() == "loinc" else name


def _options(coding: Coding, release: int) -> list[dict[str, Any]]:
    """The answers, with their values as codes, or their positions where values repeat."""
    codes = [f"{value:g}" for value in coding.values]
    if len(set(codes)) < len(codes):
        codes = [f"{place}" for place in range(1, len(codes) + 1)]
    pairs = zip(codes, coding.answers, strict=True)
    return [_option(code, answer, release) for code, answer in pairs]


def _option(code: str, answer: Answer, release: int) -> dict[str, Any]:
    number = int(answer.value) if float(answer.value).is_integer() else answer.value
    value = {"code": code, "display": answer.label or f"{answer.value:g}"}
    extension = [{"url": ORDINAL if release == 4 else WEIGHT, "valueDecimal": number}]
    if release == 4:
        return {"valueCoding": {"extension": extension, **value}}
    return {"extension": extension, "valueCoding": value}


def read(path: Path, options: ImportOptions) -> Any:
    """A draft of the questions whose options have values, with one total of them."""
    from scorewell.authoring.draft import DraftItem, DraftScale, InstrumentDraft, item_ids

    if options.form:
        raise DataError(
            f"{path} is one questionnaire, and --form chooses among several",
            hint="leave it out",
        )
    content = _content(path)
    codings: dict[tuple[tuple[float, str], ...], DraftCoding] = {}
    usable: list[tuple[Json, DraftCoding]] = []
    notes: list[str] = []
    for question in _questions(content.get("item", ())):
        answers = _answers(question)
        if len(answers) < 2:
            reason = "its options have no values, or several have the same"
            notes.append(f"{question.get('linkId')} was left out: {reason}.")
            continue
        usable.append((question, codings.setdefault(answers, _coding(answers, len(codings)))))
    if not usable:
        raise DataError(
            f"{path} has no question whose options have values of their own",
            hint="the extension itemWeight or ordinalValue of an option gives its value",
        )
    names = [str(question.get("linkId", "")) for question, _ in usable]
    items = tuple(
        DraftItem(
            id=item,
            label=_label(question) if options.labels else f"item {place}",
            coding=coding.id,
            column=name if name.casefold() != item else "",
        )
        for place, (item, name, (question, coding)) in enumerate(
            zip(item_ids(options.id, names), names, usable, strict=True), start=1
        )
    )
    return InstrumentDraft(
        id=options.id,
        name=str(content.get("title", ""))[:200],
        codings=tuple(codings.values()),
        items=items,
        scales=(DraftScale(id="total", name="Total", items=tuple(range(1, len(items) + 1))),),
        notes=tuple(notes),
        todos={"reversed": "which items are reversed; a questionnaire cannot say"},
    )


def _content(path: Path) -> Json:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict) or content.get("resourceType") != "Questionnaire":
        raise DataError(
            f"{path} is no FHIR questionnaire",
            hint='a JSON file with "resourceType": "Questionnaire"',
        )
    return content


def _questions(items: Any) -> Iterator[Json]:
    """The questions with choices, also those in groups, in the order of the form."""
    for item in items:
        if item.get("type") in _CHOICES:
            yield item
        yield from _questions(item.get("item", ()))


def _answers(question: Json) -> tuple[tuple[float, str], ...]:
    """The options that have a value, in ascending order; none if a value occurs twice."""
    options = []
    for option in question.get("answerOption", ()):
        coding = option.get("valueCoding", {})
        weights = [
            extension.get("valueDecimal")
            for holder in (option, coding)
            for extension in holder.get("extension", ())
            if extension.get("url") in {ORDINAL, WEIGHT}
        ]
        if weights and isinstance(weights[0], int | float):
            label = " ".join(str(coding.get("display", "")).split())
            options.append((float(weights[0]), label if label != f"{weights[0]:g}" else ""))
    values = [value for value, _ in options]
    return tuple(sorted(options)) if len(set(values)) == len(values) else ()


def _coding(answers: tuple[tuple[float, str], ...], before: int) -> DraftCoding:
    from scorewell.authoring.draft import DraftCoding

    name = f"answers_{before + 1}" if before else "answers"
    todo = "compare the options with the manual of the instrument"
    return DraftCoding(id=name, answers=answers, todo=todo)


def _label(question: Json) -> str:
    text = " ".join(str(question.get("text", "")).split()).replace("TODO:", "TODO")
    return (text if len(text) <= _LABEL else f"{text[: _LABEL - 3]}...") or "no text"


EXPORTERS = tuple(
    Exporter(
        name=f"fhir-r{release}",
        summary=f"A FHIR questionnaire, release {release}, with the value of each option.",
        suffix=".json",
        write=partial(write, release=release),
    )
    for release in (4, 5)
)
IMPORTER = Importer(
    name="fhir",
    summary="A FHIR questionnaire whose options have values.",
    suffixes=(".json",),
    read=read,
)
